// Operations that ask for leases first: opening a file, and truncating it by path or by descriptor.
import { kernelFunction } from '../engine/index.js';
import type { Inode } from '../pages/inode.js';
import { breakLease, getWriteAccess, putWriteAccess, tryBreakDelegation } from './lease.js';
import type { FilesystemKernel } from './machine.js';
import { truncate } from './truncate.js';

/** open(2) by another process: a lease to read stands against writing, one to write against both (do_dentry_open, 6.12). */
export const openFile = kernelFunction('do_dentry_open', function* (k: FilesystemKernel, inode: Inode, write: boolean) {
  yield* breakLease(k, inode, write ? 'removal' : 'downgrade');
  yield* k.step('open the file', { cost: k.costs.cpu.syscall });
  return 'opened';
});

/**
 * truncate(2) of a path (vfs_truncate, 6.12): leases and delegations are broken before any lock is taken.
 * @returns what `truncate` returns
 */
export const truncatePath = kernelFunction('vfs_truncate', function* (k: FilesystemKernel, inode: Inode, size: number) {
  yield* getWriteAccess(k, inode);
  yield* breakLease(k, inode, 'removal');
  const done = yield* truncate(k, inode, size);
  yield* putWriteAccess(k, inode);
  return done;
});

/**
 * ftruncate(2), through a descriptor that is open: nothing here breaks a lease that F_SETLEASE took
 * (do_ftruncate); delegations are recalled by notify_change, which does not wait (6.12).
 * @returns what `truncate` returns, or `'EWOULDBLOCK'`
 */
export const ftruncate = kernelFunction('do_ftruncate', function* (k: FilesystemKernel, inode: Inode, size: number) {
  if ((yield* tryBreakDelegation(k, inode)) === 'EWOULDBLOCK') return 'EWOULDBLOCK';
  return yield* truncate(k, inode, size);
});
