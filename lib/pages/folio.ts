// A large folio: pages that follow each other in the file, with one lock, one reference count, one
// count of pins and one state (dirty, under writeback, tags) for all of them. Here it has two pages, the
// least that shows what that comes to.
//
// All of that is kept at its first page, by which it is named and to which page tables and pins refer;
// the second lends it its content. A page that belongs to no large folio is a folio by itself. Pins
// of a large folio are counted one by one (`_pincount`), where a small page has 1024 to a pin. One flag
// for dirty is exact here: iomap keeps it block by block since 6.6, but page_mkwrite and set_page_dirty,
// by which alone pages become dirty in this machine, mark every block (iomap_dirty_folio, 6.12), and 6.1
// writes the whole folio in any case (iomap_writepage_map, 6.1).
import type { Page } from './page.js';

// A record cannot name its own type where it is declared; these two say what the fields hold.
const link = (page: Page) => page as unknown as NonNullable<Page['next']>;
const nextOf = (page: Page): Page | null => page.next as unknown as Page | null;

/** Makes one folio of two pages, the second of which follows the first in its file. For the set-up. */
export function linkFolio(first: Page, second: Page): void {
  first.next = link(second);
  second.head = link(first);
  second.mapping = null;
  second.pgoff = 0;
  second.buffers = false;
}

/** The folio that a page belongs to, named by its first page: `page_folio`. */
export const folioOf = (page: Page): Page => (page.head as unknown as Page | null) ?? page;

/** Whether it has more than one page. */
export const isLarge = (folio: Page): boolean => folio.next !== null;

/** How many pages it has: `folio_nr_pages`. */
export const pagesIn = (folio: Page): 1 | 2 => (isLarge(folio) ? 2 : 1);

/** Its n-th page, from 0 on, which holds the content of index `folio.pgoff + n`. */
export const nthPage = (folio: Page, n: number): Page => (n === 0 ? folio : (nextOf(folio) ?? folio));

/** Which of its pages stands for an index of its file. */
export const indexIn = (folio: Page, pgoff: number): number => (isLarge(folio) ? pgoff - folio.pgoff : 0);

/** Whether an index of its file lies in it. */
export const covers = (folio: Page, pgoff: number): boolean =>
  pgoff === folio.pgoff || (isLarge(folio) && pgoff === folio.pgoff + 1);

/** Whether some of it lies in a range of indexes. */
export const overlaps = (folio: Page, from: number, to: number): boolean =>
  folio.pgoff < to && folio.pgoff + pagesIn(folio) > from;

/** Whether all of it lies in a range of indexes. */
export const isWithin = (folio: Page, from: number, to: number): boolean =>
  folio.pgoff >= from && folio.pgoff + pagesIn(folio) <= to;

/** Makes each of its pages a folio by itself: what is left of `__split_huge_page`. Call within an effect. */
export function unlinkFolio(folio: Page): void {
  const second = nextOf(folio);
  if (second === null) return;
  folio.next = second.head = null;
  second.mapping = folio.mapping;
  second.pgoff = folio.pgoff + 1;
  second.dirty = folio.dirty;
  second.dirtyTag = folio.dirtyTag;
  second.towriteTag = folio.towriteTag;
  second.buffers = folio.buffers;
}

/** The same of a folio that nobody refers to any more: its second page is free, too. Call within an effect. */
export function freeFolio(folio: Page): void {
  const second = nextOf(folio);
  folio.next = null;
  if (second === null) return;
  second.head = null;
  second.data0 = second.data1 = 0;
}
