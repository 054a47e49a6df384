// Reclaim: kswapd looks at a page, unmaps it, drops its buffers if it is clean, and removes it
// from the cache if nobody else holds it.
//
// The buffers go without a look at the reference count, the page stays when it is held: that pair
// leaves a page in the cache with nothing to write it by. Reclaim never cleans a page that anybody
// holds (pageout refuses one extra reference: read in 6.1, 6.12 and a vendor's 4.19); here it leaves
// dirty pages alone.
import { again, kernelFunction } from '../engine/index.js';
import { tryToUnmap } from '../pages/dirty.js';
import { unlockPage } from '../pages/lock.js';
import { freeIfUnused, maybePinned, type Page } from '../pages/page.js';
import { zeroToken } from '../pages/tokens.js';
import { placeOf } from './block-map.js';
import type { FilesystemKernel } from './machine.js';

/** `trylock_page` and the first looks: true when reclaim goes on, with the page locked. */
const tryPage = kernelFunction('trylock_page', function* (k: FilesystemKernel, page: Page) {
  return yield* k.step('reclaim: take the page if it is idle', {
    do: () => {
      if (page.mapping === null || page.locked || page.writeback) return false;
      page.locked = true;
      return true;
    },
    cost: k.costs.cpu.flag,
  });
});

/** Notes that what a page holds is nowhere else: in no block, and it is not the zeros of a hole. */
function noteLoss(k: FilesystemKernel, page: Page): void {
  k.ghost(() => {
    const place = placeOf(k, page);
    const [first, second] = place.block === null ? [zeroToken, zeroToken] : [place.block.cache0, place.block.cache1];
    if (page.data0 !== first || page.data1 !== second) place.dropped = true;
  });
}

/** `try_to_release_page`, then `__remove_mapping`: two steps, and only the second counts references. */
const releaseAndRemove = kernelFunction('shrink_page_list', function* (k: FilesystemKernel, page: Page) {
  const released = yield* k.step('reclaim: drop the buffers of a clean page', {
    do: () => {
      if (page.dirty || page.writeback) return false;
      page.buffers = false;
      return true;
    },
    cost: k.costs.cpu.flag,
  });
  if (!released) return;
  yield* k.step('reclaim: remove the page if nobody holds it', {
    do: () => {
      if (page.pins > 0 || page.extraRefs > 0 || page.dirty) return;
      noteLoss(k, page);
      page.mapping = null;
      page.dirtyTag = page.towriteTag = false;
      k.ghost(() => {
        page.announced = false;
      });
      freeIfUnused(k, page);
    },
    cost: k.costs.cpu.flag,
  });
});

/** One look at one page. */
export const reclaimPage = kernelFunction('reclaim_page', function* (k: FilesystemKernel, page: Page) {
  if (!(yield* tryPage(k, page))) return;
  yield* tryToUnmap(k, page);
  const looks = k.rules.backgroundSkipsPins === 'on' || k.rules.reclaimSkipsPins === 'on';
  const skip = looks && (yield* k.step('reclaim: pinned?', () => maybePinned(k, page)));
  if (!skip) yield* releaseAndRemove(k, page);
  yield* unlockPage(k, page);
});

/** `kswapd`, for one page, for ever. */
export const kswapd = kernelFunction('kswapd', function* (k: FilesystemKernel, page: Page) {
  yield* k.sleep(k.costs.cpu.reclaimInterval);
  yield* reclaimPage(k, page);
  return again(page);
});
