// A write fault on a shared file page, the filesystem's page_mkwrite in the middle of it.
//
// The page is found or read, the filesystem is told that it will change and marks it dirty, and only
// then does the PTE become writable. The order is that of wp_page_shared and do_shared_fault as read
// in 6.1 and 6.12; 4.20 is assumed alike.
import { again, kernelFunction, type RecordOf } from '../engine/index.js';
import { lockMapping, unlockMapping, vmaOf } from '../pages/address-space.js';
import { isPrivate } from '../pages/anonymous.js';
import type { Block } from '../pages/block.js';
import { setPageDirty } from '../pages/dirty.js';
import { hasStorage } from '../pages/filesystem-kind.js';
import { covers } from '../pages/folio.js';
import type { Inode } from '../pages/inode.js';
import { lockFaults, lockPage, unlockFaults, unlockPage } from '../pages/lock.js';
import { freeIfUnused, isFree, type Page, type Pte, pageAt } from '../pages/page.js';
import { zeroToken } from '../pages/tokens.js';
import { balanceDirtyPages, isLimited } from './background.js';
import { attachesPrivate, blockOf, isChecksummed } from './block-map.js';
import { breakCow } from './copy-on-write.js';
import { daxFault } from './dax.js';
import type { FilesystemKernel } from './machine.js';
import { pageMkwrite } from './page-mkwrite.js';

/** Puts a free page into the cache, locked and not yet read: `add_to_page_cache_lru`. */
function addPage(k: FilesystemKernel, inode: Inode, pgoff: number): Page {
  const page = k.pages.find(isFree)!;
  page.mapping = inode;
  page.pgoff = pgoff;
  page.locked = true;
  page.filling = true;
  return page;
}

/** True where the checksum of a block does not match what is in it. */
const isBad = (k: FilesystemKernel, block: RecordOf<typeof Block>): boolean =>
  isChecksummed(k) && (block.cache0 !== block.cacheSum0 || block.cache1 !== block.cacheSum1);

/**
 * Takes a page that could not be read out of the cache. Linux leaves it there, not up to date, and
 * the next access reads again (filemap_fault, 6.12): the same to whoever looks.
 */
function forgetPage(k: FilesystemKernel, page: Page): void {
  page.mapping = null;
  page.filling = page.locked = false;
  freeIfUnused(k, page);
}

/**
 * `read_folio`, by whoever added the page: fills it from the device, or with zeros where there is no
 * block, and unlocks it.
 * @returns false where the checksum does not match: EIO
 */
const readPage = kernelFunction('read_folio', function* (k: FilesystemKernel, page: Page) {
  const good = yield* k.step('the device reads the block into the page', {
    owner: 'device',
    do: () => {
      const block = blockOf(k, page);
      if (block !== null && isBad(k, block)) {
        forgetPage(k, page);
        return false;
      }
      page.data0 = block === null ? zeroToken : block.cache0;
      page.data1 = block === null ? zeroToken : block.cache1;
      page.buffers = attachesPrivate(k);
      page.filling = false;
      return true;
    },
    cost: k.costs.storage.costs.request,
  });
  if (good) yield* unlockPage(k, page);
  return good;
});

/**
 * The page at an index of a file: found in the cache, and then waited for until it has been read, or
 * added and read by this task. Another task may add it first; then it is looked up again.
 */
export const findOrRead = kernelFunction(
  'page_cache_read',
  function* (k: FilesystemKernel, inode: Inode, pgoff: number) {
    const cached: Page | null = yield* k.find('look the page up', {
      do: () => (pgoff < inode.size ? (pageAt(k, inode, pgoff) ?? null) : null),
      cost: k.costs.cpu.pageFault,
    });
    if (cached !== null) {
      yield* k.wait('wait until it has been read', () => !cached.filling, 'page lock');
      return cached;
    }
    const added: Page | null = yield* k.find('add a page to the cache, unless there is one', {
      when: () => pgoff >= inode.size || pageAt(k, inode, pgoff) !== undefined || k.pages.some(isFree),
      do: () => (pgoff < inode.size && pageAt(k, inode, pgoff) === undefined ? addPage(k, inode, pgoff) : null),
      waitsFor: 'a free page',
    });
    if (added !== null) {
      return (yield* readPage(k, added)) ? added : null;
    }
    const beyond = yield* k.step('beyond the end of the file?', () => pgoff >= inode.size);
    return beyond ? null : again(inode, pgoff);
  },
);

/**
 * `filemap_fault`, under i_mmap_sem.
 * @returns the page, or null beyond the end of the file and where it cannot be read: SIGBUS for a CPU,
 *   EFAULT for get_user_pages
 */
const filemapFault = kernelFunction('filemap_fault', function* (k: FilesystemKernel, pte: Pte) {
  const inode = pte.file!;
  yield* lockFaults(k, inode);
  const page = yield* findOrRead(k, inode, pte.pgoff);
  yield* unlockFaults(k, inode);
  return page;
});

/** Whether it falls to the fault to mark the page dirty: always, where there is no page_mkwrite. */
const dirtiesAfterwards = (k: FilesystemKernel): boolean =>
  k.rules.mkwriteDirties === 'after' || !hasStorage(k.filesystem);

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
    if (same && dirtiesAfterwards(k)) yield* setPageDirty(k, page);
    yield* unlockPage(k, page);
    return same;
  },
);

/**
 * `handle_mm_fault` for writing.
 * @returns `'mapped'` when the PTE was made writable, `'SIGBUS'` where there is no page to map
 */
export const handleWriteFault = kernelFunction('handle_mm_fault', function* (k: FilesystemKernel, pte: Pte) {
  if (k.dax) return yield* daxFault(k, pte, true);
  if (isPrivate(k, pte)) return yield* handlePrivateFault(k, pte);
  const was: Page | null = yield* k.find('read the PTE', { do: () => pte.page, cost: k.costs.cpu.pageFault });
  const page: Page | null = was ?? (yield* filemapFault(k, pte));
  if (page === null) return 'SIGBUS';
  const ready = yield* pageMkwrite[k.filesystem](k, pte.file!, page, pte.pgoff);
  const mapped = ready === 'locked' && (yield* makeWritable(k, pte, was, page));
  if (!mapped) return again(pte);
  if (isLimited(k)) yield* balanceDirtyPages(k);
  return 'mapped';
});

/** `do_read_fault`: with the page locked, which filemap_fault returns and looks at once more, maps it. */
const mapForReading = kernelFunction('do_read_fault', function* (k: FilesystemKernel, pte: Pte, page: Page) {
  yield* lockPage(k, page);
  const mapped = yield* k.step('map the page for reading, unless it has left the file', {
    do: () => {
      if (pte.page !== null) return true;
      if (page.mapping !== pte.file || !covers(page, pte.pgoff) || pte.pgoff >= pte.file!.size) return false;
      pte.page = page;
      pte.writable = !hasStorage(k.filesystem) && !isPrivate(k, pte) && !vmaOf(k, pte).readOnly;
      return true;
    },
    cost: k.costs.cpu.changePte,
  });
  yield* unlockPage(k, page);
  return mapped;
});

/**
 * `handle_mm_fault` for reading: no filesystem is told. Where nothing is to be told of a store either
 * (tmpfs), the PTE is writable at once (vma_wants_writenotify, 6.12).
 * @returns `'mapped'`, or `'SIGBUS'` where there is no page to map
 */
export const handleReadFault = kernelFunction('handle_read_fault', function* (k: FilesystemKernel, pte: Pte) {
  if (k.dax) return yield* daxFault(k, pte, false);
  const page: Page | null = yield* filemapFault(k, pte);
  if (page === null) return 'SIGBUS';
  return (yield* mapForReading(k, pte, page)) ? 'mapped' : again(pte);
});

/** The same for writing in a private mapping: the file's page is mapped first, and copied. No filesystem is told. */
const handlePrivateFault = kernelFunction('do_cow_fault', function* (k: FilesystemKernel, pte: Pte) {
  const shown = yield* k.step('does the PTE show a page?', {
    do: () => pte.page !== null,
    cost: k.costs.cpu.pageFault,
  });
  if (!shown && (yield* handleReadFault(k, pte)) === 'SIGBUS') return 'SIGBUS';
  return (yield* breakCow(k, pte, true)) === 'mapped' ? 'mapped' : again(pte);
});

/** `do_user_addr_fault`: the same under mmap_lock, which faults take where somebody may unmap. */
export const faultLocked = kernelFunction('do_user_addr_fault', function* (k: FilesystemKernel, pte: Pte) {
  const outcome = (yield* lockMapping(k, pte)) ? yield* handleWriteFault(k, pte) : 'SIGSEGV';
  yield* unlockMapping(k, pte);
  return outcome;
});
