// The switches: every point at which eras and proposals differ. Machine code branches on these
// and on nothing else; `lib/rules` names the sets that make an era or a proposal.

/**
 * How a rule that waits does so: not at all; where the thread's words put it, with the locks held
 * there and gathered I/O unsent; or with locks dropped, I/O sent first, and everything looked at
 * again afterwards.
 */
export type Waiting = 'off' | 'as-worded' | 'careful';

/** One machine's behaviour. */
export interface Switches {
  /** (a) Whether making a page writable waits for its writeback: for devices that need it (Linux), always (the proposal), or never. */
  stablePages: 'device' | 'always' | 'never';
  /** How that wait is done. In Linux it holds the page lock. */
  stableWait: 'as-worded' | 'careful';
  /** (b) fsync (WB_SYNC_ALL) waits for pins before it cleans a page. */
  syncWaitsForPins: Waiting;
  /** (b′) Every other cleaner (background writeback, reclaim) leaves pinned pages alone. */
  backgroundSkipsPins: 'off' | 'on';
  /** Reclaim leaves pinned pages alone, whatever the other cleaners do. */
  reclaimSkipsPins: 'off' | 'on';
  /** (c) Truncation waits for pins before it takes a page from the file. */
  truncateWaitsForPins: Waiting;
  /**
   * Whether writeback of a pinned page sends the page itself, or a copy of it (a bounce page), and leaves
   * the page dirty; where rule (b) waits or (b′) skips, there is nothing to copy.
   */
  pinnedWriteback: 'in-place' | 'bounce';
  /** Whether fsync, and whoever else writes all that is dirty, cleans a pinned page, or answers EBUSY and leaves it dirty. One that is clean already it does not see. */
  pinnedSync: 'cleaned' | 'EBUSY';
  /** Whether truncation and punching take a pinned page from its file, or answer EBUSY before anything has changed; on DAX cloning, too. */
  pinnedTruncate: 'removed' | 'EBUSY';
  /** Whether truncation, punching and cloning of a DAX file wait until nobody refers to its pages. */
  daxWaitsForPins: Waiting;
  /** Which pages of a DAX file that wait looks at: none where no page table maps the file any more, or all. */
  daxBusyPages: 'while-mapped' | 'always';
  /** The reference count of a DAX page that nobody holds: 1, page tables not counted; or 0, page tables counted. */
  daxIdle: '1' | '0';
  /** Whether a device may hold a page of a DAX file as long as user space likes, or gets EOPNOTSUPP. */
  daxLongTermPin: 'allowed' | 'refused';
  /**
   * What comes of a lease that was not given back in time: it is taken away; its holder is killed; the
   * device loses its access.
   */
  leaseTimeout: 'remove' | 'kill-holder' | 'fence';
  /** What "pinned" means to those rules. */
  pinTest: 'refcount' | 'mapcount' | 'bias' | 'exact';
  /** Whether `bias` counts direct I/O's references as pins; in 6.1 and before they are plain ones. */
  biasSeesDirectIo: 'yes' | 'no';
  /** Whether pins are tested once no page table lets new ones in, or before. */
  pinTestWhen: 'after-write-protect' | 'before-write-protect';
  /** Whether a page of a file may be pinned for writing at all, or gets EFAULT: the ban. */
  writePin: 'allowed' | 'refused';
  /** Whether a fork copies private memory that may be pinned for the child, or shares it like any. */
  forkCopies: 'nothing' | 'pinned';
  /** By what a process that writes shared private memory may keep the page, instead of copying it. */
  cowReuse: 'mapcount' | 'refcount' | 'exclusive';
  /** Whether a long-term pin for reading in a private mapping is of the page as mapped, or of a copy made first. */
  longTermReadPin: 'as-mapped' | 'unshared';
  /** Whether a device may hold a page of a file for writing as long as user space likes, or gets EFAULT. */
  longTermPin: 'allowed' | 'refused';
  /**
   * How a direct read ends: the old synchronous code; iomap's, which wakes the reader and then looks
   * whether the pages are still dirty; or iomap's since 7.0, which looks first.
   */
  directRead: 'classic' | 'iomap' | 'iomap-checks-first';
  /**
   * Whether a read through iomap that found pages cleaned under it returns before its work item has dirtied
   * them again (Linux), or after (what would close the gap).
   */
  directReadReturns: 'before-redirty' | 'after-redirty';
  /** What the device reads in a direct write: the buffer itself, or a copy where a checksum has to fit. */
  directWrite: 'from-memory' | 'copy-where-stable';
  /** What ext4 does with a dirty page that has no buffers. */
  dirtyWithoutBuffers: 'BUG' | 'drop';
  /** What btrfs does with a dirty page for which no space is reserved: a worker reserves it, or the data is dropped. */
  dirtyUnreserved: 'fixup' | 'EUCLEAN';
  /** Whether page_mkwrite marks the page dirty before the PTE becomes writable or after. */
  mkwriteDirties: 'before' | 'after';
  /** Whether truncation sets i_size before it shuts page faults out, or once it has. */
  truncateSetsSize: 'before-lock' | 'under-lock';
  /**
   * The driver of a device that mirrors page tables: correct, or with one breach of its contract.
   * - `returns-early`: it returns from start before the device has stopped;
   * - `skips-retry`: it installs a translation without asking whether it was invalidated meanwhile;
   * - `ignores-protection`: it does nothing when an entry is write-protected;
   * - `drops-dirty`: it does not mark the pages dirty that its device may have written;
   * - `keeps-reference`: it keeps the reference by which it found the page;
   * - `waits-for-operation`: it waits for the operation of its device, not for the translation alone.
   */
  driver:
    | 'correct'
    | 'returns-early'
    | 'skips-retry'
    | 'ignores-protection'
    | 'drops-dirty'
    | 'keeps-reference'
    | 'waits-for-operation';
}
