// The named scenarios of pins that last as long as user space likes.
import type { Machine } from '../devices/machine.js';
import {
  adapter,
  deregisterRegion,
  pollCompletions,
  regionOwner,
  registerRegion,
  untilLetGo,
} from '../devices/rdma.js';
import { networkAdapter, umemOwner } from '../devices/xdp.js';
import { again, bool, kernelFunction, type Operation, one, record, type Task } from '../engine/index.js';
import { fsync } from '../filesystems/fsync.js';
import { kswapd } from '../filesystems/reclaim.js';
import { store } from '../filesystems/store.js';
import { truncate } from '../filesystems/truncate.js';
import { flusher } from '../filesystems/writeback.js';
import { processVmWritev } from '../gup/kernel-write.js';
import { munmap } from '../pages/address-space.js';
import { type MachineWith, machineScenario, type NamedScenario } from './machine-scenario.js';
import { storeToken } from './reader.js';

/** The content of the first message; the second has the next number. */
const firstMessage = 2;

/** The adapter, with peers who may send so many messages. */
const peers = (messages: number): Task<Machine> => ({
  name: 'adapter',
  run: (k) => adapter(k, k.regions[0]!, 0, 0, 0, messages, firstMessage),
  daemon: true,
});

/** Looks which messages have come, and calls fsync; so many times. */
const syncWhatCame = kernelFunction('sync_what_came', function* (k: Machine, times: number) {
  if (times === 0) return;
  yield* k.sleep(k.costs.rdma.peer, { label: 'do something else for a while', owner: 'user' });
  yield* pollCompletions(k);
  yield* fsync(k, k.inodes[0]!, 0);
  return again(times - 1);
});

const rdmaAndFsync = machineScenario({
  name: 'rdma-and-fsync',
  about:
    'RDMA into a mapped page while another thread looks which messages have come and calls fsync, twice: only the end of the registration marks the page dirty again.',
  concerns: ['long-term pins'],
  pages: 1,
  regions: 1,
  messages: 1,
  tasks: () => [
    { name: 'owner', run: (k) => regionOwner(k, k.regions[0]!, 0, 0, 1) },
    { name: 'fsync', run: (k) => syncWhatCame(k, 2) },
    peers(1),
  ],
});

/** Registers a page, unmaps it, looks twice which messages have come and calls fsync, lets go. */
const unmapAndGoOn = kernelFunction('unmap_and_go_on', function* (k: Machine) {
  const region = k.regions[0]!;
  const registered = (yield* registerRegion(k, region, 0, 0, 1)) === 'registered';
  yield* munmap(k, 0, 1);
  yield* syncWhatCame(k, 2);
  if (!registered) return;
  yield* untilLetGo(k);
  yield* deregisterRegion(k, region, 0, 1);
});

const rdmaAndMunmap = machineScenario({
  name: 'rdma-and-munmap',
  about:
    'A process registers a mapped page for RDMA and unmaps it: the device goes on writing the page, and fsync learns nothing of it.',
  pages: 1,
  regions: 1,
  messages: 1,
  unmaps: true,
  tasks: () => [{ name: 'owner', run: (k) => unmapAndGoOn(k) }, peers(1)],
});

const rdmaAndTruncate = machineScenario({
  name: 'rdma-and-truncate',
  about:
    'RDMA into a mapped page while another task truncates the file to nothing: the region lasts until its owner lets go of it.',
  concerns: ['long-term pins'],
  pages: 1,
  regions: 1,
  messages: 1,
  tasks: () => [
    { name: 'owner', run: (k) => regionOwner(k, k.regions[0]!, 0, 0, 1) },
    { name: 'truncate', run: (k) => truncate(k, k.inodes[0]!, 0) },
    peers(1),
  ],
});

const xdpAndFsync = machineScenario({
  name: 'xdp-and-fsync',
  about:
    'A network adapter writes packets into a mapped page by AF_XDP while another thread looks which have come and calls fsync, twice: RDMA’s case once more, though user space offers each frame.',
  pages: 1,
  regions: 1,
  messages: 1,
  concerns: ['long-term pins'],
  tasks: () => [
    { name: 'owner', run: (k) => umemOwner(k, k.regions[0]!, 0, 0, 0) },
    { name: 'fsync', run: (k) => syncWhatCame(k, 2) },
    { name: 'adapter', run: (k) => networkAdapter(k, k.regions[0]!, 0, 0, 0, 1, firstMessage), daemon: true },
  ],
});

/** Another process writes into the page, the kernel on its behalf. */
const kernelWriteAndFlusher = machineScenario({
  name: 'kernel-write-and-flusher',
  about:
    'process_vm_writev into a mapped page while background writeback cleans it and reclaim strips its buffers: no device, and yet a page dirty behind the filesystem’s back.',
  pages: 1,
  transfers: 1,
  concerns: ['reclaim'],
  tasks: () => [
    { name: 'writev', run: (k) => processVmWritev(k, 0, 0, firstMessage) },
    { name: 'flusher', run: (k) => flusher(k, k.inodes[0]!), daemon: true },
    { name: 'kswapd', run: (k) => kswapd(k, k.pages[0]!), daemon: true },
  ],
});

/** What the threads of one process know of each other. */
const threads = { threads: one(record('Threads', { started: bool })) };
type Threads = MachineWith<typeof threads>;

/** Dirties both pages, the second by a registration, and starts the others; lets go when it likes. */
const registerAndStart = kernelFunction('register_and_start', function* (k: Threads) {
  const [region] = k.regions;
  yield* store(k, k.ptes[0]!, 0, storeToken);
  const registered = (yield* registerRegion(k, region!, 1, 0, 1)) === 'registered';
  yield* k.step('start the other threads', {
    owner: 'user',
    do: () => {
      k.threads.started = true;
    },
  });
  if (!registered) return;
  yield* untilLetGo(k);
  yield* deregisterRegion(k, region!, 0, 1);
});

const started = (k: Threads): boolean => k.threads.started;

/** A thread that does something once it is started. */
const thread = (name: string, act: (k: Threads) => Operation<unknown>) =>
  kernelFunction(name, function* (k: Threads) {
    yield* k.wait('be started', started, 'the first thread');
    yield* act(k);
  });
const storing = thread('store_again', (k) => store(k, k.ptes[0]!, 1, storeToken));
const syncing = thread('sync', (k) => fsync(k, k.inodes[0]!, 0));
const truncating = thread('truncate_nothing', (k) => truncate(k, k.inodes[0]!, 2));

const storeBehindWaitingFsync = machineScenario({
  name: 'store-behind-waiting-fsync',
  about:
    'fsync gathers a page and, under rule b as worded, waits for RDMA’s pin on the next; a store that waits for the first to be stable holds the lock against faults, and a truncation that removes nothing waits behind it.',
  choices: { storage: 'pmem' },
  concerns: ['long-term pins'],
  pages: 2,
  regions: 1,
  transfers: 1,
  memory: threads,
  tasks: () => [
    { name: 'owner', run: (k) => registerAndStart(k) },
    { name: 'store', run: (k) => storing(k) },
    { name: 'fsync', run: (k) => syncing(k) },
    { name: 'truncate', run: (k) => truncating(k) },
  ],
});

/** All of them, in the order of the book. */
export const longTermScenarios: readonly NamedScenario[] = [
  rdmaAndFsync,
  rdmaAndMunmap,
  rdmaAndTruncate,
  xdpAndFsync,
  kernelWriteAndFlusher,
  storeBehindWaitingFsync,
];
