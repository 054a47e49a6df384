// Three things are called dirty: a PTE's bit, the page's flag, and a difference from the disk.
//
// This file moves the first into the second, and tells whoever mirrors the PTE before it changes. The flag and the page cache's tag are set in two
// steps, as in the kernel; fsync finds pages by the tag alone.
import { again, kernelFunction } from '../engine/index.js';
import { hasStorage } from './filesystem-kind.js';
import { covers } from './folio.js';
import type { Inode } from './inode.js';
import type { PagesKernel } from './machine.js';
import { invalidateRangeEnd, invalidateRangeStart, isMirrored, type Reason } from './notifier.js';
import { isMapped, type Page, type Pte } from './page.js';

/**
 * `set_page_dirty`: the flag, then the tag. A page that has left its file is left alone here; Linux
 * sets its flag, which nothing looks at, and no tag. On tmpfs the flag is all there is
 * (noop_dirty_folio, 6.12).
 */
export const setPageDirty = kernelFunction('set_page_dirty', function* (k: PagesKernel, page: Page) {
  const fresh = yield* k.step('set PG_dirty', {
    do: () => {
      if (page.mapping === null || page.dirty) return false;
      page.dirty = true;
      return true;
    },
    cost: k.costs.cpu.flag,
  });
  if (fresh && hasStorage(k.filesystem)) yield* tagDirty(k, page);
});

/** `__set_page_dirty`: the tag. */
export const tagDirty = kernelFunction('__set_page_dirty', function* (k: PagesKernel, page: Page) {
  yield* k.step('tag it dirty in the page cache', {
    do: () => {
      if (page.mapping !== null) page.dirtyTag = true;
    },
    cost: k.costs.cpu.flag,
  });
});

/** The first entry from one on that stands for the place of a page: an address to which it is, or may be, mapped. */
const nextMapping = (k: PagesKernel, page: Page, from: number): Pte | null =>
  k.ptes.find((pte) => pte.index >= from && pte.file === page.mapping && covers(page, pte.pgoff)) ?? null;

/** `page_vma_mkclean_one`, mapping by mapping: whoever mirrors the entry is told, and stops writing, before it changes. */
const mkcleanNotified = kernelFunction('page_vma_mkclean_one', function* (k: PagesKernel, page: Page, from: number) {
  const pte = yield* k.find('find the next mapping of the page', {
    do: () => (isMapped(k, page) ? nextMapping(k, page, from) : null),
    cost: k.costs.cpu.flag,
  });
  if (pte === null) return;
  yield* invalidateRangeStart(k, pte, 'PROTECTION_PAGE');
  yield* k.step('write-protect the PTE', {
    do: () => {
      if (pte.page === page) pte.writable = pte.dirty = false;
    },
    cost: k.costs.cpu.changePte,
  });
  yield* invalidateRangeEnd(k, pte);
  return again(page, pte.index + 1);
});

/**
 * `page_mkclean`: write-protects every PTE that maps the page, one at a time. From then on the
 * next store, and the next pin for writing, must fault. The caller holds the page lock, which
 * keeps PTEs from becoming writable again behind the walk, and knows the page to be dirty.
 */
export const pageMkclean = kernelFunction('page_mkclean', function* (k: PagesKernel, page: Page) {
  if (isMirrored(k)) return yield* mkcleanNotified(k, page, 0);
  const more = yield* k.step('write-protect a PTE', {
    do: () => {
      const writable = k.ptes.filter((pte) => pte.page === page && (pte.writable || pte.dirty));
      const pte = writable[0];
      if (pte === undefined) return false;
      pte.writable = pte.dirty = false;
      return writable.length > 1;
    },
    cost: k.costs.cpu.changePte,
  });
  if (more) return again(page);
});

/** Takes one PTE away; its dirty bit moves to the page. True when the page has just become dirty. Call within an effect. */
export function clearPte(pte: Pte): boolean {
  const page = pte.page;
  const fresh = page !== null && pte.dirty && page.mapping !== null && !page.dirty;
  if (fresh) page.dirty = true;
  pte.page = null;
  pte.writable = pte.dirty = false;
  return fresh;
}

/** Takes one entry away between start and end of an invalidation, and tags the page that this makes dirty. */
export const clearNotified = kernelFunction('zap_pte', function* (k: PagesKernel, pte: Pte, reason: Reason) {
  yield* invalidateRangeStart(k, pte, reason);
  const dirtied = yield* k.find('clear the PTE, move its dirty bit to the page', {
    do: () => {
      const { page } = pte;
      return clearPte(pte) ? page : null;
    },
    cost: k.costs.cpu.changePte,
  });
  if (dirtied !== null && hasStorage(k.filesystem) && !k.dax) yield* tagDirty(k, dirtied);
  yield* invalidateRangeEnd(k, pte);
});

/** `try_to_unmap`, mapping by mapping, where somebody mirrors them. */
const unmapNotified = kernelFunction('try_to_unmap_one', function* (k: PagesKernel, page: Page) {
  const pte = yield* k.find('find a PTE that maps the page', {
    do: () => k.ptes.find((each) => each.page === page) ?? null,
    cost: k.costs.cpu.flag,
  });
  if (pte === null) return;
  yield* clearNotified(k, pte, 'CLEAR');
  return again(page);
});

/** `try_to_unmap`: removes every PTE that maps the page. The caller holds the page lock. */
export const tryToUnmap = kernelFunction('try_to_unmap', function* (k: PagesKernel, page: Page) {
  if (isMirrored(k)) return yield* unmapNotified(k, page);
  const done = yield* k.step('unmap a PTE', {
    do: () => {
      const mapping = k.ptes.filter((pte) => pte.page === page);
      const pte = mapping[0];
      const fresh = pte !== undefined && clearPte(pte);
      return fresh ? 'dirtied' : mapping.length > 1 ? 'more' : 'last';
    },
    cost: k.costs.cpu.changePte,
  });
  if (done === 'dirtied' && hasStorage(k.filesystem)) yield* tagDirty(k, page);
  if (done !== 'last') return again(page);
});

/** The same range, entry by entry, present or not, where somebody mirrors them. */
const unmapRangeNotified = kernelFunction(
  'zap_page_range_single',
  function* (k: PagesKernel, inode: Inode, from: number, to: number, n: number) {
    const pte = k.ptes.find((each) => each.index >= n && each.file === inode && each.pgoff >= from && each.pgoff < to);
    if (pte === undefined) return;
    yield* clearNotified(k, pte, 'CLEAR');
    return again(inode, from, to, pte.index + 1);
  },
);

/**
 * `unmap_mapping_range`: removes the PTEs of a file from an index on, up to but not including another. Private copies, which the
 * kernel removes in a second pass, are not modelled here.
 */
export const unmapMappingRange = kernelFunction(
  'unmap_mapping_range',
  function* (k: PagesKernel, inode: Inode, from: number, to: number) {
    if (isMirrored(k)) return yield* unmapRangeNotified(k, inode, from, to, 0);
    const done = yield* k.find('unmap the next PTE of the range', {
      do: () => {
        const pte = k.ptes.find(
          (each) => each.file === inode && each.pgoff >= from && each.pgoff < to && each.page !== null,
        );
        if (pte === undefined) return null;
        const page = pte.page;
        return clearPte(pte) ? page : pte;
      },
      cost: k.costs.cpu.changePte,
    });
    if (done === null) return;
    if ('locked' in done && hasStorage(k.filesystem) && !k.dax) yield* tagDirty(k, done);
    return again(inode, from, to);
  },
);
