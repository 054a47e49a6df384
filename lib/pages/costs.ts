// What things cost in simulated time. Every figure says where it comes from.
import type { Duration } from '../engine/index.js';
import type { DeviceKind } from './device-kind.js';

/** A duration with its source: a publication, arithmetic, or the word "assumed". */
export interface SourcedCost extends Duration {
  readonly source: string;
}

/** The costs of work that a CPU does. */
export interface CpuCosts {
  /** A store that finds its PTE writable. */
  store: SourcedCost;
  /** Entering and leaving a page fault, without the filesystem's part. */
  pageFault: SourcedCost;
  /** The filesystem's page_mkwrite. */
  pageMkwrite: SourcedCost;
  /** Changing one PTE with its TLB flush. */
  changePte: SourcedCost;
  /** Taking or dropping an uncontended lock, testing or setting a flag. */
  flag: SourcedCost;
  /** One system call's entry and exit. */
  syscall: SourcedCost;
  /** Preparing and sending one request to the device. */
  submit: SourcedCost;
  /** get_user_pages for one page. */
  pinPage: SourcedCost;
  /** Waking a sleeping task, or starting queued work. */
  wake: SourcedCost;
  /** Time between two rounds of background writeback. */
  flusherInterval: SourcedCost;
  /** How long a file stays dirty before background writeback takes it for its age. */
  dirtyExpire: SourcedCost;
  /** Time between two looks of reclaim at a page. */
  reclaimInterval: SourcedCost;
}

/** The costs of a storage device. */
export interface StorageCosts {
  /** Fixed part of a request, once. */
  request: SourcedCost;
  /** Moving one sector (half a page) to or from memory. */
  sector: SourcedCost;
  /** Emptying the volatile write cache. */
  flush: SourcedCost;
}

/** A kind of storage device. */
export interface Storage {
  readonly name: string;
  readonly costs: StorageCosts;
  /** Completed writes are in a cache that a power cut empties, until a flush. */
  readonly volatileCache: boolean;
  /** Sectors carry a checksum of the bytes that were to be written, compared when they are read. */
  readonly integrity: boolean;
  /** A write may fail, and nothing of it reaches the device. */
  readonly writeErrors: boolean;
  /** A read may fail, before or between its sectors. */
  readonly readErrors: boolean;
  /** Requests are served in the caller's context, as a memory-backed driver does. */
  readonly synchronous: boolean;
}

/** The costs of an RDMA adapter, and of those at both ends of its wire. */
export interface RdmaCosts {
  /** Handing a pinned region to the adapter. */
  register: SourcedCost;
  /** Taking it back. */
  deregister: SourcedCost;
  /** From a message's arrival to its first byte in memory. */
  message: SourcedCost;
  /** Moving one sector (half a page) from the wire to memory. */
  wire: SourcedCost;
  /** Writing a completion where user space can see it. */
  completion: SourcedCost;
  /** What a peer does before it sends a message: its own affair. */
  peer: SourcedCost;
  /** How long a process keeps a region: its own affair. */
  hold: SourcedCost;
}

/** The costs of persistent memory that files lie in. */
export interface DaxCosts {
  /** Writing one sector (half a page) from the CPU's caches back to the medium. */
  flushCaches: SourcedCost;
  /** Zeroing a block that is allocated, or copying one. */
  fillBlock: SourcedCost;
}

/** The costs of a device that mirrors page tables, and of its driver. */
export interface MirrorCosts {
  /** Translating an address that the device's table holds. */
  translate: SourcedCost;
  /** Writing one sector (half a page). */
  access: SourcedCost;
  /** From an access that finds no translation until the driver hears of it, and back to the device. */
  deviceFault: SourcedCost;
  /** Taking a translation from the device's table, the device's answer included. */
  invalidate: SourcedCost;
}

/** All costs of a machine. */
export interface Costs {
  readonly cpu: CpuCosts;
  readonly dax: DaxCosts;
  readonly rdma: RdmaCosts;
  readonly mirrors: { readonly [K in DeviceKind]: MirrorCosts };
  readonly storage: Storage;
}
