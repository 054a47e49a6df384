// A file: its size, the lock that keeps faults and truncation apart, and its block map, now and as committed.
import { bool, fixed, ghost, type RecordOf, record, ref, uint } from '../engine/index.js';
import { Block } from './block.js';
import { maskBits } from './tokens.js';

/** A regular file: `struct inode` with its `address_space`. */
export const Inode = record('Inode', {
  /** i_size, in pages. */
  size: uint(7),
  /** The inode lock (i_rwsem) is held exclusively. */
  locked: bool,
  /** Tasks that hold it shared. */
  sharing: uint(2),
  /** i_dio_count: direct I/O on the file itself that is under way. */
  directIo: uint(2),
  /** ext4's i_mmap_sem (later the mapping's invalidate_lock): page faults that hold it shared. */
  faulting: uint(3),
  /** Truncation holds it exclusively. */
  truncating: bool,
});
export interface Inode extends RecordOf<typeof Inode> {}

/** One index of a file: where its block is, and what was promised of its content. */
export const FileBlock = record('FileBlock', {
  inode: fixed(ref(() => Inode)),
  pgoff: fixed(uint(7)),
  /** The block map as read(2) sees it. Null for a hole. */
  block: ref(() => Block),
  /** The block map after a power cut, as of the last commit. */
  committed: ref(() => Block),
  /**
   * The block that a writeback under way goes to, where that is another than `block`: an unwritten
   * extent (ext4), one of the COW fork (xfs), an ordered extent (btrfs).
   */
  arriving: ref(() => Block),
  /** Of a large folio: the block that it goes to is the one that was there when it began. Its page may stay when the block is freed. */
  overwriting: bool,
  /** page_mkwrite has reserved room for a new block: in xfs's COW fork, as btrfs's EXTENT_DELALLOC. */
  reserved: bool,
  /** Tokens that a reader may expect now: the newest write that its writer saw complete, and later ones. */
  expected0: ghost(uint(maskBits)),
  expected1: ghost(uint(maskBits)),
  /** Tokens of which one must survive a crash, because an fsync returned 0. */
  promised0: ghost(uint(maskBits)),
  promised1: ghost(uint(maskBits)),
  /** Reclaim dropped a page whose content was nowhere else. */
  dropped: ghost(bool),
});
export interface FileBlock extends RecordOf<typeof FileBlock> {}
