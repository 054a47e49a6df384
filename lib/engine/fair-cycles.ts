// Executions that go on for ever and are fair: a task that can take a kernel- or device-owned step
// again and again takes one again and again. Nothing is owed to user space, except where a question is about
// one task: its own steps at its own pace are then owed like the kernel's.
//
// The states such an execution visits for ever lie in one strongly connected component. Where a
// component offers a task steps but holds none of them, the states that offer them are taken out
// and the rest is divided again (the emptiness check of Streett automata).
import { ownPaceStep, type StateGraph, systemStep } from './state-graph.js';

/** The largest sets of states in which a fair execution can stay for ever, visiting all of them. */
export interface FairComponents {
  /** For each state: the component it is in, −1 for none. */
  readonly component: Int32Array;
  readonly count: number;
}

/** A task whose own steps at its own pace are owed; none where the question is about nobody. */
export type Asker = number | null;

/** Which fair components are wanted. */
export interface FairOptions {
  /** The states an execution may visit (1) and may not (0); all unless given. */
  inside?: Uint8Array;
  /** Stop after about so many components. */
  most?: number;
  asker?: Asker;
}

/** Finds the fair components of a graph. */
export function fairComponents(graph: StateGraph, options: FairOptions = {}): FairComponents {
  const finder = new ComponentFinder(graph, options.inside ?? null, options.asker ?? null);
  while (finder.count < (options.most ?? Number.POSITIVE_INFINITY) && finder.divide());
  return { component: finder.component, count: finder.count };
}

/**
 * Whether some maximal fair execution avoids the states marked in `bad`: it may end where only user
 * space could go on, or go round a fair cycle.
 */
export function isAvoidable(graph: StateGraph, bad: Uint8Array): boolean {
  if (bad[0] === 1) return false;
  const { first, owner, states, target } = graph;
  const inside = new Uint8Array(states);
  const queue = new Int32Array(states);
  inside[0] = 1;
  let end = 1;
  for (let i = 0; i < end; i++) {
    const state = queue[i]!;
    let mustGoOn = false;
    for (let e = first[state]!; e < first[state + 1]!; e++) {
      if (owner[e] === systemStep) mustGoOn = true;
      const next = target[e]!;
      if (bad[next] === 1 || inside[next] === 1) continue;
      inside[next] = 1;
      queue[end++] = next;
    }
    if (!mustGoOn) return true;
  }
  return fairComponents(graph, { inside, most: 1 }).count > 0;
}

/**
 * A fair way round inside a component: it takes a step of every task that the component owes one.
 * @param entry a state of the component, where the loop starts and ends
 * @param visits marks the states of which the loop visits at least one; the component has one
 * @returns the steps, as their numbers in the graph; at least one
 */
export function fairLoop(
  graph: StateGraph,
  component: Int32Array,
  entry: number,
  visits: (state: number) => boolean,
  asker: Asker = null,
): number[] {
  const { action, target } = graph;
  const owed = new Set<number>();
  eachStepWithin(graph, component, component[entry]!, (e) => {
    if (isOwed(graph, e, asker)) owed.add(action[e]! >> 8);
  });
  const loop: number[] = [];
  let at = entry;
  let visited = visits(entry);
  const go = (isLast: (edge: number) => boolean) => {
    for (const e of shortestWalk(graph, component, at, isLast)) {
      loop.push(e);
      at = target[e]!;
      if (isOwed(graph, e, asker)) owed.delete(action[e]! >> 8);
      if (visits(at)) visited = true;
    }
  };
  if (!visited) go((e) => visits(target[e]!));
  while (owed.size > 0) go((e) => isOwed(graph, e, asker) && owed.has(action[e]! >> 8));
  if (loop.length === 0 || at !== entry) go((e) => target[e] === entry);
  return loop;
}

/** Whether a step that can be taken again and again must be. */
function isOwed({ action, owner }: StateGraph, edge: number, asker: Asker): boolean {
  return owner[edge] === systemStep || (owner[edge] === ownPaceStep && action[edge]! >> 8 === asker);
}

/** The shortest walk of at least one step from a state, inside its component, whose last step is as wanted. */
function shortestWalk(
  graph: StateGraph,
  component: Int32Array,
  from: number,
  isLast: (edge: number) => boolean,
): number[] {
  const { first, target } = graph;
  const cameBy = new Map<number, { edge: number; from: number }>();
  const queue = [from];
  for (const state of queue)
    for (let e = first[state]!; e < first[state + 1]!; e++) {
      const next = target[e]!;
      if (component[next] !== component[from]) continue;
      if (isLast(e)) {
        const walk = [e];
        for (let at = state; at !== from; at = cameBy.get(at)!.from) walk.push(cameBy.get(at)!.edge);
        return walk.reverse();
      }
      if (next === from || cameBy.has(next)) continue;
      cameBy.set(next, { edge: e, from: state });
      queue.push(next);
    }
  throw new Error('a fair component has no way to one of its own steps');
}

function eachStepWithin(graph: StateGraph, component: Int32Array, number: number, visit: (edge: number) => void): void {
  const { first, states, target } = graph;
  for (let s = 0; s < states; s++) {
    if (component[s] !== number) continue;
    for (let e = first[s]!; e < first[s + 1]!; e++) if (component[target[e]!] === number) visit(e);
  }
}

/** Divides regions of a graph into components (Tarjan) until what is left is fair. */
class ComponentFinder {
  /** For each state: its fair component, −1 for none. */
  readonly component: Int32Array;
  count = 0;
  /** Which region a state is in, 0 for none; an edge between two regions is cut. */
  readonly #region: Int32Array;
  #regions = 1;
  readonly #work: Int32Array[];
  /** Order of discovery in the region, 0 while undiscovered. */
  readonly #index: Int32Array;
  readonly #low: Int32Array;
  /** The next edge to look at. */
  readonly #cursor: Int32Array;
  /** Discovered states that have no component yet. */
  readonly #open: Int32Array;
  #opened = 0;
  readonly #offered: Uint8Array;
  readonly #taken: Uint8Array;

  constructor(
    readonly graph: StateGraph,
    inside: Uint8Array | null,
    readonly asker: Asker,
  ) {
    const { states, tasks } = graph;
    this.component = new Int32Array(states).fill(-1);
    this.#region = new Int32Array(states);
    this.#index = new Int32Array(states);
    this.#low = new Int32Array(states);
    this.#cursor = new Int32Array(states);
    this.#open = new Int32Array(states);
    this.#offered = new Uint8Array(tasks);
    this.#taken = new Uint8Array(tasks);
    const all = new Int32Array(states);
    let count = 0;
    for (let s = 0; s < states; s++) if (inside === null || inside[s] === 1) all[count++] = s;
    this.#work = [];
    this.#addRegion(all.subarray(0, count));
  }

  /** Divides one region; false when none is left. */
  divide(): boolean {
    const states = this.#work.pop();
    if (states === undefined) return false;
    for (const s of states) this.#index[s] = 0;
    const calls = new Int32Array(states.length);
    let discovered = 0;
    for (const root of states) if (this.#index[root] === 0) discovered = this.#search(root, calls, discovered);
    return true;
  }

  /** Tarjan's search from one state, with a stack of its own. */
  #search(root: number, calls: Int32Array, discovered: number): number {
    const { first, target } = this.graph;
    const index = this.#index;
    const low = this.#low;
    const cursor = this.#cursor;
    const region = this.#region;
    const here = region[root]!;
    let depth = 0;
    let entering = root;
    for (;;) {
      if (entering >= 0) {
        index[entering] = low[entering] = ++discovered;
        cursor[entering] = first[entering]!;
        this.#open[this.#opened++] = entering;
        calls[depth++] = entering;
        entering = -1;
      }
      const state = calls[depth - 1]!;
      const end = first[state + 1]!;
      let c = cursor[state]!;
      let lowest = low[state]!;
      while (c < end) {
        const next = target[c++]!;
        if (region[next] !== here) continue;
        if (index[next] === 0) {
          entering = next;
          break;
        }
        if (index[next]! < lowest) lowest = index[next]!;
      }
      cursor[state] = c;
      low[state] = lowest;
      if (entering >= 0) continue;
      if (lowest === index[state]) this.#close(state);
      if (--depth === 0) return discovered;
      const caller = calls[depth - 1]!;
      if (lowest < low[caller]!) low[caller] = lowest;
    }
  }

  /** Takes the component whose first discovered state this is off the open states, and judges it. */
  #close(root: number): void {
    const end = this.#opened;
    let begin = end - 1;
    while (this.#open[begin] !== root) begin--;
    this.#opened = begin;
    if (end - begin === 1 && !this.#hasSelfLoop(root)) {
      this.#region[root] = 0;
      return;
    }
    const states = this.#open.slice(begin, end);
    const id = ++this.#regions;
    for (const s of states) this.#region[s] = id;
    if (this.#isFair(states, id)) {
      for (const s of states) this.component[s] = this.count;
      this.count++;
    } else {
      for (const s of states) this.#region[s] = 0;
      this.#addRegion(states.filter((s) => !this.#offersUntaken(s)));
    }
  }

  #addRegion(states: Int32Array): void {
    if (states.length === 0) return;
    const id = ++this.#regions;
    for (const s of states) this.#region[s] = id;
    this.#work.push(states);
  }

  #hasSelfLoop(state: number): boolean {
    const { first, target } = this.graph;
    for (let e = first[state]!; e < first[state + 1]!; e++) if (target[e] === state) return true;
    return false;
  }

  /** Whether every task that is offered an owed step in the region takes one within it. */
  #isFair(states: Int32Array, id: number): boolean {
    const { action, first, target } = this.graph;
    const offered = this.#offered.fill(0);
    const taken = this.#taken.fill(0);
    for (const s of states)
      for (let e = first[s]!; e < first[s + 1]!; e++) {
        if (!isOwed(this.graph, e, this.asker)) continue;
        const task = action[e]! >> 8;
        offered[task] = 1;
        if (this.#region[target[e]!] === id) taken[task] = 1;
      }
    return offered.every((is, task) => is <= taken[task]!);
  }

  /** Whether a state offers a step to a task that, as last judged, takes none. */
  #offersUntaken(state: number): boolean {
    const { action, first } = this.graph;
    for (let e = first[state]!; e < first[state + 1]!; e++)
      if (isOwed(this.graph, e, this.asker) && this.#taken[action[e]! >> 8] === 0) return true;
    return false;
  }
}
