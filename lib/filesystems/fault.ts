// A write fault on a shared file page, ext4's page_mkwrite in the middle of it.
//
// This is where the filesystem learns that a page will change: it waits for nothing but locks
// (and, for stable pages, for writeback), attaches buffers, marks the page dirty, and only then
// does the PTE become writable. The order is that of wp_page_shared and do_shared_fault as read in
// 6.1 and 6.12; 4.20 is assumed alike.
import { again, kernelFunction } from '../engine/index.js';
import { setPageDirty } from '../pages/dirty.js';
import type { Inode } from '../pages/inode.js';
import { lockFaults, lockPage, unlockFaults, unlockPage } from '../pages/lock.js';
import { type Page, type Pte, pageAt } from '../pages/page.js';
import { blockOf, type FilesystemKernel } from './machine.js';

/** True for a page that nobody refers to and whoever removed it has unlocked. */
const isFree = (page: Page): boolean =>
  page.mapping === null && !page.locked && page.pins === 0 && page.extraRefs === 0;

/** Puts a free page into the cache, locked and not yet read: `add_to_page_cache_lru`. */
function addPage(k: FilesystemKernel, inode: Inode, pgoff: number): Page {
  const page = k.pages.find(isFree)!;
  page.mapping = inode;
  page.pgoff = pgoff;
  page.locked = true;
  page.filling = true;
  return page;
}

/** `ext4_readpage`, by whoever added the page: fills it from the device and unlocks it. */
const readPage = kernelFunction('ext4_readpage', function* (k: FilesystemKernel, page: Page) {
  yield* k.step('the device reads the block into the page', {
    owner: 'device',
    do: () => {
      const block = blockOf(k, page);
      page.data0 = block?.cache0 ?? 0;
      page.data1 = block?.cache1 ?? 0;
      page.buffers = true;
      page.filling = false;
    },
    cost: k.costs.storage.costs.request,
  });
  yield* unlockPage(k, page);
});

/**
 * The page at a PTE's index: found in the cache, and then waited for until it has been read, or
 * added and read by this task. Another task may add it first; then it is looked up again.
 */
const findOrRead = kernelFunction('page_cache_read', function* (k: FilesystemKernel, pte: Pte, inode: Inode) {
  const cached: Page | null = yield* k.find('look the page up', {
    do: () => (pte.pgoff < inode.size ? (pageAt(k, inode, pte.pgoff) ?? null) : null),
    cost: k.costs.cpu.pageFault,
  });
  if (cached !== null) {
    yield* k.wait('wait until it has been read', () => !cached.filling, 'page lock');
    return cached;
  }
  const added: Page | null = yield* k.find('add a page to the cache, unless there is one', {
    when: () => pte.pgoff >= inode.size || pageAt(k, inode, pte.pgoff) !== undefined || k.pages.some(isFree),
    do: () =>
      pte.pgoff < inode.size && pageAt(k, inode, pte.pgoff) === undefined ? addPage(k, inode, pte.pgoff) : null,
    waitsFor: 'a free page',
  });
  if (added !== null) {
    yield* readPage(k, added);
    return added;
  }
  const beyond = yield* k.step('beyond the end of the file?', () => pte.pgoff >= inode.size);
  return beyond ? null : again(pte, inode);
});

/**
 * `filemap_fault`, under i_mmap_sem.
 * @returns the page, or null beyond the end of the file: SIGBUS for a CPU, EFAULT for get_user_pages
 */
const filemapFault = kernelFunction('filemap_fault', function* (k: FilesystemKernel, pte: Pte) {
  const inode = pte.file!;
  yield* lockFaults(k, inode);
  const page = yield* findOrRead(k, pte, inode);
  yield* unlockFaults(k, inode);
  return page;
});

/** Rule (a), or a device that needs it: waits until the page is not under writeback. */
const waitForStablePage = kernelFunction('wait_for_stable_page', function* (k: FilesystemKernel, page: Page) {
  yield* k.wait('wait until the page is stable', () => !page.writeback, 'writeback');
});

/** True when making a page writable has to wait for its writeback. */
export function needsStablePages(k: FilesystemKernel): boolean {
  const { stablePages } = k.rules;
  return stablePages === 'always' || (stablePages === 'device' && k.costs.storage.integrity);
}

/**
 * `ext4_page_mkwrite`: returns with the page locked and ready to be written, or `'retry'` when it
 * is no longer this file's.
 */
const pageMkwrite = kernelFunction(
  'ext4_page_mkwrite',
  function* (k: FilesystemKernel, inode: Inode, page: Page, pgoff: number) {
    yield* lockFaults(k, inode);
    yield* lockPage(k, page);
    const same = yield* k.step('still this file’s page? attach buffers', {
      do: () => {
        if (page.mapping !== inode || page.pgoff !== pgoff || pgoff >= inode.size) return false;
        page.buffers = true;
        k.ghost(() => {
          page.announced = true;
        });
        return true;
      },
      cost: k.costs.cpu.pageMkwrite,
    });
    if (same && k.rules.mkwriteDirties === 'before') yield* setPageDirty(k, page);
    if (same && needsStablePages(k) && k.rules.stableWait === 'as-worded') yield* waitForStablePage(k, page);
    yield* unlockFaults(k, inode);
    if (same && needsStablePages(k) && k.rules.stableWait === 'careful') {
      const busy = yield* k.step('under writeback?', () => page.writeback);
      if (busy) {
        yield* unlockPage(k, page);
        yield* waitForStablePage(k, page);
        return again(inode, page, pgoff);
      }
    }
    if (same) return 'locked';
    yield* unlockPage(k, page);
    return 'retry';
  },
);

/**
 * `finish_mkwrite_fault`, `finish_fault`: with the page locked, and unless the PTE has changed since
 * the fault began, makes it writable. i_mmap_sem is no longer held: truncation may have unmapped
 * the range by now, which only a PTE that was present shows.
 */
const makeWritable = kernelFunction(
  'finish_mkwrite_fault',
  function* (k: FilesystemKernel, pte: Pte, was: Page | null, page: Page) {
    const same = yield* k.step('make the PTE writable, unless it changed', {
      do: () => {
        if (pte.page !== was) return false;
        pte.page = page;
        pte.writable = pte.dirty = true;
        return true;
      },
      cost: k.costs.cpu.changePte,
    });
    if (same && k.rules.mkwriteDirties === 'after') yield* setPageDirty(k, page);
    yield* unlockPage(k, page);
    return same;
  },
);

/**
 * `handle_mm_fault` for writing.
 * @returns `'mapped'` when the PTE was made writable, `'SIGBUS'` beyond the end of the file
 */
export const handleWriteFault = kernelFunction('handle_mm_fault', function* (k: FilesystemKernel, pte: Pte) {
  const was: Page | null = yield* k.find('read the PTE', { do: () => pte.page, cost: k.costs.cpu.pageFault });
  const page: Page | null = was ?? (yield* filemapFault(k, pte));
  if (page === null) return 'SIGBUS';
  const ready = yield* pageMkwrite(k, pte.file!, page, pte.pgoff);
  const mapped = ready === 'locked' && (yield* makeWritable(k, pte, was, page));
  return mapped ? 'mapped' : again(pte);
});
