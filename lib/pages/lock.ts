// The locks of a file and its pages, and the order in which they are taken.
//
// Outermost first: the inode lock (i_rwsem) or mmap_lock (address-space.ts), of which no task here
// holds both; then the lock between faults and truncation, i_mmap_sem, later invalidate_lock; then the
// page lock, one page at a time (mm/filemap.c, “Lock ordering”, 6.12).
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

/** `inode_lock`: i_rwsem exclusively, as fallocate and FICLONE take it. @returns whether direct I/O is under way */
export const lockInode = kernelFunction('inode_lock', function* (k: PagesKernel, inode: Inode) {
  return yield* k.step('take the inode lock', {
    when: () => !inode.locked && inode.sharing === 0,
    do: () => {
      inode.locked = true;
      return inode.directIo > 0;
    },
    cost: k.costs.cpu.flag,
    waitsFor: 'inode lock',
  });
});

/** `inode_lock_shared`. */
export const lockInodeShared = kernelFunction('inode_lock_shared', function* (k: PagesKernel, inode: Inode) {
  yield* k.step('take the inode lock shared', {
    when: () => !inode.locked,
    do: () => {
      inode.sharing++;
    },
    cost: k.costs.cpu.flag,
    waitsFor: 'inode lock',
  });
});

export const unlockInodeShared = kernelFunction('inode_unlock_shared', function* (k: PagesKernel, inode: Inode) {
  yield* k.step('release the inode lock', () => {
    inode.sharing--;
  });
});

/** `inode_dio_wait`, with the inode lock held, so that none can begin. */
export const waitForDirectIo = kernelFunction('inode_dio_wait', function* (k: PagesKernel, inode: Inode) {
  yield* k.wait('wait for direct I/O on the file', () => inode.directIo === 0, 'direct I/O');
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
