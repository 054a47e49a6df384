// A run of a scenario: how it is asked for, and what it came to.
import { isRecord } from './record.js';
import type { BlockedSpan, FieldValue, Trace } from './trace.js';

/** How a run is made. */
export interface RunOptions {
  /** Any whole number; the same seed gives the same run. Default 1. */
  seed?: number;
  /** The run ends at this simulated time at the latest. */
  untilNs?: number;
  /** The run ends after this many steps at the latest. Default 10,000,000. */
  maxSteps?: number;
  /** Keep every step with what it changed, for figures. Default false. */
  record?: boolean;
  /** Keep the times of the outermost kernel functions. Default true. */
  operations?: boolean;
  /** Called after each step. */
  onStep?: (step: TakenStep) => void;
}

/** A step as a run reports it. */
export interface TakenStep {
  readonly task: number;
  readonly alternative: number;
  readonly result: unknown;
  readonly timeNs: number;
  /** The memory after the step; valid during the call. */
  readonly words: Int32Array;
}

/** One outermost kernel function that a task called: an fsync, a read. */
export interface OperationRun {
  task: string;
  name: string;
  startNs: number;
  /** −1 while it has not ended. */
  endNs: number;
  /** What it returned. */
  status: FieldValue;
  blocked: BlockedSpan[];
}

/** What a run came to. */
export interface Run {
  readonly scenario: string;
  readonly seed: number;
  readonly steps: number;
  /** Simulated time at the end. */
  readonly endNs: number;
  /** True when every task but the daemons ended. */
  readonly finished: boolean;
  readonly operations: readonly OperationRun[];
  /** What each task returned, undefined where it did not end. */
  readonly results: ReadonlyMap<string, FieldValue | undefined>;
  /** Ids of the harms met, each with the number of steps before it was. */
  readonly harms: ReadonlyMap<string, number>;
  /** How many steps showed each observation. */
  readonly observations: ReadonlyMap<string, number>;
  readonly outcome: string | undefined;
  readonly trace: Trace | undefined;
  /** The last state's memory. */
  readonly words: Int32Array;
}

/** A task's or function's return value as plain data. */
export function asFieldValue(value: unknown): FieldValue {
  if (isRecord(value)) return value.recordName;
  return value === undefined ? null : (value as FieldValue);
}
