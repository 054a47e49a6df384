// Truncating or punching a part of a large folio.
//
// Its part of the range is zeroed where it stands, without marking it dirty, and then the folio is to
// be split, so that the pages of the range can go. It is split only where it is clean (the filesystem
// does not let go of a dirty one) and nobody else holds it: a pin, or any other reference, keeps it
// together. A dirty folio stays then, whole; a clean one is dropped whole, with what lies outside of the
// range, and with the pages that a device is still writing (truncate_inode_partial_folio,
// split_folio, iomap_release_folio; read in 6.1.192 and 6.12.117). That 6.12.117 also unmaps a folio that
// stays, so that its addresses fault again, is left out.
import { kernelFunction } from '../engine/index.js';
import { tryToUnmap } from '../pages/dirty.js';
import { isLarge, isWithin, nthPage, overlaps, pagesIn, unlinkFolio } from '../pages/folio.js';
import type { Inode } from '../pages/inode.js';
import { lockPage, unlockPage } from '../pages/lock.js';
import type { Page } from '../pages/page.js';
import { forgetRange } from '../pages/promises.js';
import { zeroToken } from '../pages/tokens.js';
import type { FilesystemKernel } from './machine.js';
import { mayRemove, truncateInodePage } from './page-removal.js';

/** References beyond those of the cache and of page tables: `can_split_folio`. */
const isHeld = (folio: Page): boolean => folio.pins > 0 || folio.extraRefs > 0;

/** `split_folio`, with the folio locked. References are counted twice, and only the second time with new ones shut out. */
const splitFolio = kernelFunction('split_folio', function* (k: FilesystemKernel, folio: Page) {
  const may = yield* k.step('can the folio be split: clean, and held by nobody else?', {
    do: () => !folio.dirty && !isHeld(folio),
    cost: k.costs.cpu.flag,
  });
  if (!may) return false;
  yield* tryToUnmap(k, folio);
  return yield* k.step('split the folio, unless somebody holds it now', {
    do: () => {
      if (isHeld(folio)) return false;
      unlinkFolio(folio);
      return true;
    },
    cost: k.costs.cpu.flag,
  });
});

/** Zeroes those pages of a folio that lie in the range. Call within an effect. */
function zeroRange(k: FilesystemKernel, folio: Page, from: number, to: number): void {
  const first = Math.max(from - folio.pgoff, 0);
  const end = Math.min(to - folio.pgoff, pagesIn(folio));
  for (let n = first; n < end; n++) {
    const page = nthPage(folio, n);
    page.data0 = page.data1 = zeroToken;
  }
  forgetRange(k, folio.mapping!, 2 * (folio.pgoff + first), 2 * (folio.pgoff + end));
}

const isPartly = (folio: Page, inode: Inode, from: number, to: number): boolean =>
  folio.mapping === inode && isLarge(folio) && overlaps(folio, from, to) && !isWithin(folio, from, to);

/** What becomes of a locked folio that lies in the range in part. @returns false when it is pinned and rule (c) has to let go of its locks */
const dropPart = kernelFunction(
  'truncate_inode_partial_folio',
  function* (k: FilesystemKernel, folio: Page, from: number, to: number) {
    yield* k.wait('wait for writeback before zeroing', () => !folio.writeback, 'writeback');
    if (!(yield* mayRemove(k, folio))) return false;
    yield* k.step('zero the part that goes', { do: () => zeroRange(k, folio, from, to), cost: k.costs.cpu.store });
    if (yield* splitFolio(k, folio)) return true;
    const dirty = yield* k.step('is the folio dirty?', { do: () => folio.dirty, cost: k.costs.cpu.flag });
    return dirty ? true : yield* truncateInodePage(k, folio, from, to);
  },
);

/**
 * The folio at one end of the range, where only a part of it lies in it: at most once for each end, as
 * in truncate_inode_pages_range.
 * @param at the index at that end, in the range
 * @returns the folio that is pinned and in the way, or null
 */
export const truncatePartialFolio = kernelFunction(
  'truncate_partial_folio',
  function* (k: FilesystemKernel, inode: Inode, at: number, from: number, to: number) {
    const folio: Page | null = yield* k.find('look for a folio that lies in the range in part', {
      do: () => k.pages.find((each) => isPartly(each, inode, from, to) && overlaps(each, at, at + 1)) ?? null,
      cost: k.costs.cpu.flag,
    });
    if (folio === null) return null;
    yield* lockPage(k, folio);
    const still = yield* k.step('still this file’s?', () => isPartly(folio, inode, from, to));
    const done = still ? yield* dropPart(k, folio, from, to) : true;
    yield* unlockPage(k, folio);
    return done ? null : folio;
  },
);
