// The kinds of filesystem a machine can have: one for each way in which the argument comes out
// differently, not one for each filesystem that there is.

/**
 * - `ext4`: blocks are overwritten in place; a page can be written where buffers are attached to it;
 * - `xfs`: in place too, except where page_mkwrite found the block shared with another file; direct
 *   I/O always by iomap;
 * - `btrfs`: never in place; a checksum of the data in the tree, which is committed with it;
 * - `tmpfs`: memory is all there is: no writeback, no page_mkwrite, and fsync does nothing.
 */
export type FilesystemKind = 'ext4' | 'xfs' | 'btrfs' | 'tmpfs';

/** All of them. */
export const filesystemKinds: readonly FilesystemKind[] = ['ext4', 'xfs', 'btrfs', 'tmpfs'];

/** Whether there is a device behind it at all. */
export const hasStorage = (kind: FilesystemKind): boolean => kind !== 'tmpfs';

/** Whether two files may share a block: FICLONE. */
export const canReflink = (kind: FilesystemKind): boolean => kind === 'xfs' || kind === 'btrfs';
