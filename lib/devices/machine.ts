// All records of a machine: pages, filesystem, pins, and the direct reads under way.
import { bool, type KernelOf, oneOf, type PoolOf, pool, type RecordOf, record, ref, uint } from '../engine/index.js';
import { type GupCounts, type GupShape, gupShape } from '../gup/machine.js';
import type { MachineConstants } from '../pages/machine.js';
import { Page } from '../pages/page.js';
import { tokenBits } from '../pages/tokens.js';

/** One direct read under iomap: `struct iomap_dio`. */
export const DirectRead = record('DirectRead', {
  /** `redirtying` only where the reader waits for that. */
  state: oneOf('idle', 'submitted', 'redirtying', 'done'),
  /** Pages it holds. */
  pages: uint(3),
  /** The device has reported an error. */
  failed: bool,
  /** A work item is to re-dirty and release them: `bio_dirty_work`. */
  redirtyQueued: bool,
});
export interface DirectRead extends RecordOf<typeof DirectRead> {}

/** One direct write, while the device may read its source. */
export const DirectWrite = record('DirectWrite', {
  /** The page that it reads; null while it reads none. */
  page: ref(() => Page),
  /** It reads a copy instead, made when the write was sent. */
  copied: bool,
  copy0: uint(tokenBits),
  copy1: uint(tokenBits),
});
export interface DirectWrite extends RecordOf<typeof DirectWrite> {}

/** Pages that a device may write as long as user space likes: `struct ib_umem` with its key. */
export const Region = record('Region', {
  /** The device has their addresses and accepts the key. */
  registered: bool,
  /** The device is writing a message into them. */
  busy: bool,
});
export interface Region extends RecordOf<typeof Region> {}

/** A message that a remote peer may send, or a packet with its frame, and its completion, once there is one: an error, where it failed. */
export const Message = record('Message', {
  state: oneOf('not sent', 'offered', 'landed', 'seen', 'failed'),
});
export interface Message extends RecordOf<typeof Message> {}

/** How many of what a machine has. */
export interface MachineCounts extends GupCounts {
  directReads: number;
  directWrites: number;
  /** Registered memory regions. */
  regions: number;
}

/** All records of a machine. */
export type MachineShape = GupShape & {
  readonly directReads: PoolOf<typeof DirectRead>;
  readonly directWrites: PoolOf<typeof DirectWrite>;
  readonly regions: PoolOf<typeof Region>;
  readonly messages: PoolOf<typeof Message>;
};

/** How many there are of each. */
export function machineShape(counts: MachineCounts): MachineShape {
  return {
    ...gupShape(counts),
    directReads: pool(DirectRead, Math.max(1, counts.directReads)),
    directWrites: pool(DirectWrite, Math.max(1, counts.directWrites)),
    regions: pool(Region, Math.max(1, counts.regions)),
    messages: pool(Message, Math.max(1, counts.messages)),
  };
}

/** The kernel object of a whole machine. */
export interface Machine extends KernelOf<MachineShape, MachineConstants> {}
