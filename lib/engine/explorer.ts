// The explorer: every interleaving of a scenario, breadth first.
//
// A state is the memory's words plus one automaton node a task. Because the search is breadth
// first, the first state in which something is found has a shortest schedule, and the parent
// links spell it out. The search only searches; what its graph means is decided in questions.ts.
import type { Automaton, AutomatonNode } from './automaton.js';
import { Batch } from './batch.js';
import { type Budget, type Cut, Spending } from './budget.js';
import { ChanceRefused } from './chance.js';
import { isSeen } from './detect.js';
import { Edges } from './edges.js';
import { Expansion } from './expansion.js';
import type { FirstLook } from './first-look.js';
import type { Kernel } from './kernel.js';
import type { Scenario } from './scenario.js';
import { namedError } from './sealed-world.js';
import { StateStore } from './state-store.js';
import type { Owner } from './trace.js';

/** How far a search may go, and what it keeps. */
export interface SearchOptions extends Budget {
  /** Most steps from the start. */
  maxDepth?: number;
  /** Keep the transitions, for questions about what can still happen. Default true. */
  edges?: boolean;
  /** False to keep whole histories instead of folding, for comparison. */
  fold?: boolean;
  /** False to run the model's code for every state, for comparison. */
  written?: boolean;
  /** False to run the tasks not once before the search, where they are known to be sound. Default true. */
  firstLook?: boolean;
  /** Look for harms, observations and stops. Default true. */
  detect?: boolean;
  /** Called every 65,536 states. */
  onProgress?: (states: number, waiting: number) => void;
}

/** The graph of a scenario as far as it was searched. */
export class Search {
  readonly store: StateStore;
  readonly edges: Edges | null;
  readonly automata: readonly Automaton[];
  /** Runs made before the search, for the folding checks. */
  readonly firstLook: FirstLook;
  /** Memory words of a state; the tasks' positions follow, 16 bits each. */
  readonly memoryWords: number;
  /** Which harms are found in each state, a bit each. */
  found = new Uint32Array(1024);
  /** What is observed of each state alone, a bit each; null where nothing is. */
  #shown: Uint32Array | null = null;
  /** States from which nothing is taken because the machine stopped. */
  readonly stopped = new Set<number>();
  transitions = 0;
  depth = 0;
  complete = false;
  /** For each harm: how many transitions made it true. */
  readonly firings: number[];
  /** For each observation: how many transitions showed it, and the first of them. */
  readonly observed: { count: number; from: number; action: number }[];
  readonly #expansion: Expansion;
  readonly #spending: Spending;
  /** How many states are expanded; −1 before the first is stored. */
  #expanded = -1;
  /** The first state of the next level. */
  #levelEnd = 1;
  /** What the states expanded last lead to, not yet looked up. */
  readonly #batch: Batch;

  constructor(
    readonly scenario: Scenario,
    readonly options: SearchOptions = {},
  ) {
    const expansion = new Expansion(scenario, options);
    this.#spending = new Spending(options);
    this.#expansion = expansion;
    this.memoryWords = expansion.memoryWords;
    this.automata = expansion.automata;
    this.store = new StateStore(expansion.width);
    this.#batch = new Batch(expansion.width);
    this.edges = (options.edges ?? true) ? new Edges() : null;
    this.firstLook = expansion.firstLook;
    this.firings = scenario.harms.map(() => 0);
    this.observed = scenario.observations.map(() => ({ count: 0, from: -1, action: 0 }));
    if (options.detect ?? true) {
      const { observations } = scenario;
      if (observations.some(({ ofState }) => ofState)) this.#shown = new Uint32Array(this.found.length);
      if (observations.some(({ ofState }) => !ofState))
        expansion.onStep = (state, action) => this.#observe(state, action);
    }
  }

  /** Searches until nothing is new or the budget is spent. */
  run(): this {
    while (!this.advance(Number.POSITIVE_INFINITY));
    return this;
  }

  /**
   * Searches on.
   * @param states how many states to expand at most before it returns
   * @returns true when the search is over
   */
  advance(states: number): boolean {
    const chance = new ChanceRefused(() => this.#expansion.world.memory);
    chance.set();
    try {
      return this.#advance(states, chance);
    } catch (error) {
      throw namedError(error, this.#expansion.world.memory);
    } finally {
      chance.release();
    }
  }

  /** Cuts a search that is not over yet: what it did not find so far is unknown. */
  stop(): void {
    this.#spending.stop();
    this.#end();
  }

  /** Why the search was cut, null when it was not. */
  get cut(): Cut | null {
    return this.complete ? null : this.#spending.cut;
  }

  #advance(states: number, chance: ChanceRefused): boolean {
    const { store } = this;
    const batch = this.#batch;
    const spending = this.#spending;
    if (this.#expanded < 0) this.#start();
    const until = this.#expanded + states;
    let state = this.#expanded;
    for (; state < until && spending.cut === null; state++) {
      if (state === this.#levelEnd) {
        this.#lookUp();
        if (state === store.count) break;
        this.depth++;
        this.#levelEnd = store.count;
        if (this.depth === this.options.maxDepth) break;
      }
      if (spending.tooMany(store.count)) break;
      if ((state & 0xfff) === 0 && this.#look(state, chance)) break;
      if (!this.stopped.has(state))
        this.transitions += this.#expansion.expand(store.words, state * store.width, state, batch);
      if (batch.full) this.#lookUp();
    }
    this.#expanded = state;
    if (state === until && spending.cut === null) return false;
    this.#end();
    return true;
  }

  /** Now and then: tells how far it is; true when time or memory is spent. */
  #look(state: number, chance: ChanceRefused): boolean {
    const { onProgress } = this.options;
    chance.release();
    if ((state & 0xffff) === 0) onProgress?.(this.store.count, this.store.count - state);
    const spent = this.#spending.tooMuch(this.store.bytesSoon + (this.edges?.bytes ?? 0));
    chance.set();
    return spent;
  }

  #end(): void {
    this.#lookUp();
    this.edges?.endStates(this.#expanded);
    this.complete = this.#expanded === this.store.count;
  }

  /** The position of a task in a state. */
  node(state: number, task: number): AutomatonNode {
    const word = this.store.words[state * this.store.width + this.memoryWords + (task >> 1)]!;
    return this.automata[task]!.nodes[(word >>> (16 * (task & 1))) & 0xffff]!;
  }

  /** The memory words of a state. */
  memoryOf(state: number): Int32Array {
    return this.store.words.slice(state * this.store.width, state * this.store.width + this.memoryWords);
  }

  /** The number of the state with this memory and these positions, −1 when it is not in the graph. */
  stateOf(memory: Int32Array, nodes: readonly number[]): number {
    const row = new Int32Array(this.store.width);
    row.set(memory.subarray(0, this.memoryWords));
    const positions = new Uint16Array(row.buffer, 4 * this.memoryWords, nodes.length);
    positions.set(nodes);
    return this.store.find(row);
  }

  /** Who owns the step an action takes from a state. */
  ownerOf(state: number, action: number): Owner {
    return this.node(state, action >> 8).alternatives[action & 255]!.owner;
  }

  /** A kernel object whose views show `state`, for reading; valid until the next call. */
  kernelAt(state: number): Kernel {
    return this.#expansion.show(this.store.words, state * this.store.width);
  }

  #start(): void {
    this.#expanded = 0;
    for (const automaton of this.automata) automaton.nodes[0]!.firstState = 0;
    this.#batch.push(this.#expansion.initialRow(), -1, 0);
    this.store.addAll(this.#batch);
    this.#batch.count = 0;
    if (this.options.detect ?? true) this.#inspect(0);
  }

  /** Stores the states that the batch's steps led to. */
  #lookUp(): void {
    const { store, edges } = this;
    const batch = this.#batch;
    store.addAll(batch);
    const detect = this.options.detect ?? true;
    const { actions, count, from, numbers } = batch;
    for (let i = 0; i < count; i++) {
      const added = numbers[i]!;
      const target = added >= 0 ? added : ~added;
      if (added >= 0) {
        const node = this.node(added, actions[i]! >> 8);
        if (node.firstState < 0) node.firstState = added;
        if (detect) this.#inspect(added);
      }
      if (edges !== null) edges.push(from[i]!, target, actions[i]!);
      if (detect) this.#countFirings(from[i]!, target);
      if (this.#shown !== null && this.#shown[target] !== 0) this.#show(this.#shown[target]!, from[i]!, actions[i]!);
    }
    batch.count = 0;
  }

  #countFirings(from: number, target: number): void {
    const fresh = this.found[target]! & ~this.found[from]!;
    if (fresh !== 0) for (let h = 0; h < this.firings.length; h++) if ((fresh >>> h) & 1) this.firings[h]!++;
  }

  /** Looks for harms in a new state. */
  #inspect(state: number): void {
    const { judge } = this.#expansion;
    if (state >= this.found.length) {
      const found = new Uint32Array(2 * this.found.length);
      found.set(this.found);
      this.found = found;
      if (this.#shown !== null) {
        const shown = new Uint32Array(found.length);
        shown.set(this.#shown);
        this.#shown = shown;
      }
    }
    if (judge.idle) return;
    this.kernelAt(state);
    judge.look();
    this.found[state] = judge.harms;
    if (this.#shown !== null) this.#shown[state] = judge.shown;
    if (judge.stops) this.stopped.add(state);
  }

  #observe(state: number, action: number): void {
    const { observations } = this.scenario;
    const { before, world } = this.#expansion;
    for (let o = 0; o < observations.length; o++)
      if (!observations[o]!.ofState && isSeen(observations[o]!, world.kernel, before.kernel))
        this.#seen(o, state, action);
  }

  /** Counts what is observed of the state that a step led to. */
  #show(shown: number, from: number, action: number): void {
    for (let o = 0; o < this.observed.length; o++) if ((shown >>> o) & 1) this.#seen(o, from, action);
  }

  #seen(o: number, from: number, action: number): void {
    const seen = this.observed[o]!;
    if (seen.count++ > 0) return;
    seen.from = from;
    seen.action = action;
  }
}

/** Searches a scenario. */
export function search(scenario: Scenario, options: SearchOptions = {}): Search {
  return new Search(scenario, options).run();
}
