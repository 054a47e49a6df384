// The named scenarios that need a particular filesystem, or something only a filesystem does.
import { fsync } from '../filesystems/fsync.js';
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

/** All of them, in the order of the book. */
export const filesystemScenarios: readonly NamedScenario[] = [directReadBtrfsChecksum];
