// Taking a range of pages out of the cache: what truncation and hole punching share.
//
// Page by page, with the page locked: its writeback is awaited, whatever still maps it goes, and it
// leaves its file. Pins play no part in it unless rule (c) is on: a device that holds the page then
// writes an orphan, which Linux accepts on the page cache (truncate_inode_pages_range, 6.1, 6.12). The
// kernel's first pass, which passes by pages that it would have to wait for, is left out: it only
// changes the order in which pages go.
import { again, kernelFunction } from '../engine/index.js';
import { tryToUnmap } from '../pages/dirty.js';
import { isWithin, overlaps, pagesIn } from '../pages/folio.js';
import type { Inode } from '../pages/inode.js';
import { lockPage, unlockPage } from '../pages/lock.js';
import { freeIfUnused, isMapped, maybePinned, type Page } from '../pages/page.js';
import { forgetRange } from '../pages/promises.js';
import type { FilesystemKernel } from './machine.js';

/** Beyond every index of every file: a range up to here has no end. */
export const endless = 128;

/** Whatever still maps a locked page goes: a fault may have finished after the range was unmapped. */
const unmapAgain = kernelFunction('unmap_mapping_page', function* (k: FilesystemKernel, page: Page) {
  const mapped = yield* k.step('still mapped?', () => isMapped(k, page));
  if (mapped) yield* tryToUnmap(k, page);
});

/**
 * `delete_from_page_cache`: takes a locked page from its file, of a large folio all pages. What lies
 * outside of the range that is cut off stays promised.
 */
export const removePage = kernelFunction(
  'delete_from_page_cache',
  function* (k: FilesystemKernel, page: Page, from: number, to: number) {
    yield* k.step('remove the page from the cache', {
      do: () => {
        forgetRange(k, page.mapping!, 2 * Math.max(page.pgoff, from), 2 * Math.min(page.pgoff + pagesIn(page), to));
        page.mapping = null;
        page.dirty = page.dirtyTag = page.towriteTag = page.buffers = false;
        k.ghost(() => {
          page.announced = false;
        });
        freeIfUnused(k, page);
      },
      cost: k.costs.cpu.flag,
    });
  },
);

/** Rule (c): false when the page is pinned and the caller has to let go of its locks. */
export const mayRemove = kernelFunction('truncate_waits_for_pins', function* (k: FilesystemKernel, page: Page) {
  const rule = k.rules.truncateWaitsForPins;
  if (rule === 'off') return true;
  if (rule === 'careful')
    return !(yield* k.step('pinned?', { do: () => maybePinned(k, page), cost: k.costs.cpu.flag }));
  yield* k.wait('wait for pins with locks held', () => !maybePinned(k, page), 'pin');
  return true;
});

/**
 * `truncate_inode_page`: takes a locked page, whose writeback has ended, from its file. Pins are
 * tested once nothing maps it any more, unless the switch says before.
 * @returns false when it is pinned and stays
 */
export const truncateInodePage = kernelFunction(
  'truncate_inode_page',
  function* (k: FilesystemKernel, page: Page, from: number, to: number) {
    const first = k.rules.pinTestWhen === 'before-write-protect';
    if (first && !(yield* mayRemove(k, page))) return false;
    yield* unmapAgain(k, page);
    if (!first && !(yield* mayRemove(k, page))) return false;
    yield* removePage(k, page, from, to);
    return true;
  },
);

/** Whether some page of a file is pinned within a range, or in a large folio that reaches into it. */
export const pinnedWithin = (k: FilesystemKernel, inode: Inode, from: number, to: number): boolean =>
  k.pages.some((page) => page.mapping === inode && overlaps(page, from, to) && maybePinned(k, page));

/** Each page of the range from the n-th of memory on: locked, unmapped again and tested. */
const anyPinned = kernelFunction(
  'truncate_find_pinned',
  function* (k: FilesystemKernel, inode: Inode, from: number, to: number, n: number) {
    const page: Page | null = yield* k.find('find the next page of the range', {
      do: () => k.pages.find((each) => each.index >= n && each.mapping === inode && overlaps(each, from, to)) ?? null,
      cost: k.costs.cpu.flag,
    });
    if (page === null) return false;
    yield* lockPage(k, page);
    yield* unmapAgain(k, page);
    const pinned = yield* k.step('pinned?', { do: () => maybePinned(k, page), cost: k.costs.cpu.flag });
    yield* unlockPage(k, page);
    return pinned ? true : again(inode, from, to, page.index + 1);
  },
);

/**
 * Rule (f): whether some page of the range is pinned, so that all of it stays as it is. Faults are shut out,
 * but one that was let in before may still make an entry writable: it holds the page lock until it has, so
 * each page is tested under that lock. Where the switch says so there is one look before, with no lock.
 */
export const refusesRange = kernelFunction(
  'truncate_answers_busy',
  function* (k: FilesystemKernel, inode: Inode, from: number, to: number) {
    if (k.rules.pinTestWhen === 'after-write-protect') return yield* anyPinned(k, inode, from, to, 0);
    return yield* k.step('pinned, any of the range?', {
      do: () => pinnedWithin(k, inode, from, to),
      cost: k.costs.cpu.flag,
    });
  },
);

/**
 * `truncate_inode_pages_range`, for pages and folios that lie in it altogether: from `from` on, up to but not including `to`.
 * @returns the page that is pinned and in the way, or null when all are gone
 */
export const truncateInodePages = kernelFunction(
  'truncate_inode_pages',
  function* (k: FilesystemKernel, inode: Inode, from: number, to: number) {
    const page: Page | null = yield* k.find(
      to === endless ? 'find a page beyond the new end' : 'find a page in the range',
      {
        do: () => k.pages.find((each) => each.mapping === inode && isWithin(each, from, to)) ?? null,
        cost: k.costs.cpu.flag,
      },
    );
    if (page === null) return null;
    yield* lockPage(k, page);
    const ours = yield* k.step('still this file’s?', () => page.mapping === inode);
    if (ours) yield* k.wait('wait for writeback before removal', () => !page.writeback, 'writeback');
    const removed = ours ? yield* truncateInodePage(k, page, from, to) : true;
    yield* unlockPage(k, page);
    return removed ? again(inode, from, to) : page;
  },
);
