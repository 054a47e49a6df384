// fsync: every page that carries the tag DIRTY when it looks is written, waited for, and flushed.
import { again, kernelFunction } from '../engine/index.js';
import { hasStorage } from '../pages/filesystem-kind.js';
import { overlaps } from '../pages/folio.js';
import type { FileBlock, Inode } from '../pages/inode.js';
import { pageAt } from '../pages/page.js';
import { syncCalled, syncReturned } from '../pages/promises.js';
import { commitTransaction, flushDevice } from './block-device.js';
import { commitsMap } from './block-map.js';
import { syncDax } from './dax.js';
import type { FilesystemKernel } from './machine.js';
import { endless } from './page-removal.js';
import { writeCachePages } from './writeback.js';

/** `tag_pages_for_writeback`, unless nothing carries the tag DIRTY. True when there is something to write. */
export const tagForWriteback = kernelFunction(
  'tag_pages_for_writeback',
  function* (k: FilesystemKernel, inode: Inode, from: number, to: number) {
    return yield* k.step('tag the dirty pages TOWRITE', {
      do: () => {
        let any = false;
        for (const page of k.pages) {
          if (page.mapping !== inode || !page.dirtyTag || !overlaps(page, from, to)) continue;
          page.towriteTag = true;
          any = true;
        }
        return any;
      },
      cost: k.costs.cpu.flag,
    });
  },
);

/** Whether a place lies in a range of indexes. */
const isWithin = ({ pgoff }: FileBlock, from: number, to: number): boolean => pgoff >= from && pgoff < to;

const underWriteback = (k: FilesystemKernel, place: FileBlock): boolean =>
  pageAt(k, place.inode!, place.pgoff)?.writeback === true;

const waitFrom = kernelFunction(
  'filemap_fdatawait_range',
  function* (k: FilesystemKernel, inode: Inode, from: number, to: number) {
    const place = yield* k.find('find a page under writeback', {
      do: () =>
        k.fileBlocks.find((each) => each.inode === inode && isWithin(each, from, to) && underWriteback(k, each)) ??
        null,
      cost: k.costs.cpu.flag,
    });
    if (place === null) return;
    yield* k.wait('wait for writeback to end', () => !underWriteback(k, place), 'writeback');
    return again(inode, place.pgoff + 1, to);
  },
);

/** `filemap_fdatawait`, for a range of indexes. */
const waitInRange = kernelFunction(
  'filemap_fdatawait',
  function* (k: FilesystemKernel, inode: Inode, from: number, to: number) {
    yield* waitFrom(k, inode, from, to);
  },
);

/** The same for the whole file: waits for each page under writeback, in ascending index. */
export const waitForWriteback = kernelFunction('filemap_fdatawait', function* (k: FilesystemKernel, inode: Inode) {
  yield* waitFrom(k, inode, 0, endless);
});

function* writingAndWaiting(k: FilesystemKernel, inode: Inode, from: number, to: number) {
  const any = yield* tagForWriteback(k, inode, from, to);
  const done = any ? yield* writeCachePages(k, inode, true, 0, null) : 0;
  if (done === 'BUG') return 'BUG';
  yield* waitInRange(k, inode, from, to);
  return done;
}

/**
 * `filemap_write_and_wait_range`, from index `from` on, up to but not including `to`: what fsync does, without a commit and without a promise.
 * @returns 0, `'BUG'`, or, under rule (e), `'EBUSY'`
 */
export const writeAndWaitRange = kernelFunction('filemap_write_and_wait_range', writingAndWaiting);

/** The same for the whole file. */
export const writeAndWait = kernelFunction(
  'filemap_write_and_wait_range',
  function* (k: FilesystemKernel, inode: Inode) {
    return yield* writingAndWaiting(k, inode, 0, endless);
  },
);

/** Whether btrfs drops what it has no space reserved for. */
const drops = (k: FilesystemKernel): boolean => k.filesystem === 'btrfs' && k.rules.dirtyUnreserved === 'EUCLEAN';

/** Whether a writeback can fail at all. */
const mayFail = (k: FilesystemKernel): boolean => k.costs.storage.writeErrors || drops(k);

/**
 * `file_check_and_advance_wb_err` (6.12): whether a writeback has failed since this file was last asked. It
 * says so once. Where no write can fail nobody asks.
 */
const failedSince = kernelFunction('file_check_and_advance_wb_err', function* (k: FilesystemKernel, caller: number) {
  return yield* k.step('has a write failed since it was last asked?', {
    do: () => {
      const file = k.openFiles[caller]!;
      const failed = file.owesError;
      file.owesError = false;
      return failed;
    },
    cost: k.costs.cpu.flag,
  });
});

/** fsync tells its caller of an error. It promises nothing, and has not flushed the device (ext4_sync_file, 6.12). */
const returnsError = kernelFunction(
  'fsync_error',
  function* (k: FilesystemKernel, inode: Inode, caller: number, error: 'EIO' | 'EUCLEAN' | 'EBUSY') {
    yield* k.step(`fsync returns ${error}`, {
      do: () => syncReturned(k, inode, caller, false),
      cost: k.costs.cpu.syscall,
    });
    return error;
  },
);

/** What a failed writeback is reported as. */
const writeError = (k: FilesystemKernel) => (k.costs.storage.writeErrors ? 'EIO' : 'EUCLEAN');

/** `noop_fsync` of tmpfs (mm/shmem.c, 6.12): returns 0 and promises nothing. */
const returnsWithoutPromise = kernelFunction(
  'noop_fsync',
  function* (k: FilesystemKernel, inode: Inode, caller: number) {
    yield* k.step('fsync returns 0', {
      do: () => syncReturned(k, inode, caller, false),
      cost: k.costs.cpu.syscall,
    });
    return 0;
  },
);

/** fsync of a DAX file returns: it has promised. */
const returnsZero = kernelFunction(
  'fsync_done',
  function* (k: FilesystemKernel, inode: Inode, caller: number, name: string) {
    yield* k.step(`${name} returns 0`, {
      do: () => syncReturned(k, inode, caller, true),
      cost: k.costs.cpu.syscall,
    });
    return 0;
  },
);

/** fsync and msync: they differ in the range, and in how they name themselves. */
const syncing = (name: string) =>
  function* (k: FilesystemKernel, inode: Inode, caller: number, from: number, to: number) {
    yield* k.step(`${name} is called`, {
      do: () => syncCalled(k, inode, caller, from, to),
      cost: k.costs.cpu.syscall,
    });
    if (!hasStorage(k.filesystem)) return yield* returnsWithoutPromise(k, inode, caller);
    const any = yield* tagForWriteback(k, inode, from, to);
    if (k.dax) {
      yield* syncDax(k, inode, any);
      return yield* returnsZero(k, inode, caller, name);
    }
    const done = any ? yield* writeCachePages(k, inode, true, 0, null) : 0;
    if (done === 'BUG') return 'BUG';
    yield* waitInRange(k, inode, from, to);
    if (mayFail(k) && (yield* failedSince(k, caller))) return yield* returnsError(k, inode, caller, writeError(k));
    if (done === 'EBUSY') return yield* returnsError(k, inode, caller, 'EBUSY');
    if (commitsMap(k)) yield* commitTransaction(k, inode);
    else yield* flushDevice(k);
    if (mayFail(k) && (yield* failedSince(k, caller))) return yield* returnsError(k, inode, caller, writeError(k));
    yield* k.step(`${name} returns 0`, {
      do: () => syncReturned(k, inode, caller, true),
      cost: k.costs.cpu.syscall,
    });
    return 0;
  };

/**
 * `ext4_sync_file`, `xfs_file_fsync`, `btrfs_sync_file`: the pages, then what they are found by. ext4's
 * journal is not modelled: one flush of the device commits both.
 * @param caller number of the calling task among those that call fsync
 *   and of its open file
 * @returns 0, `'EIO'` or `'EUCLEAN'` when a write has failed or was refused since the last call, `'EBUSY'` where rule (e) left a
 *   pinned page dirty, or `'BUG'` when the machine stopped underneath
 */
export const fsync = kernelFunction('fsync', function* (k: FilesystemKernel, inode: Inode, caller: number) {
  return yield* syncFile(k, inode, caller, 0, endless);
});
const syncFile = syncing('fsync');

/**
 * `msync(MS_SYNC)` of the addresses of the indexes from `from` on, up to but not including `to`: as fsync,
 * for a range (mm/msync.c, vfs_fsync_range, 6.12). Of a large folio it writes, and waits for, the whole.
 */
export const msync = kernelFunction('msync', syncing('msync'));
