// The named scenarios of files that lie in persistent memory: the page is the block, and whoever
// holds the page holds what the filesystem wants to give away.
import { directRead } from '../devices/direct-read.js';
import type { Machine } from '../devices/machine.js';
import { adapter, regionOwner } from '../devices/rdma.js';
import { kernelFunction, ms, type Task } from '../engine/index.js';
import { daxWrite } from '../filesystems/dax.js';
import { fsync } from '../filesystems/fsync.js';
import { punchHole } from '../filesystems/punch.js';
import { reflink } from '../filesystems/reflink.js';
import { store } from '../filesystems/store.js';
import { truncate } from '../filesystems/truncate.js';
import { drainPipe, vmsplice } from '../gup/pipe.js';
import { munmap } from '../pages/address-space.js';
import { clearPte } from '../pages/dirty.js';
import { fileOutcome, machineScenario, type NamedScenario } from './machine-scenario.js';
import { pipeOutcome, spliceAndDrain } from './pipes.js';
import { reader, readsFile, readToken, storeToken } from './reader.js';

/** What the other file's owner writes. */
const otherToken = 3;

/** Another process writes to a file of its own, which has no block yet: it gets one that is free. */
export const writesOtherFile: Task<Machine> = { name: 'other', run: (k) => daxWrite(k, k.inodes[1]!, 0, otherToken) };

const onDax = {
  choices: { set: { dax: 'on' } },
  dax: 'always',
  filesystems: ['ext4', 'xfs'],
  files: 2,
} as const;

const directReadAndTruncateDax = machineScenario({
  ...onDax,
  name: 'direct-read-and-truncate-dax',
  about:
    'direct-read-and-truncate where the page is the block: truncation waits until the device has let go, or the device writes into what may be another file’s by then.',
  mapped: false,
  pages: 1,
  mostPages: 2,
  directReads: 1,
  transfers: 2,
  tasks: (setting) => [
    ...readsFile(setting),
    { name: 'truncate', run: (k) => truncate(k, k.inodes[0]!, 0) },
    writesOtherFile,
  ],
});

const twoPageReadvAndTruncateDax = machineScenario({
  ...onDax,
  name: 'two-page-readv-and-truncate-dax',
  about:
    'One O_DIRECT readv into two pages of a DAX file, the second first, while another task truncates the file: who waits with the lock that the next page needs waits for ever.',
  files: 1,
  mapped: false,
  pages: 2,
  directReads: 1,
  transfers: 2,
  tasks: (setting) => [
    ...reader(setting, { name: 'readv', run: (k) => directRead(k, k.directReads[0]!, 1, -1, 2, 0, readToken) }),
    { name: 'truncate', run: (k) => truncate(k, k.inodes[0]!, 0) },
  ],
});

const directReadAndPunchDax = machineScenario({
  ...onDax,
  name: 'direct-read-and-punch-dax',
  about:
    'direct-read-and-truncate-dax with a hole that is punched instead: the file keeps its size, and loses its blocks all the same.',
  mapped: false,
  pages: 1,
  mostPages: 2,
  directReads: 1,
  transfers: 2,
  tasks: (setting, pages) => [
    ...readsFile(setting),
    { name: 'punch', run: (k) => punchHole(k, k.inodes[0]!, 0, 2 * pages) },
    writesOtherFile,
  ],
});

/** Splices as on the page cache, and exits when it likes: only then does nothing of it map the file any more. */
const spliceDrainAndExit = kernelFunction('splice_drain_and_exit', function* (k: Machine) {
  const outcome = yield* spliceAndDrain(k);
  yield* k.step('exit: the page tables go', {
    owner: 'user',
    do: () => {
      for (const pte of k.ptes) if (pte.page !== null) clearPte(pte);
    },
    cost: k.costs.cpu.syscall,
  });
  return outcome;
});

const vmspliceAndTruncateDax = machineScenario({
  ...onDax,
  name: 'vmsplice-and-truncate-dax',
  about:
    'vmsplice-and-truncate where the page is the block: truncation waits until somebody likes to read the pipe, or the pipe’s reader gets what may be another file’s.',
  pages: 1,
  pipes: 1,
  outcome: (k) => `${fileOutcome(k)}; ${pipeOutcome(k)}`,
  tasks: () => [
    { name: 'splice', run: (k) => spliceDrainAndExit(k) },
    { name: 'truncate', run: (k) => truncate(k, k.inodes[0]!, 0) },
    writesOtherFile,
  ],
});

/** Stores, puts the page into a pipe, unmaps the file; later, when somebody likes, the pipe is read or closed. */
const spliceAndUnmap = kernelFunction('splice_and_unmap', function* (k: Machine) {
  const pipe = k.pipes[0]!;
  yield* store(k, k.ptes[0]!, 0, storeToken);
  if ((yield* vmsplice(k, k.ptes[0]!, pipe)) === 'EFAULT') return 'EFAULT';
  yield* munmap(k, 0, 1);
  yield* drainPipe(k, pipe, ms(10));
  return 'drained';
});

const vmspliceMunmapAndTruncateDax = machineScenario({
  ...onDax,
  name: 'vmsplice-munmap-and-truncate-dax',
  about:
    'vmsplice-and-truncate-dax with a munmap in between: until 6.14 a truncation looks for holders only where something still maps the file, so it frees what the pipe holds.',
  pages: 1,
  pipes: 1,
  unmaps: true,
  outcome: (k) => `${fileOutcome(k)}; ${pipeOutcome(k)}`,
  tasks: () => [
    { name: 'splice', run: (k) => spliceAndUnmap(k) },
    { name: 'truncate', run: (k) => truncate(k, k.inodes[0]!, 0) },
    writesOtherFile,
  ],
});

/** Stores into the mapped page, and unmaps it when it likes. */
const storeAndKeep = kernelFunction('store_and_keep', function* (k: Machine) {
  const stored = yield* store(k, k.ptes[0]!, 0, storeToken);
  yield* k.sleep(ms(10), { label: 'keep the file mapped for a while', owner: 'user' });
  yield* munmap(k, 0, 1);
  return stored;
});

const storeWhileTruncateWaitsDax = machineScenario({
  ...onDax,
  name: 'store-while-truncate-waits-dax',
  about:
    'A CPU stores into the page again while its truncation waits for a direct read: since 6.15 a page table counts as a holder, so the wait goes on when the device has let go.',
  files: 1,
  mapped: false,
  pages: 1,
  directReads: 1,
  addressSpaces: 2,
  unmaps: true,
  tasks: (setting) => [
    ...reader(setting, { name: 'read', run: (k) => directRead(k, k.directReads[0]!, 1, 1, 1, 0, readToken) }),
    { name: 'truncate', run: (k) => truncate(k, k.inodes[0]!, 0) },
    { name: 'store', run: (k) => storeAndKeep(k) },
  ],
});

const rdmaAndTruncateDax = machineScenario({
  ...onDax,
  name: 'rdma-and-truncate-dax',
  about:
    'A process registers a page of a DAX file for RDMA while another task truncates the file: every Linux since 4.15 refuses the registration, for truncation would wait as long as user space likes.',
  files: 1,
  pages: 1,
  regions: 1,
  messages: 1,
  concerns: ['long-term pins', 'dax'],
  tasks: () => [
    { name: 'owner', run: (k) => regionOwner(k, k.regions[0]!, 0, 0, 1) },
    { name: 'truncate', run: (k) => truncate(k, k.inodes[0]!, 0) },
    { name: 'adapter', run: (k) => adapter(k, k.regions[0]!, 0, 0, 0, 1, readToken), daemon: true },
  ],
});

const reflinkUnderPinDax = machineScenario({
  ...onDax,
  name: 'reflink-under-pin-dax',
  about:
    'reflink-under-pin where the page is the block: cloning waits for the device; without the wait the device writes the block that both files share.',
  choices: { era: '6.12', set: { dax: 'on', filesystem: 'xfs' } },
  filesystems: ['xfs'],
  concerns: ['dax'],
  pages: 1,
  directReads: 1,
  spareBlocks: 1,
  tasks: (setting) => [...readsFile(setting), { name: 'clone', run: (k) => reflink(k, k.inodes[0]!, k.inodes[1]!) }],
});

/** Clones the file, puts the page into a pipe and stores into it, which gives the file another block; commits that. */
const cloneSpliceAndStore = kernelFunction('clone_splice_and_store', function* (k: Machine) {
  yield* reflink(k, k.inodes[0]!, k.inodes[1]!);
  if ((yield* vmsplice(k, k.ptes[0]!, k.pipes[0]!)) === 'EFAULT') return 'EFAULT';
  yield* store(k, k.ptes[0]!, 0, storeToken);
  yield* fsync(k, k.inodes[0]!, 0);
  yield* drainPipe(k, k.pipes[0]!, ms(10));
  return 'drained';
});

const vmspliceAndTruncateCloneDax = machineScenario({
  ...onDax,
  name: 'vmsplice-and-truncate-clone-dax',
  about:
    'A page of a cloned DAX file is in a pipe when the file gets a block of its own, and the clone is truncated: the look for holders goes through the clone’s own tree, which never saw the page.',
  choices: { era: '6.12', set: { dax: 'on', filesystem: 'xfs' } },
  filesystems: ['xfs'],
  concerns: ['dax'],
  files: 3,
  pages: 1,
  pipes: 1,
  spareBlocks: 1,
  outcome: (k) => `${fileOutcome(k)}; ${pipeOutcome(k)}`,
  tasks: () => [
    { name: 'splice', run: (k) => cloneSpliceAndStore(k) },
    { name: 'truncate', run: (k) => truncate(k, k.inodes[1]!, 0) },
    { name: 'other', run: (k) => daxWrite(k, k.inodes[2]!, 0, otherToken) },
  ],
});

/** Stores, and calls fsync. */
const storeThenFsync = kernelFunction('store_then_fsync', function* (k: Machine) {
  yield* store(k, k.ptes[0]!, 0, storeToken);
  return yield* fsync(k, k.inodes[0]!, 0);
});

const storeAndTwoFsyncsDax = machineScenario({
  ...onDax,
  name: 'store-and-two-fsyncs-dax',
  about:
    'A store and fsync to a DAX file beside another fsync of it: that one may have taken the tag by which the first finds the page, and not flushed it yet.',
  files: 1,
  pages: 1,
  syncers: 2,
  tasks: () => [
    { name: 'writer', run: (k) => storeThenFsync(k) },
    { name: 'other fsync', run: (k) => fsync(k, k.inodes[0]!, 1) },
  ],
});

/** All of them, in the order of the book. */
export const daxScenarios: readonly NamedScenario[] = [
  directReadAndTruncateDax,
  twoPageReadvAndTruncateDax,
  directReadAndPunchDax,
  vmspliceAndTruncateDax,
  vmspliceMunmapAndTruncateDax,
  storeWhileTruncateWaitsDax,
  rdmaAndTruncateDax,
  reflinkUnderPinDax,
  vmspliceAndTruncateCloneDax,
  storeAndTwoFsyncsDax,
];
