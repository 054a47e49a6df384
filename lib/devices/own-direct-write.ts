// Asynchronous direct I/O on the file itself: io_submit, or io_uring, from memory of the caller's own.
//
// The inode lock is held, shared, only until the request is sent; what keeps the blocks from being
// freed while the device is at work is i_dio_count, for which truncate, punch and FICLONE wait
// (inode_dio_wait in ext4_setattr, ext4_fallocate and generic_remap_file_range_prep, 6.12; that iomap
// counts from the first request to the last completion, and ext4 takes the lock shared where blocks
// are there already: assumed). It
// says nothing of the pages of another direct I/O that happen to belong to this file: that is the
// difference to a direct read into a mapping. No page of the range may be in the cache: that both ends
// of the write invalidate them is left out, and what fsync promises of it is not noted.
import { kernelFunction, type RecordOf } from '../engine/index.js';
import { takeSector } from '../filesystems/block-device.js';
import { blockArrived, isChecksummed, mapForWriteback, reserveBlock } from '../filesystems/block-map.js';
import type { Block } from '../pages/block.js';
import type { FileBlock, Inode } from '../pages/inode.js';
import { lockInodeShared, unlockInodeShared } from '../pages/lock.js';
import type { Machine } from './machine.js';

/** The device writes a sector of a block, whoever that belongs to by now. */
function writeBlock(k: Machine, block: RecordOf<typeof Block>, sector: 0 | 1, token: number): void {
  takeSector(k, block, sector, token);
  k.ghost(() => {
    if (k.fileBlocks.every((place) => place.block !== block && place.arriving !== block)) block.strayWrite = true;
  });
}

/** Maps where the write goes, which is another block where the file's is shared or never overwritten. */
function beginDirectIo(k: Machine, place: FileBlock, token: number): RecordOf<typeof Block> {
  reserveBlock(k, place);
  mapForWriteback(k, place);
  const block = (place.arriving ?? place.block)!;
  place.inode!.directIo++;
  block.busy = true;
  if (isChecksummed(k)) block.sentSum0 = block.sentSum1 = token;
  return block;
}

/** The device's part, and `iomap_dio_complete`. */
const serveOwnWrite = kernelFunction(
  'device_write_own',
  function* (k: Machine, inode: Inode, block: RecordOf<typeof Block>, token: number) {
    const { request, sector } = k.costs.storage.costs;
    yield* k.step('the device starts the write', { owner: 'device', cost: request });
    yield* k.step('the device writes sector 0 of the block', {
      owner: 'device',
      do: () => writeBlock(k, block, 0, token),
      cost: sector,
    });
    yield* k.step('the device writes sector 1 of the block', {
      owner: 'device',
      do: () => writeBlock(k, block, 1, token),
      cost: sector,
    });
    yield* k.step('the write completes: end direct I/O', {
      owner: 'device',
      do: () => {
        inode.directIo--;
        block.busy = false;
        block.sentSum0 = block.sentSum1 = 0;
        for (const place of k.fileBlocks) if (place.arriving === block) blockArrived(k, place);
      },
      cost: k.costs.cpu.wake,
    });
  },
);

/**
 * Overwrites one index of a file, directly and asynchronously.
 * @param token what is written
 * @returns `'ok'`, or `'no block'` for a hole or beyond the end, where it would have to take the lock exclusively
 */
export const ownDirectWrite = kernelFunction(
  'io_submit',
  function* (k: Machine, inode: Inode, pgoff: number, token: number) {
    yield* lockInodeShared(k, inode);
    const block = yield* k.find('begin direct I/O, map the block, send the write', {
      do: () => {
        const place = k.fileBlocks.find((each) => each.inode === inode && each.pgoff === pgoff);
        return place === undefined || place.block === null ? null : beginDirectIo(k, place, token);
      },
      cost: k.costs.cpu.submit,
    });
    yield* unlockInodeShared(k, inode);
    if (block === null) return 'no block';
    yield* serveOwnWrite(k, inode, block, token);
    return 'ok';
  },
);
