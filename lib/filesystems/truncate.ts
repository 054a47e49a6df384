// Truncation: the file gets shorter, its pages leave the cache, its blocks are freed.
//
// Under the inode lock, i_size is set first (so 4.20, assumed; 6.1 sets it once faults are shut
// out), then page faults are shut out, then everything that maps the range is unmapped, then page
// by page it is taken from the cache, with the page locked and its writeback awaited. Pins play no
// part in it unless rule (c) is on. The kernel's first pass, which passes by pages that it would
// have to wait for, is left out: it only changes the order in which pages go.
import { again, kernelFunction } from '../engine/index.js';
import { tryToUnmap, unmapMappingRange } from '../pages/dirty.js';
import type { Inode } from '../pages/inode.js';
import { lockPage, lockTruncate, unlockPage, unlockTruncate } from '../pages/lock.js';
import { freeIfUnused, isMapped, maybePinned, type Page } from '../pages/page.js';
import { forgetFrom } from '../pages/promises.js';
import { unmapBlock } from './block-map.js';
import type { FilesystemKernel } from './machine.js';

/** Whatever still maps a locked page goes: a fault may have finished after the range was unmapped. */
const unmapAgain = kernelFunction('unmap_mapping_page', function* (k: FilesystemKernel, page: Page) {
  const mapped = yield* k.step('still mapped?', () => isMapped(k, page));
  if (mapped) yield* tryToUnmap(k, page);
});

/** `delete_from_page_cache`: takes a locked page from its file. */
const removePage = kernelFunction('delete_from_page_cache', function* (k: FilesystemKernel, page: Page) {
  yield* k.step('remove the page from the cache', {
    do: () => {
      page.mapping = null;
      page.dirty = page.dirtyTag = page.towriteTag = page.buffers = false;
      k.ghost(() => {
        page.announced = false;
      });
      freeIfUnused(page);
    },
    cost: k.costs.cpu.flag,
  });
});

/** Rule (c): false when the page is pinned and the caller has to let go of its locks. */
const mayRemove = kernelFunction('truncate_waits_for_pins', function* (k: FilesystemKernel, page: Page) {
  const rule = k.rules.truncateWaitsForPins;
  if (rule === 'off') return true;
  if (rule === 'careful')
    return yield* k.step('not pinned?', { do: () => !maybePinned(k, page), cost: k.costs.cpu.flag });
  yield* k.wait('wait for pins with locks held', () => !maybePinned(k, page), 'pin');
  return true;
});

/**
 * `truncate_inode_page`: takes a locked page, whose writeback has ended, from its file. Pins are
 * tested once nothing maps it any more, unless the switch says before.
 * @returns false when it is pinned and stays
 */
const truncateInodePage = kernelFunction('truncate_inode_page', function* (k: FilesystemKernel, page: Page) {
  const first = k.rules.pinTestWhen === 'before-write-protect';
  if (first && !(yield* mayRemove(k, page))) return false;
  yield* unmapAgain(k, page);
  if (!first && !(yield* mayRemove(k, page))) return false;
  yield* removePage(k, page);
  return true;
});

/** `truncate_inode_pages_range`. @returns the page that is pinned and in the way, or null when all are gone */
const truncateInodePages = kernelFunction(
  'truncate_inode_pages',
  function* (k: FilesystemKernel, inode: Inode, size: number) {
    const page: Page | null = yield* k.find('find a page beyond the new end', {
      do: () => k.pages.find((each) => each.mapping === inode && each.pgoff >= size) ?? null,
      cost: k.costs.cpu.flag,
    });
    if (page === null) return null;
    yield* lockPage(k, page);
    const ours = yield* k.step('still this file’s?', () => page.mapping === inode);
    if (ours) yield* k.wait('wait for writeback before removal', () => !page.writeback, 'writeback');
    const removed = ours ? yield* truncateInodePage(k, page) : true;
    yield* unlockPage(k, page);
    return removed ? again(inode, size) : page;
  },
);

/** Takes the range from the cache; with rule (c) careful, lets go of the lock while it waits, and starts over. */
const truncatePagecache = kernelFunction(
  'truncate_pagecache',
  function* (k: FilesystemKernel, inode: Inode, size: number) {
    yield* lockTruncate(k, inode);
    yield* unmapMappingRange(k, inode, size);
    const inTheWay = yield* truncateInodePages(k, inode, size);
    if (inTheWay === null) return;
    yield* unlockTruncate(k, inode);
    yield* k.wait('wait for pins', () => !pinnedFrom(k, inode, size), 'pin');
    return again(inode, size);
  },
);

/** Whether some page of a file is pinned from an index on. */
const pinnedFrom = (k: FilesystemKernel, inode: Inode, size: number): boolean =>
  k.pages.some((page) => page.mapping === inode && page.pgoff >= size && maybePinned(k, page));

/**
 * `truncate(2)` to `size` pages, as ext4_setattr does it. The file does not grow.
 * @returns 0
 */
export const truncate = kernelFunction('truncate', function* (k: FilesystemKernel, inode: Inode, size: number) {
  yield* k.step('take the inode lock', {
    when: () => !inode.locked,
    do: () => {
      inode.locked = true;
    },
    cost: k.costs.cpu.syscall,
    waitsFor: 'inode lock',
  });
  yield* k.step('set i_size', () => {
    if (size > inode.size)
      throw new RangeError(
        `truncate to ${size} pages: the file has ${inode.size}, and growing it is not modelled; choose a size up to that`,
      );
    inode.size = size;
    forgetFrom(k, inode, size);
  });
  yield* truncatePagecache(k, inode, size);
  yield* k.step('free the blocks', {
    do: () => {
      for (const place of k.fileBlocks) if (place.inode === inode && place.pgoff >= size) unmapBlock(place);
    },
    cost: k.costs.cpu.flag,
  });
  yield* unlockTruncate(k, inode);
  yield* k.step('release the inode lock', () => {
    inode.locked = false;
  });
  return 0;
});
