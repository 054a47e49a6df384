// Who calls get_user_pages, and what each asks for. A caller decides path, flags and lifetime;
// what it then gets is admission's affair.
import type { AdmissionSwitches, Reference } from './admission-switches.js';

/** What a call asks of get_user_pages. */
export interface PinRequest {
  /** Whether it tries the lockless path first. */
  readonly path: 'slow' | 'fast';
  /** FOLL_WRITE. */
  readonly write: boolean;
  /** FOLL_FORCE: break copy-on-write where the mapping is not writable. */
  readonly force: boolean;
  /** FOLL_LONGTERM, or get_user_pages_longterm. */
  readonly longterm: boolean;
  readonly takes: Reference;
}

/** The callers; the first two are the functions themselves, called for a long-term pin. */
export const callers = [
  'pin_user_pages',
  'pin_user_pages_fast',
  'RDMA',
  'AF_XDP',
  'io_uring',
  'VFIO',
  'V4L2',
  'O_DIRECT',
  'process_vm',
  'vmsplice',
] as const;
export type Caller = (typeof callers)[number];

/** Whether the device, or the kernel on the caller's behalf, will write the memory. */
export type Access = 'read' | 'write';

/** What a caller asks for; null where the era has no such call, or the caller never asks that. */
export function requestOf(caller: Caller, access: Access, era: AdmissionSwitches): PinRequest | null {
  const write = access === 'write';
  const longterm = { path: 'slow', write, force: false, longterm: true, takes: era.longtermTakes } as const;
  switch (caller) {
    case 'pin_user_pages':
    case 'VFIO':
      return longterm;
    case 'pin_user_pages_fast':
      return era.longtermFastPath === 'yes' ? { ...longterm, path: 'fast' } : null;
    case 'RDMA':
      return { ...longterm, path: era.rdmaPath, ...asWriteIf(!write && era.rdmaReadOnly !== 'read') };
    case 'V4L2':
      return { ...longterm, ...v4l2(era), ...asWriteIf(era.v4l2Output !== 'read') };
    case 'AF_XDP':
      return write ? { ...longterm, longterm: era.afXdp === 'long-term' } : null;
    case 'io_uring':
      return write && era.ioUringFiles !== 'no io_uring' ? { ...longterm, path: era.ioUringPath } : null;
    case 'O_DIRECT':
      return { ...longterm, path: 'fast', longterm: false, takes: era.directIoTakes };
    case 'process_vm':
      return { ...longterm, longterm: false, takes: era.processVmTakes };
    case 'vmsplice':
      return write ? null : { ...longterm, path: 'fast', longterm: false, takes: 'FOLL_GET' };
  }
}

/** A read that asks for write access all the same, so that a private page is copied first. */
const asWriteIf = (forced: boolean): Partial<PinRequest> => (forced ? { write: true, force: true } : {});

/** get_vaddr_frames: under mmap_lock and short, later pin_user_pages_fast and long-term. */
const v4l2 = ({ v4l2: lifetime }: AdmissionSwitches): Partial<PinRequest> =>
  lifetime === 'long-term' ? { path: 'fast' } : { longterm: false };
