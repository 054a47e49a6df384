// The named scenario of a device that reads memory: an O_DIRECT write.
import { directWrite } from '../devices/direct-write.js';
import type { Machine } from '../devices/machine.js';
import { kernelFunction } from '../engine/index.js';
import { fsync } from '../filesystems/fsync.js';
import { store } from '../filesystems/store.js';
import { machineScenario, type NamedScenario } from './machine-scenario.js';
import { storeToken } from './reader.js';

/** Stores into both sectors, one after the other. */
const storeBoth = kernelFunction('store_both', function* (k: Machine) {
  yield* store(k, k.ptes[0]!, 0, storeToken);
  yield* store(k, k.ptes[0]!, 1, storeToken);
});

/** Writes the page to the other file, and calls fsync on that. */
const writeThenFsync = kernelFunction('write_then_fsync', function* (k: Machine) {
  const [, place] = k.fileBlocks;
  const outcome = yield* directWrite(k, k.directWrites[0]!, 0, 0, place!);
  yield* fsync(k, k.inodes[1]!, 0);
  return outcome;
});

const directWriteAndStore = machineScenario({
  name: 'direct-write-and-store',
  about:
    'An O_DIRECT write from a mapped page to another file, and fsync of that, while a thread of the same process stores into that page: the device reads memory that changes under it.',
  choices: { set: { integrity: 'on' } },
  pages: 1,
  files: 2,
  directWrites: 1,
  filesystems: ['ext4', 'xfs', 'btrfs'],
  concerns: ['direct writes'],
  tasks: () => [
    { name: 'write', run: (k) => writeThenFsync(k) },
    { name: 'store', run: (k) => storeBoth(k) },
  ],
});

/** All of them, in the order of the book. */
export const directWriteScenarios: readonly NamedScenario[] = [directWriteAndStore];
