// The named scenarios that need a particular filesystem, or something only a filesystem does.
import type { Machine } from '../devices/machine.js';
import { kernelFunction } from '../engine/index.js';
import { fsync } from '../filesystems/fsync.js';
import { punchHole } from '../filesystems/punch.js';
import { reflink } from '../filesystems/reflink.js';
import { machineScenario, type NamedScenario } from './machine-scenario.js';
import { readsFile } from './reader.js';

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

/** All of them, in the order of the book. */
export const filesystemScenarios: readonly NamedScenario[] = [
  directReadBtrfsChecksum,
  reflinkUnderPin,
  directReadAndPunch,
];
