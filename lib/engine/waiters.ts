// Who waits for what on the clock.
//
// A waiting guard is evaluated again only when a record it read was written. Waiters whose guards
// are the same function of the same values (same innermost kernel function, arguments, results
// since it began, and label) wait in one first-in-first-out group, of which only the head is
// evaluated: if its guard is false, so is everyone's behind it. A task that comes to such a guard
// while others wait at it goes to the end of their group, even where the guard holds: the head is
// on its way then.
import type { CallStack } from './call-stack.js';

/** What the clock keeps of a waiting task. */
export interface Waiter {
  readonly number: number;
  readonly stack: CallStack;
  /** Label of the step it waits at. */
  readonly waitingAt: string;
  group: WaitGroup | null;
  /** Its neighbours in the group. */
  before: Waiter | null;
  behind: Waiter | null;
}

/** Waiters with the same guard. */
export class WaitGroup {
  head: Waiter | null = null;
  tail: Waiter | null = null;
  /** Records the guard read, in `records[0 … count)`. */
  records: Int32Array = new Int32Array(8);
  count = 0;
  /** True while an event for the head is on its way. */
  waking = false;
}

export class Waiters {
  /** For each record, the groups whose guard read it, in the order they began to wait. */
  readonly #groups: WaitGroup[][];
  /** Groups without members, to be used again. */
  readonly #spare: WaitGroup[] = [];
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
    if (this.join(waiter, reads, count)) return;
    const group = this.#spare.pop() ?? new WaitGroup();
    group.head = group.tail = waiter;
    waiter.group = group;
    this.#waiting++;
    this.#watch(group, reads, count);
  }

  /**
   * Puts a waiter behind those that wait at the same guard.
   * @returns false when there are none
   */
  join(waiter: Waiter, reads: Int32Array, count: number): boolean {
    if (count === 0) return false;
    // Equal guards read the same record first.
    const groups = this.#groups[reads[0]!]!;
    for (let g = 0; g < groups.length; g++) {
      const group = groups[g]!;
      if (!sameGuard(group.head!, waiter)) continue;
      waiter.before = group.tail;
      group.tail!.behind = waiter;
      group.tail = waiter;
      waiter.group = group;
      this.#waiting++;
      return true;
    }
    return false;
  }

  /** Takes a waiter out; its group's next member, if it was the head and there is one. */
  remove(waiter: Waiter): Waiter | null {
    const { group, before, behind } = waiter;
    if (group === null) return null;
    this.#waiting--;
    waiter.group = waiter.before = waiter.behind = null;
    if (behind === null) group.tail = before;
    else behind.before = before;
    if (before !== null) {
      before.behind = behind;
      return null;
    }
    group.head = behind;
    group.waking = false;
    if (behind === null) {
      this.#unwatch(group);
      this.#spare.push(group);
    }
    return behind;
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
        wake(group.head!);
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
      if (groups[groups.length - 1] === group) groups.pop();
      else groups.splice(groups.indexOf(group), 1);
    }
    group.count = 0;
  }
}

/** Whether two waiters’ guards are the same function of the same values. */
function sameGuard(a: Waiter, b: Waiter): boolean {
  const one = a.stack;
  const other = b.stack;
  const top = one.depth - 1;
  const otherTop = other.depth - 1;
  if (top < 0 || otherTop < 0 || one.functions[top] !== other.functions[otherTop] || a.waitingAt !== b.waitingAt)
    return false;
  const args = one.arguments[top]!;
  const otherArgs = other.arguments[otherTop]!;
  const from = one.starts[top]!;
  const otherFrom = other.starts[otherTop]!;
  const length = one.resultCount - from;
  return (
    args.length === otherArgs.length &&
    length === other.resultCount - otherFrom &&
    sameValues(args, 0, otherArgs, 0, args.length) &&
    sameValues(one.results, from, other.results, otherFrom, length)
  );
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
