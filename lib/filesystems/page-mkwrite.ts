// page_mkwrite: where a filesystem learns that a mapped page will change.
//
// ext4 and xfs do the same in the same order: under the mapping's lock and the page lock they make
// room for the data, mark the page dirty, and then, only where the device asks for it, wait for a
// writeback under way. btrfs waits for it first and always. tmpfs has no page_mkwrite.
import { again, kernelFunction } from '../engine/index.js';
import { setPageDirty } from '../pages/dirty.js';
import { covers, pagesIn } from '../pages/folio.js';
import type { Inode } from '../pages/inode.js';
import { lockFaults, lockPage, unlockFaults, unlockPage } from '../pages/lock.js';
import type { MachineConstants } from '../pages/machine.js';
import type { Page } from '../pages/page.js';
import { attachesPrivate, placeOf, reserveBlock } from './block-map.js';
import type { FilesystemKernel } from './machine.js';

/** Rule (a), or a device that needs it: waits until the page is not under writeback. */
const waitForStablePage = kernelFunction('wait_for_stable_page', function* (k: FilesystemKernel, page: Page) {
  yield* k.wait('wait until the page is stable', () => !page.writeback, 'writeback');
});

/** True when making a page writable has to wait for its writeback. */
export function needsStablePages({ costs, rules }: Pick<MachineConstants, 'costs' | 'rules'>): boolean {
  const { stablePages } = rules;
  return stablePages === 'always' || (stablePages === 'device' && costs.storage.integrity);
}

const isStill = (page: Page, inode: Inode, pgoff: number): boolean =>
  page.mapping === inode && covers(page, pgoff) && pgoff < inode.size;

/** The filesystem's own part, in one effect: room for the data of the whole folio. It is locked. */
export function announce(k: FilesystemKernel, page: Page): void {
  if (attachesPrivate(k)) page.buffers = true;
  for (let n = 0; n < pagesIn(page); n++) reserveBlock(k, placeOf(k, page, n));
  k.ghost(() => {
    page.announced = true;
  });
}

/**
 * page_mkwrite as ext4 and xfs have it. It returns with the page locked and ready to be written, or
 * `'retry'` when it is no longer this file's.
 */
const mkwriteInPlace = (name: string, label: string) =>
  kernelFunction(name, function* (k: FilesystemKernel, inode: Inode, page: Page, pgoff: number) {
    yield* lockFaults(k, inode);
    yield* lockPage(k, page);
    const same = yield* k.step(label, {
      do: () => {
        const still = isStill(page, inode, pgoff);
        if (still) announce(k, page);
        return still;
      },
      cost: k.costs.cpu.pageMkwrite,
    });
    if (same && k.rules.mkwriteDirties === 'before') yield* setPageDirty(k, page);
    if (same && needsStablePages(k) && k.rules.stableWait === 'as-worded') yield* waitForStablePage(k, page);
    yield* unlockFaults(k, inode);
    if (same && needsStablePages(k) && k.rules.stableWait === 'careful') {
      const busy = yield* k.step('under writeback?', () => page.writeback);
      if (busy) {
        yield* unlockPage(k, page);
        yield* waitForStablePage(k, page);
        return again(inode, page, pgoff);
      }
    }
    if (same) return 'locked';
    yield* unlockPage(k, page);
    return 'retry';
  });

/** `ext4_page_mkwrite` (6.1, 6.12). */
const ext4PageMkwrite = mkwriteInPlace('ext4_page_mkwrite', 'still this file’s page? attach buffers');

/**
 * `iomap_page_mkwrite` under `xfs_write_fault` (6.12): what the block map needs first, a block of the
 * COW fork where the page's own is shared.
 */
const xfsPageMkwrite = mkwriteInPlace('iomap_page_mkwrite', 'still this file’s page? reserve what it needs');

/**
 * `btrfs_page_mkwrite` (6.12): waits for writeback whatever the device says, with the locks held,
 * before it reserves space and marks the page dirty. That the ordered extent is finished too, for
 * which it drops its locks, is one with the end of writeback here.
 */
const btrfsPageMkwrite = kernelFunction(
  'btrfs_page_mkwrite',
  function* (k: FilesystemKernel, inode: Inode, page: Page, pgoff: number) {
    yield* lockFaults(k, inode);
    yield* lockPage(k, page);
    const same = yield* k.step('still this file’s page?', () => isStill(page, inode, pgoff));
    if (same) {
      yield* k.wait('wait for its writeback', () => !page.writeback, 'writeback');
      yield* k.step('reserve space for the data', { do: () => announce(k, page), cost: k.costs.cpu.pageMkwrite });
      yield* setPageDirty(k, page);
    } else yield* unlockPage(k, page);
    yield* unlockFaults(k, inode);
    return same ? 'locked' : 'retry';
  },
);

/** tmpfs has none (mm/shmem.c, 6.12): the fault comes back with the page locked. */
const lockedPage = kernelFunction(
  'shmem_fault',
  function* (k: FilesystemKernel, inode: Inode, page: Page, pgoff: number) {
    yield* lockPage(k, page);
    const same = yield* k.step('still this file’s page?', () => isStill(page, inode, pgoff));
    if (same) return 'locked';
    yield* unlockPage(k, page);
    return 'retry';
  },
);

/**
 * `do_page_mkwrite`.
 * @returns `'locked'` with the page locked and ready to be written, `'retry'` when it is no longer this file's
 */
export const pageMkwrite = {
  ext4: ext4PageMkwrite,
  xfs: xfsPageMkwrite,
  btrfs: btrfsPageMkwrite,
  tmpfs: lockedPage,
} as const;
