// Every point at which Linux versions differ in whom get_user_pages admits. lib/rules gives their
// values for each era, with sources.

/** Whether a reference is a plain one or one counted as a pin. */
export type Reference = 'FOLL_GET' | 'FOLL_PIN';

/** One version's behaviour. */
export interface AdmissionSwitches {
  /** What long-term callers take: a plain reference, or a pin that can be told from one. */
  readonly longtermTakes: Reference;
  /** Whether a long-term pin has a fast path; get_user_pages_longterm had none. */
  readonly longtermFastPath: 'no' | 'yes';
  /** When a long-term pin of FS-DAX is refused: by looking at what was pinned, or before. */
  readonly longtermDax: 'EOPNOTSUPP after pinning' | 'EOPNOTSUPP before';
  /** What keeps the fast path of a long-term pin off FS-DAX pages. */
  readonly daxFastPath: 'devmap entries' | 'folio_is_longterm_pinnable';
  /** A long-term pin for writing where the filesystem tracks dirty pages. */
  readonly longtermFileWrite: 'allowed' | 'EFAULT';
  /** A read-only long-term pin in a private mapping: of the page as mapped, or of a copy made first. */
  readonly longtermPrivateRead: 'as mapped' | 'unshared';
  /** memfd_secret memory. */
  readonly secretmem: 'absent' | 'EFAULT';
  /** What direct I/O takes. */
  readonly directIoTakes: Reference;
  /** What process_vm_readv and process_vm_writev take. */
  readonly processVmTakes: Reference;
  /** Which path ib_umem_get uses. */
  readonly rdmaPath: 'slow' | 'fast';
  /** How ib_umem_get asks for a region that the device may only read. */
  readonly rdmaReadOnly: 'FOLL_WRITE | FOLL_FORCE' | 'read';
  /** Whether AF_XDP's umem is a long-term pin. */
  readonly afXdp: 'short' | 'long-term';
  /** Which files io_uring takes as registered buffers, by a check of its own. */
  readonly ioUringFiles: 'no io_uring' | 'hugetlbfs' | 'shmem, hugetlbfs' | 'no check';
  /** Which path io_uring's registration uses. */
  readonly ioUringPath: 'slow' | 'fast';
  /** What V4L2 takes for user-pointer buffers; when it was short it refused FS-DAX by itself. */
  readonly v4l2: 'short, refuses FS-DAX' | 'long-term';
  /** How V4L2 asks for a buffer that the device only reads. */
  readonly v4l2Output: 'FOLL_WRITE | FOLL_FORCE' | 'read';
}
