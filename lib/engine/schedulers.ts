// Schedulers: who is asked first for the next step of a sampled run.
//
// A scheduler puts the tasks in an order; the first of them that can take a step takes it. Neither
// looks at what a step does.
import type { Random } from './random.js';

/** Chooses the task of each step of a run. */
export interface Scheduler {
  /**
   * A run begins.
   * @param longestRun steps of the longest run before it, 0 when it is the first
   */
  start(longestRun: number): void;
  /** A step is to be chosen; steps count from 1. */
  next(step: number): void;
  /** The task to ask as the `place`-th, from 0 on, for the step to be chosen. */
  candidate(place: number): number;
  /**
   * The task at this place can take the step that is to be chosen.
   * @returns false to have another asked instead, from place 0 on
   */
  accept(place: number): boolean;
  /** The task at this place took a step that led back to a state of the same run. */
  wentRound(place: number): void;
}

/** Every task that can take a step is as likely as any other. */
export class RandomWalk implements Scheduler {
  readonly #order: Uint16Array;

  constructor(
    tasks: number,
    readonly random: Random,
  ) {
    this.#order = Uint16Array.from({ length: tasks }, (_, task) => task);
  }

  start(): void {}

  next(): void {}

  candidate(place: number): number {
    return drawn(this.#order, place, this.random);
  }

  accept(): boolean {
    return true;
  }

  wentRound(): void {}
}

/**
 * PCT, probabilistic concurrency testing (Burckhardt, Kothari, Musuvathi and Nagarakatte, ASPLOS
 * 2010): the task of the highest priority that can take a step takes it. The priorities are drawn
 * before a run, and d − 1 of its steps, at which the task whose turn it would be gets a priority
 * below all of those.
 *
 * PCT is made for runs that end. A task that went round in a circle gets the lowest priority of
 * all, so that a loop that waits for others lets them go on.
 */
export class PriorityScheduler implements Scheduler {
  readonly #order: Uint16Array;
  /** By task: d and above as drawn, 1 to d − 1 after a change, below 0 after a circle. */
  readonly #priority: Int32Array;
  readonly #changePoints: Int32Array;
  /** Changes made at the step that is being chosen, a bit each. */
  readonly #made: Uint8Array;
  #step = 0;
  #rounds = 0;

  /** @param depth d, 1 or more; the steps of a change are drawn from the first to the longest run’s last */
  constructor(
    tasks: number,
    readonly depth: number,
    readonly random: Random,
  ) {
    this.#order = Uint16Array.from({ length: tasks }, (_, task) => task);
    this.#priority = new Int32Array(tasks);
    this.#changePoints = new Int32Array(depth - 1);
    this.#made = new Uint8Array(depth - 1);
  }

  start(longestRun: number): void {
    const { depth, random } = this;
    const tasks = this.#order.length;
    for (let place = 0; place < tasks; place++)
      this.#priority[drawn(this.#order, place, random)] = depth + tasks - 1 - place;
    for (let i = 0; i < depth - 1; i++) this.#changePoints[i] = 1 + random.below(Math.max(1, longestRun));
    this.#rounds = 0;
  }

  next(step: number): void {
    this.#step = step;
    this.#made.fill(0);
  }

  candidate(place: number): number {
    return this.#order[place]!;
  }

  accept(place: number): boolean {
    for (let i = 0; i < this.#changePoints.length; i++) {
      if (this.#changePoints[i] !== this.#step || this.#made[i] === 1) continue;
      this.#made[i] = 1;
      this.#lower(place, this.depth - 1 - i);
      return false;
    }
    return true;
  }

  wentRound(place: number): void {
    this.#lower(place, --this.#rounds);
  }

  /** Gives the task at a place a lower priority, and keeps the order. */
  #lower(place: number, priority: number): void {
    const order = this.#order;
    const task = order[place]!;
    this.#priority[task] = priority;
    let to = place;
    for (; to + 1 < order.length && this.#priority[order[to + 1]!]! > priority; to++) order[to] = order[to + 1]!;
    order[to] = task;
  }
}

/** Draws one of the entries from `place` on and brings it there. */
function drawn(order: Uint16Array, place: number, random: Random): number {
  const from = place + random.below(order.length - place);
  const task = order[from]!;
  order[from] = order[place]!;
  order[place] = task;
  return task;
}
