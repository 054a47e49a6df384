// Background writeback: what starts it, and whom it makes wait.
//
// A page is written 30 s after its file became dirty, or as soon as more pages are dirty than the
// background threshold; who dirties pages faster than they are written is held back half-way between
// that threshold and the limit. The explorer sees only that the age may be reached at any moment; the
// clock takes it from the costs (wb_workfn, balance_dirty_pages; 6.12).
import { again, kernelFunction, ms } from '../engine/index.js';
import type { DirtyLimits } from '../pages/dirty-limits.js';
import type { Inode } from '../pages/inode.js';
import type { FilesystemKernel } from './machine.js';
import { writeCachePages } from './writeback.js';

/** NR_FILE_DIRTY: pages with the tag DIRTY. */
const dirtyPages = (k: FilesystemKernel): number => k.pages.filter((page) => page.dirtyTag).length;

/** NR_FILE_DIRTY and NR_WRITEBACK together, which is what a task that dirties pages is measured by. */
const unwrittenPages = (k: FilesystemKernel): number =>
  k.pages.filter((page) => page.dirtyTag || page.writeback).length;

/** `dirty_freerun_ceiling`: up to here nobody is held back. */
const freeRun = ({ background, limit }: DirtyLimits): number => (background + limit) / 2;

/**
 * `wb_workfn`, for ever: waits until the file is dirty, then until too much is (`wb_over_bg_thresh`)
 * or until it has been so for 30 s (`dirty_expire_interval`; the looks, every 5 s, divide it), and
 * writes. Where that leaves too much, because pages are skipped, it looks again at its next round.
 */
export const backgroundWriteback = kernelFunction('wb_do_writeback', function* (k: FilesystemKernel, inode: Inode) {
  const { background } = k.dirtyLimits;
  const { dirtyExpire, flusherInterval } = k.costs.cpu;
  yield* k.wait('wait until a page is dirty', () => dirtyPages(k) > 0, 'a dirty page');
  yield* k.wait('wait until many pages are dirty', () => dirtyPages(k) > background, 'the background threshold', {
    timeoutNs: dirtyExpire.ns,
    timer: 'dirty_expire_interval',
  });
  const done = yield* writeCachePages(k, inode, false, 0, null);
  if (done === 'BUG') return 'BUG';
  const over = yield* k.step('still many dirty?', () => dirtyPages(k) > background);
  if (over) yield* k.sleep(flusherInterval);
  return again(inode);
});

/** Whether anybody is ever held back. */
export const isLimited = (k: FilesystemKernel): boolean => k.dirtyLimits.limit !== Number.POSITIVE_INFINITY;

/**
 * `balance_dirty_pages`, at the end of a fault that dirtied a page, with no lock held: up to 200 ms
 * (MAX_PAUSE) until little enough is unwritten, and again as long as the limit itself is exceeded. The
 * rates by which Linux shares the pauses out are left out.
 */
export const balanceDirtyPages = kernelFunction('balance_dirty_pages', function* (k: FilesystemKernel) {
  const { limit } = k.dirtyLimits;
  const ceiling = freeRun(k.dirtyLimits);
  const end = yield* k.wait('wait until fewer pages are dirty', () => unwrittenPages(k) <= ceiling, 'the dirty limit', {
    timeoutNs: ms(200),
    timer: 'the pause',
  });
  if (end === 'ok') return;
  const over = yield* k.step('over the limit?', () => unwrittenPages(k) > limit);
  if (over) return again();
});
