// Cloning a file: FICLONE. Both files name the same blocks afterwards; whoever writes to one of them
// gets a block of its own.
//
// Both files are locked against system calls and faults, what is dirty is written, and only then is
// the map shared. The write-protection that comes with writing it is what makes the next CPU store
// ask page_mkwrite, which un-shares the block. Nothing here looks for pins: what a device writes
// afterwards asks nobody. (generic_remap_file_range_prep, xfs_file_remap_range, btrfs_remap_file_range;
// 6.12. Since then xfs lets faults for reading in while it remaps, which is left out.)
import { again, kernelFunction, ModelError } from '../engine/index.js';
import { canReflink } from '../pages/filesystem-kind.js';
import type { Inode } from '../pages/inode.js';
import { lockInode, lockTruncate, unlockInode, unlockTruncate, waitForDirectIo } from '../pages/lock.js';
import { writebackTagged } from './dax.js';
import { breakLayouts, busyPage } from './dax-layout.js';
import { tagForWriteback, writeAndWait } from './fsync.js';
import { breakLayoutLeases, leasesOf } from './lease.js';
import type { FilesystemKernel } from './machine.js';
import { endless } from './page-removal.js';

/** Every place of `to` lies where that of `from` lies; a power cut undoes it until somebody commits it. */
export function shareMap(k: FilesystemKernel, from: Inode, to: Inode): void {
  for (const target of k.fileBlocks) {
    if (target.inode !== to) continue;
    const source = k.fileBlocks.find((place) => place.inode === from && place.pgoff === target.pgoff)!;
    target.block = source.block;
  }
  to.size = from.size;
}

/**
 * `xfs_mmaplock_two_inodes_and_break_dax_layout` (6.12): nobody may hold a page of the first file, for which
 * it waits, nor of the second, for which it drops both locks and starts over at once.
 */
const breakBothLayouts = kernelFunction(
  'xfs_mmaplock_two_inodes_and_break_dax_layout',
  function* (k: FilesystemKernel, first: Inode, second: Inode) {
    yield* lockTruncate(k, first);
    const held = yield* breakLayouts(k, first);
    if (held !== 'nobody') return held;
    yield* lockTruncate(k, second);
    const busy = k.rules.daxWaitsForPins !== 'off' && (yield* busyPage(k, second)) !== null;
    if (!busy) return 'nobody';
    yield* unlockTruncate(k, second);
    if (k.rules.pinnedTruncate === 'EBUSY') return 'EBUSY';
    yield* unlockTruncate(k, first);
    return again(first, second);
  },
);

/** A signal has come while it waited for the first file, or it does not wait: it lets go of what it has. */
const givenUp = kernelFunction('reflink_given_up', function* (k: FilesystemKernel, from: Inode, to: Inode) {
  yield* unlockTruncate(k, from);
  yield* unlockInode(k, to);
  yield* unlockInode(k, from);
});

/** `filemap_write_and_wait_range` on DAX: the dirty entries are write-protected and flushed. */
export const flushDax = kernelFunction('dax_remap_file_range_prep', function* (k: FilesystemKernel, inode: Inode) {
  if (yield* tagForWriteback(k, inode, 0, endless)) yield* writebackTagged(k, inode);
  return 0;
});

/**
 * `ioctl(FICLONE)`: makes `to` a clone of `from`. No page of `to` may be in the cache: removing them,
 * as for a punch, is left out.
 * @returns 0, `'BUG'`, `'EBUSY'` where rule (e), or on DAX (f), found a pinned page, or on DAX `'EINTR'` where a signal
 *   came while it waited
 */
export const reflink = kernelFunction('reflink', function* (k: FilesystemKernel, from: Inode, to: Inode) {
  if (!canReflink(k.filesystem))
    throw new ModelError(`reflink on ${k.filesystem}: it cannot share blocks; set filesystem to xfs or btrfs`);
  const fromBusy = yield* lockInode(k, from);
  const leased = leasesOf(k).length > 0;
  if (leased) yield* breakLayoutLeases(k, from, 0, endless);
  const toBusy = yield* lockInode(k, to);
  if (k.dax) {
    const held = yield* breakBothLayouts(k, from, to);
    if (held !== 'nobody') yield* givenUp(k, from, to);
    if (held !== 'nobody') return held;
  } else {
    yield* lockTruncate(k, from);
    yield* lockTruncate(k, to);
  }
  if (fromBusy || leased) yield* waitForDirectIo(k, from);
  if (toBusy) yield* waitForDirectIo(k, to);
  const written = yield* (k.dax ? flushDax : writeAndWait)(k, from);
  if (written === 'BUG') return 'BUG';
  if (written === 0)
    yield* k.step('share the blocks with the clone', { do: () => shareMap(k, from, to), cost: k.costs.cpu.syscall });
  yield* unlockTruncate(k, to);
  yield* unlockTruncate(k, from);
  yield* unlockInode(k, to);
  yield* unlockInode(k, from);
  return written;
});
