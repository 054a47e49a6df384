// Live runs inside a search's graph: every step a running task takes must be one the search took,
// in the same state, and lead to the same state.
//
// First along the shortest paths on which the positions were first met, then at random. Effects run
// inside the generators that made them, so an effect that sets a variable of its task, or of the
// module, leads out of the graph.

import { LiveRun } from './live-run.js';
import { ModelError } from './model-error.js';
import type { Random } from './random.js';
import { sealedWorld } from './sealed-world.js';
import type { Searched } from './searched.js';
import type { World } from './world.js';

/** Most steps along shortest paths and in random runs, and how many and how long those are. */
const mostPathSteps = 6000;
const mostWalkSteps = 1600;
/** Fewest steps in random runs; else one for so many states. */
const fewestWalkSteps = 400;
const statesAStep = 4;
const mostWalks = 40;
const walkLength = 80;

const mend =
  'a step’s effect must not set locals or variables outside; return the value from the effect and use the step’s result, or keep it in a field of a record';

/** A step that can be taken in a state. */
interface Way {
  readonly task: number;
  readonly alternative: number;
}

export class LiveChecks {
  runs = 0;
  steps = 0;
  /** How often a position's alternative was taken in random runs. */
  readonly #taken: Int32Array[][];
  /** States whose harms were compared. */
  readonly #judged = new Set<number>();

  constructor(
    readonly search: Searched,
    /** The sealed world in use now. */
    public world: World,
    readonly random: Random,
  ) {
    this.#taken = search.automata.map((automaton) =>
      automaton.nodes.map((node) => new Int32Array(node.alternatives.length)),
    );
  }

  run(): void {
    this.#followPaths();
    const wished = Math.max(fewestWalkSteps, this.search.store.count / statesAStep);
    const most = this.steps + Math.min(mostWalkSteps, wished);
    for (let walk = 0; walk < mostWalks && this.steps < most; walk++) this.#walk(walk);
  }

  #start(): LiveRun {
    this.runs++;
    return new LiveRun(this.search.scenario, this.world, this.search.memoryOf(0));
  }

  /** Takes the shortest path to each position; paths that others go on from come with those. */
  #followPaths(): void {
    const { automata, store } = this.search;
    const targets = new Set<number>();
    for (const automaton of automata)
      for (const node of automaton.nodes) if (node.firstState > 0) targets.add(node.firstState);
    const passed = new Set<number>();
    for (const state of targets)
      for (let at = store.parent[state]!; at >= 0 && !passed.has(at); at = store.parent[at]!) passed.add(at);
    const ends = [...targets].filter((state) => !passed.has(state));
    const length = ends.reduce((sum, state) => sum + store.pathTo(state).length, 0);
    const stride = Math.max(1, length / mostPathSteps);
    for (let i = 0; i < ends.length; i += stride) this.#follow(ends[Math.floor(i)]!);
  }

  #follow(end: number): void {
    const { store } = this.search;
    const states: number[] = [];
    for (let at = end; at >= 0; at = store.parent[at]!) states.push(at);
    states.reverse();
    const run = this.#start();
    for (let i = 1; i < states.length; i++) {
      const action = store.action[states[i]!]!;
      if (!run.enabled(action >> 8, action & 255))
        this.#disagree(run, action >> 8, action & 255, 'cannot be taken where the search took it');
      this.#take(run, action >> 8, action & 255, states[i]!);
    }
  }

  /** Takes steps at random: alike, or the least taken, or one task as long as it can. */
  #walk(walk: number): void {
    // A new world now and then: what was kept for the views or the `k` of another doesn't count in it.
    if (walk % 3 === 0) this.world = sealedWorld(this.search.scenario, this.search.memoryOf(0));
    const run = this.#start();
    let state = 0;
    let last = -1;
    for (let i = 0; i < walkLength && state >= 0 && !this.search.stopped.has(state); i++) {
      const ways = this.#ways(run, state);
      if (ways.length === 0) return;
      const way = this.#choose(ways, walk % 3, state, last);
      last = way.task;
      this.#taken[way.task]![this.search.node(state, way.task).id]![way.alternative]!++;
      state = this.#take(run, way.task, way.alternative, this.#target(state, way));
    }
  }

  #choose(ways: readonly Way[], manner: number, state: number, last: number): Way {
    const own = ways.filter((way) => way.task === last);
    if (manner === 2 && own.length > 0 && this.random.below(10) > 0) return own[this.random.below(own.length)]!;
    if (manner === 1 && this.random.below(4) > 0) {
      const taken = (way: Way): number =>
        this.#taken[way.task]![this.search.node(state, way.task).id]![way.alternative]!;
      const least = Math.min(...ways.map(taken));
      const rare = ways.filter((way) => taken(way) === least);
      return rare[this.random.below(rare.length)]!;
    }
    return ways[this.random.below(ways.length)]!;
  }

  /** Every step that can be taken; they must be those that the search took from this state. */
  #ways(run: LiveRun, state: number): Way[] {
    const ways: Way[] = [];
    const { edges } = this.search;
    const known = edges !== null && state < edges.states;
    let edge = known ? edges.first[state]! : 0;
    for (let task = 0; task < run.tasks.length; task++)
      for (let alternative = 0; alternative < run.alternatives(task).length; alternative++) {
        const enabled = run.enabled(task, alternative);
        if (enabled) ways.push({ task, alternative });
        if (!known) continue;
        const expected = edge < edges.first[state + 1]! && edges.action[edge] === ((task << 8) | alternative);
        if (expected) edge++;
        if (enabled !== expected)
          this.#disagree(
            run,
            task,
            alternative,
            enabled ? 'can be taken where the search found it barred' : 'cannot be taken where the search took it',
          );
      }
    return ways;
  }

  /** The state an alternative led the search to, −1 where it isn't known. */
  #target(state: number, way: Way): number {
    const { edges } = this.search;
    if (edges === null || state >= edges.states) return -1;
    for (let edge = edges.first[state]!; edge < edges.first[state + 1]!; edge++)
      if (edges.action[edge] === ((way.task << 8) | way.alternative)) return edges.target[edge]!;
    return -1;
  }

  /** Takes a step and compares where it led; `target` −1 has the state looked up. */
  #take(run: LiveRun, task: number, alternative: number, target: number): number {
    this.steps++;
    const { search } = this;
    const label = run.alternatives(task)[alternative]!.label;
    run.take(task, alternative);
    const automaton = search.automata[task]!;
    const key = automaton.keyOf(run.tasks[task]!);
    if (target < 0) return this.#lookUp(run, task, label);
    const { words, width } = search.store;
    for (let i = 0; i < run.words.length; i++)
      if (run.words[i] !== words[target * width + i]) this.#wrongWords(run, task, label, target);
    const node = search.node(target, task);
    if (node.key !== key) this.#wrongPlace(run, task, label, `‹${node.alternatives[0]?.label ?? 'its end'}›`);
    if (search.options.detect ?? true) this.#compareHarms(run, target);
    return target;
  }

  /** The state a run is in, −1 when the search did not get so far. */
  #lookUp(run: LiveRun, task: number, label: string): number {
    const { search } = this;
    const nodes = run.tasks.map((one, t) => search.automata[t]!.nodeAt(search.automata[t]!.keyOf(one))?.id ?? -1);
    const state = nodes.includes(-1) ? -1 : search.stateOf(run.words, nodes);
    if (state < 0 && search.complete) this.#wrongPlace(run, task, label, 'a state of the search');
    return state;
  }

  /** A detector, too, must be a function of the state alone, and so must what stops the machine. */
  #compareHarms(run: LiveRun, state: number): void {
    if (this.#judged.has(state)) return;
    this.#judged.add(state);
    if (run.stopped() !== this.search.stopped.has(state))
      throw new ModelError(
        `scenario ${this.search.scenario.name}: the machine stops in a state and does not when asked again: stopsWhen may only read the state; let a step note what it needs in a ghost field.`,
      );
    this.search.scenario.harms.forEach((harm, h) => {
      const found = ((this.search.found[state]! >>> h) & 1) !== 0;
      if (run.finds(harm) === found) return;
      throw new ModelError(
        `the detector of harm ${harm.id} (${harm.name}) ${found ? 'found it' : 'did not find it'} in a state and now answers otherwise: a detector may only read the state; let a step note what it needs in a ghost field.`,
      );
    });
  }

  #disagree(run: LiveRun, task: number, alternative: number, what: string): never {
    const { label } = run.alternatives(task)[alternative]!;
    throw new ModelError(`task ${run.tasks[task]!.task.name}, step ‹${label}› of a live run ${what}: ${mend}.`);
  }

  #wrongWords(run: LiveRun, task: number, label: string, target: number): never {
    const changes = this.search.scenario.layout.difference(this.search.memoryOf(target), run.words);
    const what = changes
      .map((c) => `${c.record}.${c.field} (${String(c.before)} in the search, ${String(c.after)} in a live run)`)
      .join(', ');
    throw new ModelError(
      `task ${run.tasks[task]!.task.name}, step ‹${label}› left different memories: ${what}: ${mend}.`,
    );
  }

  #wrongPlace(run: LiveRun, task: number, label: string, expected: string): never {
    const now = run.tasks[task]!.step?.label ?? 'its end';
    throw new ModelError(
      `task ${run.tasks[task]!.task.name} went on from step ‹${label}› to ‹${now}› in a live run, but to ${expected} in the search: ${mend}.`,
    );
  }
}
