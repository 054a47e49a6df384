// The era table, third part: what versions differ in and the machine does not simulate, or only in
// one of its forms. Listed so that nothing is ignored in silence.
import { everywhere, type SwitchRow } from './era-table.js';
import { as612, assumed, documented, observed, read, readInBoth } from './source.js';

/** What a scenario must have for a behaviour to concern it; `any` concerns all. */
export type Concerns =
  | 'any'
  | 'ext4'
  | 'xfs'
  | 'btrfs'
  | 'tmpfs'
  | 'dax'
  | 'data=journal'
  | 'reclaim'
  | 'direct writes'
  | 'large folios'
  | 'fork'
  | 'long-term pins';

/** A row with what the machine has of it. */
export interface BehaviourRow<V extends string = string> extends SwitchRow<V> {
  readonly concerns: Concerns;
  /** The values that the machine behaves by, in its default set-up; any other is not simulated. */
  readonly simulated: readonly V[];
}

const row = <V extends string>(each: BehaviourRow<V>): BehaviourRow<V> => each;
const notYet = assumed('not there yet');

/** What is not, or not wholly, simulated. */
export const behaviourRows = {
  largeFolioPins: row({
    title: 'how pins of a large folio are counted',
    concerns: 'large folios',
    simulated: ['not counted', 'exact'],
    in: {
      '4.20': ['not counted', assumed('pins are not counted before 5.7')],
      '5.10': [
        'exact',
        read('5.10.13', 'mm/gup.c, try_grab_page', 'hpage_pincount, for compound pages of order 2 and up'),
      ],
      '6.1': ['exact', read('6.1.192', 'include/linux/mm.h, folio_maybe_dma_pinned', '_pincount')],
      '6.12': ['exact', read('6.12.117', 'include/linux/mm.h, folio_maybe_dma_pinned', '_pincount')],
      '6.17': ['exact', as612],
      '7.0': ['exact', as612],
    },
  }),
  blockDirty: row({
    title: 'whether xfs keeps dirty state for each block of a large folio; faults and pins make all of it dirty anyway',
    concerns: 'large folios',
    simulated: ['no', 'yes'],
    in: {
      '4.20': ['no', notYet],
      '5.10': ['no', notYet],
      '6.1': [
        'no',
        read('6.1.192', 'fs/iomap/buffered-io.c, iomap_writepage_map', 'writes every block of a dirty folio'),
      ],
      '6.12': [
        'yes',
        read(
          '6.12.117',
          'fs/iomap/buffered-io.c, iomap_dirty_folio',
          'a bit for each block (6.6 on); page_mkwrite and set_page_dirty set all of them',
        ),
      ],
      '6.17': ['yes', as612],
      '7.0': ['yes', as612],
    },
  }),
  largeFoliosExt4: row({
    title: 'large folios on ext4',
    concerns: 'ext4',
    simulated: ['no'],
    in: {
      ...everywhere('no', readInBoth('fs/ext4', 'no call of mapping_set_large_folios'), notYet),
      '6.17': ['yes', documented('commit 7ac67301e82f (6.16)', 'for regular files')],
      '7.0': ['yes', documented('commit 7ac67301e82f (6.16)', 'for regular files')],
    },
  }),
  largeFoliosXfs: row({
    title: 'large folios on xfs',
    concerns: 'xfs',
    simulated: ['no'],
    in: {
      '4.20': ['no', notYet],
      '5.10': ['no', notYet],
      '6.1': ['yes', read('6.1.192', 'fs/xfs/xfs_icache.c', 'mapping_set_large_folios')],
      '6.12': ['yes', read('6.12.117', 'fs/xfs/xfs_icache.c', 'mapping_set_folio_min_order')],
      '6.17': ['yes', as612],
      '7.0': ['yes', as612],
    },
  }),
  largeFoliosBtrfs: row({
    title: 'large folios on btrfs',
    concerns: 'btrfs',
    simulated: ['no', 'experimental'],
    in: {
      ...everywhere('no', readInBoth('fs/btrfs', 'no call of mapping_set_large_folios'), notYet),
      '6.17': ['experimental', assumed('behind CONFIG_BTRFS_EXPERIMENTAL')],
      '7.0': [
        'experimental',
        documented('press on the btrfs pull request for 7.2, June 2026', 'the default from 7.2 on'),
      ],
    },
  }),
  largeFoliosTmpfs: row({
    title: 'large folios on tmpfs',
    concerns: 'tmpfs',
    simulated: ['with huge='],
    in: {
      '4.20': ['with huge=', assumed('as huge pages')],
      '5.10': ['with huge=', assumed('as huge pages')],
      '6.1': [
        'with huge=',
        assumed('mapping_set_large_folios is called in mm/shmem.c (read); the order is that of a huge page'),
      ],
      '6.12': [
        'with huge=',
        assumed('mapping_set_large_folios is called in mm/shmem.c (read); which orders was not looked at'),
      ],
      '6.17': ['by size of write', assumed('from 6.14 on')],
      '7.0': ['by size of write', assumed('from 6.14 on')],
    },
  }),
  faultExclusion: row({
    title: 'the lock that keeps page faults out of truncation',
    concerns: 'any',
    simulated: ['i_mmap_sem', 'invalidate_lock'],
    in: {
      '4.20': ['i_mmap_sem', assumed('one a filesystem; mapping->invalidate_lock came with 5.15')],
      '5.10': ['i_mmap_sem', assumed('one a filesystem; mapping->invalidate_lock came with 5.15')],
      '6.1': ['invalidate_lock', read('6.1.192', 'fs/ext4/inode.c, ext4_setattr', 'filemap_invalidate_lock')],
      '6.12': ['invalidate_lock', read('6.12.117', 'fs/ext4/inode.c, ext4_setattr', 'filemap_invalidate_lock')],
      '6.17': ['invalidate_lock', as612],
      '7.0': ['invalidate_lock', as612],
    },
  }),
  reclaimWrites: row({
    title: 'whether reclaim writes dirty file pages by itself; a page that anybody holds it never writes',
    concerns: 'reclaim',
    simulated: ['no'],
    in: {
      '4.20': ['kswapd', assumed('as in a vendor’s 4.19 (read, mm/vmscan.c); pageout refuses one extra reference')],
      '5.10': ['kswapd', assumed('as in 6.1')],
      '6.1': [
        'kswapd',
        read('6.1.192', 'mm/vmscan.c, pageout', 'ext4 has ->writepage; one extra reference is refused'),
      ],
      '6.12': ['no', read('6.12.117', 'mm/vmscan.c, pageout', 'ext4, xfs and btrfs have no ->writepage')],
      '6.17': ['no', as612],
      '7.0': ['no', as612],
    },
  }),
  journalledPins: row({
    title: 'whether ext4 with data=journal tests pins when a page becomes dirty',
    concerns: 'data=journal',
    simulated: ['no'],
    in: {
      '4.20': ['no', notYet],
      '5.10': ['no', notYet],
      '6.1': ['no', read('6.1.192', 'fs/ext4/inode.c', 'no folio_maybe_dma_pinned')],
      '6.12': ['yes', read('6.12.117', 'fs/ext4/inode.c, ext4_journalled_dirty_folio', 'folio_maybe_dma_pinned')],
      '6.17': ['yes', as612],
      '7.0': ['yes', as612],
    },
  }),
  directReadXfs: row({
    title: 'how a direct read on xfs ends',
    concerns: 'xfs',
    simulated: ['iomap', 'iomap-checks-first'],
    in: {
      '4.20': ['iomap', assumed('as in a vendor’s 4.19 (read, fs/iomap.c)')],
      '5.10': ['iomap', assumed('as in 6.1')],
      '6.1': ['iomap', read('6.1.192', 'fs/xfs/xfs_file.c, xfs_file_dio_read', 'iomap_dio_rw')],
      '6.12': ['iomap', read('6.12.117', 'fs/xfs/xfs_file.c, xfs_file_dio_read', 'iomap_dio_rw')],
      '6.17': ['iomap', observed('Linux 6.17.13 in QEMU', 'data lost after fsync, as on 6.12')],
      '7.0': ['iomap-checks-first', assumed('as for ext4')],
    },
  }),
  directReadBtrfs: row({
    title: 'how a direct read on btrfs ends',
    concerns: 'btrfs',
    simulated: ['classic', 'iomap', 'iomap-checks-first'],
    in: {
      '4.20': ['classic', assumed('__blockdev_direct_IO')],
      '5.10': ['iomap', assumed('from 5.8 or 5.9 on')],
      '6.1': ['iomap', assumed('btrfs_dio_read uses iomap (read); the order of its completion was not')],
      '6.12': ['iomap', assumed('as in 6.1')],
      '6.17': ['iomap', as612],
      '7.0': ['iomap-checks-first', assumed('as for ext4')],
    },
  }),
  btrfsDirectWrite: row({
    title: 'a direct write to a btrfs file with checksums',
    concerns: 'direct writes',
    // Buffered, it is a copy that is written at once here: the page cache of the target is left out.
    simulated: ['direct', 'buffered'],
    in: {
      '4.20': ['direct', notYet],
      '5.10': ['direct', notYet],
      '6.1': ['direct', read('6.1.192', 'fs/btrfs/file.c, btrfs_direct_write', 'no look at checksums')],
      '6.12': [
        'buffered',
        read('6.12.117', 'fs/btrfs/direct-io.c, btrfs_direct_write', 'stable only: commit 968f19c5b1b7 is of 6.15'),
      ],
      '6.17': ['buffered', documented('commit 968f19c5b1b7 (6.15)', 'falls back to buffered I/O')],
      '7.0': ['buffered', documented('commit 968f19c5b1b7 (6.15)', 'bouncing instead came after 7.0')],
    },
  }),
  directIoBounce: row({
    title: 'whether direct I/O goes through bounce pages where stable pages are needed',
    concerns: 'xfs',
    simulated: ['no'],
    in: {
      ...everywhere('no', readInBoth('fs/iomap/direct-io.c', 'no such flag'), notYet),
      '7.0': ['yes', documented('commits c9d114846b38, 3373503df025 (7.0)', 'IOMAP_DIO_BOUNCE, used by xfs')],
    },
  }),
  daxReflink: row({
    title: 'whether FS-DAX files of xfs may share blocks',
    concerns: 'dax',
    simulated: ['yes'],
    in: {
      '4.20': ['no', assumed('xfs_fs_fill_super: DAX and reflink cannot be used together')],
      '5.10': ['no', assumed('as in 4.20; sharing came with 6.0')],
      '6.1': ['yes', read('6.1.192', 'fs/xfs/xfs_reflink.c, xfs_reflink_remap_prep', 'dax_remap_file_range_prep')],
      '6.12': ['yes', read('6.12.117', 'fs/xfs/xfs_reflink.c, xfs_reflink_remap_prep', 'dax_remap_file_range_prep')],
      '6.17': ['yes', as612],
      '7.0': ['yes', as612],
    },
  }),
  longtermMigrates: row({
    title: 'what a long-term pin first migrates pages out of',
    concerns: 'long-term pins',
    simulated: ['nothing'],
    in: {
      '4.20': ['nothing', assumed('from 5.1 on')],
      '5.10': ['CMA', read('5.10.13', 'mm/gup.c, check_and_migrate_cma_pages', 'goes on without where that fails')],
      '6.1': [
        'CMA, ZONE_MOVABLE',
        read('6.1.192', 'mm/gup.c, check_and_migrate_movable_pages', 'fails where that fails'),
      ],
      '6.12': [
        'CMA, ZONE_MOVABLE',
        read('6.12.117', 'mm/gup.c, check_and_migrate_movable_pages', 'fails where that fails'),
      ],
      '6.17': ['CMA, ZONE_MOVABLE', as612],
      '7.0': ['CMA, ZONE_MOVABLE', as612],
    },
  }),
} as const;

/** The name of a behaviour in that table. */
export type BehaviourName = keyof typeof behaviourRows;
