// What may go wrong, found in bytes and records. Detectors read the machine; nothing reads them,
// and none looks at which rule is on.

import type { Machine } from '../devices/machine.js';
import type { Detector } from '../engine/index.js';
import { keepsDataChecksums } from '../filesystems/block-map.js';
import { recoverPlace } from '../filesystems/recover.js';
import { hasStorage } from '../pages/filesystem-kind.js';
import { covers, nthPage } from '../pages/folio.js';
import type { FileBlock } from '../pages/inode.js';
import { mirrorsOf, translationsOf } from '../pages/notifier.js';
import type { Page } from '../pages/page.js';
import { maskOf, zeroToken } from '../pages/tokens.js';

/**
 * H1: a completed write whose bytes are not those its checksum covers. Where the filesystem keeps the
 * checksums, a block to which no committed tree refers harms nobody: it has to be one that recovery
 * reads, which answers EIO.
 */
function inconsistentWrite(k: Machine): boolean {
  if (keepsDataChecksums(k)) return k.fileBlocks.some((place) => recoverPlace(k, place)?.includes('EIO') === true);
  if (!k.costs.storage.integrity) return false;
  for (const block of k.blocks)
    if (!block.busy && (block.cache0 !== block.cacheSum0 || block.cache1 !== block.cacheSum1)) return true;
  return false;
}

/** Whether what recovery finds for one index breaks a promise made by an fsync that returned 0. */
function promiseBroken(k: Machine, place: FileBlock): boolean {
  if ((place.promised0 | place.promised1) === 0) return false;
  const found = recoverPlace(k, place);
  if (found === null) return true;
  const [first, second] = found;
  const kept = (content: number | 'EIO', promised: number) =>
    promised === 0 || (content !== 'EIO' && (maskOf(content) & promised) !== 0);
  return !kept(first, place.promised0) || !kept(second, place.promised1);
}

/** H2 (a): fsync returned 0, and a write it answers for would be gone after a power cut. */
function brokenPromise(k: Machine): boolean {
  for (const place of k.fileBlocks) if (promiseBroken(k, place)) return true;
  return false;
}

/**
 * Nobody will ever write this cached page, and it differs from the disk. Of a large folio that has just
 * been split, the part that is about to go is none.
 */
function isStranded(k: Machine, page: Page): boolean {
  if (page.mapping === null || page.dirty || page.writeback || page.locked || page.pins > 0) return false;
  if (k.largeFolios && page.mapping.truncating) return false;
  for (const pte of k.ptes) if (pte.page === page && pte.dirty) return false;
  for (const each of translationsOf(k)) if (each.page === page && each.writable) return false;
  for (const place of k.fileBlocks)
    if (place.inode === page.mapping && place.pgoff < page.mapping.size && covers(page, place.pgoff))
      if (differs(k, nthPage(page, place.pgoff - page.pgoff), place)) return true;
  return false;
}

/** Whether a page holds something else than the disk, where a hole holds zeros. */
function differs(k: Machine, page: Page, place: FileBlock): boolean {
  const { block } = place;
  if (block === null) return hasStorage(k.filesystem) && (page.data0 !== zeroToken || page.data1 !== zeroToken);
  return page.data0 !== block.cache0 || page.data1 !== block.cache1;
}

/**
 * H2 (b): a page differs from the disk and nothing will write it, or reclaim has dropped one that did. On DAX
 * the CPU's caches are written back some time in any case.
 */
function stranded(k: Machine): boolean {
  if (k.dax) return false;
  for (const place of k.fileBlocks) if (place.dropped) return true;
  for (const page of k.pages) if (isStranded(k, page)) return true;
  return false;
}

/** H3: a writeback path took a dirty page that has no buffers to write it by. */
function dirtyBehindTheBack(k: Machine): boolean {
  for (const page of k.pages) if (page.takenBare) return true;
  return false;
}

/** H4: a device's data landed in a page that had left its file, and the operation reported success. */
function orphanWrite(k: Machine): boolean {
  for (const write of k.ghostWrites) if (write.orphan && write.succeeded) return true;
  return false;
}

/** H6: a file that nobody wrote reads differently. */
function sharedOverwritten(k: Machine): boolean {
  for (const block of k.blocks) if (block.sharedChanged) return true;
  return false;
}

/** H9, where a device mirrors page tables, whose contract says that it does not: a write by an unmapped address landed. */
function outlivesMapping(k: Machine): boolean {
  for (const mirror of mirrorsOf(k)) if (mirror.outlived) return true;
  return false;
}

/** What is judged of devices that mirror page tables, beside the harms of the machine. */
export const mirrorHarms: readonly Detector<Machine>[] = [
  { id: 'H9', name: 'outlives the mapping', found: outlivesMapping },
];

/** The harms of this machine. */
export const harms: readonly Detector<Machine>[] = [
  { id: 'H1', name: 'inconsistent write', found: inconsistentWrite },
  { id: 'H2', name: 'lost data', found: (k) => brokenPromise(k) || stranded(k) },
  { id: 'H2a', name: 'lost data: a promise of fsync is broken', found: brokenPromise },
  { id: 'H2b', name: 'lost data: stranded in the cache', found: stranded },
  { id: 'H3', name: 'dirty behind the filesystem’s back', found: dirtyBehindTheBack },
  { id: 'H4', name: 'orphan write', found: orphanWrite },
  { id: 'H6', name: 'shared block overwritten', found: sharedOverwritten },
];
