// Whether the steps a fresh run offers do what the steps of its automaton node do: the same guards
// hold, the same words come out, the same results, on some of the states in which the node occurs.
import { type Automaton, type AutomatonNode, alternativesOf } from './automaton.js';
import { Random } from './random.js';
import { isRecord } from './record.js';
import { runSealed } from './sealed-world.js';
import type { Searched } from './searched.js';
import type { TaskRun } from './task-run.js';
import type { World } from './world.js';

/** States compared at a node, and most states looked through for them. */
const perNode = 5;
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
    if (enabled !== (known.when === undefined || known.when(kernel)))
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
    const stride = Math.max(1, Math.ceil((expanded * automata.length) / mostStates));
    const random = new Random(2);
    const positions = new Uint16Array(automata.length);
    const met = automata.map((automaton) => new Int32Array(automaton.nodes.length));
    for (let state = 0; state < expanded; state += stride) {
      if (this.search.skipped(state)) continue;
      this.search.positions(state, positions);
      for (let task = 0; task < automata.length; task++) {
        const id = positions[task]!;
        const states = this.#states[task]![id]!;
        if (states.length < perNode) states.push(state);
        else {
          const place = random.below(++met[task]![id]! + perNode);
          if (place > 0 && place < perNode) states[place] = state;
        }
      }
    }
    for (const nodes of this.#states)
      for (const states of nodes)
        if (states.length > 0 && (states[0]! >= expanded || this.search.skipped(states[0]!))) states.shift();
  }
}

/** A result that can be compared across worlds. */
function plain(result: unknown): unknown {
  return isRecord(result) ? result.recordName : Number.isNaN(result) ? 'NaN' : result;
}
