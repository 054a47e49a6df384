// The block device: it takes a write request sector by sector from memory, keeps it in a volatile
// cache, and makes it durable at a flush.
//
// The device reads the page when it gets to it, not when the request was sent: whatever changes a
// page under writeback may or may not be in what is written.

import type { RecordOf } from '../engine/index.js';
import { again, kernelFunction } from '../engine/index.js';
import type { Block } from '../pages/block.js';
import { covers, nthPage } from '../pages/folio.js';
import type { FileBlock, Inode } from '../pages/inode.js';
import { type Page, pageAt } from '../pages/page.js';
import {
  blockArrived,
  commitMap,
  commitsMap,
  destinationAt,
  forgetArriving,
  isChecksummed,
  placeOf,
  shareCount,
} from './block-map.js';
import { type Bounce, dropBounce, writtenContent } from './bounce.js';
import type { Bio, FilesystemKernel } from './machine.js';

/** The index in the file of a request's `n`-th page. */
const pgoffOf = (bio: Bio, n: number): number => bio.first!.pgoff + bio.skipped + n;

/** The page, or the folio, at that index. */
function pageOf(k: FilesystemKernel, bio: Bio, n: number): Page {
  const first = bio.first!;
  return covers(first, pgoffOf(bio, n)) ? first : pageAt(k, first.mapping!, pgoffOf(bio, n))!;
}

/** The place of a request's `n`-th page. */
function placeIn(k: FilesystemKernel, bio: Bio, n: number): FileBlock {
  const page = pageOf(k, bio, n);
  return placeOf(k, page, pgoffOf(bio, n) - page.pgoff);
}

/** The page of memory that a request's `n`-th page is. */
function memoryIn(k: FilesystemKernel, bio: Bio, n: number): Page {
  const page = pageOf(k, bio, n);
  return nthPage(page, pgoffOf(bio, n) - page.pgoff);
}

/** What holds the content that is written of it. */
const contentIn = (k: FilesystemKernel, bio: Bio, n: number): Page | Bounce => writtenContent(k, memoryIn(k, bio, n));

/**
 * `submit_bio`: computes the checksums, where the device or the filesystem has them (btrfs_submit_chunk
 * calls btrfs_bio_csum, 6.12), and queues the request.
 */
export const submitBio = kernelFunction('submit_bio', function* (k: FilesystemKernel, bio: Bio) {
  yield* k.step('checksum and queue the write', {
    do: () => {
      for (let n = 0; n < bio.pages; n++) {
        const page = contentIn(k, bio, n);
        const block = destinationAt(placeIn(k, bio, n));
        block.busy = true;
        if (!isChecksummed(k)) continue;
        block.sentSum0 = page.data0;
        block.sentSum1 = page.data1;
      }
      bio.state = 'submitted';
    },
    cost: k.costs.cpu.submit,
  });
  if (k.costs.storage.synchronous) yield* serveBio(k, bio);
});

/** The device takes one sector's content, with the checksum that was sent along. Call within an effect. */
export function takeSector(k: FilesystemKernel, block: RecordOf<typeof Block>, sector: 0 | 1, content: number): void {
  const changes = content !== (sector === 0 ? block.cache0 : block.cache1);
  if (changes && shareCount(k, block) > 1)
    k.ghost(() => {
      block.sharedChanged = true;
    });
  const summed = isChecksummed(k);
  if (sector === 0) {
    block.cache0 = content;
    if (summed) block.cacheSum0 = block.sentSum0;
  } else {
    block.cache1 = content;
    if (summed) block.cacheSum1 = block.sentSum1;
  }
  if (!k.costs.storage.volatileCache) harden(block);
}

/** The cache's content of a block reaches the medium. */
function harden(block: RecordOf<typeof Block>): void {
  block.medium0 = block.cache0;
  block.medium1 = block.cache1;
  block.mediumSum0 = block.cacheSum0;
  block.mediumSum1 = block.cacheSum1;
}

/** The device takes one sector of a request's `n`-th page. Where the block was freed meanwhile, it does so all the same. */
function takePage(k: FilesystemKernel, bio: Bio, n: number, sector: 0 | 1): void {
  const place = placeIn(k, bio, n);
  const block = destinationAt(place);
  const { data0, data1 } = contentIn(k, bio, n);
  takeSector(k, block, sector, sector === 0 ? data0 : data1);
  if (place.overwriting && place.block !== block)
    k.ghost(() => {
      block.strayWrite = true;
    });
}

const writePage = kernelFunction(
  'device_write_page',
  function* (k: FilesystemKernel, bio: Bio, n: number, count: number) {
    if (n >= count) return;
    const { sector } = k.costs.storage.costs;
    yield* k.step('the device takes sector 0 from memory', {
      owner: 'device',
      do: () => takePage(k, bio, n, 0),
      cost: sector,
    });
    yield* k.step('the device takes sector 1 from memory', {
      owner: 'device',
      do: () => takePage(k, bio, n, 1),
      cost: sector,
    });
    return again(bio, n + 1, count);
  },
);

/** Whether the device fails this request. */
const failsWrite = kernelFunction('device_status', function* (k: FilesystemKernel) {
  const how: 'written' | 'failed' = yield* k.choose('the device answers', {
    'it will write': { owner: 'device', do: () => 'written' as const },
    'it fails': { owner: 'device', do: () => 'failed' as const },
  });
  return how === 'failed';
});

/**
 * A write has failed: every open file of its file owes its owner an error, once (mapping_set_error,
 * errseq_set, 6.12; one bit for each does what the sequence does for files opened before). The pages are
 * clean, nobody writes them again, and a block that was on its way never arrives (ext4_finish_bio,
 * xfs_end_ioend, end_bbio_data_write, 6.12).
 */
function writeFailed(k: FilesystemKernel, place: FileBlock): void {
  forgetArriving(place);
  for (const file of k.openFiles) file.owesError = true;
}

/** The device's work on one request, and `end_page_writeback` at its completion. */
const serveBio = kernelFunction('serve_bio', function* (k: FilesystemKernel, bio: Bio) {
  const count = yield* k.step('the device starts the write', {
    owner: 'device',
    do: () => bio.pages,
    cost: k.costs.storage.costs.request,
  });
  const failed = k.costs.storage.writeErrors && (yield* failsWrite(k));
  if (!failed) yield* writePage(k, bio, 0, count);
  yield* k.step(failed ? 'the write fails: end writeback' : 'the write completes: end writeback', {
    owner: 'device',
    do: () => {
      for (let n = count - 1; n >= 0; n--) {
        pageOf(k, bio, n).writeback = false;
        dropBounce(k, memoryIn(k, bio, n));
        const place = placeIn(k, bio, n);
        const block = destinationAt(place);
        block.busy = false;
        if (failed) writeFailed(k, place);
        else blockArrived(k, place);
        if (!isChecksummed(k)) continue;
        block.sentSum0 = block.sentSum1 = 0;
      }
      bio.state = 'free';
      bio.first = null;
      bio.pages = bio.skipped = 0;
    },
    cost: k.costs.cpu.wake,
  });
});

/** The device's engine: serves one request after the other, for ever. */
export const diskEngine = kernelFunction('disk', function* (k: FilesystemKernel) {
  const bio = yield* k.find('take a write from the queue', {
    when: () => k.bios.some((each) => each.state === 'submitted'),
    do: () => k.bios.find((each) => each.state === 'submitted')!,
    waitsFor: 'a write request',
    owner: 'device',
  });
  yield* serveBio(k, bio);
  return again();
});

/** `blkdev_issue_flush`: all that completed before is durable afterwards; on ext4, with the map that finds it. */
export const flushDevice = kernelFunction('blkdev_issue_flush', function* (k: FilesystemKernel) {
  if (!k.costs.storage.volatileCache) return;
  yield* k.step('the device flushes its cache', {
    owner: 'device',
    do: () => {
      for (const block of k.blocks) harden(block);
      if (!commitsMap(k)) commitMap(k, null);
    },
    cost: k.costs.storage.costs.flush,
  });
});

/**
 * The commit of a map whose blocks move: xfs forces its log, btrfs writes its log tree and the
 * superblock (xfs_file_fsync, btrfs_sync_file, 6.12). The write that makes it valid empties the
 * device's cache first (PREFLUSH) and is durable itself (FUA): one step.
 */
export const commitTransaction = kernelFunction('commit_transaction', function* (k: FilesystemKernel, inode: Inode) {
  yield* k.step('the device flushes its cache and writes the commit', {
    owner: 'device',
    do: () => {
      for (const block of k.blocks) harden(block);
      commitMap(k, inode);
    },
    cost: k.costs.storage.costs.flush,
  });
});
