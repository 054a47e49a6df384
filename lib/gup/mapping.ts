// A virtual address as get_user_pages meets it: the mapping it lies in (its `vm_area_struct`) and
// the page-table entry, of which only what admission looks at is kept.
//
// Pages are small, present pages are up to date, blocks are allocated, anonymous pages are exclusive
// to the process (it has not forked). A private mapping of hugetlbfs is left out.

/** What a mapping shows. */
export type Backing = 'anonymous' | 'tmpfs' | 'ext4' | 'xfs' | 'btrfs' | 'dax' | 'hugetlbfs' | 'secretmem';

/** One mapping. */
export interface Mapping {
  readonly backing: Backing;
  /** VM_SHARED. */
  readonly shared: boolean;
  /** VM_WRITE; VM_MAYWRITE is set in any case. */
  readonly writable: boolean;
}

/** The last thing the process did at the address: nothing, a load, or a store. */
export type Touch = 'untouched' | 'read' | 'written';

/** Which page an entry shows: the file's own (on DAX, the medium), an anonymous one, or the zero page. */
export type Shown = 'file' | 'anon' | 'zero';

/** A page-table entry that is present. */
export interface Entry {
  readonly page: Shown;
  readonly writable: boolean;
}

/** The filesystem wants to hear of the first store to a clean page: `vm_ops->page_mkwrite` is set. */
export const hasPageMkwrite = ({ backing }: Mapping): boolean =>
  backing === 'ext4' || backing === 'xfs' || backing === 'btrfs' || backing === 'dax';

/** `is_cow_mapping`: private, and may be made writable. */
export const isCowMapping = ({ shared }: Mapping): boolean => !shared;

/** `vma_is_fsdax`: looks at the file alone, so a private mapping whose pages are copies counts too. */
export const isFsDax = ({ backing }: Mapping): boolean => backing === 'dax';

/**
 * `vma_needs_dirty_tracking` (6.5 on; read in 6.12.117, mm/vma.c): shared, writable, and the
 * filesystem either has page_mkwrite or can write back. Those that can write back here all have it.
 */
export const needsDirtyTracking = (mapping: Mapping): boolean =>
  mapping.shared && mapping.writable && hasPageMkwrite(mapping);

/**
 * The entry after a load. A shared mapping without page_mkwrite is mapped writable at once: nobody
 * wants to hear of the first store (`vma_wants_writenotify`).
 */
export function afterLoad(mapping: Mapping): Entry {
  if (mapping.backing === 'anonymous') return { page: 'zero', writable: false };
  return { page: 'file', writable: mapping.shared && mapping.writable && !hasPageMkwrite(mapping) };
}

/** The entry after a store, or a write fault on behalf of get_user_pages: a private page is copied. */
export function afterStore(mapping: Mapping): Entry {
  return { page: mapping.shared ? 'file' : 'anon', writable: mapping.writable };
}

/** The entry after FAULT_FLAG_UNSHARE (6.2 on): the page is copied, the entry stays read-only. */
export const afterUnsharing: Entry = { page: 'anon', writable: false };

/** The entry as the process left it; null where none is present. */
export function entryAfter(mapping: Mapping, touch: Touch): Entry | null {
  if (touch === 'untouched') return null;
  return touch === 'read' ? afterLoad(mapping) : afterStore(mapping);
}
