// Who waits for what on the clock.
//
// A waiting guard is evaluated again only when a record it read was written. Waiters whose guards
// are the same, by label and either the very same constant or the same function of the same values
// (same innermost kernel function, arguments, and results since it began), wait in one
// first-in-first-out group, of which only the head is evaluated: if its guard is false, so is
// everyone's behind it. A task that comes to such a guard while others wait at it goes to the end of
// their group, even where the guard holds: the head is on its way then.
import type { CallStack } from './call-stack.js';
import type { Condition } from './step.js';

/** What the clock keeps of a waiting task. */
export interface Waiter {
  readonly number: number;
  readonly stack: CallStack;
  /** Label of the step it waits at. */
  readonly waitingAt: string;
  /** That step's guard, when it has one of its own. */
  readonly guard: Condition | undefined;
  group: WaitGroup | null;
  /** The group it was in last, which may have other members or none by now. */
  lastGroup: WaitGroup | null;
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
  /** Number of the kernel function they are in, −1 for none. */
  function = -1;
  /** True while an event for the head is on its way. */
  waking = false;
}

export class Waiters {
  /** For each record, the groups whose guard read it, in the order they began to wait. */
  readonly #groups: WaitGroup[][];
  /** For each kernel function, by its number, the groups that wait in it. */
  readonly #ofFunction: WaitGroup[][] = [];
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
    waiter.group = waiter.lastGroup = group;
    this.#waiting++;
    this.#watch(group, reads, count);
    const { innermost } = waiter.stack;
    if (innermost !== null) {
      group.function = innermost.id;
      this.#ofFunction[innermost.id] ??= [];
      this.#ofFunction[innermost.id]!.push(group);
    }
  }

  /**
   * Puts a waiter behind those that wait at the same guard, before the guard is evaluated.
   * @returns false when there are none, or too many guards of its function to look at them all
   */
  follow(waiter: Waiter): boolean {
    const { lastGroup } = waiter;
    if (lastGroup !== null && this.#joins(lastGroup, waiter)) return true;
    const { innermost } = waiter.stack;
    const groups = innermost === null ? undefined : this.#ofFunction[innermost.id];
    return groups !== undefined && groups.length <= 4 && this.#joinOneOf(groups, waiter);
  }

  /**
   * Puts a waiter, whose guard read `reads[0 … count)`, behind those that wait at the same guard.
   * @returns false when there are none
   */
  join(waiter: Waiter, reads: Int32Array, count: number): boolean {
    // Equal guards read the same record first.
    return count > 0 && this.#joinOneOf(this.#groups[reads[0]!]!, waiter);
  }

  #joinOneOf(groups: readonly WaitGroup[], waiter: Waiter): boolean {
    for (let g = 0; g < groups.length; g++) if (this.#joins(groups[g]!, waiter)) return true;
    return false;
  }

  /** Puts a waiter behind the members of a group, if it has any and they wait at the same guard. */
  #joins(group: WaitGroup, waiter: Waiter): boolean {
    if (group.head === null || !sameGuard(group.head, waiter)) return false;
    waiter.before = group.tail;
    group.tail!.behind = waiter;
    group.tail = waiter;
    waiter.group = waiter.lastGroup = group;
    this.#waiting++;
    return true;
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
      if (group.function >= 0) takeOut(this.#ofFunction[group.function]!, group);
      group.function = -1;
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
    for (let i = 0; i < group.count; i++) takeOut(this.#groups[group.records[i]!]!, group);
    group.count = 0;
  }
}

function takeOut(groups: WaitGroup[], group: WaitGroup): void {
  if (groups[groups.length - 1] === group) groups.pop();
  else groups.splice(groups.indexOf(group), 1);
}

/** Whether two waiters’ guards are the same function of the same values. */
function sameGuard(a: Waiter, b: Waiter): boolean {
  return (
    a.waitingAt === b.waitingAt && ((a.guard !== undefined && a.guard === b.guard) || a.stack.sameInnermost(b.stack))
  );
}
