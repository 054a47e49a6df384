// The era table, first part: the machine's own switches. Each is simulated.
import type { Switches } from '../pages/switches.js';
import { everywhere, type SwitchRows } from './era-table.js';
import { as612, assumed, between, choice, documented, observed, read, readInBoth } from './source.js';

const alike = assumed('as in 6.1 and 6.12, which were read');
const proposal = choice('not in Linux: the order in which a proposal is sound');
const goodDriver = choice('breaches are tried one at a time; no version is said to have one');
const noPins = (who: string) => readInBoth(who, 'no look at pins');

/** The machine's switches in each era. */
export const machineRows: SwitchRows<Switches> = {
  stablePages: {
    title: 'whether making a page writable waits for its writeback',
    in: everywhere(
      'device',
      readInBoth('mm/page-writeback.c, folio_wait_stable', 'only where the mapping asks for it (AS_STABLE_WRITES)'),
      alike,
    ),
  },
  stableWait: {
    title: 'how that wait is done',
    in: everywhere('as-worded', readInBoth('fs/buffer.c, block_page_mkwrite', 'with the page lock held'), alike),
  },
  syncWaitsForPins: {
    title: '(b) whether fsync waits for pins',
    in: everywhere('off', noPins('fs/ext4/inode.c, mpage_prepare_extent_to_map'), alike),
  },
  backgroundSkipsPins: {
    title: '(b′) whether all other cleaners skip pinned pages',
    in: everywhere('off', noPins('fs/ext4/inode.c, mpage_prepare_extent_to_map'), alike),
  },
  truncateWaitsForPins: {
    title: '(c) whether truncation of the page cache waits for pins',
    in: everywhere('off', noPins('mm/truncate.c, truncate_inode_pages_range'), alike),
  },
  pinnedWriteback: {
    title: '(d) whether writeback of a pinned page writes the page itself or a copy',
    in: everywhere('in-place', noPins('mm/page-writeback.c, folio_clear_dirty_for_io'), alike),
  },
  pinnedSync: {
    title: '(e) whether fsync answers EBUSY where a dirty page is pinned',
    in: everywhere('cleaned', noPins('mm/filemap.c, file_write_and_wait_range'), alike),
  },
  pinnedTruncate: {
    title: '(f) whether truncation and punching answer EBUSY where a page is pinned',
    in: everywhere('removed', noPins('mm/truncate.c, truncate_inode_pages_range'), alike),
  },
  daxWaitsForPins: {
    title: 'whether truncation, punching and cloning of an FS-DAX file wait for references, however long',
    in: {
      '4.20': ['careful', documented('commit d6dc57e251a4 (4.18)', 'xfs; ext4 with 4.19 (assumed)')],
      '5.10': ['careful', assumed('as in 6.1 and 6.12, which were read')],
      '6.1': [
        'careful',
        read(
          '6.1.192',
          'fs/ext4/inode.c, ext4_break_layouts',
          'invalidate_lock dropped, no time limit, then all again',
        ),
      ],
      '6.12': [
        'careful',
        read(
          '6.12.117',
          'fs/ext4/inode.c, ext4_break_layouts',
          'invalidate_lock dropped, no time limit, then all again',
        ),
      ],
      '6.17': ['careful', documented('commit d5b3afea22a5 (6.15)', 'dax_break_layout: the same loop, shared')],
      '7.0': ['careful', documented('commit d5b3afea22a5 (6.15)', 'dax_break_layout: the same loop, shared')],
    },
  },
  daxBusyPages: {
    title: 'whether that wait looks for references where no page table maps the FS-DAX file any more',
    in: {
      ...everywhere(
        'while-mapped',
        readInBoth('fs/dax.c, dax_layout_busy_page_range', 'mapping_mapped is false: returns without a look'),
        assumed('as in 6.1 and 6.12, which were read'),
      ),
      '6.17': ['always', documented('commit cee91fa13a8e (6.15)', 'returns unmapped busy pages')],
      '7.0': ['always', documented('commit cee91fa13a8e (6.15)', 'returns unmapped busy pages')],
    },
  },
  daxIdle: {
    title: 'the reference count of an idle FS-DAX page; where it is 0, page tables count',
    in: {
      ...everywhere('1', readInBoth('fs/dax.c, dax_busy_page', 'busy is a count above 1'), assumed('as in 6.1')),
      '6.17': ['0', documented('commits d5b3afea22a5, bde708f1a65d (6.15)', 'counted like any page')],
      '7.0': ['0', documented('commits d5b3afea22a5, bde708f1a65d (6.15)', 'counted like any page')],
    },
  },
  daxLongTermPin: {
    title: 'whether a device may hold a page of an FS-DAX file as long as user space likes',
    in: {
      '4.20': ['refused', documented('commit 2bb6d2837083 (4.15)', 'get_user_pages_longterm: EOPNOTSUPP')],
      '5.10': ['refused', read('5.10.13', 'mm/gup.c, check_dax_vmas', 'EOPNOTSUPP, after pinning')],
      '6.1': ['refused', read('6.1.192', 'mm/gup.c, check_vma_flags', 'EOPNOTSUPP: vma_is_fsdax')],
      '6.12': ['refused', read('6.12.117', 'mm/gup.c, check_vma_flags', 'EOPNOTSUPP: vma_is_fsdax')],
      '6.17': ['refused', as612],
      '7.0': ['refused', as612],
    },
  },
  leaseTimeout: {
    title: 'what comes of a lease that is not given back within 45 s; nfsd fences or revokes after times of its own',
    in: everywhere(
      'remove',
      readInBoth('fs/locks.c, time_out_leases', 'removed or downgraded; nothing is done to what its holder pinned'),
      alike,
    ),
  },
  reclaimSkipsPins: {
    title: 'whether reclaim leaves pinned pages alone',
    in: {
      '4.20': ['off', assumed('no such test in a vendor’s 4.19 (read, mm/vmscan.c); 4.20 alike')],
      '5.10': ['off', assumed('the test came by 6.4, and to 6.1 with 6.1.28')],
      '6.1': [
        'on',
        read('6.1.192', 'mm/vmscan.c, shrink_folio_list', 'folio_maybe_dma_pinned, once unmapped; 6.1.28 and later'),
      ],
      '6.12': [
        'on',
        read(
          '6.12.117',
          'mm/vmscan.c, shrink_folio_list',
          'folio_maybe_dma_pinned, once unmapped; shrink_active_list still strips unasked where buffer heads abound',
        ),
      ],
      '6.17': ['on', as612],
      '7.0': ['on', as612],
    },
  },
  pinTest: {
    title: 'what “pinned” means to a rule',
    in: {
      '4.20': ['mapcount', choice('nothing tests pins; proposals are tried with the count that the thread speaks of')],
      '5.10': ['bias', read('5.10.13', 'mm/gup.c, try_grab_page', 'GUP_PIN_COUNTING_BIAS, 1024, on a small page')],
      '6.1': ['bias', read('6.1.192', 'include/linux/mm.h, folio_maybe_dma_pinned', '1024 or more on a small folio')],
      '6.12': ['bias', read('6.12.117', 'include/linux/mm.h, folio_maybe_dma_pinned', '1024 or more on a small folio')],
      '6.17': ['bias', as612],
      '7.0': ['bias', as612],
    },
  },
  biasSeesDirectIo: {
    title: 'whether that test sees the pages of direct I/O',
    in: {
      '4.20': ['yes', choice('nothing tests pins; a proposal is tried as if all devices were counted')],
      '5.10': ['no', assumed('plain references, as in 6.1; pins came between 6.3 and 6.5')],
      '6.1': ['no', read('6.1.192', 'block/bio.c, __bio_iov_iter_get_pages', 'iov_iter_get_pages2: FOLL_GET')],
      '6.12': ['yes', read('6.12.117', 'block/bio.c, __bio_iov_iter_get_pages', 'iov_iter_extract_pages: FOLL_PIN')],
      '6.17': ['yes', as612],
      '7.0': ['yes', as612],
    },
  },
  pinTestWhen: {
    title: 'whether pins are tested once no page table lets new ones in, or before',
    in: everywhere(
      'after-write-protect',
      readInBoth('mm/vmscan.c, shrink_folio_list', 'reclaim unmaps first; no cleaner tests pins'),
      proposal,
    ),
  },
  writePin: {
    title: 'whether a page of a file may be pinned for writing at all (Jason Gunthorpe’s ban)',
    in: everywhere('allowed', readInBoth('mm/gup.c, check_vma_flags', 'only FOLL_LONGTERM is looked at'), alike),
  },
  longTermPin: {
    title: 'whether a device may hold a page of a file for writing as long as user space likes; on tmpfs it always may',
    in: {
      '4.20': ['allowed', assumed('the check came with 6.5')],
      '5.10': ['allowed', read('5.10.13', 'mm/gup.c, check_vma_flags', 'no such check')],
      '6.1': ['allowed', read('6.1.192', 'mm/gup.c, check_vma_flags', 'no such check')],
      '6.12': ['refused', read('6.12.117', 'mm/gup.c, check_vma_flags', 'EFAULT: writable_file_mapping_allowed')],
      '6.17': ['refused', between],
      '7.0': ['refused', between],
    },
  },
  forkCopies: {
    title: 'whether fork copies private memory that may be pinned for the child',
    in: {
      '4.20': ['nothing', assumed('it came with 5.9')],
      '5.10': ['pinned', assumed('from 5.9 on; whether it may be pinned is asked of the bias')],
      '6.1': [
        'pinned',
        read('6.1.192', 'mm/memory.c, copy_present_pte', 'page_try_dup_anon_rmap: page_needs_cow_for_dma'),
      ],
      '6.12': [
        'pinned',
        read('6.12.117', 'mm/memory.c, copy_present_ptes', 'folio_try_dup_anon_rmap_pte: folio_needs_cow_for_dma'),
      ],
      '6.17': ['pinned', as612],
      '7.0': ['pinned', as612],
    },
  },
  cowReuse: {
    title: 'by what a process that writes shared private memory may keep the page',
    in: {
      '4.20': ['mapcount', assumed('do_wp_page, reuse_swap_page: no other page table shows it')],
      '5.10': [
        'refcount',
        assumed('do_wp_page since 5.9: one reference in all, so that a plain one of a device forbids it'),
      ],
      '6.1': ['exclusive', read('6.1.192', 'mm/memory.c, do_wp_page', 'PageAnonExclusive, else one reference in all')],
      '6.12': [
        'exclusive',
        read(
          '6.12.117',
          'mm/memory.c, do_wp_page',
          'PageAnonExclusive, else wp_can_reuse_anon_folio: one reference in all',
        ),
      ],
      '6.17': ['exclusive', as612],
      '7.0': ['exclusive', as612],
    },
  },
  longTermReadPin: {
    title: 'whether a long-term pin for reading in a private mapping of a file is of the page as mapped, or of a copy',
    in: {
      '4.20': ['as-mapped', assumed('as in 6.1; RDMA asked for FOLL_WRITE and FOLL_FORCE instead')],
      '5.10': ['as-mapped', assumed('as in 6.1; RDMA asked for FOLL_WRITE and FOLL_FORCE instead')],
      '6.1': [
        'as-mapped',
        read('6.1.192', 'include/linux/mm.h, gup_must_unshare', 'false of a page that is not anonymous'),
      ],
      '6.12': ['unshared', read('6.12.117', 'mm/internal.h, gup_must_unshare', 'true of a file page in a COW mapping')],
      '6.17': ['unshared', as612],
      '7.0': ['unshared', as612],
    },
  },
  directRead: {
    title: 'how a direct read on ext4 ends',
    in: {
      '4.20': [
        'classic',
        assumed('ext4 used the old direct-io code before 5.5; its order was read in 6.1, fs/direct-io.c'),
      ],
      '5.10': ['iomap', assumed('ext4 reads through iomap since 5.5')],
      '6.1': ['iomap', read('6.1.192', 'fs/iomap/direct-io.c, iomap_dio_bio_end_io', 'wakes, then looks at the pages')],
      '6.12': [
        'iomap',
        read('6.12.117', 'fs/iomap/direct-io.c, iomap_dio_bio_end_io', 'wakes, then looks at the pages'),
      ],
      '6.17': ['iomap', observed('Linux 6.17.13 in QEMU', 'data lost after fsync, as on 6.12')],
      '7.0': [
        'iomap-checks-first',
        {
          kind: 'assumed',
          where: 'fs/iomap/direct-io.c, __iomap_dio_bio_end_io, in a public copy that has IOMAP_DIO_BOUNCE',
          text: 'looks at the pages, then wakes; that 7.0 has it is inferred from the change’s date, January 2026',
        },
      ],
    },
  },
  directReadReturns: {
    title: 'whether a direct read through iomap waits for the work item that dirties its pages again',
    in: everywhere(
      'before-redirty',
      readInBoth(
        'fs/iomap/direct-io.c, iomap_dio_bio_end_io',
        'the reader is woken and the work item awaited by nobody',
      ),
      alike,
    ),
  },
  directWrite: {
    title: 'what the device reads in a direct write on ext4: the buffer, or a copy where a checksum has to fit',
    in: everywhere('from-memory', readInBoth('fs/iomap/direct-io.c, iomap_dio_bio_iter', 'no copy'), alike),
  },
  dirtyWithoutBuffers: {
    title: 'what ext4 does with a dirty page that has no buffers',
    in: {
      '4.20': ['BUG', assumed('page_buffers() is a BUG_ON; replaced by commit cc5095747edf (5.18)')],
      '5.10': ['BUG', assumed('as 5.10 was released; that fix was marked for stable kernels')],
      '6.1': [
        'drop',
        read(
          '6.1.192',
          'fs/ext4/inode.c, mpage_prepare_extent_to_map',
          'warns, clears dirty, goes on: the data is lost',
        ),
      ],
      '6.12': [
        'drop',
        read(
          '6.12.117',
          'fs/ext4/inode.c, mpage_prepare_extent_to_map',
          'warns, clears dirty, goes on: the data is lost',
        ),
      ],
      '6.17': ['drop', as612],
      '7.0': ['drop', as612],
    },
  },
  dirtyUnreserved: {
    title: 'what btrfs does with a dirty page for which no space is reserved',
    in: {
      '4.20': ['fixup', assumed('as in 6.1')],
      '5.10': ['fixup', assumed('as in 6.1')],
      '6.1': ['fixup', read('6.1.192', 'fs/btrfs/inode.c, btrfs_writepage_cow_fixup', 'a worker reserves space')],
      '6.12': [
        'EUCLEAN',
        read('6.12.117', 'fs/btrfs/extent_io.c, extent_writepage_io', 'an error, the page is cleaned unwritten'),
      ],
      '6.17': ['EUCLEAN', as612],
      '7.0': ['EUCLEAN', as612],
    },
  },
  mkwriteDirties: {
    title: 'whether page_mkwrite marks the page dirty before its entry becomes writable',
    in: everywhere(
      'before',
      readInBoth('fs/buffer.c, block_page_mkwrite', 'delayed allocation: dirty before it returns; nodelalloc differs'),
      alike,
    ),
  },
  truncateSetsSize: {
    title: 'whether truncation sets i_size before it shuts page faults out, or after',
    in: {
      '4.20': ['before-lock', assumed('ext4_setattr before 5.3')],
      '5.10': ['under-lock', assumed('ext4_setattr from 5.3 on')],
      '6.1': ['under-lock', read('6.1.192', 'fs/ext4/inode.c, ext4_setattr', 'under invalidate_lock')],
      '6.12': ['under-lock', read('6.12.117', 'fs/ext4/inode.c, ext4_setattr', 'under invalidate_lock')],
      '6.17': ['under-lock', as612],
      '7.0': ['under-lock', as612],
    },
  },
  driver: {
    title: 'whether the driver of a device that mirrors page tables keeps its contract',
    in: everywhere('correct', { '6.1': goodDriver, '6.12': goodDriver }, goodDriver),
  },
};
