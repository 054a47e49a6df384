// The page lock (PG_locked) and the lock between faults and truncation.
import { kernelFunction, ModelError } from '../engine/index.js';
import type { Inode } from './inode.js';
import type { PagesKernel } from './machine.js';
import type { Page } from './page.js';

/** `lock_page`: sleeps until it has PG_locked. */
export const lockPage = kernelFunction('lock_page', function* (k: PagesKernel, page: Page) {
  yield* k.step('lock the page', {
    when: () => !page.locked,
    do: () => {
      page.locked = true;
    },
    cost: k.costs.cpu.flag,
    waitsFor: 'page lock',
  });
});

/** `unlock_page`. */
export const unlockPage = kernelFunction('unlock_page', function* (k: PagesKernel, page: Page) {
  yield* k.step('unlock the page', {
    do: () => {
      if (!page.locked)
        throw new ModelError(
          `${page.recordName} is unlocked though nobody holds its lock: unlock only what was locked`,
        );
      page.locked = false;
    },
    cost: k.costs.cpu.flag,
  });
});

/** `inode_lock`: i_rwsem exclusively, as truncate, fallocate and FICLONE take it. */
export const lockInode = kernelFunction('inode_lock', function* (k: PagesKernel, inode: Inode) {
  yield* k.step('take the inode lock', {
    when: () => !inode.locked,
    do: () => {
      inode.locked = true;
    },
    cost: k.costs.cpu.flag,
    waitsFor: 'inode lock',
  });
});

export const unlockInode = kernelFunction('inode_unlock', function* (k: PagesKernel, inode: Inode) {
  yield* k.step('release the inode lock', () => {
    inode.locked = false;
  });
});

/** A fault takes ext4's i_mmap_sem shared: before 5.15 the filesystem's own lock, since then the mapping's invalidate_lock. */
export const lockFaults = kernelFunction('down_read_i_mmap_sem', function* (k: PagesKernel, inode: Inode) {
  yield* k.step('take i_mmap_sem shared', {
    when: () => !inode.truncating,
    do: () => {
      inode.faulting++;
    },
    cost: k.costs.cpu.flag,
    waitsFor: 'i_mmap_sem',
  });
});

export const unlockFaults = kernelFunction('up_read_i_mmap_sem', function* (k: PagesKernel, inode: Inode) {
  yield* k.step('release i_mmap_sem', () => {
    inode.faulting--;
  });
});

/** Truncation takes it exclusively. */
export const lockTruncate = kernelFunction('down_write_i_mmap_sem', function* (k: PagesKernel, inode: Inode) {
  yield* k.step('take i_mmap_sem exclusively', {
    when: () => !inode.truncating && inode.faulting === 0,
    do: () => {
      inode.truncating = true;
    },
    cost: k.costs.cpu.flag,
    waitsFor: 'i_mmap_sem',
  });
});

export const unlockTruncate = kernelFunction('up_write_i_mmap_sem', function* (k: PagesKernel, inode: Inode) {
  yield* k.step('release i_mmap_sem', () => {
    inode.truncating = false;
  });
});
