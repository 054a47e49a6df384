// What Linux did in December 2018 and does today, where several claims need the same sentence.
import type { LinuxDid } from '../entry.js';

/** Then (4.20) and today (6.12, unless a later version is named). */
interface ThenAndToday {
  readonly in2018: LinuxDid;
  readonly today: LinuxDid;
}

const both = (says: string, source: string): ThenAndToday => ({ in2018: { says, source }, today: { says, source } });

export const linux = {
  stableWhereAsked: {
    in2018: {
      says: 'page_mkwrite waited for writeback only where the device or the filesystem asked for stable pages',
      source: 'assumed as in 6.1 (BDI_CAP_STABLE_WRITES)',
    },
    today: {
      says: 'the same, by AS_STABLE_WRITES; pins play no part in it',
      source: 'read in 6.12.117, mm/page-writeback.c, folio_wait_stable',
    },
  },
  cleansPinned: both(
    'writeback never looks at pins: a pinned page is cleaned',
    'read in 6.12.117, mm/page-writeback.c, folio_prepare_writeback, fs/ext4/inode.c, mpage_prepare_extent_to_map; 4.20 assumed alike',
  ),
  truncatesPinned: both(
    'on the page cache truncation waits for writeback, not for pins; the device then writes a page that has left the file',
    'read in 6.12.117, mm/truncate.c, truncate_inode_pages_range; 4.20 assumed alike',
  ),
  crashThenDrop: {
    in2018: {
      says: 'ext4 hit a BUG on a dirty page without buffers, from RDMA and from O_DIRECT',
      source: 'Jan Kara, linux-fsdevel, January 2018; John Hubbard, linux-fsdevel, June 2018',
    },
    today: {
      says: 'ext4 warns, clears dirty and goes on: the data is lost instead of the machine; fsync can return 0 for data that a direct read delivered and nobody wrote',
      source:
        'read in 6.12.117, fs/ext4/inode.c, mpage_prepare_extent_to_map; commit cc5095747edf (5.18); data lost after fsync: observed on 6.1.192 to 7.3.4 in QEMU',
    },
  },
  pinCounting: {
    in2018: {
      says: 'a device’s reference was one more in the same count; the thread speaks of a count of its own',
      source: 'assumed; put_user_page came with 5.2 (commit fc1d8e7cca2d)',
    },
    today: {
      says: 'a pin counts 1024 on a small folio, apart on a large one; other references may add up to a false yes',
      source: 'read in 6.12.117, include/linux/mm.h, folio_maybe_dma_pinned; commit 3faa52c03f44 (5.7)',
    },
  },
  longTermRefused: {
    in2018: {
      says: 'a long-term pin was refused on FS-DAX alone',
      source: 'commit 2bb6d2837083 (4.15); the page cache: assumed',
    },
    today: {
      says: 'no wait and no lease: a long-term pin for writing of a file that tracks dirty pages gets EFAULT',
      source: 'read in 6.12.117, mm/gup.c, writable_file_mapping_allowed; released with 6.5 (from memory)',
    },
  },
  transientPins: {
    in2018: {
      says: 'get_user_pages_longterm was a function of its own since 4.15',
      source: 'commit 2bb6d2837083',
    },
    today: {
      says: 'FOLL_PIN, and FOLL_LONGTERM for what user space may hold as long as it likes',
      source: 'read in 6.12.117, Documentation/core-api/pin_user_pages.rst',
    },
  },
  mirrors: {
    in2018: {
      says: 'notifiers were called around every change of a page table, truncation’s too; RDMA on-demand paging used them',
      source: 'assumed as in 6.12; interval notifiers came with 5.5',
    },
    today: {
      says: 'faulting hardware is the kernel’s own case 3: the driver’s callback ends the device’s use before the entry changes, and no page is held',
      source:
        'read in 6.12.117, Documentation/mm/hmm.rst, include/linux/mmu_notifier.h, drivers/infiniband/hw/mlx5/odp.c',
    },
  },
} as const satisfies Record<string, ThenAndToday>;
