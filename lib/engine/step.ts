// Steps: the only way a task touches shared state.
//
// A step is one atomic action: an optional guard, an effect, a cost that follows the effect, an
// owner. A choice is a step with several alternatives; a time-out is an alternative. Kernel code
// makes them with `yield* k.step(…)` and gets the effect's result back.
import type { Kernel } from './kernel.js';
import type { RecordIdentity } from './record.js';
import { yieldedTwice } from './ticket.js';
import type { Owner } from './trace.js';

/** Nanoseconds of simulated time, written out: `us(20)` rather than 20000. */
export const ns = (n: number): number => n;
/** Microseconds as nanoseconds. */
export const us = (n: number): number => n * 1e3;
/** Milliseconds as nanoseconds. */
export const ms = (n: number): number => n * 1e6;
/** Seconds as nanoseconds. */
export const sec = (n: number): number => n * 1e9;

/** How long something takes. */
export interface Duration {
  /** Median, in nanoseconds (the mean for `exponential`). */
  readonly ns: number;
  /**
   * `fixed` (the default); `lognormal`, with `spread` the standard deviation of the logarithm;
   * `exponential`, memoryless.
   */
  readonly shape?: 'fixed' | 'lognormal' | 'exponential';
  readonly spread?: number;
}

/** A duration, or a plain number of nanoseconds. */
export type Cost = number | Duration;

/** What a step may hand back: plain values only, so that a task is a function of its results. */
export type Result = undefined | null | boolean | number | string;

/** Where a step can be taken. It may only look. */
export type Condition<K = Kernel> = (k: K) => boolean;

/** What a step does, at once; it may return a plain value. */
// biome-ignore lint/suspicious/noConfusingVoidType: an effect that returns nothing is the common case
export type Effect<R extends Result, K = Kernel> = (k: K) => R | void;

/**
 * The parts of a step that are not its label. Guard and effect are handed `k`, so that those which
 * need nothing else can be written once, at the top of the module.
 */
export interface StepOptions<R extends Result, K = Kernel> {
  /** The step can be taken only where this holds. */
  when?: Condition<K>;
  /** What the step does, at once. Its result is the step's result. */
  do?: Effect<R, K>;
  /** How long the task is busy after the effect. */
  cost?: Cost;
  /** Who takes it; `kernel` unless said. */
  owner?: Owner;
  /** What a task that cannot take it waits for, as a reader would say it: `'folio lock'`. */
  waitsFor?: string;
}

/** How a wait ends when the guard never comes true. */
export interface WaitOptions {
  owner?: Owner;
  /** The wait also ends, with `'timeout'`, after this long. */
  timeoutNs?: number;
  /** Whose step the time-out is; the kernel's unless said. */
  timeoutOwner?: Owner;
  /** The timer's name, for scenarios that say what comes before it. */
  timer?: string;
}

const never: Step[] = [];

/**
 * One request of a task to the engine, and at the same time the iterator that `yield*` drives: it
 * yields itself once and then returns the result the engine sends back. One object does both so
 * that a step costs a single allocation, and where it is filled anew (see ticket.ts) none.
 */
export class Step implements Iterator<Step, unknown, unknown> {
  /** Several steps to choose from, or none when this step is its own only alternative. */
  alternatives: Step[] = never;
  /** Time that passes before the step can be taken (a sleep or a time-out), else −1. */
  delay: Cost = -1;
  /** The name of the timer, for a time-out. */
  timer = '';
  /** True when the effect returns a record, which the engine stores as its number. */
  finds = false;
  /** Where it is filled anew for each step: which of them it is. */
  number = 0;
  // The object is its own iterator result.
  value: unknown = null;
  done = false;

  constructor(
    public label: string,
    public when: Condition | undefined,
    public effect: ((k: Kernel) => unknown) | undefined,
    public cost: Cost,
    public owner: Owner,
    public waitsFor: string | undefined,
  ) {}

  /** Makes it another step, all but the label, with no alternatives. */
  fill(
    when: Step['when'],
    effect: Step['effect'],
    cost: Cost,
    owner: Owner,
    waitsFor: string | undefined,
    delay: Cost,
  ): void {
    this.when = when;
    this.effect = effect;
    this.cost = cost;
    this.owner = owner;
    this.waitsFor = waitsFor;
    this.delay = delay;
  }

  [Symbol.iterator](): this {
    return this;
  }

  next(sent: unknown): IteratorResult<Step, unknown> {
    if (this.done) yieldedTwice(this.label);
    if (this.value === null) this.value = this;
    else {
      this.value = sent;
      this.done = true;
    }
    return this as IteratorResult<Step, unknown>;
  }
}

/** What `yield*` of a step gives: an iterable that ends with the step's result. */
export interface StepOf<R> {
  readonly label: string;
  [Symbol.iterator](): Iterator<Step, R, unknown>;
}

/** Something that takes steps and ends with an `R`: a generator, or the call of a kernel function. */
export interface Operation<R = void> {
  next(sent: unknown): IteratorResult<Step, R>;
  [Symbol.iterator](): Iterator<Step, R, unknown>;
}

/**
 * Begins a task.
 * @throws TypeError when its `run` hands back nothing that takes steps
 */
export function begin<K>(task: { readonly name: string; run(k: K): Operation<unknown> }, k: K): Operation<unknown> {
  const operation: Operation<unknown> | undefined = task.run(k);
  if (typeof operation?.next !== 'function')
    throw new TypeError(
      `task ${task.name} does nothing: its run returned ${operation === undefined ? 'nothing' : 'something that takes no steps'}; write run: (k) => addOne(k) without braces, or run: function* (k) { yield* addOne(k); }`,
    );
  return operation;
}

/** What `k.find` may hand back. */
export type Found = RecordIdentity | null | undefined;
