// The explorer: every interleaving of a scenario, breadth first.
//
// A state is the memory's words plus one automaton node a task. Because the search is breadth
// first, the first state in which something is found has a shortest schedule, and the parent
// links spell it out. The search only searches; what its graph means is decided in questions.ts.
import { Automaton, type AutomatonNode, resultIndex } from './automaton.js';
import { Batch } from './batch.js';
import { ChanceRefused } from './chance.js';
import { Edges } from './edges.js';
import { FirstLook } from './first-look.js';
import type { Kernel } from './kernel.js';
import { ModelError } from './memory.js';
import type { Scenario } from './scenario.js';
import { StateStore } from './state-store.js';
import { TimerOrder } from './timer-order.js';
import type { Owner } from './trace.js';
import { initialWorld, type World, worldOn } from './world.js';

/** How far a search may go, and what it keeps. */
export interface SearchOptions {
  /** Most states to store; a search cut short answers `unknown`. Default 4,000,000. */
  maxStates?: number;
  /** Keep the transitions, for questions about what can still happen. Default true. */
  edges?: boolean;
  /** False to keep whole histories instead of folding, for comparison. */
  fold?: boolean;
  /** Look for harms, observations and stops. Default true. */
  detect?: boolean;
  /** Called every 65,536 states. */
  onProgress?: (states: number, waiting: number) => void;
}

/** Most tasks a scenario may have, and most alternatives a step: an action is one 16-bit number. */
const actionBase = 256;

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
  /** States from which nothing is taken because the machine stopped. */
  readonly stopped = new Set<number>();
  transitions = 0;
  depth = 0;
  complete = false;
  /** For each harm: how many transitions made it true. */
  readonly firings: number[];
  /** For each observation: how many transitions showed it, and the first of them. */
  readonly observed: { count: number; from: number; action: number }[];
  /** The state being looked at: memory words and positions. */
  readonly #current: Int32Array;
  readonly #positions: Uint16Array;
  readonly #world: World;
  readonly #before: World;
  readonly #order: TimerOrder;
  readonly #comparison: Int32Array;
  /** What the states expanded last lead to, not yet looked up. */
  readonly #batch: Batch;

  constructor(
    readonly scenario: Scenario,
    readonly options: SearchOptions = {},
  ) {
    const tasks = scenario.tasks.length;
    if (tasks > actionBase)
      throw new RangeError(`scenario ${scenario.name} has ${tasks} tasks; the explorer takes at most ${actionBase}`);
    this.memoryWords = scenario.layout.words;
    const width = this.memoryWords + ((tasks + 1) >> 1);
    this.store = new StateStore(width);
    this.#batch = new Batch(width);
    this.edges = (options.edges ?? true) ? new Edges() : null;
    this.#current = new Int32Array(width);
    this.#positions = new Uint16Array(this.#current.buffer, 4 * this.memoryWords, tasks);
    this.#world = worldOn(scenario, this.#current, false);
    this.#before = worldOn(scenario, new Int32Array(this.memoryWords), false);
    this.#comparison = new Int32Array(this.memoryWords);
    this.#order = new TimerOrder(
      scenario,
      this.#world.memory,
      (task) => this.automata[task]!.nodes[this.#positions[task]!]!.ended,
    );
    const guarded = initialWorld(scenario);
    this.#current.set(guarded.memory.words);
    this.firstLook = new FirstLook(scenario, guarded.memory.words);
    this.automata = scenario.tasks.map(
      (task) => new Automaton(this.#world.kernel, guarded.kernel, task, options.fold ?? true),
    );
    this.firings = scenario.harms.map(() => 0);
    this.observed = scenario.observations.map(() => ({ count: 0, from: -1, action: 0 }));
  }

  /** Searches until nothing is new or the budget is spent. */
  run(): this {
    const chance = new ChanceRefused(() => this.#world.memory);
    chance.set();
    try {
      this.#run(chance);
    } finally {
      chance.release();
    }
    return this;
  }

  #run(chance: ChanceRefused): void {
    const { maxStates = 4_000_000, onProgress } = this.options;
    this.#start();
    let levelEnd = 1;
    let state = 0;
    for (; this.store.count <= maxStates; state++) {
      if (state === levelEnd) {
        this.#lookUp();
        if (state === this.store.count) break;
        this.depth++;
        levelEnd = this.store.count;
      }
      if (onProgress !== undefined && (state & 0xffff) === 0) {
        chance.release();
        onProgress(this.store.count, this.store.count - state);
        chance.set();
      }
      this.#expand(state);
      if (this.#batch.full) this.#lookUp();
    }
    this.#lookUp();
    this.edges?.endStates(state);
    this.complete = state === this.store.count;
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
    const { width, words } = this.store;
    const from = state * width;
    for (let i = 0; i < width; i++) this.#current[i] = words[from + i]!;
    return this.#world.kernel;
  }

  #start(): void {
    this.automata.forEach((automaton, task) => {
      this.#positions[task] = 0;
      automaton.nodes[0]!.firstState = 0;
    });
    this.#batch.push(this.#current, -1, 0);
    this.store.addAll(this.#batch);
    this.#batch.count = 0;
    if (this.options.detect ?? true) this.#inspect(0);
  }

  /** Takes every step that can be taken in a state. */
  #expand(state: number): void {
    const { store, automata, memoryWords } = this;
    const current = this.#current;
    const positions = this.#positions;
    const { kernel, memory } = this.#world;
    const detect = this.options.detect ?? true;
    const observing = detect && this.scenario.observations.length > 0;
    const ordered = this.scenario.before.length > 0;
    const from = state * store.width;
    const words = store.words;
    for (let i = 0; i < store.width; i++) current[i] = words[from + i]!;
    if (observing) this.#before.memory.words.set(current.subarray(0, memoryWords));
    if (!this.stopped.has(state)) {
      let changed = false;
      for (let task = 0; task < automata.length; task++) {
        const automaton = automata[task]!;
        const position = positions[task]!;
        const node = automaton.nodes[position]!;
        const alternatives = node.alternatives;
        for (let a = 0; a < alternatives.length; a++) {
          if (changed) {
            const source = store.words;
            for (let i = 0; i < memoryWords; i++) current[i] = source[from + i]!;
            positions[task] = position;
            changed = false;
          }
          const step = alternatives[a]!;
          memory.task = automaton.task.name;
          memory.step = step.label;
          if (step.when !== undefined && !step.when()) continue;
          if (ordered && step.timer !== '' && !this.#order.allows(step.timer)) continue;
          this.transitions++;
          changed = true;
          const result = step.effect === undefined ? undefined : step.effect();
          if (node.comparisons > 0) this.#compareShadow(automaton, node, state, a, result);
          const index = resultIndex(result);
          const known = index >= 0 ? node.next[a]![index] : undefined;
          const child = known !== undefined && known >= 0 ? known : this.#extend(automaton, node, a, result, kernel);
          positions[task] = child;
          if (ordered) this.#order.took(automaton.task.name, step.label);
          if (observing) this.#observe(state, (task << 8) | a);
          this.#batch.push(current, state, (task << 8) | a);
        }
        positions[task] = position;
      }
    }
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
    }
    batch.count = 0;
  }

  #countFirings(from: number, target: number): void {
    const fresh = this.found[target]! & ~this.found[from]!;
    if (fresh !== 0) for (let h = 0; h < this.firings.length; h++) if ((fresh >>> h) & 1) this.firings[h]!++;
  }

  /** Looks for harms in a new state. */
  #inspect(state: number): void {
    const { harms, stopsWhen } = this.scenario;
    if (state >= this.found.length) {
      const found = new Uint32Array(2 * this.found.length);
      found.set(this.found);
      this.found = found;
    }
    const kernel = this.kernelAt(state);
    let mask = 0;
    for (let h = 0; h < harms.length; h++) if (harms[h]!.found(kernel)) mask |= 1 << h;
    this.found[state] = mask;
    if (stopsWhen?.(kernel)) this.stopped.add(state);
  }

  #observe(state: number, action: number): void {
    const { observations } = this.scenario;
    for (let o = 0; o < observations.length; o++) {
      if (!observations[o]!.seen(this.#world.kernel, this.#before.kernel)) continue;
      const seen = this.observed[o]!;
      if (seen.count++ === 0) {
        seen.from = state;
        seen.action = action;
      }
    }
  }

  /** A step to a position not seen before. Generators run here and must leave the state alone. */
  #extend(automaton: Automaton, node: AutomatonNode, a: number, result: unknown, kernel: Kernel): number {
    const stack = kernel.stack;
    const child = automaton.extend(node, a, result);
    kernel.stack = stack;
    if (child > 0xffff) throw new ModelError(`task ${automaton.task.name} has more positions than a state can number`);
    return child;
  }

  /** Runs the step of a node's second history in the same state: it must do the same. */
  #compareShadow(automaton: Automaton, node: AutomatonNode, state: number, a: number, result: unknown): void {
    node.comparisons--;
    const { memoryWords, store } = this;
    this.#comparison.set(this.#current.subarray(0, memoryWords));
    const from = state * store.width;
    for (let i = 0; i < memoryWords; i++) this.#current[i] = store.words[from + i]!;
    const step = node.shadow!.alternatives[a]!;
    const enabled = step.when === undefined || step.when();
    const other = enabled && step.effect !== undefined ? step.effect() : undefined;
    let same = enabled && Object.is(other, result);
    for (let i = 0; i < memoryWords; i++) {
      if (this.#current[i] !== this.#comparison[i]) same = false;
      this.#current[i] = this.#comparison[i]!;
    }
    if (!same) automaton.unsound(node, node.shadow!.history, `does something else in the step ‹${step.label}›`);
  }
}

/** Searches a scenario. */
export function search(scenario: Scenario, options: SearchOptions = {}): Search {
  return new Search(scenario, options).run();
}
