// The sweep's inner loop: WebAssembly, compiled once a process; every thread has an instance of it on
// the memory that all share.
import { readFileSync } from 'node:fs';
import { ModelError } from '../model-error.js';

/** What the inner loop asks of a thread's JavaScript; addresses are in bytes. */
export interface CoreHost {
  /** Takes a task's steps in the present state by running them. */
  run(task: number): void;
  /** Looks at a new state: the address of which harms are found there, and whether the machine stops. */
  look(row: number): number;
  /** These harms were found for the first time by this thread. */
  found(harms: number): void;
  /** Replaces a row by the one that stands for its class. */
  exchange(row: number): void;
}

/** Why a thread stopped: nothing of the level is left for it; so much was asked for; all are to meet. */
export const coreDone = 0;
export const corePaused = 1;

/** What the inner loop offers; see core/. */
export interface Core {
  openMemory(): void;
  open(words: number, memoryWords: number, tasks: number, threads: number, declared: boolean): void;
  presentRow(): number;
  describeTask(task: number, positionTables: number, previous: number, next: number): void;
  judgeBy(table: number): void;
  push(task: number): void;
  begin(): number;
  work(chunks: number): number;
  /** 0 where there is no room. */
  growTable(): number;
  /** Bytes of the table of states. */
  tableBytes(): number;
  seeTable(): void;
  take(bytes: number): number;
  taken(): number;
  /** The address of a row. */
  rowAt(row: number): number;
  /** Whether there is a row of this number, and the machine goes on after it. */
  goesOn(row: number): number;
  stepsTaken(): number;
}

/** Rows of a chunk. */
export const chunkRows = 64;

const firstPages = 32;
/** Most pages: one less than can be addressed, so that 32 bits count their bytes, and less where the process may not have so many. */
const mostPages = [(1 << 16) - 1, 1 << 14, 1 << 12];

/** What core/ compiles to, by `npm run core`. */
const code = new URL('../../../engine/sweep/core.wasm', import.meta.url);
let compiled: WebAssembly.Module | null = null;

/**
 * Memory for the threads of one search.
 * @throws ModelError when this process may not set it aside
 */
export function newSweepMemory(): WebAssembly.Memory {
  for (const maximum of mostPages)
    try {
      return new WebAssembly.Memory({ initial: firstPages, maximum, shared: true });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  throw new ModelError(
    'a search for harms alone sets aside 12 GB of addresses, of which it may use few, and this process may not: raise its limit (ulimit -v), or explore the whole graph',
  );
}

/** An instance of the inner loop. */
export function coreOn(memory: WebAssembly.Memory, host: CoreHost): Core {
  compiled ??= new WebAssembly.Module(readFileSync(code));
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory }, host: { ...host } });
  return exports as unknown as Core;
}
