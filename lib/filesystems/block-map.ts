// Which block a page of a file lies in: read, mapped anew by a writeback, and committed.
//
// ext4 and xfs overwrite a block in place, btrfs never does. A new block enters the map when its
// write has completed, never before: until then a crash, and read(2), find the old one. What a
// commit makes durable is decided before the device's cache is flushed, so that a committed map
// refers to no block whose content could still be lost.
import type { RecordOf } from '../engine/index.js';
import { ModelError } from '../engine/index.js';
import type { Block } from '../pages/block.js';
import { hasStorage } from '../pages/filesystem-kind.js';
import { pagesIn } from '../pages/folio.js';
import type { FileBlock, Inode } from '../pages/inode.js';
import type { Page } from '../pages/page.js';
import { noteFreed } from './dax-blocks.js';
import type { FilesystemKernel } from './machine.js';

type Blk = RecordOf<typeof Block>;

/**
 * The place in its file that a page stands for.
 * @param n which page of a large folio is meant
 */
export function placeOf(k: FilesystemKernel, page: Page, n = 0): FileBlock {
  const pgoff = page.pgoff + n;
  for (const place of k.fileBlocks) if (place.inode === page.mapping && place.pgoff === pgoff) return place;
  throw new ModelError(
    `${page.recordName} is at index ${pgoff}, of which its file has no record: make the file larger`,
  );
}

/** The block that a page by itself is read from, null for a hole. */
export const blockOf = (k: FilesystemKernel, page: Page): Blk | null => placeOf(k, page).block;

/** The block that a place is written to while its page is under writeback. */
export const destinationAt = (place: FileBlock): Blk => (place.arriving ?? place.block)!;

/** The same for a page by itself. */
export const destinationOf = (k: FilesystemKernel, page: Page): Blk => destinationAt(placeOf(k, page));

/** How many places of all files lie in a block. */
export function shareCount(k: FilesystemKernel, block: Blk): number {
  let count = 0;
  for (const place of k.fileBlocks) if (place.block === block) count++;
  return count;
}

/** The lowest block that no map names, the committed ones included: what a crash would bring back is not given away. */
export function allocateBlock(k: FilesystemKernel): Blk {
  for (const block of k.blocks)
    if (k.fileBlocks.every((place) => place.block !== block && place.committed !== block && place.arriving !== block))
      return block;
  throw new ModelError('no block of the device is free: give the scenario more, with spareBlocks');
}

/** True where the filesystem keeps a checksum of its own with the data: btrfs, in the tree. */
export const keepsDataChecksums = (k: FilesystemKernel): boolean => k.filesystem === 'btrfs';

/** True where written data has a checksum beside it, the filesystem's or the device's. */
export const isChecksummed = (k: FilesystemKernel): boolean => keepsDataChecksums(k) || k.costs.storage.integrity;

/**
 * page_mkwrite announces a write. xfs reserves a block of the COW fork where the block is shared
 * (xfs_buffered_write_iomap_begin, 6.12), btrfs for every write (btrfs_page_mkwrite, 6.12). That a hole
 * is given a block only where one was reserved matters for large folios alone: a page by itself
 * leaves the cache when its block does, and is announced anew.
 */
export function reserveBlock(k: FilesystemKernel, place: FileBlock): void {
  if (k.filesystem === 'btrfs' || (k.largeFolios && place.block === null)) place.reserved = true;
  if (
    k.filesystem === 'xfs' &&
    place.block !== null &&
    (place.arriving === null || place.overwriting) &&
    shareCount(k, place.block) > 1
  )
    place.reserved = true;
}

/** A writeback keeps the block that it found, whatever becomes of the map while it is under way. */
function overwrite(place: FileBlock): void {
  place.arriving = place.block;
  place.overwriting = true;
}

/** Whether a page lies where a writeback passes it by: in a hole for which nothing is reserved, or beyond the file's end. */
const isPassedBy = (k: FilesystemKernel, place: FileBlock): boolean =>
  k.largeFolios && ((place.block === null && !place.reserved) || place.pgoff >= place.inode!.size);

/**
 * Which pages of a folio a writeback writes: the run of those that have somewhere to go. Without a large
 * folio it is the page. (iomap_writepage_map skips holes, iomap_writepage_handle_eof what lies beyond the
 * end, 6.12; ext4_bio_write_folio skips unmapped buffers, 6.12.)
 * @returns the first of them, and how many there are, as `[first, count]`
 */
export function writtenRun(k: FilesystemKernel, folio: Page): readonly [number, number] {
  const pages = pagesIn(folio);
  let first = 0;
  while (first < pages && isPassedBy(k, placeOf(k, folio, first))) first++;
  let end = first;
  while (end < pages && !isPassedBy(k, placeOf(k, folio, end))) end++;
  return [first, end - first];
}

/**
 * A writeback begins: where its data goes. Where nothing is reserved, xfs takes what the data fork
 * says, be it shared or not (xfs_map_blocks, 6.12).
 * @param staysDirty the page will be written once more, so btrfs keeps room for that
 */
export function mapForWriteback(k: FilesystemKernel, place: FileBlock, staysDirty = false): void {
  if (place.block !== null && !place.reserved) {
    if (k.largeFolios) overwrite(place);
    return;
  }
  place.arriving = allocateBlock(k);
  place.reserved = staysDirty && k.filesystem === 'btrfs';
}

/** No writeback is under way there any more. */
export function forgetArriving(place: FileBlock): void {
  place.arriving = null;
  place.overwriting = false;
}

/**
 * A writeback has ended: the block that arrived takes its place in the map (ext4_end_io, xfs_end_ioend
 * and btrfs_finish_ordered_io, all 6.12). btrfs does this in a worker, for which fsync waits; here it
 * is one step with the end of writeback.
 */
export function blockArrived(k: FilesystemKernel, place: FileBlock): void {
  if (place.arriving === null) return;
  if (!place.overwriting) place.block = place.arriving;
  forgetArriving(place);
  if (k.filesystem === 'ext4' && !k.costs.storage.volatileCache) place.committed = place.block;
}

/** A commit: the map of now is what a power cut leaves. btrfs logs the one file, the journals of the others hold all. */
export function commitMap(k: FilesystemKernel, inode: Inode | null): void {
  for (const place of k.fileBlocks)
    if (place.inode === inode || k.filesystem !== 'btrfs') place.committed = place.block;
}

/** Takes a place out of the map. That this is durable at once is assumed: the journal is not modelled. */
export function unmapBlock(k: FilesystemKernel, place: FileBlock): void {
  const { block } = place;
  place.block = place.committed = null;
  place.reserved = false;
  if (k.dax && block !== null && shareCount(k, block) === 0) noteFreed(k, block);
}

/** Whether fsync has a map of blocks that moved to commit, beside flushing the device. */
export const commitsMap = (k: FilesystemKernel): boolean => k.filesystem === 'xfs' || k.filesystem === 'btrfs';

/** Whether a page can be taken by writeback as it is: buffers on ext4, reserved space on btrfs; xfs asks for nothing. */
export function canBeWritten(k: FilesystemKernel, page: Page): boolean {
  switch (k.filesystem) {
    case 'ext4':
      return page.buffers;
    case 'btrfs':
      return placeOf(k, page).reserved;
    default:
      return hasStorage(k.filesystem);
  }
}

/** Whether the filesystem keeps something of its own at a page (PG_private): not xfs with blocks of a page's size. */
export const attachesPrivate = (k: FilesystemKernel): boolean => k.filesystem === 'ext4' || k.filesystem === 'btrfs';
