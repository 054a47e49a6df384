// All records of a machine: pages, filesystem, pins, and the direct reads under way.
import { bool, type KernelOf, oneOf, pool, type RecordOf, record, uint } from '../engine/index.js';
import type { FilesystemCounts } from '../filesystems/machine.js';
import { gupShape } from '../gup/pin.js';
import type { MachineConstants } from '../pages/machine.js';

/** One direct read under iomap: `struct iomap_dio`. */
export const DirectRead = record('DirectRead', {
  state: oneOf('idle', 'submitted', 'done'),
  /** Pages it holds. */
  pages: uint(3),
  /** A work item is to re-dirty and release them: `bio_dirty_work`. */
  redirtyQueued: bool,
});
export type DirectRead = RecordOf<typeof DirectRead>;

/** How many of what a machine has. */
export interface MachineCounts extends FilesystemCounts {
  directReads: number;
}

/** All records of a machine. */
export function machineShape(counts: MachineCounts) {
  return { ...gupShape(counts), directReads: pool(DirectRead, Math.max(1, counts.directReads)) } as const;
}

/** The kernel object of a whole machine. */
export type Machine = KernelOf<ReturnType<typeof machineShape>, MachineConstants>;
