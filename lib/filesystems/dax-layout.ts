// Breaking layouts: before a block of a DAX file is freed or given to another file, nobody may hold it.
//
// With the inode lock and the lock that keeps faults out, everything that maps the file is unmapped
// first: from then on get_user_pages must fault, or its reference is already there to be seen. Then each
// page of the file, in whatever range, is looked at; while one is held, the fault lock is dropped, so that
// whoever holds it can finish, and everything is done again (ext4_break_layouts, xfs_break_layouts,
// dax_layout_busy_page, 6.12). There is no limit to the time this takes. A signal ends it.
import { again, kernelFunction } from '../engine/index.js';
import { unmapMappingRange } from '../pages/dirty.js';
import type { Inode } from '../pages/inode.js';
import { lockTruncate, unlockTruncate } from '../pages/lock.js';
import { isMapped, type Page } from '../pages/page.js';
import { dropEntry } from './dax.js';
import type { FilesystemKernel } from './machine.js';
import { endless } from './page-removal.js';

/**
 * `dax_busy_page`: whether somebody holds a page. Until 6.14 page tables are not among its references;
 * since then they are, so a page that is mapped again while its truncation waits is busy too.
 */
export function isBusy(k: FilesystemKernel, page: Page): boolean {
  return page.pins + page.extraRefs > 0 || (k.rules.daxIdle === '0' && isMapped(k, page));
}

/** `mapping_mapped`: whether some mapping of the file is left. */
const anyMapping = kernelFunction('mapping_mapped', function* (k: FilesystemKernel, inode: Inode) {
  if (!k.unmaps) return true;
  return yield* k.step('is the file mapped at all?', {
    do: () => k.ptes.some((pte) => pte.file === inode && !k.vmas[pte.index]!.gone),
    cost: k.costs.cpu.flag,
  });
});

/** `dax_layout_busy_page`: unmaps the whole file, then finds a page that is held. */
export const busyPage = kernelFunction('dax_layout_busy_page', function* (k: FilesystemKernel, inode: Inode) {
  if (k.rules.daxBusyPages === 'while-mapped' && !(yield* anyMapping(k, inode))) return null;
  yield* unmapMappingRange(k, inode, 0, endless);
  return yield* k.find('find a page that somebody holds', {
    do: () => k.pages.find((page) => page.mapping === inode && isBusy(k, page)) ?? null,
    cost: k.costs.cpu.flag,
  });
});

/** Where nobody sends signals. */
const idleWait = kernelFunction('wait_page_idle', function* (k: FilesystemKernel, page: Page) {
  return yield* k.wait('wait until nobody holds the page', () => !isBusy(k, page), 'pin');
});

/** The same, TASK_INTERRUPTIBLE: whoever may signal the task can end it. */
const interruptibleWait = kernelFunction('___wait_var_event', function* (k: FilesystemKernel, page: Page) {
  return yield* k.choose<'ok' | 'EINTR'>('wait until nobody holds the page', {
    'nobody does': { when: () => !isBusy(k, page), do: () => 'ok', waitsFor: 'pin' },
    'a signal comes': { owner: 'user', do: () => 'EINTR' },
  });
});

/**
 * The loop, under its filesystem's name. The caller holds the inode lock and the lock that keeps faults
 * out; both are held at the end too.
 * @returns `'nobody'` once nobody holds a page, `'EINTR'` where a signal came first, `'EBUSY'` where rule (f) does not wait
 */
const breakLoop = (name: string) =>
  kernelFunction(name, function* (k: FilesystemKernel, inode: Inode) {
    const page: Page | null = yield* busyPage(k, inode);
    if (page === null) return 'nobody';
    if (k.rules.pinnedTruncate === 'EBUSY') return 'EBUSY';
    if (k.rules.daxWaitsForPins === 'as-worded') {
      yield* k.wait('wait with locks held until nobody holds the page', () => !isBusy(k, page), 'pin');
      return again(inode);
    }
    yield* unlockTruncate(k, inode);
    const end = yield* k.signals ? interruptibleWait(k, page) : idleWait(k, page);
    yield* lockTruncate(k, inode);
    return end === 'EINTR' ? end : again(inode);
  });

const ext4BreakLayouts = breakLoop('ext4_break_layouts');
const xfsBreakLayouts = breakLoop('xfs_break_dax_layouts');

/** `ext4_break_layouts`, `xfs_break_layouts(BREAK_UNMAP)`; nothing where the wait is turned off. */
export const breakLayouts = kernelFunction('break_layouts', function* (k: FilesystemKernel, inode: Inode) {
  if (k.rules.daxWaitsForPins === 'off') return 'nobody';
  return yield* (k.filesystem === 'xfs' ? xfsBreakLayouts : ext4BreakLayouts)(k, inode);
});

/** `dax_delete_mapping_entry`, for each entry of a range. */
export const deleteEntries = kernelFunction(
  'dax_delete_mapping_entry',
  function* (k: FilesystemKernel, inode: Inode, from: number, to: number) {
    const more = yield* k.step('delete an entry of the range', {
      do: () => {
        const page = k.pages.find((each) => each.mapping === inode && each.pgoff >= from && each.pgoff < to);
        if (page === undefined) return false;
        dropEntry(page);
        return true;
      },
      cost: k.costs.cpu.flag,
    });
    if (more) return again(inode, from, to);
  },
);
