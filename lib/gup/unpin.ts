// Ends of a pin: dirty the page again, or see that it still is, and let go.
//
// set_page_dirty_lock takes the page lock, so it may sleep, and comes long after the device wrote:
// between the two the page may have been cleaned.
import { again, kernelFunction } from '../engine/index.js';
import { setPageDirty } from '../pages/dirty.js';
import { lockPage, unlockPage } from '../pages/lock.js';
import type { Page } from '../pages/page.js';
import type { GupKernel } from './machine.js';
import { type Pin, unpinUserPage } from './pin.js';

/**
 * The same on DAX, where the flag is all that is set and nothing looks at it (noop_dirty_folio, 6.12): the
 * entry is not tagged, so no fsync will flush for it. The page lock keeps nobody out and is left out.
 */
const markDaxPage = kernelFunction('noop_dirty_folio', function* (k: GupKernel, page: Page) {
  yield* k.step('set PG_dirty', {
    do: () => {
      page.dirty = true;
    },
    cost: k.costs.cpu.flag,
  });
});

/** `set_page_dirty_lock` on the page that a pin holds. */
export const setPageDirtyLock = kernelFunction('set_page_dirty_lock', function* (k: GupKernel, pin: Pin) {
  const page = yield* k.find('find the page it holds', () => pin.page);
  if (page === null) return;
  if (k.dax) return yield* markDaxPage(k, page);
  yield* lockPage(k, page);
  yield* setPageDirty(k, page);
  yield* unlockPage(k, page);
});

/**
 * `unpin_user_pages_dirty_lock`: for each page, whether it is dirty already is asked without a lock;
 * if not, it is locked and marked; then its pin goes. Read in 6.1 and 6.12, mm/gup.c. 4.20 has
 * the same three steps in __ib_umem_release, drivers/infiniband/core/umem.c (assumed).
 */
export const unpinPagesDirtyLock = kernelFunction(
  'unpin_user_pages_dirty_lock',
  function* (k: GupKernel, pin: number, end: number) {
    if (pin >= end) return;
    const dirty = yield* k.step('is the pinned page dirty already?', {
      do: () => k.pins[pin]!.page!.dirty,
      cost: k.costs.cpu.flag,
    });
    if (!dirty) yield* setPageDirtyLock(k, k.pins[pin]!);
    yield* unpinUserPage(k, k.pins[pin]!);
    return again(pin + 1, end);
  },
);

/** `unpin_user_pages`: lets go of pins whose pages the device has not written. */
export const unpinPages = kernelFunction('unpin_user_pages', function* (k: GupKernel, pin: number, end: number) {
  if (pin >= end) return;
  yield* unpinUserPage(k, k.pins[pin]!);
  return again(pin + 1, end);
});
