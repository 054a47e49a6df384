// Linux's rules for who waits for whom: an operation on a file, and what somebody holds of it. The first
// row that fits decides. Stated from the sources, by result, beside what the machine does by itself.
import type { Version } from './era-table.js';
import { from, upTo } from './kernel-callers.js';

/** What is done to a file. */
export const operations = ['truncate', 'ftruncate', 'punch', 'FICLONE', 'fsync', 'open for writing'] as const;
export type FileOperation = (typeof operations)[number];

/** What somebody holds of it meanwhile, and does not let go of. */
export const holdings = ['pin', 'pin, unmapped', 'pipe', 'F_SETLEASE', 'delegation', 'layout'] as const;
export type Holding = (typeof holdings)[number];

/** Where the file lies. */
export const places = ['ext4', 'xfs', 'ext4 on DAX', 'xfs on DAX'] as const;
export type Place = (typeof places)[number];

/** What comes of it: it waits for as long as that is held, it does not, it fails, or there is no such thing. */
export type WaitResult = 'waits' | 'goes on' | 'EWOULDBLOCK' | '-';

/** One row; what it does not name it holds for in any case. */
export interface WaitRow {
  readonly when: {
    readonly eras?: readonly Version[];
    readonly operation?: readonly FileOperation[];
    readonly holding?: readonly Holding[];
    readonly place?: readonly Place[];
  };
  readonly result: WaitResult;
  readonly source: string;
}

const changesMap: readonly FileOperation[] = ['truncate', 'ftruncate', 'punch', 'FICLONE'];
const onDax: readonly Place[] = ['ext4 on DAX', 'xfs on DAX'];

/** The rows. */
export const waitRows: readonly WaitRow[] = [
  {
    when: { operation: ['FICLONE'], place: ['ext4', 'ext4 on DAX'] },
    result: '-',
    source: 'ext4 has no remap_file_range (fs/ext4/file.c; 6.1.192, 6.12.117)',
  },
  {
    when: { operation: ['FICLONE'], place: ['xfs on DAX'], eras: upTo('5.10') },
    result: '-',
    source: 'fs/xfs/xfs_super.c: DAX and reflink cannot be used together (assumed; sharing came with 6.0)',
  },
  {
    when: { holding: ['layout'], place: ['ext4', 'ext4 on DAX'] },
    result: '-',
    source: 'nfsd grants layouts where there is a map_blocks, which ext4 has not (fs/xfs/xfs_export.c; 6.12.117)',
  },
  {
    when: { operation: ['fsync'] },
    result: 'goes on',
    source: 'mm/page-writeback.c, folio_prepare_writeback; fs/dax.c, dax_writeback_one (6.12.117): no look at either',
  },
  {
    when: { holding: ['F_SETLEASE'], operation: ['truncate', 'open for writing'] },
    result: 'waits',
    source: 'fs/open.c, vfs_truncate and do_dentry_open: break_lease (6.1.192, 6.12.117)',
  },
  {
    when: { holding: ['F_SETLEASE'] },
    result: 'goes on',
    source: 'fs/open.c, do_ftruncate; fs/open.c, vfs_fallocate; fs/remap_range.c: no break_lease (6.12.117)',
  },
  {
    when: { holding: ['delegation'], operation: ['truncate', 'open for writing'] },
    result: 'waits',
    source: 'fs/locks.c, leases_conflict: break_lease breaks delegations too (6.12.117)',
  },
  {
    when: { holding: ['delegation'], operation: ['ftruncate'] },
    result: 'EWOULDBLOCK',
    source: 'fs/attr.c, notify_change: try_break_deleg, and do_truncate has nowhere to wait for it (6.12.117)',
  },
  {
    when: { holding: ['delegation'] },
    result: 'goes on',
    source: 'fs/open.c, vfs_fallocate; fs/remap_range.c: no break_deleg (6.12.117)',
  },
  {
    when: { holding: ['layout'], operation: changesMap },
    result: 'waits',
    source: 'fs/xfs/xfs_pnfs.c, xfs_break_leased_layouts, by truncation, fallocate and remapping (6.12.117)',
  },
  { when: { holding: ['layout'] }, result: 'goes on', source: 'fs/locks.c, leases_conflict: FL_LAYOUT (6.12.117)' },
  { when: { operation: ['open for writing'] }, result: 'goes on', source: 'opening a file touches no page' },
  {
    when: { place: ['ext4', 'xfs'] },
    result: 'goes on',
    source: 'mm/truncate.c, truncate_inode_pages_range: no look at references (6.1.192, 6.12.117)',
  },
  {
    when: { place: onDax, holding: ['pin, unmapped'], eras: upTo('6.12') },
    result: 'goes on',
    source: 'fs/dax.c, dax_layout_busy_page_range: returns where mapping_mapped is false (6.1.192, 6.12.117)',
  },
  {
    when: { place: onDax, eras: from('6.17') },
    result: 'waits',
    source: 'dax_break_layout, commits d5b3afea22a5 and cee91fa13a8e (6.15)',
  },
  {
    when: { place: onDax },
    result: 'waits',
    source: 'fs/dax.c, dax_layout_busy_page; fs/ext4/inode.c, fs/xfs/xfs_inode.c (6.1.192, 6.12.117)',
  },
];
