// The part of a scenario's graph that some runs have seen: the shortest ways through it.
import type { Walk } from './walk.js';

export class SeenGraph {
  /** For each kept state: steps of the shortest way to it along transitions that were seen. */
  readonly distance: Int32Array;
  /** The transition by which that way arrives, −1 for the first state. */
  readonly #arrival: Int32Array;
  /** Changes from one task to another on that way. */
  readonly #switches: Int32Array;

  constructor(readonly walk: Walk) {
    const states = walk.store.count;
    this.distance = new Int32Array(states).fill(-1);
    this.#arrival = new Int32Array(states).fill(-1);
    this.#switches = new Int32Array(states);
    this.#measure();
  }

  /** Steps of the longest of all shortest ways. */
  get depth(): number {
    return this.distance.reduce((most, steps) => Math.max(most, steps), 0);
  }

  /** The actions of the shortest way to a state. */
  pathTo(state: number): number[] {
    const { words } = this.walk.transitions;
    const path: number[] = [];
    for (let at = state; this.#arrival[at]! >= 0; at = words[3 * this.#arrival[at]!]!)
      path.push(words[3 * this.#arrival[at]! + 1]!);
    return path.reverse();
  }

  /** The nearest of the states for which `holds`, −1 for none. */
  nearest(holds: (state: number) => boolean): number {
    let best = -1;
    for (let s = 0; s < this.distance.length; s++)
      if ((best < 0 || this.distance[s]! < this.distance[best]!) && holds(s)) best = s;
    return best;
  }

  /** Breadth first over the transitions, sorted by the state they leave. */
  #measure(): void {
    const { distance } = this;
    const { count, words } = this.walk.transitions;
    const first = new Int32Array(distance.length + 1);
    for (let t = 0; t < count; t++) first[words[3 * t]! + 1]!++;
    for (let s = 0; s < distance.length; s++) first[s + 1]! += first[s]!;
    const next = first.slice();
    const sorted = new Int32Array(count);
    for (let t = 0; t < count; t++) sorted[next[words[3 * t]!]!++] = t;
    const queue = new Int32Array(distance.length);
    distance[0] = 0;
    let end = 1;
    for (let i = 0; i < end; i++) {
      const from = queue[i]!;
      for (let e = first[from]!; e < first[from + 1]!; e++) {
        const to = words[3 * sorted[e]! + 2]!;
        if (distance[to]! < 0) {
          distance[to] = distance[from]! + 1;
          queue[end++] = to;
        } else if (distance[to]! <= distance[from]!) continue;
        this.#arriveBy(sorted[e]!);
      }
    }
  }

  /** Among shortest ways, one that changes less often from task to task is easier to read. */
  #arriveBy(transition: number): void {
    const { words } = this.walk.transitions;
    const [from, action, to] = [words[3 * transition]!, words[3 * transition + 1]!, words[3 * transition + 2]!];
    const before = this.#arrival[from]!;
    const same = before < 0 || words[3 * before + 1]! >> 8 === action >> 8;
    const switches = this.#switches[from]! + (same ? 0 : 1);
    if (this.#arrival[to]! >= 0 && this.#switches[to]! <= switches) return;
    this.#arrival[to] = transition;
    this.#switches[to] = switches;
  }
}
