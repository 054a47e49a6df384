// Of all shortest ways to a state, one with the fewest task switches: it reads like runs of each
// task instead of a shuffle of them, and it is no step longer.
//
// States are numbered breadth first, so a shortest way takes one step from each level to the next.
// From the target backward each state learns how many switches still follow (`fewest`) and with
// which task's step the way may go on for that (`next`, a bit a task). To go on with any other task
// costs one switch more, so these two numbers say it all. The work is linear in the edges of the
// levels above the target.
import type { Search } from './explorer.js';

/** What else is known of the end of a way. */
export interface WayEnd {
  /** Other states that would do as well, where they are as near; for a harm, all in which it is found. */
  also?: (state: number) => boolean;
  /** The action taken in the state at the end: a switch to its task counts. */
  followedBy?: number;
}

/** A bit mask holds the tasks; a search with more shows the first way it found. */
const mostTasks = 32;

/**
 * The actions (task × 256 + alternative) of a shortest way to a state with the fewest switches from
 * one task to another. Among several it stays with the task it is in, else takes the lowest action.
 * A search that kept no edges knows one way only, and that is the answer.
 */
export function fewestSwitches(search: Search, state: number, end: WayEnd = {}): number[] {
  const { edges, scenario, store } = search;
  if (edges === null || scenario.tasks.length > mostTasks) return store.pathTo(state);
  const ways = new ShortestWays(search, levelsTo(search, state));
  ways.startFrom(state, end);
  ways.spreadBack();
  return ways.walk();
}

/** How many times a way changes from one task to another. */
export function switchesOf(actions: readonly number[]): number {
  return actions.filter((action, i) => i > 0 && action >> 8 !== actions[i - 1]! >> 8).length;
}

/**
 * The states that actions lead through, the first state before them included.
 * @throws RangeError where a step is not in the graph
 */
export function statesOnWay({ edges }: Search, actions: readonly number[]): number[] {
  const states = [0];
  for (const wanted of actions) {
    const at = states.at(-1)!;
    let edge = edges === null || at >= edges.states ? 0 : edges.first[at]!;
    const end = edges === null || at >= edges.states ? 0 : edges.first[at + 1]!;
    while (edge < end && edges!.action[edge] !== wanted) edge++;
    if (edge >= end) throw new RangeError(`step ${states.length} of the way is not in the graph that was searched`);
    states.push(edges!.target[edge]!);
  }
  return states;
}

/** The first state of each level down to that of `state`, and behind them the first of the next. */
function levelsTo({ store }: Search, state: number): number[] {
  const levels = [0, 1];
  while (levels.at(-1)! <= state) levels.push(firstWithParent(store.parent, store.count, levels.at(-2)! + 1, levels));
  return levels;
}

/** The first state that was reached from the last level: parents are in ascending order. */
function firstWithParent(parent: Int32Array, count: number, from: number, levels: readonly number[]): number {
  const above = levels.at(-1)!;
  let low = from;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (parent[middle]! < above) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** All shortest ways to the states of one level that were asked for. */
class ShortestWays {
  /** For each state: switches that still follow when the next step is of a task in `#next`. */
  readonly #fewest: Int32Array;
  /** For each state: the tasks, a bit each, whose step may come next for that; 0 where no way leads through it. */
  readonly #next: Int32Array;

  constructor(
    readonly search: Search,
    /** First states of the levels; the last number is the end of the last level. */
    readonly levels: readonly number[],
  ) {
    this.#fewest = new Int32Array(levels.at(-1)!);
    this.#next = new Int32Array(levels.at(-1)!);
  }

  /** Marks the ends. After the last step nothing switches any more, unless one step is to follow. */
  startFrom(state: number, { also, followedBy }: WayEnd): void {
    const mask = followedBy === undefined ? -1 : 1 << (followedBy >> 8);
    for (let s = this.levels.at(-2)!; s < this.levels.at(-1)!; s++)
      if (s === state || also?.(s) === true) this.#next[s] = mask;
  }

  /** Gives every state above the ends its two numbers, level by level. */
  spreadBack(): void {
    for (let level = this.levels.length - 3; level >= 0; level--)
      for (let s = this.levels[level]!; s < this.levels[level + 1]!; s++) this.#look(s, level);
  }

  #look(state: number, level: number): void {
    const { action, first, states } = this.search.edges!;
    if (state >= states) return;
    let fewest = 0x7fffffff;
    let mask = 0;
    for (let e = first[state]!; e < first[state + 1]!; e++) {
      const follow = this.#following(e, level);
      if (follow < 0 || follow > fewest) continue;
      const bit = 1 << (action[e]! >> 8);
      mask = follow < fewest ? bit : mask | bit;
      fewest = follow;
    }
    this.#fewest[state] = fewest;
    this.#next[state] = mask;
  }

  /** One of the ways, from the first state. */
  walk(): number[] {
    const { action, target } = this.search.edges!;
    const path: number[] = [];
    for (let state = 0, level = 0; level < this.levels.length - 2; level++) {
      const edge = this.#best(state, level, path.length === 0 ? -1 : path.at(-1)! >> 8);
      path.push(action[edge]!);
      state = target[edge]!;
    }
    return path;
  }

  /** The step to take from a state of a way when the last was of `task`, −1 for none yet. */
  #best(state: number, level: number, task: number): number {
    const { action, first } = this.search.edges!;
    let best = -1;
    let least = 0x7fffffff;
    for (let e = first[state]!; e < first[state + 1]!; e++) {
      const follow = this.#following(e, level);
      if (follow < 0) continue;
      const by = action[e]! >> 8;
      const switches = follow + (task >= 0 && by !== task ? 1 : 0);
      if (switches > least || (switches === least && by !== task)) continue;
      if (switches === least && action[best]! >> 8 === task) continue;
      best = e;
      least = switches;
    }
    return best;
  }

  /** How many switches follow after an edge from a level; −1 where no way leads over it. */
  #following(edge: number, level: number): number {
    const { action, target } = this.search.edges!;
    const next = target[edge]!;
    if (next < this.levels[level + 1]! || next >= this.levels[level + 2]! || this.#next[next] === 0) return -1;
    return this.#fewest[next]! + ((this.#next[next]! & (1 << (action[edge]! >> 8))) === 0 ? 1 : 0);
  }
}
