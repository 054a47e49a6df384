// A write fault, or a request to unshare, in a private mapping: copy-on-write.
//
// The page is copied, a sector at a time, with nothing locked but a reference held; then the entry shows
// the copy, unless it has changed meanwhile. What a device writes to the old page in between is not in
// the copy: it holds the page, not the address (do_wp_page, wp_page_copy; read in 6.1.192 and 6.12.117).
// Linux copies a file's page that is not mapped yet in one fault (do_cow_fault); here that takes two.
import { again, kernelFunction } from '../engine/index.js';
import { allocateAnonymous, mayReuse } from '../pages/anonymous.js';
import { indexIn, nthPage } from '../pages/folio.js';
import { freeIfUnused, isFree, type Page, type Pte } from '../pages/page.js';
import type { FilesystemKernel } from './machine.js';

/** Copies one sector of what a private address shows. */
const copySector = kernelFunction(
  'copy_user_highpage',
  function* (k: FilesystemKernel, pte: Pte, from: Page, to: Page, sector: 0 | 1) {
    yield* k.step(`copy sector ${sector}`, {
      do: () => {
        const { data0, data1 } = nthPage(from, indexIn(from, pte.pgoff));
        if (sector === 0) to.data0 = data0;
        else to.data1 = data1;
      },
      cost: k.costs.cpu.store,
    });
  },
);

/** Drops a page that `wp_page_copy` held or made. Call within an effect. */
function put(k: FilesystemKernel, page: Page): void {
  page.extraRefs--;
  freeIfUnused(k, page);
}

/** `wp_page_copy`. @returns whether the entry shows the copy; not where it changed meanwhile */
const copyPage = kernelFunction('wp_page_copy', function* (k: FilesystemKernel, pte: Pte, old: Page, write: boolean) {
  const copy: Page = yield* k.find('take a page for the copy', {
    when: () => k.pages.some(isFree),
    do: () => {
      const page = k.pages.find(isFree)!;
      allocateAnonymous(page, pte.pgoff);
      page.extraRefs++;
      return page;
    },
    waitsFor: 'a free page',
  });
  yield* copySector(k, pte, old, copy, 0);
  yield* copySector(k, pte, old, copy, 1);
  return yield* k.step('show the copy instead, unless the PTE changed', {
    do: () => {
      const same = pte.page === old;
      if (same) {
        pte.page = copy;
        pte.writable = pte.dirty = write;
        copy.exclusive = true;
      }
      put(k, copy);
      put(k, old);
      return same;
    },
    cost: k.costs.cpu.changePte,
  });
});

/** What a fault in a private mapping finds: it may go on, as somebody else's fault has settled it or by itself; has to copy; or has to look again. */
const reuseOrHold = kernelFunction('do_wp_page', function* (k: FilesystemKernel, pte: Pte, old: Page, write: boolean) {
  return yield* k.step('may it keep the page? else hold it for the copy', {
    do: () => {
      if (pte.page !== old) return 'again';
      if (pte.writable) return 'mapped';
      if (mayReuse(k, old)) {
        old.exclusive = true;
        if (write) pte.writable = pte.dirty = true;
        return 'mapped';
      }
      old.extraRefs++;
      return 'copy';
    },
    cost: k.costs.cpu.changePte,
  });
});

/**
 * `do_wp_page`, of an entry that shows a page already.
 * @param write false for FAULT_FLAG_UNSHARE: the page becomes this process's own, the entry stays read-only
 * @returns `'mapped'`, or `'again'` where the entry has to be looked at once more
 */
export const breakCow = kernelFunction('break_cow', function* (k: FilesystemKernel, pte: Pte, write: boolean) {
  const old: Page | null = yield* k.find('read the PTE', { do: () => pte.page, cost: k.costs.cpu.pageFault });
  if (old === null) return 'again';
  const found = yield* reuseOrHold(k, pte, old, write);
  if (found !== 'copy') return found;
  return (yield* copyPage(k, pte, old, write)) ? 'mapped' : again(pte, write);
});
