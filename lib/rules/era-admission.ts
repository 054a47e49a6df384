// The era table, second part: whom get_user_pages admits. lib/gup/admission.ts runs on these; the
// machine's tasks do not take long-term pins yet.
import type { AdmissionSwitches } from '../gup/admission-switches.js';
import type { SwitchRows } from './era-table.js';
import { assumed, between, documented, read } from './source.js';

const gup = 'mm/gup.c';
const longtermWrapper = 'mm/gup.c, __gup_longterm_locked';
const later = between;

/** The admission switches in each era. */
export const admissionRows: SwitchRows<AdmissionSwitches> = {
  longtermTakes: {
    title: 'what a long-term caller takes',
    in: {
      '4.20': ['FOLL_GET', assumed('pin_user_pages came with 5.6; 4.20 has get_user_pages_longterm')],
      '5.10': ['FOLL_PIN', read('5.10.13', longtermWrapper, 'FOLL_LONGTERM requires FOLL_PIN')],
      '6.1': ['FOLL_PIN', read('6.1.192', longtermWrapper, 'FOLL_LONGTERM requires FOLL_PIN')],
      '6.12': ['FOLL_PIN', read('6.12.117', 'mm/gup.c, is_valid_gup_args', 'FOLL_LONGTERM requires FOLL_PIN')],
      '6.17': ['FOLL_PIN', later],
      '7.0': ['FOLL_PIN', later],
    },
  },
  longtermFastPath: {
    title: 'whether a long-term pin has a fast path',
    in: {
      '4.20': ['no', assumed('get_user_pages_longterm walks under mmap_sem; get_user_pages_fast knew no lifetime')],
      '5.10': ['yes', read('5.10.13', gup, 'gup_pte_range heeds FOLL_LONGTERM')],
      '6.1': ['yes', read('6.1.192', 'mm/gup.c, gup_pte_range', 'heeds FOLL_LONGTERM')],
      '6.12': ['yes', read('6.12.117', 'mm/gup.c, gup_fast_pte_range', 'heeds FOLL_LONGTERM')],
      '6.17': ['yes', later],
      '7.0': ['yes', later],
    },
  },
  longtermDax: {
    title: 'how a long-term pin of FS-DAX is refused',
    in: {
      '4.20': ['EOPNOTSUPP after pinning', documented('commit 2bb6d2837083 (4.15)', 'get_user_pages_longterm')],
      '5.10': ['EOPNOTSUPP after pinning', read('5.10.13', longtermWrapper, 'check_dax_vmas on what was pinned')],
      '6.1': ['EOPNOTSUPP before', read('6.1.192', 'mm/gup.c, check_vma_flags', 'vma_is_fsdax')],
      '6.12': ['EOPNOTSUPP before', read('6.12.117', 'mm/gup.c, check_vma_flags', 'vma_is_fsdax')],
      '6.17': ['EOPNOTSUPP before', later],
      '7.0': ['EOPNOTSUPP before', later],
    },
  },
  daxFastPath: {
    title: 'what keeps a long-term pin’s fast path off FS-DAX pages',
    in: {
      '4.20': ['devmap entries', assumed('a long-term pin had no fast path')],
      '5.10': ['devmap entries', read('5.10.13', 'mm/gup.c, gup_pte_range', 'pte_devmap and FOLL_LONGTERM')],
      '6.1': ['devmap entries', read('6.1.192', 'mm/gup.c, gup_pte_range', 'pte_devmap and FOLL_LONGTERM')],
      '6.12': ['devmap entries', read('6.12.117', 'mm/gup.c, gup_fast_pte_range', 'pte_devmap and FOLL_LONGTERM')],
      '6.17': [
        'folio_is_longterm_pinnable',
        documented('the patch “don’t allow FOLL_LONGTERM pinning of FS DAX pages” (6.15)', 'folio_is_fsdax is refused'),
      ],
      '7.0': [
        'folio_is_longterm_pinnable',
        read(
          'a tree later than 6.18',
          'mm/gup.c, gup_fast_pte_range',
          'no devmap entries any more; try_grab_folio_fast decides',
        ),
      ],
    },
  },
  longtermFileWrite: {
    title: 'a long-term pin for writing where the filesystem tracks dirty pages',
    in: {
      '4.20': ['allowed', assumed('the check came with 6.5')],
      '5.10': ['allowed', read('5.10.13', 'mm/gup.c, check_vma_flags', 'no such check')],
      '6.1': ['allowed', read('6.1.192', 'mm/gup.c, check_vma_flags', 'no such check')],
      '6.12': ['EFAULT', read('6.12.117', 'mm/gup.c, check_vma_flags', 'writable_file_mapping_allowed')],
      '6.17': ['EFAULT', later],
      '7.0': ['EFAULT', later],
    },
  },
  longtermPrivateRead: {
    title: 'a read-only long-term pin in a private mapping',
    in: {
      '4.20': ['as mapped', assumed('as in 5.10 and 6.1, which were read')],
      '5.10': ['as mapped', read('5.10.13', 'mm/gup.c, follow_page_pte', 'pins whatever the entry shows')],
      '6.1': ['as mapped', read('6.1.192', 'include/linux/mm.h, gup_must_unshare', 'looks at anonymous pages only')],
      '6.12': ['unshared', read('6.12.117', 'mm/internal.h, gup_must_unshare', 'copies file and zero pages first')],
      '6.17': ['unshared', documented('linux-mm, 22 Oct 2025', 'a maintainer: such a pin needs an anonymous folio')],
      '7.0': ['unshared', later],
    },
  },
  secretmem: {
    title: 'memfd_secret memory',
    in: {
      '4.20': ['absent', assumed('memfd_secret came with 5.14')],
      '5.10': ['absent', assumed('memfd_secret came with 5.14')],
      '6.1': ['EFAULT', read('6.1.192', 'mm/gup.c, check_vma_flags', 'vma_is_secretmem')],
      '6.12': ['EFAULT', read('6.12.117', 'mm/gup.c, check_vma_flags', 'vma_is_secretmem')],
      '6.17': ['EFAULT', later],
      '7.0': ['EFAULT', later],
    },
  },
  directIoTakes: {
    title: 'what direct I/O takes',
    in: {
      '4.20': ['FOLL_GET', assumed('there was no other')],
      '5.10': ['FOLL_GET', assumed('iov_iter_get_pages, as in 6.1')],
      '6.1': ['FOLL_GET', read('6.1.192', 'block/bio.c, __bio_iov_iter_get_pages', 'iov_iter_get_pages2')],
      '6.12': ['FOLL_PIN', read('6.12.117', 'block/bio.c, __bio_iov_iter_get_pages', 'iov_iter_extract_pages')],
      '6.17': ['FOLL_PIN', assumed('as in 6.12')],
      '7.0': ['FOLL_PIN', assumed('as in 6.12')],
    },
  },
  processVmTakes: {
    title: 'what process_vm_readv and process_vm_writev take',
    in: {
      '4.20': ['FOLL_GET', assumed('get_user_pages_remote')],
      '5.10': ['FOLL_PIN', assumed('pin_user_pages_remote since 5.6, as in 6.1')],
      '6.1': ['FOLL_PIN', read('6.1.192', 'mm/process_vm_access.c', 'pin_user_pages_remote, not long-term')],
      '6.12': ['FOLL_PIN', read('6.12.117', 'mm/process_vm_access.c', 'pin_user_pages_remote, not long-term')],
      '6.17': ['FOLL_PIN', assumed('as in 6.12')],
      '7.0': ['FOLL_PIN', assumed('as in 6.12')],
    },
  },
  rdmaPath: {
    title: 'which path ib_umem_get uses',
    in: {
      '4.20': [
        'slow',
        read('a copy from before 5.1', 'drivers/infiniband/core/umem.c', 'get_user_pages_longterm under mmap_sem'),
      ],
      '5.10': ['fast', assumed('pin_user_pages_fast since 5.6, as in 6.1')],
      '6.1': ['fast', read('6.1.192', 'drivers/infiniband/core/umem.c', 'pin_user_pages_fast')],
      '6.12': ['fast', read('6.12.117', 'drivers/infiniband/core/umem.c', 'pin_user_pages_fast')],
      '6.17': ['fast', assumed('as in 6.12')],
      '7.0': ['fast', assumed('as in 6.12')],
    },
  },
  rdmaReadOnly: {
    title: 'how ib_umem_get asks for a region that the device only reads',
    in: {
      '4.20': [
        'FOLL_WRITE | FOLL_FORCE',
        read('a copy from before 5.1', 'drivers/infiniband/core/umem.c', 'so that private pages are copied first'),
      ],
      '5.10': ['FOLL_WRITE | FOLL_FORCE', assumed('as in 6.1')],
      '6.1': [
        'FOLL_WRITE | FOLL_FORCE',
        read('6.1.192', 'drivers/infiniband/core/umem.c', 'so that private pages are copied first'),
      ],
      '6.12': ['read', read('6.12.117', 'drivers/infiniband/core/umem.c', 'no FOLL_WRITE; unsharing does the copying')],
      '6.17': ['read', assumed('as in 6.12')],
      '7.0': ['read', assumed('as in 6.12')],
    },
  },
  afXdp: {
    title: 'whether AF_XDP’s umem is a long-term pin',
    in: {
      '4.20': [
        'short',
        read('copies from before 5.1', 'net/xdp/xdp_umem.c', 'plain get_user_pages; long-term from 5.1 on'),
      ],
      '5.10': ['long-term', read('5.10.13', 'net/xdp/xdp_umem.c', 'pin_user_pages with FOLL_LONGTERM')],
      '6.1': ['long-term', read('6.1.192', 'net/xdp/xdp_umem.c', 'pin_user_pages with FOLL_LONGTERM')],
      '6.12': ['long-term', read('6.12.117', 'net/xdp/xdp_umem.c', 'pin_user_pages with FOLL_LONGTERM')],
      '6.17': ['long-term', assumed('as in 6.12')],
      '7.0': ['long-term', assumed('as in 6.12')],
    },
  },
  ioUringFiles: {
    title: 'which files io_uring takes as registered buffers, by its own check',
    in: {
      '4.20': ['no io_uring', assumed('io_uring came with 5.1')],
      '5.10': [
        'hugetlbfs',
        read(
          '5.10.13',
          'fs/io_uring.c, io_sqe_buffer_register',
          'EOPNOTSUPP for any other vm_file; 5.10.162 and later carry 5.15’s io_uring, which takes shmem (assumed)',
        ),
      ],
      '6.1': ['shmem, hugetlbfs', read('6.1.192', 'io_uring/rsrc.c, io_pin_pages', 'EOPNOTSUPP for any other vm_file')],
      '6.12': ['no check', read('6.12.117', 'io_uring/memmap.c, io_pin_pages', 'left to get_user_pages')],
      '6.17': ['no check', later],
      '7.0': ['no check', later],
    },
  },
  ioUringPath: {
    title: 'which path io_uring’s registration uses',
    in: {
      '4.20': ['slow', assumed('io_uring came with 5.1')],
      '5.10': [
        'slow',
        read('5.10.13', 'fs/io_uring.c, io_sqe_buffer_register', 'pin_user_pages, for it wants the mappings'),
      ],
      '6.1': ['slow', read('6.1.192', 'io_uring/rsrc.c, io_pin_pages', 'pin_user_pages, for it wants the mappings')],
      '6.12': ['fast', read('6.12.117', 'io_uring/memmap.c, io_pin_pages', 'pin_user_pages_fast')],
      '6.17': ['fast', later],
      '7.0': ['fast', later],
    },
  },
  v4l2: {
    title: 'what V4L2 takes for user-pointer buffers',
    in: {
      '4.20': ['short, refuses FS-DAX', assumed('get_vaddr_frames looks at vma_is_fsdax by itself')],
      '5.10': [
        'short, refuses FS-DAX',
        assumed('get_vaddr_frames looks at vma_is_fsdax by itself; long-term from 5.12 on'),
      ],
      '6.1': [
        'long-term',
        read('6.1.192', 'drivers/media/common/videobuf2/frame_vector.c', 'pin_user_pages_fast with FOLL_LONGTERM'),
      ],
      '6.12': [
        'long-term',
        read('6.12.117', 'drivers/media/common/videobuf2/frame_vector.c', 'pin_user_pages_fast with FOLL_LONGTERM'),
      ],
      '6.17': ['long-term', assumed('as in 6.12')],
      '7.0': ['long-term', assumed('as in 6.12')],
    },
  },
  v4l2Output: {
    title: 'how V4L2 asks for a buffer that the device only reads',
    in: {
      '4.20': ['FOLL_WRITE | FOLL_FORCE', assumed('as in 6.1')],
      '5.10': ['FOLL_WRITE | FOLL_FORCE', assumed('as in 6.1')],
      '6.1': [
        'FOLL_WRITE | FOLL_FORCE',
        read('6.1.192', 'drivers/media/common/videobuf2/frame_vector.c', 'for every buffer'),
      ],
      '6.12': ['read', read('6.12.117', 'drivers/media/common/videobuf2/frame_vector.c', 'FOLL_WRITE by direction')],
      '6.17': ['read', assumed('as in 6.12')],
      '7.0': ['read', assumed('as in 6.12')],
    },
  },
};
