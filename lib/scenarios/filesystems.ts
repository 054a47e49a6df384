// The named scenarios that need a particular filesystem, or something only a filesystem does.
import type { Machine } from '../devices/machine.js';
import { ownDirectWrite } from '../devices/own-direct-write.js';
import { again, type Detector, kernelFunction, sec } from '../engine/index.js';
import { backgroundWriteback } from '../filesystems/background.js';
import { fsync } from '../filesystems/fsync.js';
import { punchHole } from '../filesystems/punch.js';
import { reflink } from '../filesystems/reflink.js';
import { store } from '../filesystems/store.js';
import { truncate } from '../filesystems/truncate.js';
import { machineScenario, type NamedScenario } from './machine-scenario.js';
import { readsFile, storeToken } from './reader.js';

const directReadBtrfsChecksum = machineScenario({
  name: 'direct-read-btrfs-checksum',
  about:
    'An O_DIRECT read into a mapped page of a filesystem that checksums its data, beside an fsync: stable pages, and yet a pin taken before makes what is committed unreadable.',
  choices: { set: { filesystem: 'btrfs' } },
  pages: 1,
  directReads: 1,
  filesystems: ['btrfs'],
  tasks: (setting) => [...readsFile(setting), { name: 'fsync', run: (k) => fsync(k, k.inodes[0]!, 0) }],
});

/** What a direct write to the file itself writes. */
const directToken = 1;

/** Clones the file, and calls fsync on it afterwards. */
const cloneThenFsync = kernelFunction('clone_then_fsync', function* (k: Machine) {
  yield* reflink(k, k.inodes[0]!, k.inodes[1]!);
  yield* fsync(k, k.inodes[0]!, 0);
});

const reflinkUnderPin = machineScenario({
  name: 'reflink-under-pin',
  about:
    'An O_DIRECT read into a mapped page of a file that is cloned meanwhile (FICLONE): the device asks nobody to un-share the block, so the clone, which nobody wrote, changes.',
  choices: { set: { filesystem: 'xfs' } },
  pages: 1,
  mostPages: 2,
  files: 2,
  directReads: 1,
  transfers: 2,
  filesystems: ['xfs', 'btrfs'],
  tasks: (setting) => [...readsFile(setting), { name: 'clone', run: (k) => cloneThenFsync(k) }],
});

const directReadAndPunch = machineScenario({
  name: 'direct-read-and-punch',
  about:
    'An O_DIRECT read into a mapped page while another task punches a hole there: the device’s data goes to a page that has left the file, which Linux accepts on the page cache.',
  mapped: false,
  pages: 1,
  mostPages: 3,
  directReads: 1,
  transfers: 3,
  tasks: (setting, pages) => [
    ...readsFile(setting),
    { name: 'punch', run: (k) => punchHole(k, k.inodes[0]!, 0, 2 * pages) },
  ],
});

/** A direct write to the file itself reached a block that had been freed: what truncation waits for, to prevent it. */
const strayWrite: Detector<Machine> = {
  id: 'stray',
  name: 'a direct write to the file reached a block that it had lost',
  found: (k) => k.blocks.some((block) => block.strayWrite),
};

const directIoOwnFileAndTruncate = machineScenario({
  name: 'direct-io-own-file-and-truncate',
  about:
    'An asynchronous O_DIRECT write to a file while another task truncates it: for direct I/O on the file itself truncation does wait, as it does not for a direct read into its mapping.',
  cached: false,
  pages: 1,
  watch: [strayWrite],
  tasks: () => [
    { name: 'write', run: (k) => ownDirectWrite(k, k.inodes[0]!, 0, directToken) },
    { name: 'truncate', run: (k) => truncate(k, k.inodes[0]!, 0) },
  ],
});

/** Stores, and calls fsync twice: as a program does that tries again after an error. */
const storeThenFsyncTwice = kernelFunction('store_then_fsync_twice', function* (k: Machine) {
  yield* store(k, k.ptes[0]!, 0, storeToken);
  const first = yield* fsync(k, k.inodes[0]!, 0);
  const second = yield* fsync(k, k.inodes[0]!, 0);
  return `${first}, ${second}`;
});

const writeErrorAndFsync = machineScenario({
  name: 'write-error-and-fsync',
  about:
    'A store, and fsync again after an fsync that returned EIO: the error is told once, the page is clean, and the second fsync promises what is not on the disk.',
  choices: { set: { writeErrors: 'on' } },
  pages: 1,
  syncers: 2,
  tasks: () => [
    { name: 'writer', run: (k) => storeThenFsyncTwice(k) },
    { name: 'other fsync', run: (k) => fsync(k, k.inodes[0]!, 1) },
  ],
});

/** A store to each page, upwards, and then a minute of something else. */
const storesEverywhere = kernelFunction('stores_everywhere', function* (k: Machine, pgoff: number) {
  if (pgoff === k.ptes.length)
    return yield* k.sleep(sec(60), { label: 'do something else for a minute', owner: 'user' });
  yield* store(k, k.ptes[pgoff]!, 0, storeToken);
  return again(pgoff + 1);
});

const storesAndBackgroundWriteback = machineScenario({
  name: 'stores-and-background-writeback',
  about:
    'A task dirties two pages, one after the other, beside a flusher that starts when more than one is dirty, or after 30 s, and gathers what it finds in one request.',
  choices: { storage: 'pmem' },
  pages: 2,
  dirtyLimits: { background: 1, limit: 3 },
  tasks: () => [
    { name: 'writer', run: (k) => storesEverywhere(k, 0) },
    { name: 'flusher', run: (k) => backgroundWriteback(k, k.inodes[0]!), daemon: true },
  ],
});

/** All of them, in the order of the book. */
export const filesystemScenarios: readonly NamedScenario[] = [
  directReadBtrfsChecksum,
  reflinkUnderPin,
  directReadAndPunch,
  directIoOwnFileAndTruncate,
  writeErrorAndFsync,
  storesAndBackgroundWriteback,
];
