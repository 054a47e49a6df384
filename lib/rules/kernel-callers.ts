// Linux's rules for who may pin what, first part: what each caller asks of get_user_pages.
import type { Access, Caller } from '../gup/callers.js';
import { type Version, versions } from './era-table.js';

/** How a caller asks: for reading, for writing, or for writing only so that a private page is copied. */
export type Ask = 'read' | 'write' | 'forced';

/** What a caller asks for. */
export interface AskRow {
  readonly callers: readonly Caller[];
  readonly access: readonly Access[];
  readonly eras: readonly Version[];
  readonly ask: Ask;
  readonly lifetime: 'short' | 'long';
  readonly api: 'slow' | 'fast';
  readonly takes: 'FOLL_GET' | 'FOLL_PIN';
  readonly source: string;
}

/** The versions from one on. */
export const from = (first: Version): readonly Version[] => versions.slice(versions.indexOf(first));

/** The versions up to one. */
export const upTo = (last: Version): readonly Version[] => versions.slice(0, versions.indexOf(last) + 1);

const both: readonly Access[] = ['read', 'write'];
const longPin = { lifetime: 'long', takes: 'FOLL_PIN' } as const;
const rdma = 'drivers/infiniband/core/umem.c, ib_umem_get (6.1.192, 6.12.117; a copy from before 5.1; 5.10 assumed)';
const v4l2 = 'videobuf2/frame_vector.c, get_vaddr_frames (6.1.192, 6.12.117; before, assumed)';
const directIo = 'block/bio.c, __bio_iov_iter_get_pages (6.1.192, 6.12.117)';

/** Who asks for what; a caller that has no row in an era does not exist there, or never asks so. */
export const asks: readonly AskRow[] = [
  ...both.flatMap((access): AskRow[] => [
    {
      callers: ['pin_user_pages', 'VFIO'],
      access: [access],
      eras: ['4.20'],
      ask: access,
      lifetime: 'long',
      api: 'slow',
      takes: 'FOLL_GET',
      source: 'get_user_pages_longterm (assumed)',
    },
    {
      callers: ['pin_user_pages', 'VFIO'],
      access: [access],
      eras: from('5.10'),
      ask: access,
      ...longPin,
      api: 'slow',
      source: 'mm/gup.c; drivers/vfio/vfio_iommu_type1.c, vaddr_get_pfns (6.1.192, 6.12.117)',
    },
    {
      callers: ['pin_user_pages_fast'],
      access: [access],
      eras: from('5.10'),
      ask: access,
      ...longPin,
      api: 'fast',
      source: 'mm/gup.c (5.10.13, 6.1.192, 6.12.117)',
    },
    {
      callers: ['O_DIRECT'],
      access: [access],
      eras: upTo('6.1'),
      ask: access,
      lifetime: 'short',
      api: 'fast',
      takes: 'FOLL_GET',
      source: directIo,
    },
    {
      callers: ['O_DIRECT'],
      access: [access],
      eras: from('6.12'),
      ask: access,
      lifetime: 'short',
      api: 'fast',
      takes: 'FOLL_PIN',
      source: directIo,
    },
    {
      callers: ['process_vm'],
      access: [access],
      eras: ['4.20'],
      ask: access,
      lifetime: 'short',
      api: 'slow',
      takes: 'FOLL_GET',
      source: 'get_user_pages_remote (assumed)',
    },
    {
      callers: ['process_vm'],
      access: [access],
      eras: from('5.10'),
      ask: access,
      lifetime: 'short',
      api: 'slow',
      takes: 'FOLL_PIN',
      source: 'mm/process_vm_access.c (6.1.192, 6.12.117)',
    },
  ]),
  {
    callers: ['RDMA'],
    access: ['write'],
    eras: ['4.20'],
    ask: 'write',
    lifetime: 'long',
    api: 'slow',
    takes: 'FOLL_GET',
    source: rdma,
  },
  {
    callers: ['RDMA'],
    access: ['read'],
    eras: ['4.20'],
    ask: 'forced',
    lifetime: 'long',
    api: 'slow',
    takes: 'FOLL_GET',
    source: rdma,
  },
  { callers: ['RDMA'], access: ['write'], eras: from('5.10'), ask: 'write', ...longPin, api: 'fast', source: rdma },
  { callers: ['RDMA'], access: ['read'], eras: ['5.10', '6.1'], ask: 'forced', ...longPin, api: 'fast', source: rdma },
  { callers: ['RDMA'], access: ['read'], eras: from('6.12'), ask: 'read', ...longPin, api: 'fast', source: rdma },
  {
    callers: ['AF_XDP'],
    access: ['write'],
    eras: ['4.20'],
    ask: 'write',
    lifetime: 'short',
    api: 'slow',
    takes: 'FOLL_GET',
    source: 'net/xdp/xdp_umem.c (copies from before 5.1)',
  },
  {
    callers: ['AF_XDP'],
    access: ['write'],
    eras: from('5.10'),
    ask: 'write',
    ...longPin,
    api: 'slow',
    source: 'net/xdp/xdp_umem.c, xdp_umem_pin_pages (5.10.13, 6.1.192, 6.12.117)',
  },
  {
    callers: ['io_uring'],
    access: ['write'],
    eras: ['5.10', '6.1'],
    ask: 'write',
    ...longPin,
    api: 'slow',
    source: 'fs/io_uring.c (5.10.13), io_uring/rsrc.c (6.1.192)',
  },
  {
    callers: ['io_uring'],
    access: ['write'],
    eras: from('6.12'),
    ask: 'write',
    ...longPin,
    api: 'fast',
    source: 'io_uring/memmap.c, io_pin_pages (6.12.117)',
  },
  {
    callers: ['V4L2'],
    access: both,
    eras: ['4.20'],
    ask: 'forced',
    lifetime: 'short',
    api: 'slow',
    takes: 'FOLL_GET',
    source: v4l2,
  },
  {
    callers: ['V4L2'],
    access: both,
    eras: ['5.10'],
    ask: 'forced',
    lifetime: 'short',
    api: 'slow',
    takes: 'FOLL_PIN',
    source: v4l2,
  },
  { callers: ['V4L2'], access: both, eras: ['6.1'], ask: 'forced', ...longPin, api: 'fast', source: v4l2 },
  { callers: ['V4L2'], access: ['write'], eras: from('6.12'), ask: 'write', ...longPin, api: 'fast', source: v4l2 },
  { callers: ['V4L2'], access: ['read'], eras: from('6.12'), ask: 'read', ...longPin, api: 'fast', source: v4l2 },
  {
    callers: ['vmsplice'],
    access: ['read'],
    eras: versions,
    ask: 'read',
    lifetime: 'short',
    api: 'fast',
    takes: 'FOLL_GET',
    source: 'fs/splice.c, iter_to_pipe (6.1.192, 6.12.117): iov_iter_get_pages2',
  },
];
