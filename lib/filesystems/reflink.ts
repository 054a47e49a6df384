// Cloning a file: FICLONE. Both files name the same blocks afterwards; whoever writes to one of them
// gets a block of its own.
//
// Both files are locked against system calls and faults, what is dirty is written, and only then is
// the map shared. The write-protection that comes with writing it is what makes the next CPU store
// ask page_mkwrite, which un-shares the block. Nothing here looks for pins: what a device writes
// afterwards asks nobody. (generic_remap_file_range_prep, xfs_file_remap_range, btrfs_remap_file_range;
// 6.12. Since then xfs lets faults for reading in while it remaps, which is left out.)
import { kernelFunction, ModelError } from '../engine/index.js';
import { canReflink } from '../pages/filesystem-kind.js';
import type { Inode } from '../pages/inode.js';
import { lockInode, lockTruncate, unlockInode, unlockTruncate, waitForDirectIo } from '../pages/lock.js';
import { writeAndWait } from './fsync.js';
import type { FilesystemKernel } from './machine.js';

/** Every place of `to` lies where that of `from` lies; a power cut undoes it until somebody commits it. */
function shareMap(k: FilesystemKernel, from: Inode, to: Inode): void {
  for (const target of k.fileBlocks) {
    if (target.inode !== to) continue;
    const source = k.fileBlocks.find((place) => place.inode === from && place.pgoff === target.pgoff)!;
    target.block = source.block;
  }
  to.size = from.size;
}

/**
 * `ioctl(FICLONE)`: makes `to` a clone of `from`. No page of `to` may be in the cache: removing them,
 * as for a punch, is left out.
 * @returns 0, or `'BUG'`
 */
export const reflink = kernelFunction('reflink', function* (k: FilesystemKernel, from: Inode, to: Inode) {
  if (!canReflink(k.filesystem))
    throw new ModelError(`reflink on ${k.filesystem}: it cannot share blocks; set filesystem to xfs or btrfs`);
  const fromBusy = yield* lockInode(k, from);
  const toBusy = yield* lockInode(k, to);
  yield* lockTruncate(k, from);
  yield* lockTruncate(k, to);
  if (fromBusy) yield* waitForDirectIo(k, from);
  if (toBusy) yield* waitForDirectIo(k, to);
  if ((yield* writeAndWait(k, from)) === 'BUG') return 'BUG';
  yield* k.step('share the blocks with the clone', { do: () => shareMap(k, from, to), cost: k.costs.cpu.syscall });
  yield* unlockTruncate(k, to);
  yield* unlockTruncate(k, from);
  yield* unlockInode(k, to);
  yield* unlockInode(k, from);
  return 0;
});
