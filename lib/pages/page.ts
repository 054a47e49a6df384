// A page of a file in the page cache, and the page-table entries that map it.
//
// One page is two sectors, so that a write can be half done. Contents are tokens: 0 is what the
// file held at the start, every other number names the task that wrote it. A page belongs to a
// file as long as `mapping` names it; truncation clears `mapping`, and a device that still holds
// the page then holds an orphan.
import { bool, type Fields, fixed, ghost, type RecordOf, type RecordType, record, ref, uint } from '../engine/index.js';
import { covers, freeFolio, isLarge, pagesIn } from './folio.js';
import { Inode } from './inode.js';
import type { PagesKernel } from './machine.js';
import { tokenBits } from './tokens.js';

/** A page of the page cache: `struct page`; alone, or with others in a large folio (folio.ts), whose state its first page keeps. */
export const Page = record('Page', {
  /** The file it belongs to: `page->mapping`; null once it has been removed from the cache. */
  mapping: ref(() => Inode),
  /** Its index in the file. */
  pgoff: uint(7),
  /** Just added to the cache, its content not yet read. */
  filling: bool,
  /** PG_locked. */
  locked: bool,
  /** PG_dirty. */
  dirty: bool,
  /** PG_writeback. */
  writeback: bool,
  /** The page cache's tag PAGECACHE_TAG_DIRTY, by which writeback and fsync find pages. */
  dirtyTag: bool,
  /** PAGECACHE_TAG_TOWRITE: dirty when the fsync began. */
  towriteTag: bool,
  /** PG_private: buffers are attached, that is, the filesystem has somewhere to write it. */
  buffers: bool,
  /** Devices that hold it through get_user_pages, whatever kind of reference they took. */
  pins: uint(3),
  /** Those of them whose reference is a plain one (FOLL_GET), which no bias marks. */
  plainPins: uint(3),
  /** References of anybody else beyond the page cache, the buffers and the page tables. */
  extraRefs: uint(11),
  data0: uint(tokenBits),
  data1: uint(tokenBits),
  /** It belongs to no file but to a process's private memory: PageAnon. */
  anon: bool,
  /** Of such a page: no other process can have it (PageAnonExclusive). */
  exclusive: bool,
  /** Of the second page of a large folio, the first. */
  head: ref((): RecordType<Fields> => Page),
  /** Of the first page of a large folio, the second. */
  next: ref((): RecordType<Fields> => Page),
  /** A writeback path took it dirty, in the cache, with no buffers to write it by. */
  takenBare: ghost(bool),
  /** page_mkwrite has run since it was last cleaned. */
  announced: ghost(bool),
});
export interface Page extends RecordOf<typeof Page> {}

/** One entry of one page table: a virtual address that maps one page of a file. */
export const Pte = record('Pte', {
  /** The file and index that the address stands for: its `vm_area_struct`. */
  file: fixed(ref(() => Inode)),
  pgoff: fixed(uint(7)),
  /** The page it points to; null when it is not present. */
  page: ref(() => Page),
  writable: bool,
  /** Set by the CPU at a store. */
  dirty: bool,
});
export interface Pte extends RecordOf<typeof Pte> {}

/** The page at an index of a file, of a large folio the first, undefined when none is cached: `find_get_page`. */
export function pageAt(k: PagesKernel, inode: Inode, pgoff: number): Page | undefined {
  for (const page of k.pages) if (page.mapping === inode && covers(page, pgoff)) return page;
  return undefined;
}

/** True while any page table maps the page. */
export function isMapped(k: PagesKernel, page: Page): boolean {
  for (const pte of k.ptes) if (pte.page === page) return true;
  return false;
}

/** Every reference to a page of a process's private memory, each counted as one. */
export function references(k: PagesKernel, page: Page): number {
  let count = page.pins + page.extraRefs;
  for (const pte of k.ptes) if (pte.page === page) count++;
  return count;
}

/** `page_count`: every reference; a device's counts as 1 or, where it is taken as a pin, as 1024. */
export function refcount(k: PagesKernel, page: Page): number {
  let count = (page.mapping === null ? 0 : pagesIn(page)) + (page.buffers ? 1 : 0) + page.extraRefs;
  for (const pte of k.ptes) if (pte.page === page) count++;
  return count + page.plainPins + (page.pins - page.plainPins) * (k.rules.pinTest === 'bias' ? pinBias : 1);
}

/** Whether its own count of pins, beside the references, is above nothing: `_pincount`. */
const countsPins = (page: Page): boolean => page.pins > page.plainPins;

/** GUP_PIN_COUNTING_BIAS: what one pin adds to a small page's reference count since 5.7. */
export const pinBias = 1024;

/**
 * What a rule means by "pinned", which is a switch of its own.
 * - `refcount`: any reference beyond the expected ones, as a kernel of 2018 could have tested. The
 *   machine's own look-ups take no reference, so it has fewer false positives than that kernel;
 * - `mapcount`: the count of device references that the thread speaks of;
 * - `bias`: `page_maybe_dma_pinned`, true from 1024 references on, whoever holds them, and of a large
 *   folio as `exact`. It sees what was taken by pin_user_pages: RDMA always, direct I/O where
 *   `biasSeesDirectIo` says so;
 * - `exact`: a count of what pin_user_pages took, of a page alone too: no wrong yes, and blind to plain
 *   references as `bias` is. Linux has it for large folios (`_pincount`).
 */
export function maybePinned(k: PagesKernel, page: Page): boolean {
  switch (k.rules.pinTest) {
    case 'refcount':
      return page.pins + page.extraRefs > 0;
    case 'mapcount':
      return page.pins > 0;
    case 'bias':
      return isLarge(page) ? countsPins(page) : refcount(k, page) >= pinBias;
    case 'exact':
      return countsPins(page);
  }
}

/** Whether the page at an index of a file is pinned; false where none is cached. */
export function pinnedAt(k: PagesKernel, inode: Inode, pgoff: number): boolean {
  const page = pageAt(k, inode, pgoff);
  return page !== undefined && maybePinned(k, page);
}

/** True when a reference can still be taken: the page has not been freed. One of DAX never is while its idle count is 1. */
export function isAlive(k: PagesKernel, page: Page): boolean {
  if (page.pins > 0 || page.extraRefs > 0) return true;
  if (!k.dax) return page.mapping !== null || page.anon;
  return k.rules.daxIdle === '1' || isMapped(k, page);
}

/** True for a page that nobody refers to, and that whoever removed it has unlocked. */
export const isFree = (page: Page): boolean =>
  page.mapping === null && page.head === null && !page.anon && !page.locked && page.pins === 0 && page.extraRefs === 0;

/** Clears a page, or both pages of a large folio, that nobody refers to any more; one of DAX is a block, and stays as it is. */
export function freeIfUnused(k: PagesKernel, page: Page): void {
  if (k.dax || page.mapping !== null || page.pins > 0 || page.extraRefs > 0) return;
  if (page.anon && isMapped(k, page)) return;
  page.anon = page.exclusive = false;
  page.data0 = page.data1 = 0;
  page.pgoff = 0;
  if (isLarge(page)) freeFolio(page);
}
