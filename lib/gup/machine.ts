// The records of a machine with devices that pin, and with pipes.
import { type KernelOf, type PoolOf, pool } from '../engine/index.js';
import { type FilesystemCounts, type FilesystemShape, filesystemShape } from '../filesystems/machine.js';
import { type MachineConstants, translationCount } from '../pages/machine.js';
import { Pin } from './pin.js';
import { Pipe } from './pipe.js';

/** How many of what a machine has, pins and pipes included. */
export interface GupCounts extends FilesystemCounts {
  /** Pipes that pages may be spliced into. */
  pipes: number;
}

/** The records of a machine with devices that pin. */
export type GupShape = FilesystemShape & {
  readonly pins: PoolOf<typeof Pin>;
  readonly pipes: PoolOf<typeof Pipe>;
};

/** How many there are of each. */
export function gupShape(counts: GupCounts): GupShape {
  const pins = Math.max(1, counts.transfers);
  const pipes = Math.max(1, counts.pipes);
  return {
    ...filesystemShape({ ...counts, daxClaims: pins + pipes + translationCount(counts) }),
    pins: pool(Pin, pins),
    pipes: pool(Pipe, pipes),
  };
}

/** The kernel object as GUP sees it. */
export interface GupKernel extends KernelOf<GupShape, MachineConstants> {}
