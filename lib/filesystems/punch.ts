// Punching a hole: the range reads as zeros afterwards, and the file keeps its size.
//
// Under the inode lock, with faults shut out, what maps whole pages of the range is unmapped and they
// leave the cache; of a page that lies in the range in part, that part is zeroed where it stands; the
// blocks of whole pages are freed (ext4_fallocate, ext4_punch_hole, truncate_pagecache_range, 6.12;
// 6.1 writes the range out first, which is left out). It waits for writeback, never for pins, unless
// rule (c) makes it, which speaks of pages that are taken away: the part that is zeroed is not.
import { again, kernelFunction } from '../engine/index.js';
import { setPageDirty, unmapMappingRange } from '../pages/dirty.js';
import { nthPage } from '../pages/folio.js';
import type { Inode } from '../pages/inode.js';
import {
  lockInode,
  lockPage,
  lockTruncate,
  unlockInode,
  unlockPage,
  unlockTruncate,
  waitForDirectIo,
} from '../pages/lock.js';
import type { Page } from '../pages/page.js';
import { forgetRange } from '../pages/promises.js';
import { zeroToken } from '../pages/tokens.js';
import { unmapBlock } from './block-map.js';
import { zeroDaxSector } from './dax.js';
import { breakLayouts, deleteEntries } from './dax-layout.js';
import { findOrRead } from './fault.js';
import { writeAndWaitRange } from './fsync.js';
import { breakLayoutLeases, leasesOf } from './lease.js';
import type { FilesystemKernel } from './machine.js';
import { announce } from './page-mkwrite.js';
import { pinnedWithin, refusesRange } from './page-removal.js';
import { truncateRange } from './range-removal.js';

/** xfs writes the range out before it takes it from the cache: xfs_flush_unmap_range (6.1 and 6.12; 4.20 and 5.10 assumed alike). */
const writesFirst = (k: FilesystemKernel): boolean => k.filesystem === 'xfs';

/**
 * `truncate_pagecache_range`, whole pages; with rule (c) careful, lets go of the lock while it waits, and starts over.
 * @returns `'removed'`, or `'EBUSY'`: by rule (f), or by rule (e) where the range is written first
 */
const truncatePagecacheRange = kernelFunction(
  'truncate_pagecache_range',
  function* (k: FilesystemKernel, inode: Inode, from: number, to: number) {
    yield* lockTruncate(k, inode);
    if (writesFirst(k) && (yield* writeAndWaitRange(k, inode, from, to)) === 'EBUSY') return 'EBUSY';
    if (k.rules.pinnedTruncate === 'EBUSY' && (yield* refusesRange(k, inode, from, to))) return 'EBUSY';
    yield* unmapMappingRange(k, inode, from, to);
    const inTheWay = yield* truncateRange(k, inode, from, to);
    if (inTheWay === null) return 'removed';
    yield* unlockTruncate(k, inode);
    yield* k.wait('wait for pins', () => !pinnedWithin(k, inode, from, to), 'pin');
    return again(inode, from, to);
  },
);

/** The same for a file that lies in persistent memory; whatever part of it goes, every page of it must be let go of. */
const punchDax = kernelFunction('punch_dax', function* (k: FilesystemKernel, inode: Inode, from: number, to: number) {
  yield* lockTruncate(k, inode);
  const held = yield* breakLayouts(k, inode);
  if (held !== 'nobody') return held;
  yield* unmapMappingRange(k, inode, from, to);
  yield* deleteEntries(k, inode, from, to);
  return 'removed';
});

/**
 * Zeroes one sector of a page that stays, as `truncate_inode_partial_folio` and `ext4_zero_partial_blocks`
 * do: with the page locked and its writeback awaited. The filesystem does it itself, so it knows.
 */
const zeroSector = kernelFunction('zero_partial_blocks', function* (k: FilesystemKernel, inode: Inode, sector: number) {
  const page: Page | null = yield* findOrRead(k, inode, sector >> 1);
  if (page === null) return;
  yield* lockPage(k, page);
  yield* k.wait('wait for writeback before zeroing', () => !page.writeback, 'writeback');
  yield* k.step('zero the part that goes', {
    do: () => {
      announce(k, page);
      forgetRange(k, inode, sector, sector + 1);
      const holds = nthPage(page, (sector >> 1) - page.pgoff);
      if (sector % 2 === 0) holds.data0 = zeroToken;
      else holds.data1 = zeroToken;
    },
    cost: k.costs.cpu.store,
  });
  yield* setPageDirty(k, page);
  yield* unlockPage(k, page);
});

/** What is left once the whole pages are gone: parts of pages are zeroed, the blocks of whole ones freed. */
const zeroAndFree = kernelFunction(
  'punch_range',
  function* (k: FilesystemKernel, inode: Inode, fromSector: number, toSector: number) {
    const from = Math.ceil(fromSector / 2);
    const to = Math.floor(toSector / 2);
    const zero = k.dax ? zeroDaxSector : zeroSector;
    if (fromSector % 2 === 1) yield* zero(k, inode, fromSector);
    if (toSector % 2 === 1) yield* zero(k, inode, toSector - 1);
    yield* k.step('free the blocks', {
      do: () => {
        forgetRange(k, inode, fromSector, toSector);
        for (const place of k.fileBlocks)
          if (place.inode === inode && place.pgoff >= from && place.pgoff < to) unmapBlock(k, place);
      },
      cost: k.costs.cpu.flag,
    });
  },
);

/**
 * `fallocate(FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE)`.
 * @param fromSector the first sector (half a page) of the file that goes
 * @param toSector the first one after it that stays
 * @returns 0; `'EBUSY'` where rule (f), or (e), found a pinned page, or on DAX `'EINTR'` where a signal came while it
 *   waited: then nothing has changed
 */
export const punchHole = kernelFunction(
  'punch_hole',
  function* (k: FilesystemKernel, inode: Inode, fromSector: number, toSector: number) {
    const from = Math.ceil(fromSector / 2);
    const to = Math.floor(toSector / 2);
    const busy = yield* lockInode(k, inode);
    const leased = leasesOf(k).length > 0;
    if (leased) yield* breakLayoutLeases(k, inode, from, to);
    if (busy || leased) yield* waitForDirectIo(k, inode);
    const removed = yield* (k.dax ? punchDax : truncatePagecacheRange)(k, inode, from, Math.max(from, to));
    if (removed === 'removed') yield* zeroAndFree(k, inode, fromSector, toSector);
    yield* unlockTruncate(k, inode);
    yield* unlockInode(k, inode);
    return removed === 'removed' ? 0 : removed;
  },
);
