// The records of a machine with devices that pin, and with pipes.
import { type KernelOf, pool } from '../engine/index.js';
import { type FilesystemCounts, filesystemShape } from '../filesystems/machine.js';
import { type MachineConstants, translationCount } from '../pages/machine.js';
import { Pin } from './pin.js';
import { Pipe } from './pipe.js';

/** How many of what a machine has, pins and pipes included. */
export interface GupCounts extends FilesystemCounts {
  /** Pipes that pages may be spliced into. */
  pipes: number;
}

/** The records of a machine with devices that pin. */
export function gupShape(counts: GupCounts) {
  const pins = Math.max(1, counts.transfers);
  const pipes = Math.max(1, counts.pipes);
  return {
    ...filesystemShape({ ...counts, daxClaims: pins + pipes + translationCount(counts) }),
    pins: pool(Pin, pins),
    pipes: pool(Pipe, pipes),
  } as const;
}

/** The kernel object as GUP sees it. */
export type GupKernel = KernelOf<ReturnType<typeof gupShape>, MachineConstants>;
