// The named scenarios of devices that mirror page tables, beside whoever changes those.
import type { Machine } from '../devices/machine.js';
import { again, bool, kernelFunction, one, record, uint } from '../engine/index.js';
import { fsync } from '../filesystems/fsync.js';
import { load } from '../filesystems/load.js';
import { punchHole } from '../filesystems/punch.js';
import { reclaimPage } from '../filesystems/reclaim.js';
import { reflink } from '../filesystems/reflink.js';
import { truncate } from '../filesystems/truncate.js';
import { flusher } from '../filesystems/writeback.js';
import { exitSpace, mprotectReadOnly, munmap } from '../pages/address-space.js';
import { tokenBits } from '../pages/tokens.js';
import { writesOtherFile } from './dax.js';
import { deviceScenario } from './device-scenario.js';
import { fileOutcome, type MachineWith, type NamedScenario } from './machine-scenario.js';

/** Calls fsync so many times, one after the other. */
const syncTimes = kernelFunction('sync_times', function* (k: Machine, times: number) {
  if (times === 0) return;
  yield* fsync(k, k.inodes[0]!, 0);
  return again(times - 1);
});

const mirrorAndFsync = deviceScenario({
  name: 'mirror-and-fsync',
  about:
    'A device that faults writes a mapped page twice while another task calls fsync, twice: it cleans the page without waiting, and the next write faults.',
  pages: 1,
  operations: 2,
  others: () => [{ name: 'fsync', run: (k) => syncTimes(k, 2) }],
});

const mirrorAndTruncate = deviceScenario({
  name: 'mirror-and-truncate',
  about:
    'A device that faults writes a mapped page while another task truncates that page’s file to nothing: does truncation wait for it, and does it write what is gone?',
  mapped: false,
  pages: 1,
  mostPages: 2,
  operations: 1,
  others: () => [{ name: 'truncate', run: (k) => truncate(k, k.inodes[0]!, 0) }],
});

const mirrorAndPunch = deviceScenario({
  name: 'mirror-and-punch',
  about:
    'A device that faults writes a mapped page while another task punches a hole there: it faults a new page in, as a CPU would.',
  mapped: false,
  pages: 1,
  mostPages: 2,
  frames: 2,
  operations: 1,
  others: (_, pages) => [{ name: 'punch', run: (k) => punchHole(k, k.inodes[0]!, 0, 2 * pages) }],
});

/** Unmaps the file, and calls fsync. */
const unmapThenSync = kernelFunction('unmap_then_sync', function* (k: Machine) {
  yield* munmap(k, 0, k.ptes.length);
  yield* fsync(k, k.inodes[0]!, 0);
});

const mirrorAndMunmap = deviceScenario({
  name: 'mirror-and-munmap',
  about:
    'A device that faults writes a mapped page while its process unmaps it and calls fsync: the device’s mapping does not outlive the CPU’s.',
  mapped: false,
  pages: 1,
  mostPages: 2,
  operations: 1,
  unmaps: true,
  others: () => [{ name: 'owner', run: (k) => unmapThenSync(k) }],
});

/** What the process sees once nobody may write its mapping any more. */
const looked = { looked: one(record('Looked', { done: bool, data0: uint(tokenBits), data1: uint(tokenBits) })) };
type Looker = MachineWith<typeof looked>;

/** Takes the right to write from the mapping, looks what its first page holds, and calls fsync. */
const protectAndLook = kernelFunction('protect_and_look', function* (k: Looker) {
  yield* mprotectReadOnly(k, 0, k.ptes.length);
  yield* k.step('look at the page', {
    do: () => {
      const { data0, data1 } = k.pages[0]!;
      k.looked.data0 = data0;
      k.looked.data1 = data1;
      k.looked.done = true;
    },
    cost: k.costs.cpu.store,
  });
  yield* fsync(k, k.inodes[0]!, 0);
});

const mirrorAndMprotect = deviceScenario({
  name: 'mirror-and-mprotect',
  about:
    'A device that faults writes a mapped page twice while its process takes the right to write away (mprotect), looks at the page and calls fsync: what it has seen stays, and the device gets an error where a CPU would get SIGSEGV.',
  pages: 1,
  operations: 2,
  unmaps: true,
  memory: looked,
  watch: [
    {
      id: 'written-after',
      name: 'the page changed after mprotect had made the mapping read-only',
      found: ({ looked: { data0, data1, done }, pages: [page] }: Looker) =>
        done && (page!.data0 !== data0 || page!.data1 !== data1),
    },
  ],
  outcome: (k: Looker) => `saw ${k.looked.data0}${k.looked.data1}; ${fileOutcome(k)}`,
  others: () => [{ name: 'owner', run: (k) => protectAndLook(k as Looker) }],
});

/** Exits; another process, which has the file open, calls fsync then. */
const exitThenSync = kernelFunction('exit_then_sync', function* (k: Machine) {
  yield* exitSpace(k, 0, k.ptes.length);
  yield* fsync(k, k.inodes[0]!, 0);
});

const mirrorAndExit = deviceScenario({
  name: 'mirror-and-exit',
  about:
    'A device that faults writes a mapped page while its process exits, and another calls fsync then: the device is told that the address space is gone (RELEASE), and its faults find none.',
  mapped: false,
  pages: 1,
  mostPages: 2,
  operations: 1,
  unmaps: true,
  others: () => [{ name: 'owner', run: (k) => exitThenSync(k) }],
});

/** Clones the file, and calls fsync on it afterwards. */
const cloneThenFsync = kernelFunction('clone_then_fsync', function* (k: Machine) {
  yield* reflink(k, k.inodes[0]!, k.inodes[1]!);
  yield* fsync(k, k.inodes[0]!, 0);
});

const mirrorAndReflink = deviceScenario({
  name: 'mirror-and-reflink',
  about:
    'A device that faults writes a mapped page twice while its file is cloned (FICLONE): the clone’s write-protection reaches the device too, so its next write un-shares the block.',
  choices: { set: { filesystem: 'xfs' } },
  pages: 1,
  files: 2,
  operations: 2,
  filesystems: ['xfs', 'btrfs'],
  others: () => [{ name: 'clone', run: (k) => cloneThenFsync(k) }],
});

const mirrorAndReclaim = deviceScenario({
  name: 'mirror-and-reclaim',
  about:
    'A device that faults writes a page of tmpfs that a CPU has only read, while reclaim looks at it: no fault marks it dirty, so only the driver can.',
  choices: { set: { filesystem: 'tmpfs' } },
  cached: false,
  pages: 1,
  operations: 1,
  others: () => [
    { name: 'reader', run: (k) => load(k, k.ptes[0]!) },
    { name: 'reclaim', run: (k) => reclaimPage(k, k.pages[0]!) },
  ],
});

const mirrorAndFlusher = deviceScenario({
  name: 'mirror-and-flusher',
  about:
    'A device that faults writes a mapped page twice, then its user calls fsync, while background writeback cleans the page in between: write-protection has to reach the device.',
  pages: 1,
  operations: 2,
  thenSync: true,
  others: () => [{ name: 'flusher', run: (k) => flusher(k, k.inodes[0]!), daemon: true }],
});

const onDax = { choices: { set: { dax: 'on' } }, dax: 'always', filesystems: ['ext4', 'xfs'], files: 2 } as const;

const mirrorAndTruncateDax = deviceScenario({
  ...onDax,
  name: 'mirror-and-truncate-dax',
  about:
    'mirror-and-truncate where the page is the block: truncation waits for nobody, for a device that faults has let go when its callback returns.',
  mapped: false,
  pages: 1,
  mostPages: 2,
  operations: 1,
  others: () => [{ name: 'truncate', run: (k) => truncate(k, k.inodes[0]!, 0) }, writesOtherFile],
});

/**
 * With `device=vm` neither end is sure: KVM holds the page by a reference for as long as a fault takes
 * (hva_to_pfn_slow, get_user_pages_unlocked; 6.12), punching finds it and drops the fault lock to wait, and
 * the fault, invalidated meanwhile, starts over and takes another. Linux has nothing against that but luck:
 * each round takes microseconds. Since 6.15, where page tables count, it can end for good with the page mapped
 * again and nobody waiting but the punch, until somebody unmaps it or sends a signal.
 */
const mirrorAndPunchDax = deviceScenario({
  ...onDax,
  name: 'mirror-and-punch-dax',
  about: 'mirror-and-truncate-dax with a hole that is punched instead: the device faults, and gets a block of its own.',
  mapped: false,
  pages: 1,
  mostPages: 2,
  operations: 1,
  others: (_, pages) => [{ name: 'punch', run: (k) => punchHole(k, k.inodes[0]!, 0, 2 * pages) }, writesOtherFile],
});

const mirrorAndReflinkDax = deviceScenario({
  ...onDax,
  name: 'mirror-and-reflink-dax',
  about:
    'mirror-and-reflink where the page is the block: the next write of the device copies the block, and whoever maps the shared one is told.',
  choices: { era: '6.12', set: { dax: 'on', filesystem: 'xfs' } },
  filesystems: ['xfs'],
  pages: 1,
  spareBlocks: 1,
  operations: 2,
  others: () => [{ name: 'clone', run: (k) => cloneThenFsync(k) }],
});

/** All of them, in the order of the book. */
export const mirrorScenarios: readonly NamedScenario[] = [
  mirrorAndFsync,
  mirrorAndTruncate,
  mirrorAndPunch,
  mirrorAndMunmap,
  mirrorAndMprotect,
  mirrorAndExit,
  mirrorAndReflink,
  mirrorAndFlusher,
  mirrorAndReclaim,
  mirrorAndTruncateDax,
  mirrorAndPunchDax,
  mirrorAndReflinkDax,
];
