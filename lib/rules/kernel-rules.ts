// Linux's rules for who may pin what, stated as truth tables: what comes of what a caller asks for
// (lib/rules/kernel-callers.ts), and which path answers. The first row that fits decides.
//
// This is a second statement of what lib/gup/admission.ts computes, written from the sources by
// result and not by check, so that a mistake in either shows as a disagreement.
import type { Caller } from '../gup/callers.js';
import type { Backing, Touch } from '../gup/mapping.js';
import type { Version } from './era-table.js';
import { type Ask, from, upTo } from './kernel-callers.js';

/** What a row of results or paths is for; what it does not name it holds for in any case. */
export interface When {
  readonly eras?: readonly Version[];
  readonly callers?: readonly Caller[];
  readonly ask?: readonly Ask[];
  readonly lifetime?: 'short' | 'long';
  readonly api?: 'slow' | 'fast';
  readonly backing?: readonly Backing[];
  readonly shared?: boolean;
  readonly writable?: boolean;
  readonly touch?: readonly Touch[];
}

/** What comes of a call: the page that is pinned, or the error. */
export type Result = 'file' | 'anon' | 'zero' | 'EFAULT' | 'EOPNOTSUPP';

/** One row of results. */
export interface ResultRow {
  readonly when: When;
  readonly result: Result;
  readonly source: string;
}

/** One row of paths, for calls that are not refused; the slow path refuses. */
export interface PathRow {
  readonly when: When;
  readonly path: 'fast' | 'slow';
  readonly source: string;
}

/** memfd_secret came with 5.14. */
export const secretmemSince: readonly Version[] = from('6.1');

/** Filesystems that are told of the first store to a clean page. */
const tracking: readonly Backing[] = ['ext4', 'xfs', 'btrfs'];

/** What comes of it. */
export const results: readonly ResultRow[] = [
  {
    when: { backing: ['secretmem'] },
    result: 'EFAULT',
    source: 'mm/gup.c, check_vma_flags (6.1.192, 6.12.117): nobody pins secret memory',
  },
  // FS-DAX: no long-term pin, except that the fast path sees a private copy for what it is.
  {
    when: { backing: ['dax'], lifetime: 'long', api: 'fast', shared: false, touch: ['written'] },
    result: 'anon',
    source:
      'mm/gup.c (5.10.13, 6.1.192, 6.12.117): the entry shows an anonymous page, and only the slow path knows the mapping',
  },
  {
    when: { backing: ['dax'], lifetime: 'long', eras: from('6.1') },
    result: 'EOPNOTSUPP',
    source: 'mm/gup.c, check_vma_flags (6.1.192, 6.12.117): before all else',
  },
  {
    when: { backing: ['dax'], callers: ['V4L2'], eras: upTo('5.10') },
    result: 'EOPNOTSUPP',
    source: 'get_vaddr_frames looked by itself (assumed)',
  },
  // A mapping that the process may not write is not written for it, save by copying a private page.
  {
    when: { ask: ['write'], writable: false },
    result: 'EFAULT',
    source: 'mm/gup.c, check_vma_flags (5.10.13, 6.1.192, 6.12.117)',
  },
  {
    when: { ask: ['forced'], writable: false, shared: true },
    result: 'EFAULT',
    source: 'mm/gup.c, check_vma_flags (5.10.13, 6.1.192): FOLL_FORCE needs a private mapping',
  },
  {
    when: { backing: ['dax'], lifetime: 'long' },
    result: 'EOPNOTSUPP',
    source: 'mm/gup.c, __gup_longterm_locked (5.10.13): after pinning; 4.20 by commit 2bb6d2837083',
  },
  // io_uring's own refusal, shared or private: it looks at the mapping's file.
  {
    when: { callers: ['io_uring'], eras: ['5.10'], backing: ['tmpfs', ...tracking] },
    result: 'EOPNOTSUPP',
    source: 'fs/io_uring.c, io_sqe_buffer_register (5.10.13): any file but hugetlbfs',
  },
  {
    when: { callers: ['io_uring'], eras: ['6.1'], backing: tracking },
    result: 'EOPNOTSUPP',
    source: 'io_uring/rsrc.c, io_pin_pages (6.1.192): any file but shmem and hugetlbfs',
  },
  // The rule of 6.5.
  {
    when: { ask: ['write', 'forced'], lifetime: 'long', shared: true, backing: tracking, eras: from('6.12') },
    result: 'EFAULT',
    source: 'mm/gup.c, writable_file_mapping_allowed; mm/vma.c, vma_needs_dirty_tracking (6.12.117)',
  },
  // Writing gets the file's page where it is shared, a copy where it is private.
  {
    when: { ask: ['write', 'forced'], shared: false },
    result: 'anon',
    source: 'a write fault breaks copy-on-write: mm/memory.c, do_wp_page (6.1.192, 6.12.117)',
  },
  {
    when: { ask: ['write', 'forced'] },
    result: 'file',
    source: 'Documentation/core-api/pin_user_pages.rst, cases 1 and 2',
  },
  // Reading gets what is mapped; since 6.2 a long-term reader of a private mapping gets a copy of its own.
  {
    when: { ask: ['read'], shared: true },
    result: 'file',
    source: 'mm/gup.c, follow_page_pte (5.10.13, 6.1.192, 6.12.117)',
  },
  { when: { ask: ['read'], touch: ['written'] }, result: 'anon', source: 'the private copy is there already' },
  {
    when: { ask: ['read'], lifetime: 'long', eras: from('6.12') },
    result: 'anon',
    source: 'mm/internal.h, gup_must_unshare (6.12.117); linux-mm, 22 Oct 2025: needs an anonymous folio',
  },
  {
    when: { ask: ['read'], backing: ['anonymous'] },
    result: 'zero',
    source: 'a load from untouched anonymous memory maps the zero page: mm/memory.c, do_anonymous_page',
  },
  {
    when: { ask: ['read'] },
    result: 'file',
    source: 'include/linux/mm.h, gup_must_unshare (6.1.192): of no concern to file pages',
  },
];

/** Which path pins, where something is pinned. */
export const paths: readonly PathRow[] = [
  { when: { api: 'slow' }, path: 'slow', source: 'the caller never tries the other' },
  { when: { touch: ['untouched'] }, path: 'slow', source: 'the fast path faults nothing in' },
  { when: { touch: ['written'] }, path: 'fast', source: 'the entry is writable and shows the page to be pinned' },
  { when: { backing: ['anonymous'] }, path: 'slow', source: 'the zero page is mapped by a special entry' },
  // From here on the process has only read.
  {
    when: { shared: true, writable: true, backing: ['tmpfs', 'hugetlbfs'] },
    path: 'fast',
    source:
      'nobody wants to hear of the first store, so a load maps it writable: mm/vma.c, vma_wants_writenotify (6.12.117)',
  },
  { when: { ask: ['write', 'forced'] }, path: 'slow', source: 'the entry is read-only' },
  {
    when: { lifetime: 'long', eras: from('6.12') },
    path: 'slow',
    source:
      'mm/internal.h, gup_must_unshare (6.12.117): without the mapping at hand any read-only file page is suspect',
  },
  { when: {}, path: 'fast', source: 'mm/gup.c, gup_pte_range (5.10.13, 6.1.192)' },
];
