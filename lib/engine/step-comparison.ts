// Whether the steps a fresh run offers do what the steps of its automaton node do: the same guards
// hold, the same words come out, the same results, on some of the states in which the node occurs.
import { type Automaton, type AutomatonNode, alternativesOf } from './automaton.js';
import { oneOfEachPart } from './equal-parts.js';
import { holds } from './looking.js';
import { Random } from './random.js';
import { isRecord } from './record.js';
import { runSealed } from './sealed-world.js';
import type { Searched } from './searched.js';
import type { TaskRun } from './task-run.js';
import type { World } from './world.js';

/** States compared at a node: few, more where there are few nodes; and most states looked through for them. */
const perNode = 5;
const mostPerNode = 40;
const comparisons = 2000;
const mostStates = 40_000;

/** States in which steps can be compared. */
export interface ComparedStates extends Pick<Searched, 'automata' | 'kernelAt'> {
  /** Those below this number were expanded. */
  readonly expanded: number;
  /** Whether nothing was taken from a state below it, or there is none of this number. */
  skipped(state: number): boolean;
  /** Writes down where each task is in a state. */
  positions(state: number, into: Uint16Array): void;
}

/** The states of a graph. */
export function statesOf(graph: Searched): ComparedStates {
  const { automata, complete, stopped, store } = graph;
  return {
    automata,
    skipped: (state) => stopped.has(state),
    expanded: complete ? store.count : Math.max(0, store.parent[store.count - 1]!),
    positions: (state, into) => {
      for (let task = 0; task < into.length; task++) into[task] = graph.node(state, task).id;
    },
    kernelAt: (state) => graph.kernelAt(state),
  };
}

export class StepComparison {
  /** How many steps were compared. */
  count = 0;
  /** For each task and node: some states in which the task is there. */
  readonly #states: number[][][];

  /** @param world a sealed world, on which the fresh runs are */
  constructor(
    readonly search: ComparedStates,
    readonly world: World,
  ) {
    this.#states = search.automata.map((automaton) =>
      automaton.nodes.map((node) => (node.firstState >= 0 ? [node.firstState] : [])),
    );
    this.#sample();
  }

  /** Runs every alternative of a position by both, state by state. */
  compare(automaton: Automaton, task: number, node: AutomatonNode, run: TaskRun): void {
    const fresh = alternativesOf(run.step);
    const same =
      fresh.length === node.alternatives.length && fresh.every((step, a) => step.label === node.alternatives[a]!.label);
    if (!same) automaton.unsound(node, run.history, 'offers other steps');
    for (const state of this.#states[task]![node.id]!)
      for (let a = 0; a < fresh.length; a++) {
        const what = this.#difference(state, node, run, a);
        if (what !== null) automaton.unsound(node, run.history, what);
      }
  }

  /** What one alternative does differently in one state, null when nothing. */
  #difference(state: number, node: AutomatonNode, run: TaskRun, a: number): string | null {
    this.count++;
    const { world } = this;
    const { memory } = world;
    const step = alternativesOf(run.step)[a]!;
    const known = node.alternatives[a]!;
    const kernel = this.search.kernelAt(state);
    memory.words.set(kernel.memory.words.subarray(0, memory.words.length));
    memory.task = kernel.memory.task = run.task.name;
    memory.step = kernel.memory.step = step.label;
    const enabled = step.when === undefined || runSealed(world, 'guard', step.when);
    if (enabled !== holds(known, kernel))
      return `${enabled ? 'can' : 'cannot'} take the step ‹${step.label}› where the first ${enabled ? 'cannot' : 'can'}`;
    if (!enabled || step.effect === undefined) return null;
    const result = plain(runSealed(world, 'effect', step.effect));
    if (plain(known.effect!(kernel)) !== result) return `gets another result from the step ‹${step.label}›`;
    for (let i = 0; i < memory.words.length; i++)
      if (memory.words[i] !== kernel.memory.words[i]) return `does something else in the step ‹${step.label}›`;
    return null;
  }

  /** Picks states for each node, evenly likely, from those the search has expanded. */
  #sample(): void {
    const { automata, expanded } = this.search;
    const tasks = automata.length;
    const { states, places } = this.#lookThrough();
    const random = new Random(2);
    const nodes = this.#states.reduce((sum, { length }) => sum + length, 0);
    const wanted = Math.max(perNode, Math.min(mostPerNode, Math.floor(comparisons / nodes)));
    for (let task = 0; task < tasks; task++) {
      const picked = this.#states[task]!;
      const met = new Int32Array(picked.length);
      for (let at = task; at < places.length; at += tasks) met[places[at]!]!++;
      const ranks = Array.from(met, (count) => oneOfEachPart(count, wanted - 1, random));
      met.fill(0);
      for (let i = 0; i < states.length; i++) {
        const node = places[i * tasks + task]!;
        if (ranks[node]!.includes(met[node]!++)) picked[node]!.push(states[i]!);
      }
      for (const some of picked)
        if (some.length > 0 && (some[0]! >= expanded || this.search.skipped(some[0]!))) some.shift();
    }
  }

  /** Where the tasks are in states spread evenly over those that were expanded: a place a task, state by state. */
  #lookThrough(): { states: number[]; places: Uint16Array } {
    const { automata, expanded } = this.search;
    const tasks = automata.length;
    const stride = Math.max(1, Math.ceil((expanded * tasks) / mostStates));
    const states: number[] = [];
    const places = new Uint16Array(Math.ceil(expanded / stride) * tasks);
    const positions = new Uint16Array(tasks);
    for (let state = 0; state < expanded; state += stride) {
      if (this.search.skipped(state)) continue;
      this.search.positions(state, positions);
      places.set(positions, states.length * tasks);
      states.push(state);
    }
    return { states, places: places.subarray(0, states.length * tasks) };
  }
}

/** A result that can be compared across worlds. */
function plain(result: unknown): unknown {
  return isRecord(result) ? result.recordName : Number.isNaN(result) ? 'NaN' : result;
}
