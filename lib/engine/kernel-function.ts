// Kernel functions: the named functions that tasks are built of, and the one way to loop.
//
// A kernel function may use its arguments and the results of its own steps and calls, nothing
// else. `return again(…)` starts it over: no local survives, which is what makes it sound to
// forget the history before it.
import type { FunctionIdentity } from './call-stack.js';
import type { Kernel } from './kernel.js';
import { ModelError } from './model-error.js';
import type { RecordIdentity } from './record.js';
import type { Operation, Result, Step } from './step.js';

/** What may be passed to a kernel function. */
export type Argument = Result | RecordIdentity | { readonly identity: FunctionIdentity };

/** The request of a kernel function to be started over. */
export class Again {
  constructor(readonly args: readonly Argument[]) {}
}

/** Starts the kernel function over with these arguments; nothing else is remembered. */
export function again(...args: Argument[]): Again {
  return new Again(args);
}

/** A kernel function as its callers see it: `yield* lockFolio(k, page)`. */
export interface KernelFunction<K extends Kernel, A extends readonly Argument[], R> {
  (k: K, ...args: A): Operation<R>;
  readonly identity: FunctionIdentity;
}

let count = 0;

/** How many kernel functions were defined so far. */
export const kernelFunctionCount = (): number => count;

/**
 * Makes a kernel function. Define it at the top of a module, never inside a task.
 * @param name the kernel's own name for what it models: `write_cache_page`
 * @param body reads like the kernel's; loops only by `return again(…)`
 */
export function kernelFunction<K extends Kernel, A extends readonly Argument[], T>(
  name: string,
  body: (k: K, ...args: A) => Generator<Step, T, unknown>,
): KernelFunction<K, A, Exclude<T, Again>> {
  const identity: FunctionIdentity = { name, id: ++count, body };
  const call = (k: K, ...args: A): Operation<Exclude<T, Again>> => {
    k.made++;
    k.lastMade = name;
    return new Call(k, identity, body, args) as Operation<Exclude<T, Again>>;
  };
  return Object.assign(call, { identity });
}

/**
 * One call of a kernel function: runs the body, and runs it again when it asks for that. It is an
 * iterator of its own rather than a generator around the body's, which would cost a second resume
 * at every step.
 */
class Call<K extends Kernel, A extends readonly Argument[], T> implements Operation<unknown> {
  #running: Generator<Step, T, unknown> | null = null;

  constructor(
    readonly k: K,
    readonly identity: FunctionIdentity,
    readonly body: (k: K, ...args: A) => Generator<Step, T, unknown>,
    readonly args: A,
  ) {}

  [Symbol.iterator](): this {
    return this;
  }

  next(sent: unknown): IteratorResult<Step, unknown> {
    let running = this.#running;
    if (running === null) {
      this.k.taken++;
      this.k.stack.enter(this.identity, this.args);
      running = this.#running = begin(
        this.body as unknown as (...args: never[]) => Generator<Step, T, unknown>,
        this.k,
        this.args,
      );
    }
    let state = running.next(sent);
    while (state.done === true) {
      const result: unknown = state.value;
      if (!(result instanceof Again)) {
        this.k.stack.leave(result);
        return state;
      }
      this.k.stack.restart(result.args);
      running = this.#running = begin(
        this.body as unknown as (...args: never[]) => Generator<Step, T, unknown>,
        this.k,
        result.args,
      );
      state = running.next(undefined);
    }
    return state;
  }
}

/** What an operation calls, when it is one call of a kernel function; null otherwise. */
export function callOf(
  operation: Operation<unknown>,
): { identity: FunctionIdentity; args: readonly Argument[] } | null {
  return operation instanceof Call ? { identity: operation.identity, args: operation.args } : null;
}

/** Calls a body. Spreading a list over its arguments would cost as much as the generator itself. */
function begin<T>(body: (...args: never[]) => T, k: Kernel, args: readonly unknown[]): T {
  const few = body as unknown as (k: Kernel, a?: unknown, b?: unknown, c?: unknown) => T;
  switch (args.length) {
    case 0:
      return few(k);
    case 1:
      return few(k, args[0]);
    case 2:
      return few(k, args[0], args[1]);
    case 3:
      return few(k, args[0], args[1], args[2]);
    default:
      return (body as unknown as (k: Kernel, ...args: readonly unknown[]) => T)(k, ...args);
  }
}

/** A kernel function that does its work for one index of a list. */
export type EachIndex<K extends Kernel> = KernelFunction<K, readonly [number], unknown>;

/**
 * Calls `body(k, i)` for i from `from` up to, not including, `to`, one after the other. What the
 * body returns is not kept.
 */
export const forEachIndex = kernelFunction(
  'for_each',
  function* (k: Kernel, body: EachIndex<never>, from: number, to: number) {
    if (from >= to) return;
    if (typeof body !== 'function') throw new ModelError('forEachIndex needs a kernel function to call');
    yield* (body as unknown as EachIndex<Kernel>)(k, from);
    return again(body, from + 1, to);
  },
);
