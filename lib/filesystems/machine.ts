// What filesystem code works on: pages and files, the block device, the queue of writes to it.
import {
  bool,
  type KernelOf,
  type OneOf,
  one,
  oneOf,
  type PoolOf,
  pool,
  type RecordOf,
  record,
  ref,
  uint,
} from '../engine/index.js';
import { Block } from '../pages/block.js';
import { type MachineConstants, type PageCounts, type PageShape, pageShape, placesOf } from '../pages/machine.js';
import { Page } from '../pages/page.js';
import { Bounce } from './bounce.js';
import { DaxBlock, DaxClaim } from './dax-blocks.js';
import { Lease } from './lease.js';

/** A write request: pages that follow each other in the file. */
export const Bio = record('Bio', {
  state: oneOf('free', 'gathering', 'submitted'),
  first: ref(() => Page),
  /** Pages of its first, large folio that are not written, because they lie in a hole. */
  skipped: uint(1),
  /** How many pages follow, `first` included. */
  pages: uint(7),
});
export interface Bio extends RecordOf<typeof Bio> {}

/** What a task has open of the file that it calls fsync on: `struct file`. */
export const OpenFile = record('OpenFile', {
  /** A writeback has failed since this one last asked: where its f_wb_err is behind the mapping's wb_err. */
  owesError: bool,
});
export interface OpenFile extends RecordOf<typeof OpenFile> {}

/** The kernel as a whole. */
export const System = record('System', {
  /** A BUG_ON was hit: nothing runs any more, as with panic_on_oops. */
  bug: bool,
});

/** How many of what a machine has, down to the device. */
export interface FilesystemCounts extends PageCounts {
  /** Blocks beyond one for each index of a file; none unless said. */
  spareBlocks?: number;
  /** Whether files lie in persistent memory, a page a block. Default false. */
  dax?: boolean;
  /** Leases that may be held on files. Default none. */
  leases?: number;
  /** Holders of DAX pages: pins, pipes and translations. */
  daxClaims?: number;
  /** Whether a page may be written from a copy. Default false. */
  bounces?: boolean;
}

/** What is noted of blocks that are pages. */
type DaxShape = {
  readonly daxBlocks: PoolOf<typeof DaxBlock>;
  readonly daxClaims: PoolOf<typeof DaxClaim>;
};

/** The records of a filesystem on a block device. */
export type FilesystemShape = PageShape &
  DaxShape & {
    readonly leases: PoolOf<typeof Lease>;
    readonly bounces: PoolOf<typeof Bounce>;
    readonly blocks: PoolOf<typeof Block>;
    readonly bios: PoolOf<typeof Bio>;
    readonly openFiles: PoolOf<typeof OpenFile>;
    readonly system: OneOf<typeof System>;
  };

/** How many there are of each; those of DAX, of leases and of bounced pages only where there are any. */
export function filesystemShape(counts: FilesystemCounts): FilesystemShape {
  const blocks = placesOf(counts) + (counts.spareBlocks ?? 0);
  const noted = { daxBlocks: pool(DaxBlock, blocks), daxClaims: pool(DaxClaim, Math.max(1, counts.daxClaims ?? 0)) };
  const { leases = 0 } = counts;
  const leased = { leases: pool(Lease, Math.max(1, leases)) };
  const copied = { bounces: pool(Bounce, counts.frames ?? counts.pages) };
  return {
    ...pageShape(counts.dax === true ? { ...counts, frames: blocks } : counts),
    ...(counts.dax === true ? noted : ({} as typeof noted)),
    ...(leases > 0 ? leased : ({} as typeof leased)),
    ...(counts.bounces === true ? copied : ({} as typeof copied)),
    blocks: pool(Block, blocks),
    bios: pool(Bio, counts.pages),
    openFiles: pool(OpenFile, Math.max(1, counts.syncers)),
    system: one(System),
  };
}

/** The kernel object as filesystem code sees it. */
export interface FilesystemKernel extends KernelOf<FilesystemShape, MachineConstants> {}
