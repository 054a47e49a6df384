// Who waits for what on the clock.
//
// A waiting guard is evaluated again only when a record it read was written. Waiters whose guards
// are the same function of the same values (same innermost kernel function, arguments, results
// since it began, and label) wait in one first-in-first-out group, of which only the head is
// evaluated: if its guard is false, so is everyone's behind it.
import type { CallStack } from './call-stack.js';

/** What the clock keeps of a waiting task. */
export interface Waiter {
  readonly number: number;
  readonly stack: CallStack;
  /** Label of the step it waits at. */
  readonly waitingAt: string;
  group: WaitGroup | null;
}

/** Waiters with the same guard. */
export class WaitGroup {
  readonly members: Waiter[] = [];
  /** Records the guard read, in `records[0 … count)`. */
  records: Int32Array = new Int32Array(8);
  count = 0;
  /** True while an event for the head is on its way. */
  waking = false;
}

export class Waiters {
  /** For each record, the groups whose guard read it, in the order they began to wait. */
  readonly #groups: WaitGroup[][];
  #waiting = 0;

  constructor(records: number) {
    this.#groups = Array.from({ length: records }, () => []);
  }

  /** How many tasks wait. */
  get size(): number {
    return this.#waiting;
  }

  /** Adds a waiter whose guard read `reads[0 … count)`. */
  add(waiter: Waiter, reads: Int32Array, count: number): void {
    this.#waiting++;
    if (count > 0)
      for (const group of this.#groups[reads[0]!]!)
        if (sameGuard(group.members[0]!, waiter)) {
          group.members.push(waiter);
          waiter.group = group;
          return;
        }
    const group = new WaitGroup();
    group.members.push(waiter);
    waiter.group = group;
    this.#watch(group, reads, count);
  }

  /** Takes a waiter out; its group's next member, if it was the head and there is one. */
  remove(waiter: Waiter): Waiter | null {
    const group = waiter.group;
    if (group === null) return null;
    this.#waiting--;
    waiter.group = null;
    const wasHead = group.members[0] === waiter;
    if (wasHead) {
      group.members.shift();
      group.waking = false;
    } else group.members.splice(group.members.indexOf(waiter), 1);
    if (group.members.length === 0) this.#unwatch(group);
    return wasHead ? (group.members[0] ?? null) : null;
  }

  /** The head was evaluated and still waits; its guard may have read other records this time. */
  stillWaits(group: WaitGroup, reads: Int32Array, count: number): void {
    group.waking = false;
    if (count === group.count) {
      let same = true;
      for (let i = 0; i < count; i++) if (group.records[i] !== reads[i]) same = false;
      if (same) return;
    }
    this.#unwatch(group);
    this.#watch(group, reads, count);
  }

  /** Calls `wake` with the head of each group that waits on a written record and is not yet awake. */
  wake(written: Int32Array, count: number, wake: (head: Waiter) => void): void {
    for (let i = 0; i < count; i++) {
      const groups = this.#groups[written[i]!]!;
      for (let g = 0; g < groups.length; g++) {
        const group = groups[g]!;
        if (group.waking) continue;
        group.waking = true;
        wake(group.members[0]!);
      }
    }
  }

  #watch(group: WaitGroup, reads: Int32Array, count: number): void {
    if (count > group.records.length) group.records = new Int32Array(2 * count);
    for (let i = 0; i < count; i++) {
      group.records[i] = reads[i]!;
      this.#groups[reads[i]!]!.push(group);
    }
    group.count = count;
  }

  #unwatch(group: WaitGroup): void {
    for (let i = 0; i < group.count; i++) {
      const groups = this.#groups[group.records[i]!]!;
      groups.splice(groups.indexOf(group), 1);
    }
    group.count = 0;
  }
}

/** Whether two waiters’ guards are the same function of the same values. */
function sameGuard(a: Waiter, b: Waiter): boolean {
  const depth = a.stack.depth - 1;
  const other = b.stack.depth - 1;
  if (depth < 0 || other < 0 || a.waitingAt !== b.waitingAt) return false;
  if (a.stack.functions[depth] !== b.stack.functions[other]) return false;
  const from = a.stack.starts[depth]!;
  const otherFrom = b.stack.starts[other]!;
  const length = a.stack.resultCount - from;
  return (
    length === b.stack.resultCount - otherFrom &&
    sameValues(a.stack.arguments[depth]!, 0, b.stack.arguments[other]!, 0, a.stack.arguments[depth]!.length) &&
    a.stack.arguments[depth]!.length === b.stack.arguments[other]!.length &&
    sameValues(a.stack.results, from, b.stack.results, otherFrom, length)
  );
}

function sameValues(a: readonly unknown[], fromA: number, b: readonly unknown[], fromB: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (!Object.is(a[fromA + i], b[fromB + i])) return false;
  return true;
}
