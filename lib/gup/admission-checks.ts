// The checks by which Linux refuses a page to get_user_pages, one entry each, in the kernel's order.
//
// A check of the fast path never refuses: it sends the call to the slow path, which decides. Each
// names the kernel function it stands for; unless it says otherwise, it was read in Debian's sources
// of 6.1.192 and 6.12.117, in mm/gup.c.
import type { AdmissionSwitches } from './admission-switches.js';
import type { Caller, PinRequest } from './callers.js';
import { type Entry, isCowMapping, isFsDax, type Mapping, needsDirtyTracking } from './mapping.js';

/** The error numbers that admission returns. */
export type Errno = 'EFAULT' | 'EOPNOTSUPP';

/** A call at the point where a check looks at it. */
export interface Call {
  readonly caller: Caller;
  readonly request: PinRequest;
  readonly mapping: Mapping;
  readonly era: AdmissionSwitches;
  /** The entry that is looked at; null when none is present. */
  readonly entry: Entry | null;
}

/** Where a check stands. */
export type Stage =
  /** In the caller, before it pins. */
  | 'caller first'
  /** In the lockless path; it sends the call to the slow one. */
  | 'fast'
  /** On the mapping, under mmap_lock, before anything is faulted in. */
  | 'slow'
  /** On a present entry, under the page-table lock: it asks for a fault that copies the page. */
  | 'unshare'
  /** On what has been pinned, by the long-term wrapper. */
  | 'after pinning'
  /** On what has been pinned, by the caller. */
  | 'caller last';

/** One check. */
export interface AdmissionCheck {
  readonly id: string;
  readonly stage: Stage;
  /** The kernel function it is a line of, and where that was read. */
  readonly kernel: string;
  /** What comes of it; a check of the fast path or for unsharing has none. */
  readonly errno?: Errno;
  /** True when the check objects. */
  objects(call: Call): boolean;
}

const isFile = ({ mapping }: Call): boolean => mapping.backing !== 'anonymous';
const longtermWrite = ({ request }: Call): boolean => request.longterm && request.write && request.takes === 'FOLL_PIN';
const readOnlyLongterm = ({ request }: Call): boolean => request.longterm && !request.write;

const fastChecks: readonly AdmissionCheck[] = [
  {
    id: 'entry-present',
    stage: 'fast',
    kernel: 'gup_fast_pte_range: pte_access_permitted is false of an entry that is not present',
    objects: ({ entry }) => entry === null,
  },
  {
    id: 'entry-writable',
    stage: 'fast',
    kernel: 'gup_fast_pte_range: pte_access_permitted',
    objects: ({ entry, request }) => entry !== null && request.write && !entry.writable,
  },
  {
    id: 'devmap-longterm',
    stage: 'fast',
    kernel: 'gup_fast_pte_range: pte_devmap and FOLL_LONGTERM (up to 6.16, the last of it assumed)',
    objects: ({ entry, request, mapping, era }) =>
      request.longterm && era.daxFastPath === 'devmap entries' && isFsDax(mapping) && entry?.page === 'file',
  },
  {
    id: 'special-entry',
    stage: 'fast',
    kernel: 'gup_fast_pte_range: pte_special; the zero page is mapped so',
    objects: ({ entry }) => entry?.page === 'zero',
  },
  {
    id: 'fsdax-not-pinnable',
    stage: 'fast',
    kernel:
      'try_grab_folio_fast: folio_is_longterm_pinnable, false of FS-DAX since 6.15 (read in the patch, include/linux/mm.h)',
    objects: ({ entry, request, mapping, era }) =>
      request.longterm &&
      era.daxFastPath === 'folio_is_longterm_pinnable' &&
      isFsDax(mapping) &&
      entry?.page === 'file',
  },
  {
    id: 'fast-secretmem',
    stage: 'fast',
    kernel: 'gup_fast_folio_allowed: secretmem_mapping; 6.1 has page_is_secretmem',
    objects: ({ mapping }) => mapping.backing === 'secretmem',
  },
  {
    id: 'fast-file-write',
    stage: 'fast',
    kernel: 'gup_fast_folio_allowed: of files only hugetlbfs and shmem pass (folio_fast_pin_allowed in 6.5)',
    objects: (call) =>
      call.era.longtermFileWrite === 'EFAULT' &&
      longtermWrite(call) &&
      call.entry?.page === 'file' &&
      call.mapping.backing !== 'tmpfs' &&
      call.mapping.backing !== 'hugetlbfs',
  },
  {
    id: 'fast-unshare',
    stage: 'fast',
    kernel: 'gup_must_unshare with no vma at hand: any read-only entry of a file page (6.2 on, mm/internal.h)',
    objects: (call) =>
      call.era.longtermPrivateRead === 'unshared' &&
      readOnlyLongterm(call) &&
      call.entry !== null &&
      !call.entry.writable &&
      call.entry.page !== 'anon',
  },
];

const slowChecks: readonly AdmissionCheck[] = [
  {
    id: 'fsdax',
    stage: 'slow',
    kernel: 'check_vma_flags: FOLL_LONGTERM and vma_is_fsdax',
    errno: 'EOPNOTSUPP',
    objects: ({ request, mapping, era }) =>
      request.longterm && era.longtermDax === 'EOPNOTSUPP before' && isFsDax(mapping),
  },
  {
    id: 'secretmem',
    stage: 'slow',
    kernel: 'check_vma_flags: vma_is_secretmem',
    errno: 'EFAULT',
    objects: ({ mapping }) => mapping.backing === 'secretmem',
  },
  {
    id: 'file-write',
    stage: 'slow',
    kernel: 'check_vma_flags: writable_file_mapping_allowed (6.5 on; vma_needs_dirty_tracking in mm/vma.c)',
    errno: 'EFAULT',
    objects: (call) =>
      call.era.longtermFileWrite === 'EFAULT' &&
      longtermWrite(call) &&
      isFile(call) &&
      needsDirtyTracking(call.mapping),
  },
  {
    id: 'mapping-writable',
    stage: 'slow',
    kernel: 'check_vma_flags: no VM_WRITE, and no FOLL_FORCE',
    errno: 'EFAULT',
    objects: ({ request, mapping }) => request.write && !mapping.writable && !request.force,
  },
  {
    id: 'force-needs-cow',
    stage: 'slow',
    kernel: 'check_vma_flags: no VM_WRITE, FOLL_FORCE, but not is_cow_mapping',
    errno: 'EFAULT',
    objects: ({ request, mapping }) => request.write && !mapping.writable && request.force && !isCowMapping(mapping),
  },
  {
    id: 'unshare',
    stage: 'unshare',
    kernel: 'follow_page_pte: gup_must_unshare (6.2 on, mm/internal.h)',
    objects: (call) =>
      call.era.longtermPrivateRead === 'unshared' &&
      readOnlyLongterm(call) &&
      isCowMapping(call.mapping) &&
      call.entry !== null &&
      !call.entry.writable &&
      call.entry.page !== 'anon',
  },
  {
    id: 'fsdax-after',
    stage: 'after pinning',
    kernel: '__gup_longterm_locked: check_dax_vmas (read in 5.10.13); in 4.20 get_user_pages_longterm (assumed)',
    errno: 'EOPNOTSUPP',
    objects: ({ request, mapping, era }) =>
      request.longterm && era.longtermDax === 'EOPNOTSUPP after pinning' && isFsDax(mapping),
  },
];

const callerChecks: readonly AdmissionCheck[] = [
  {
    id: 'v4l2-fsdax',
    stage: 'caller first',
    kernel: 'get_vaddr_frames: vma_is_fsdax, while its pins were short (4.20 and 5.10, assumed)',
    errno: 'EOPNOTSUPP',
    objects: ({ caller, mapping, era }) =>
      caller === 'V4L2' && era.v4l2 === 'short, refuses FS-DAX' && isFsDax(mapping),
  },
  {
    id: 'io_uring-shmem',
    stage: 'caller last',
    kernel: 'io_sqe_buffer_register: vm_file that is not hugetlbfs, tmpfs too (read in 5.10.13, fs/io_uring.c)',
    errno: 'EOPNOTSUPP',
    objects: ({ caller, mapping, era }) =>
      caller === 'io_uring' && era.ioUringFiles === 'hugetlbfs' && mapping.backing === 'tmpfs',
  },
  {
    id: 'io_uring-file',
    stage: 'caller last',
    kernel: 'io_pin_pages: vm_file that is neither shmem nor hugetlbfs (read in 6.1.192, io_uring/rsrc.c)',
    errno: 'EOPNOTSUPP',
    objects: (call) =>
      call.caller === 'io_uring' &&
      call.era.ioUringFiles !== 'no check' &&
      isFile(call) &&
      call.mapping.backing !== 'tmpfs' &&
      call.mapping.backing !== 'hugetlbfs',
  },
];

/** All checks, in the order in which a call meets them. */
export const admissionChecks: readonly AdmissionCheck[] = [...callerChecks, ...fastChecks, ...slowChecks];
