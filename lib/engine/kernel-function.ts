// Kernel functions: the named functions that tasks are built of, and the one way to loop.
//
// A kernel function may use its arguments and the results of its own steps and calls, nothing
// else. `return again(…)` starts it over: no local survives, which is what makes it sound to
// forget the history before it.
import type { CallStack, FunctionIdentity } from './call-stack.js';
import type { Kernel } from './kernel.js';
import { ModelError } from './memory.js';
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

/**
 * Makes a kernel function. Define it at the top of a module, never inside a task.
 * @param name the kernel's own name for what it models: `write_cache_page`
 * @param body reads like the kernel's; loops only by `return again(…)`
 */
export function kernelFunction<K extends Kernel, A extends readonly Argument[], T>(
  name: string,
  body: (k: K, ...args: A) => Generator<Step, T, unknown>,
): KernelFunction<K, A, Exclude<T, Again>> {
  const identity: FunctionIdentity = { name, id: ++count };
  function* run(k: K, first: A): Operation<Exclude<T, Again>> {
    k.taken++;
    const stack: CallStack = k.stack;
    stack.enter(identity, first);
    let args = first;
    for (;;) {
      const result = yield* body(k, ...args);
      if (!(result instanceof Again)) {
        stack.leave(result);
        return result as Exclude<T, Again>;
      }
      args = result.args as unknown as A;
      stack.restart(args);
    }
  }
  const call = (k: K, ...args: A): Operation<Exclude<T, Again>> => {
    k.made++;
    k.lastMade = name;
    return run(k, args);
  };
  return Object.assign(call, { identity });
}

/** A kernel function that does its work for one index of a list. */
export type EachIndex<K extends Kernel> = KernelFunction<K, readonly [number], unknown>;

/**
 * Calls `body(k, i)` for i from `from` up to, not including, `to`, one after the other. What the
 * body returns is not kept.
 */
export const forEachIndex = kernelFunction('for_each', function* (k: Kernel, body: EachIndex<never>, from: number, to: number) {
  if (from >= to) return;
  if (typeof body !== 'function') throw new ModelError('forEachIndex needs a kernel function to call');
  yield* (body as unknown as EachIndex<Kernel>)(k, from);
  return again(body, from + 1, to);
});
