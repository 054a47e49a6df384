// Private memory: pages that belong to no file, and the mappings that get them.
//
// A private mapping (MAP_PRIVATE) shows a file's page until somebody writes; then it shows a copy that
// belongs to this process, an anonymous page, which lives as long as a page table shows it or somebody
// holds it. After a fork two page tables show it, both read-only, and whoever writes first gets a copy:
// which of the two keeps the page that a device holds is what all this is about.
import { vmaOf } from './address-space.js';
import type { PagesKernel } from './machine.js';
import { type Page, type Pte, references } from './page.js';

/** Whether an address lies in a private mapping: no VM_SHARED. */
export const isPrivate = (k: PagesKernel, pte: Pte): boolean => vmaOf(k, pte).private;

/** Takes a free page for a copy. Call within an effect. */
export function allocateAnonymous(page: Page, pgoff: number): void {
  page.anon = true;
  page.pgoff = pgoff;
}

/** How many page tables show a page: `page_mapcount`. */
export function mapcount(k: PagesKernel, page: Page): number {
  let count = 0;
  for (const pte of k.ptes) if (pte.page === page) count++;
  return count;
}

/**
 * Whether a process that writes an anonymous page of which its entry is read-only may go on with it, or
 * has to copy it.
 * - `mapcount`: no other page table shows it (`reuse_swap_page`);
 * - `refcount`: nobody else has any reference, a device's counted like any (`do_wp_page` since 5.9);
 * - `exclusive`: it is marked as this process's own, which a fork ends; otherwise as `refcount`
 *   (`PageAnonExclusive`, since 5.19).
 */
export function mayReuse(k: PagesKernel, page: Page): boolean {
  if (!page.anon) return false;
  switch (k.rules.cowReuse) {
    case 'mapcount':
      return mapcount(k, page) === 1;
    case 'refcount':
      return references(k, page) === 1;
    case 'exclusive':
      return page.exclusive || references(k, page) === 1;
  }
}
