// A walk: one run after another through a scenario's graph, a step at a time, and what of the
// graph the runs have seen.
//
// It takes the steps that the explorer takes, by the same automata on the same words, but one
// where the explorer takes all. States and transitions seen are kept once each, as long as there
// is room; nothing is allocated for a step that was seen before.
import { Automaton, type AutomatonNode, resultIndex } from './automaton.js';
import { isFound, isSeen, stopsIn } from './detect.js';
import { FirstLook } from './first-look.js';
import type { Kernel } from './kernel.js';
import { holds } from './looking.js';
import { ModelError } from './model-error.js';
import type { Scenario } from './scenario.js';
import type { Searched } from './searched.js';
import { StateStore } from './state-store.js';
import { TimerOrder } from './timer-order.js';
import { initialWorld, type World, worldOn } from './world.js';

/** The machine stopped in this state. */
export const stoppedHere = 1;
/** Every task that should end has ended in this state. */
export const allEnded = 2;
/** No task could take a step in this state. */
export const nothingEnabled = 4;

export class Walk implements Searched {
  readonly options = { edges: false };
  readonly edges = null;
  readonly complete = false;
  readonly automata: readonly Automaton[];
  readonly firstLook: FirstLook;
  readonly store: StateStore;
  /** State, action (task × 256 + alternative), state it leads to. */
  readonly transitions = new StateStore(3);
  found = new Uint32Array(1024);
  readonly stopped = new Set<number>();
  /** For each state: `stoppedHere`, `allEnded`, `nothingEnabled`, added up. */
  flags = new Uint8Array(1024);
  /** For each observation: the transitions that showed it. */
  readonly observed: readonly number[][];
  /** The number of the present state, −1 where it is not kept. */
  state = 0;
  /** The harms found in the present state, a bit each. */
  harmsHere = 0;
  /** The flags of the present state. */
  flagsHere = 0;
  /** The run that was last in each state. */
  #lastRun = new Int32Array(1024);
  #run = 0;
  readonly #memoryWords: number;
  readonly #current: Int32Array;
  readonly #positions: Uint16Array;
  readonly #start: Int32Array;
  readonly #world: World;
  readonly #before: World;
  readonly #order: TimerOrder;
  readonly #ordered: boolean;
  readonly #transition = new Int32Array(3);

  /** @param maxStates most states to keep; further ones are walked through and forgotten */
  constructor(
    readonly scenario: Scenario,
    readonly maxStates: number,
  ) {
    const tasks = scenario.tasks.length;
    if (tasks > 256)
      throw new RangeError(
        `scenario ${scenario.name} has ${tasks} tasks; a walk takes at most 256, as the explorer does`,
      );
    this.#memoryWords = scenario.layout.words;
    const width = this.#memoryWords + ((tasks + 1) >> 1);
    this.store = new StateStore(width);
    this.#current = new Int32Array(width);
    this.#positions = new Uint16Array(this.#current.buffer, 4 * this.#memoryWords, tasks);
    this.#world = worldOn(scenario, this.#current, false);
    this.#before = worldOn(scenario, new Int32Array(this.#memoryWords), false);
    this.#order = new TimerOrder(scenario, this.#world.memory, (task) => this.#node(task).ended);
    this.#ordered = scenario.before.length > 0;
    const guarded = initialWorld(scenario);
    this.#current.set(guarded.memory.words);
    this.#start = this.#current.slice();
    this.firstLook = new FirstLook(scenario, guarded.memory.words);
    this.automata = scenario.tasks.map((task) => new Automaton(this.#world.kernel, guarded.kernel, task));
    for (const automaton of this.automata) automaton.nodes[0]!.firstState = 0;
    this.observed = scenario.observations.map(() => []);
    this.store.add(this.#current, -1, 0);
    this.#keep(0);
  }

  /** The memory whose task and step are running. */
  get memory() {
    return this.#world.memory;
  }

  /** Goes back to the initial state: another run. */
  restart(): void {
    this.#current.set(this.#start);
    this.#run++;
    this.#enter(0);
  }

  /**
   * The alternatives a task can take now.
   * @param into filled with their numbers from 0 on
   * @returns how many there are
   */
  enabled(task: number, into: Uint8Array): number {
    const { alternatives } = this.#node(task);
    const { kernel, memory } = this.#world;
    memory.task = this.automata[task]!.task.name;
    let count = 0;
    for (let a = 0; a < alternatives.length; a++) {
      const step = alternatives[a]!;
      memory.step = step.label;
      if (!holds(step, kernel)) continue;
      if (this.#ordered && step.timer !== '' && !this.#order.allows(step.timer)) continue;
      into[count++] = a;
    }
    return count;
  }

  /**
   * Takes a step that can be taken.
   * @returns true when it led to a state in which this run has been before
   */
  take(task: number, alternative: number): boolean {
    const automaton = this.automata[task]!;
    const node = this.#node(task);
    const step = node.alternatives[alternative]!;
    const { kernel, memory } = this.#world;
    memory.task = automaton.task.name;
    memory.step = step.label;
    if (this.observed.length > 0) {
      const before = this.#before.memory.words;
      for (let i = 0; i < before.length; i++) before[i] = this.#current[i]!;
    }
    const result = step.effect === undefined ? undefined : step.effect(kernel);
    const index = resultIndex(result);
    const known = index >= 0 ? node.next[alternative]![index] : undefined;
    const child =
      known !== undefined && known >= 0 ? known : this.#extend(automaton, node, alternative, result, kernel);
    this.#positions[task] = child;
    if (this.#ordered) this.#order.took(automaton.task.name, step.label);
    return this.#arrive((task << 8) | alternative, automaton.nodes[child]!);
  }

  /** Notes that no task can take a step in the present state. */
  noteNothingEnabled(): void {
    this.flagsHere |= nothingEnabled;
    if (this.state >= 0) this.flags[this.state]! |= nothingEnabled;
  }

  /** The position of a task in a kept state. */
  node(state: number, task: number): AutomatonNode {
    const word = this.store.words[state * this.store.width + this.#memoryWords + (task >> 1)]!;
    return this.automata[task]!.nodes[(word >>> (16 * (task & 1))) & 0xffff]!;
  }

  /** The memory words of a kept state. */
  memoryOf(state: number): Int32Array {
    return this.store.row(state).subarray(0, this.#memoryWords);
  }

  /** The number of the state with this memory and these positions, −1 when it is not kept. */
  stateOf(memory: Int32Array, nodes: readonly number[]): number {
    const row = new Int32Array(this.store.width);
    row.set(memory.subarray(0, this.#memoryWords));
    new Uint16Array(row.buffer, 4 * this.#memoryWords, nodes.length).set(nodes);
    return this.store.find(row);
  }

  /** A kernel object whose views show a kept state, for reading; the present state is lost. */
  kernelAt(state: number): Kernel {
    this.#current.set(this.store.row(state));
    return this.#world.kernel;
  }

  #node(task: number): AutomatonNode {
    return this.automata[task]!.nodes[this.#positions[task]!]!;
  }

  /** The present state is the one an action led to. */
  #arrive(action: number, node: AutomatonNode): boolean {
    const from = this.state;
    const state = this.#keptAs(from, action, node);
    if (from >= 0 && state >= 0) this.#noteTransition(from, action, state);
    const round = state >= 0 && this.#lastRun[state] === this.#run;
    this.#enter(state);
    return round;
  }

  /** The number of the present state, which is kept from now on where there is room; −1 where not. */
  #keptAs(from: number, action: number, node: AutomatonNode): number {
    const { store } = this;
    if (from < 0 || store.count >= this.maxStates) return store.find(this.#current);
    const added = store.add(this.#current, from, action);
    if (added < 0) return ~added;
    if (node.firstState < 0) node.firstState = added;
    this.#keep(added);
    return added;
  }

  #enter(state: number): void {
    this.state = state;
    if (state < 0) {
      this.harmsHere = this.#harms();
      this.flagsHere = this.#look();
      return;
    }
    this.harmsHere = this.found[state]!;
    this.flagsHere = this.flags[state]!;
    this.#lastRun[state] = this.#run;
  }

  /** Looks at a state that was not kept before, which is the present one. */
  #keep(state: number): void {
    if (state >= this.found.length) {
      const length = 2 * this.found.length;
      this.found = grown(new Uint32Array(length), this.found);
      this.flags = grown(new Uint8Array(length), this.flags);
      this.#lastRun = grown(new Int32Array(length), this.#lastRun);
    }
    this.found[state] = this.#harms();
    this.flags[state] = this.#look();
    if (this.flags[state]! & stoppedHere) this.stopped.add(state);
  }

  #harms(): number {
    const { harms } = this.scenario;
    let mask = 0;
    for (let h = 0; h < harms.length; h++) if (isFound(harms[h]!, this.#world.kernel)) mask |= 1 << h;
    return mask;
  }

  #look(): number {
    let flags = stopsIn(this.scenario, this.#world.kernel) ? stoppedHere : 0;
    for (let task = 0; task < this.automata.length; task++)
      if (this.scenario.tasks[task]!.daemon !== true && !this.#node(task).ended) return flags;
    flags |= allEnded;
    return flags;
  }

  #noteTransition(from: number, action: number, to: number): void {
    const row = this.#transition;
    row[0] = from;
    row[1] = action;
    row[2] = to;
    const added = this.transitions.add(row, -1, 0);
    if (added < 0) return;
    const { observations } = this.scenario;
    for (let o = 0; o < observations.length; o++)
      if (isSeen(observations[o]!, this.#world.kernel, this.#before.kernel)) this.observed[o]!.push(added);
  }

  /** A step to a position not seen before. Generators run here and must leave the state alone. */
  #extend(automaton: Automaton, node: AutomatonNode, a: number, result: unknown, kernel: Kernel): number {
    const stack = kernel.stack;
    const child = automaton.extend(node, a, result);
    kernel.stack = stack;
    if (child > 0xffff) throw new ModelError(`task ${automaton.task.name} has more positions than a state can number`);
    return child;
  }
}

function grown<T extends Uint32Array | Uint8Array | Int32Array>(target: T, source: T): T {
  target.set(source);
  return target;
}
