// Truncation: the file gets shorter or longer.
//
// Under the inode lock, i_size is set and page faults are shut out (in this order up to 5.2, in the
// other one since), then everything that maps the range is unmapped, then page by page it is taken
// from the cache, and its blocks are freed. A file that grows gets a hole: no page, no block, and
// zeros for whoever reads it (ext4_setattr, 6.12).
import { again, kernelFunction } from '../engine/index.js';
import { unmapMappingRange } from '../pages/dirty.js';
import type { Inode } from '../pages/inode.js';
import { lockTruncate, unlockTruncate, waitForDirectIo } from '../pages/lock.js';
import { forgetRange } from '../pages/promises.js';
import { unmapBlock } from './block-map.js';
import { breakLayouts, deleteEntries } from './dax-layout.js';
import { breakLayoutLeases, leasesOf } from './lease.js';
import type { FilesystemKernel } from './machine.js';
import { endless, pinnedWithin, refusesRange } from './page-removal.js';
import { truncateRange } from './range-removal.js';

/** `i_size_write`: what lies beyond the new end is promised to nobody any more. */
function setSize(k: FilesystemKernel, inode: Inode, size: number): void {
  const room = k.fileBlocks.filter((place) => place.inode === inode).length;
  if (size > room)
    throw new RangeError(`truncate to ${size} pages: the machine has room for ${room}; give the scenario more pages`);
  inode.size = size;
  forgetRange(k, inode, 2 * size, 2 * endless);
}

/** The same as a step. */
const writeSize = kernelFunction('i_size_write', function* (k: FilesystemKernel, inode: Inode, size: number) {
  yield* k.step('set i_size', () => setSize(k, inode, size));
});

/** Rule (f): who answers EBUSY has changed nothing before. */
const answersBusy = (k: FilesystemKernel): boolean => k.rules.pinnedTruncate === 'EBUSY';

/** When i_size is set: xfs does it with faults shut out in every version (xfs_setattr_size, 6.12); here on DAX alone. */
const setsSizeFirst = (k: FilesystemKernel): boolean =>
  k.rules.truncateSetsSize === 'before-lock' && !(k.dax && k.filesystem === 'xfs') && !answersBusy(k);

/**
 * Takes the range from the cache; with rule (c) careful, lets go of the lock while it waits, and starts over.
 * @returns `'removed'`, or, under rule (f), `'EBUSY'`
 */
const truncatePagecache = kernelFunction(
  'truncate_pagecache',
  function* (k: FilesystemKernel, inode: Inode, size: number) {
    yield* lockTruncate(k, inode);
    if (answersBusy(k) && (yield* refusesRange(k, inode, size, endless))) return 'EBUSY';
    if (!setsSizeFirst(k)) yield* writeSize(k, inode, size);
    yield* unmapMappingRange(k, inode, size, endless);
    const inTheWay = yield* truncateRange(k, inode, size, endless);
    if (inTheWay === null) return 'removed';
    yield* unlockTruncate(k, inode);
    yield* k.wait('wait for pins', () => !pinnedWithin(k, inode, size, endless), 'pin');
    return again(inode, size);
  },
);

/** The same for a file that lies in persistent memory: nobody may hold one of its blocks when it goes. */
const truncateDax = kernelFunction('truncate_dax', function* (k: FilesystemKernel, inode: Inode, size: number) {
  yield* lockTruncate(k, inode);
  const held = yield* breakLayouts(k, inode);
  if (held !== 'nobody') return held;
  if (!setsSizeFirst(k)) yield* writeSize(k, inode, size);
  yield* unmapMappingRange(k, inode, size, endless);
  yield* deleteEntries(k, inode, size, endless);
  return 'removed';
});

/** `ext4_truncate`: the blocks beyond the new end. */
const freeBlocks = kernelFunction('ext4_truncate', function* (k: FilesystemKernel, inode: Inode, size: number) {
  yield* k.step('free the blocks', {
    do: () => {
      for (const place of k.fileBlocks) if (place.inode === inode && place.pgoff >= size) unmapBlock(k, place);
    },
    cost: k.costs.cpu.flag,
  });
});

/**
 * `truncate(2)` to `size` pages, as ext4_setattr does it.
 * @returns 0; `'EBUSY'` where rule (f) found a pinned page: then nothing has changed; on DAX `'EINTR'` where a
 *   signal came while it waited: then no block is freed, and the size is the new one all the same where it is
 *   set first
 */
export const truncate = kernelFunction('truncate', function* (k: FilesystemKernel, inode: Inode, size: number) {
  const busy = yield* k.step('take the inode lock', {
    when: () => !inode.locked && inode.sharing === 0,
    do: () => {
      inode.locked = true;
      return inode.directIo > 0;
    },
    cost: k.costs.cpu.syscall,
    waitsFor: 'inode lock',
  });
  const leased = leasesOf(k).length > 0;
  if (leased) yield* breakLayoutLeases(k, inode, size, endless);
  if (busy || leased) yield* waitForDirectIo(k, inode);
  if (setsSizeFirst(k)) yield* writeSize(k, inode, size);
  const removed = yield* (k.dax ? truncateDax : truncatePagecache)(k, inode, size);
  if (removed === 'removed') yield* freeBlocks(k, inode, size);
  yield* unlockTruncate(k, inode);
  yield* k.step('release the inode lock', () => {
    inode.locked = false;
  });
  return removed === 'removed' ? 0 : removed;
});
