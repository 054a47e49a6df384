// The five cases of Documentation/core-api/pin_user_pages.rst (6.12), in our words: who takes
// references on user memory, of which kind, and what may end them.
//
// `scenarios` are the named ones in which this machine has the case. The third takes no reference at
// all: there, mmu_interval_notifier and hmm_range_fault stand where the others have a pin.

/** One documented case. */
export interface GupCase {
  readonly number: 1 | 2 | 3 | 4 | 5;
  readonly title: string;
  /** What it takes. */
  readonly flags: 'FOLL_PIN' | 'FOLL_PIN | FOLL_LONGTERM' | 'FOLL_GET' | 'none';
  /** What ends it. */
  readonly endedBy: string;
  /** Whose step that is. */
  readonly endOwner: 'kernel' | 'device' | 'user';
  /** Whether write-protection and munmap reach it. */
  readonly hearsOfPageTables: boolean;
  readonly scenarios: readonly string[];
}

/** The cases, by their numbers. */
export const gupCases: readonly GupCase[] = [
  {
    number: 1,
    title: 'Direct I/O',
    flags: 'FOLL_PIN',
    endedBy: 'completion of the request',
    endOwner: 'device',
    hearsOfPageTables: false,
    scenarios: ['direct-read-and-fsync', 'direct-read-and-truncate', 'direct-write-and-store'],
  },
  {
    number: 2,
    title: 'RDMA',
    flags: 'FOLL_PIN | FOLL_LONGTERM',
    endedBy: 'deregistration, or the last close of the descriptor',
    endOwner: 'user',
    hearsOfPageTables: false,
    scenarios: ['rdma-and-fsync', 'rdma-and-munmap', 'xdp-and-fsync'],
  },
  {
    number: 3,
    title: 'MMU notifiers, with hardware that faults or without',
    flags: 'none',
    endedBy: 'the invalidation, before the page table changes',
    endOwner: 'kernel',
    hearsOfPageTables: true,
    scenarios: ['mirror-and-fsync', 'mirror-and-truncate', 'mirror-and-munmap'],
  },
  {
    number: 4,
    title: 'only the struct page, not the data',
    flags: 'FOLL_GET',
    endedBy: 'put_page',
    endOwner: 'kernel',
    hearsOfPageTables: false,
    scenarios: ['direct-read-and-bystander', 'struct-page-and-fsync'],
  },
  {
    number: 5,
    title: 'a CPU writes the data through the reference',
    flags: 'FOLL_PIN',
    endedBy: 'the end of the copy',
    endOwner: 'kernel',
    hearsOfPageTables: false,
    scenarios: ['kernel-write-and-flusher'],
  },
];
