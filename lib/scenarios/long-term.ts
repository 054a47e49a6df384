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
import { again, kernelFunction, type Task } from '../engine/index.js';
import { fsync } from '../filesystems/fsync.js';
import { munmap } from '../pages/address-space.js';
import { machineScenario, type NamedScenario } from './machine-scenario.js';

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

/** All of them, in the order of the book. */
export const longTermScenarios: readonly NamedScenario[] = [rdmaAndFsync, rdmaAndMunmap];
