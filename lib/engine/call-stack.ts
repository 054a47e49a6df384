// The call stack of a task: the kernel functions it is in, with their arguments and with the
// results each has received since it started.
//
// This is all that a task's position depends on. When a function returns, its own results are
// dropped and its return value takes their place; when it starts over with `again(…)`, they are
// dropped. So two histories that leave the same stack behind are the same position.
import { ModelError } from './model-error.js';
import { isRecord } from './record.js';

/** A kernel function as the stack names it. */
export interface FunctionIdentity {
  readonly name: string;
  readonly id: number;
  /** The function itself, for checks that read its source. */
  readonly body: object;
}

/** Longest history a function may collect in the explorer before it must start over. */
export const historyLimit = 400;

export class CallStack {
  /** How many kernel functions the task is in; frames beyond are stale. */
  depth = 0;
  /** Three entries a function: its identity, its arguments, where its results begin in `#results`. */
  readonly #frames: unknown[] = [];
  readonly #results: unknown[] = [];
  resultCount = 0;
  /** Set by an engine that wants to know when functions begin and end. */
  onEnter: ((identity: FunctionIdentity, depth: number) => void) | null = null;
  onLeave: ((identity: FunctionIdentity, depth: number, result: unknown) => void) | null = null;

  enter(identity: FunctionIdentity, args: readonly unknown[]): void {
    const depth = this.depth++;
    if (this.onEnter !== null) this.onEnter(identity, depth);
    const frames = this.#frames;
    const at = 3 * depth;
    frames[at] = identity;
    frames[at + 1] = args;
    frames[at + 2] = this.resultCount;
  }

  restart(args: readonly unknown[]): void {
    const at = 3 * this.depth - 3;
    this.#frames[at + 1] = args;
    this.resultCount = this.#frames[at + 2] as number;
  }

  leave(result: unknown): void {
    const depth = --this.depth;
    this.resultCount = this.#start(depth);
    this.push(result);
    if (this.onLeave !== null) this.onLeave(this.#function(depth), depth, result);
  }

  /** Adds what a step returned. */
  push(result: unknown): void {
    this.#results[this.resultCount++] = result;
  }

  #function(depth: number): FunctionIdentity {
    return this.#frames[3 * depth] as FunctionIdentity;
  }

  #arguments(depth: number): readonly unknown[] {
    return this.#frames[3 * depth + 1] as readonly unknown[];
  }

  #start(depth: number): number {
    return this.#frames[3 * depth + 2] as number;
  }

  /** The innermost function, null outside of all. */
  get innermost(): FunctionIdentity | null {
    return this.depth === 0 ? null : this.#function(this.depth - 1);
  }

  /** Whether another stack's innermost call is the same function, of the same values, with the same results since. */
  sameInnermost(other: CallStack): boolean {
    const here = this.depth - 1;
    const there = other.depth - 1;
    if (here < 0 || there < 0 || this.#function(here) !== other.#function(there)) return false;
    const args = this.#arguments(here);
    const otherArgs = other.#arguments(there);
    const from = this.#start(here);
    const otherFrom = other.#start(there);
    const length = this.resultCount - from;
    return (
      args.length === otherArgs.length &&
      length === other.resultCount - otherFrom &&
      sameValues(args, 0, otherArgs, 0, args.length) &&
      sameValues(this.#results, from, other.#results, otherFrom, length)
    );
  }

  /** The names, outermost first. */
  names(): string[] {
    return Array.from({ length: this.depth }, (_, depth) => this.#function(depth).name);
  }

  /** An unambiguous text of the whole position. */
  key(): string {
    let text = '';
    let from = 0;
    for (let depth = 0; depth <= this.depth; depth++) {
      const to = depth < this.depth ? this.#start(depth) : this.resultCount;
      text += `[${encodeAll(this.#results, from, to)}]`;
      if (depth < this.depth) text += this.#call(depth);
      from = to;
    }
    return text;
  }

  #call(depth: number): string {
    const { name, id } = this.#function(depth);
    const args = this.#arguments(depth);
    return `>${name}#${id}(${encodeAll(args, 0, args.length)})`;
  }

  /** How many results the innermost function has collected. */
  innermostLength(): number {
    return this.resultCount - (this.depth > 0 ? this.#start(this.depth - 1) : 0);
  }
}

function sameValues(
  a: readonly unknown[],
  fromA: number,
  b: readonly unknown[],
  fromB: number,
  length: number,
): boolean {
  for (let i = 0; i < length; i++)
    if (a[fromA + i] !== b[fromB + i] && !Object.is(a[fromA + i], b[fromB + i])) return false;
  return true;
}

function encodeAll(values: readonly unknown[], from: number, to: number): string {
  let text = '';
  for (let i = from; i < to; i++) text += `${encode(values[i])};`;
  return text;
}

/** A typed text of one value: `1` and `'1'` and `true` are three different texts. */
export function encode(value: unknown): string {
  switch (typeof value) {
    case 'undefined':
      return 'u';
    case 'boolean':
      return value ? 't' : 'f';
    case 'number':
      return Object.is(value, -0) ? 'n-0' : `n${value}`;
    case 'string':
      return `s${JSON.stringify(value)}`;
    case 'function': {
      const identity = (value as { identity?: FunctionIdentity }).identity;
      if (identity !== undefined) return `k${identity.id}`;
      break;
    }
    case 'object':
      if (value === null) return '0';
      if (isRecord(value)) return `r${value.id}`;
  }
  throw new ModelError(
    `a kernel function was given or returned ${describe(value)}: only plain values, records and kernel functions may cross a call, so that a task is a function of what it was told; pass its parts one by one`,
  );
}

/** A short name for a value that may not be used. */
export function describe(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'function') return `the function ${value.name || '(unnamed)'}`;
  if (typeof value === 'object' && value !== null) return `an object of class ${value.constructor?.name ?? 'Object'}`;
  return `a ${typeof value}`;
}
