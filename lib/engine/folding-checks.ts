// Checked folding: whether the automata a search was made with say the truth about their tasks.
//
// Folding takes two histories for one position when their call stacks are the same. That is sound
// as long as a task is a function of what its steps returned and its kernel functions remember
// nothing else; a model that breaks this loses states without any sign. So every exploration is
// checked: sources are read, histories run again, and what a fresh generator does is compared with
// what the automaton says. A failed check is a ModelError, never a verdict. The checks sample where
// there is much to check: evenly and by a fixed seed, the same search is always checked alike.
import { assignedOutside } from './assignments.js';
import { type Automaton, type AutomatonNode, alternativesOf } from './automaton.js';
import { CallStack } from './call-stack.js';
import { ChanceRefused } from './chance.js';
import type { Expansion } from './expansion.js';
import { LiveChecks } from './live-checks.js';
import type { Memory } from './memory.js';
import { Random } from './random.js';
import type { Searched } from './searched.js';
import { type ComparedStates, StepComparison, statesOf } from './step-comparison.js';
import { TaskRun, taskError } from './task-run.js';
import type { World } from './world.js';

/** How much is checked at most; where there is more, it is spread evenly. */
const most = {
  /** Positions whose own history is run again, and results fed in doing so. */
  nodes: 2000,
  nodeResults: 20_000,
  /** Folded histories run again, and results fed in doing so. */
  folded: 400,
  foldedResults: 8000,
  /** Results fed in walks on from folded histories, and in one of them. */
  walkResults: 6000,
  walkLength: 24,
};

/** What was checked. */
export interface FoldingReport {
  /** Positions whose history was run again, and those left out because there were too many. */
  readonly nodes: number;
  readonly nodesLeftOut: number;
  /** Folded histories run again, and those left out. */
  readonly folded: number;
  readonly foldedLeftOut: number;
  /** Walks on from folded histories and live runs, together, and the steps in them. */
  readonly walks: number;
  readonly steps: number;
  /** Steps whose guard and effect were run by two histories on one memory. */
  readonly comparisons: number;
}

/**
 * Checks the automata of a search that has run.
 * @throws ModelError when a task keeps state that the automaton doesn't see, asks for chance or
 *   time, or touches memory where it must not
 */
export function checkFolding(search: Searched): FoldingReport {
  return checked(new FoldingChecks(search, statesOf(search), search));
}

/**
 * Checks automata and what their steps do in some states, without the steps between those: no live
 * run is made.
 * @throws ModelError as `checkFolding` does
 */
export function checkPositions(expansion: Positions, states: ComparedStates): FoldingReport {
  return checked(new FoldingChecks(expansion, states, null));
}

/** Automata, and the runs that were made before them. */
type Positions = Pick<Expansion, 'automata' | 'firstLook' | 'scenario'>;

function checked(checks: FoldingChecks): FoldingReport {
  const chance = new ChanceRefused(() => checks.memory);
  chance.set();
  try {
    return checks.run();
  } finally {
    chance.release();
  }
}

class FoldingChecks {
  readonly #world: World;
  readonly #random = new Random(1);
  readonly #comparison: StepComparison;
  readonly #live: LiveChecks | null;
  readonly #readCode = new WeakSet<object>();
  readonly #readSources = new Set<string>();
  /** The names of all fields, and the empty one. */
  readonly #fields: Set<string>;
  readonly #mayBeField = (name: string): boolean => this.#fields.has(name);
  #nodes = 0;
  #folded = 0;
  #walks = 0;
  #steps = 0;

  /**
   * @param states where steps are compared
   * @param graph where live runs are made, null for nowhere
   */
  constructor(
    readonly expansion: Positions,
    states: ComparedStates,
    graph: Searched | null,
  ) {
    this.#world = expansion.firstLook.world;
    this.#comparison = new StepComparison(states, this.#world);
    this.#live = graph === null ? null : new LiveChecks(graph, this.#world, this.#random);
    this.#fields = new Set([
      '',
      ...expansion.scenario.layout.records.flatMap((place) => place.fields.map((field) => field.name)),
    ]);
  }

  /** The memory in use now. */
  get memory(): Memory {
    return (this.#live ?? this).world.memory;
  }

  get world(): World {
    return this.#world;
  }

  run(): FoldingReport {
    const { automata, firstLook } = this.expansion;
    const allNodes = automata.flatMap((automaton) => automaton.nodes);
    const allFolded = automata.flatMap((automaton) => automaton.folded);
    const nodes = affordable(allNodes, most.nodes, most.nodeResults);
    const folds = affordable(allFolded, most.folded, most.foldedResults);
    automata.forEach((automaton, task) => {
      for (const node of spread(automaton.nodes, share(nodes, automaton.nodes.length, allNodes.length)))
        this.#checkNode(automaton, task, node);
    });
    automata.forEach((automaton, task) => {
      const folded = spread(automaton.folded, share(folds, automaton.folded.length, allFolded.length));
      for (const { history, node } of folded) this.#checkFolded(automaton, task, history, node);
      this.#walkOn(automaton, folded, share(most.walkResults, automaton.folded.length, allFolded.length));
    });
    this.#live?.run();
    this.#steps += firstLook.again();
    return {
      nodes: this.#nodes,
      nodesLeftOut: allNodes.length - this.#nodes,
      folded: this.#folded,
      foldedLeftOut: allFolded.length - this.#folded,
      walks: this.#walks + (this.#live?.runs ?? 0),
      steps: this.#steps + (this.#live?.steps ?? 0),
      comparisons: this.#comparison.count,
    };
  }

  /** Runs a position's own history again: it must lead there still, and offer the same steps. */
  #checkNode(automaton: Automaton, task: number, node: AutomatonNode): void {
    this.#nodes++;
    this.#readSource(automaton, automaton.task.run, 'its code', nothing);
    const run = this.#fed(automaton, node.history);
    for (const step of alternativesOf(run.step)) {
      if (step.when !== undefined)
        this.#readSource(automaton, step.when, `the guard of step ‹${step.label}›`, this.#mayBeField);
      if (step.effect !== undefined)
        this.#readSource(automaton, step.effect, `the effect of step ‹${step.label}›`, this.#mayBeField);
    }
    this.#checkPlace(automaton, run, node);
    this.#checkPlace(automaton, automaton.position(automaton.kernel, node.history), node);
    this.#comparison.compare(automaton, task, node, run);
  }

  #checkFolded(automaton: Automaton, task: number, history: readonly unknown[], node: AutomatonNode): void {
    this.#folded++;
    const run = this.#fed(automaton, history);
    if (automaton.keyOf(run) !== node.key)
      automaton.unsound(
        node,
        history,
        `leads to ‹${run.step?.label ?? 'its end'}› in another place when it is run again`,
      );
    this.#comparison.compare(automaton, task, node, run);
  }

  /** Goes on from folded histories along steps the automaton knows, as long as the budget lasts. */
  #walkOn(automaton: Automaton, folded: readonly Automaton['folded'][number][], budget: number): void {
    let left = budget;
    for (let round = 0; round < 8; round++)
      for (const { history, node } of folded) {
        if (left <= 0) return;
        left -= history.length + this.#walk(automaton, history, node);
      }
  }

  /** One walk; how many steps it took. */
  #walk(automaton: Automaton, history: readonly unknown[], from: AutomatonNode): number {
    const run = this.#fed(automaton, history);
    this.#walks++;
    let node = from;
    let steps = 0;
    for (; steps < most.walkLength; steps++) {
      const edges = automaton.edges(node);
      if (edges.length === 0) break;
      const { result, child } = edges[this.#random.below(edges.length)]!;
      node = automaton.nodes[child]!;
      run.feed(result);
      this.#steps++;
      if (automaton.keyOf(run) !== node.key)
        automaton.unsound(node, run.history, `leads to ‹${run.step?.label ?? 'its end'}› in another place`);
    }
    return steps;
  }

  /** A fresh run on the sealed world, fed with a history. */
  #fed(automaton: Automaton, history: readonly unknown[]): TaskRun {
    const stack = new CallStack();
    stack.onEnter = ({ name, body }) => this.#readSource(automaton, body, `kernel function ${name}`, nothing);
    const run = new TaskRun(this.#world.kernel, automaton.task, stack);
    for (const result of history) run.feed(result);
    this.#steps += history.length;
    return run;
  }

  #checkPlace(automaton: Automaton, run: TaskRun, node: AutomatonNode): void {
    if (automaton.keyOf(run) === node.key) return;
    throw taskError(
      automaton.task.name,
      `stood at ‹${node.alternatives[0]?.label ?? 'its end'}› and now, run again with the same results, stands at ‹${run.step?.label ?? 'its end'}› in another place`,
      'something outside the memory remembers earlier runs (a variable, a list or a cache of the module, say); keep it in a field of a record, or return it from a step',
    );
  }

  /** Refuses code that sets variables it doesn't declare; each source is read once. */
  #readSource(automaton: Automaton, code: object, what: string, mayBeField: (name: string) => boolean): void {
    if (this.#readCode.has(code)) return;
    this.#readCode.add(code);
    const source = Function.prototype.toString.call(code);
    if (this.#readSources.has(source)) return;
    this.#readSources.add(source);
    const name = assignedOutside(source, mayBeField);
    if (name === null) return;
    throw taskError(
      automaton.task.name,
      `sets ${name} in ${what}, which is declared outside it, so that the next run would start from where this one left it`,
      'return the value from the step’s effect and use the step’s result, or keep it in a field of a record',
    );
  }
}

const nothing = (): boolean => false;

/** How many of some histories can be run again within two bounds. */
function affordable(list: readonly { history: readonly unknown[] }[], count: number, results: number): number {
  const length = list.reduce((sum, { history }) => sum + history.length, 0);
  return Math.min(count, list.length, length <= results ? list.length : Math.ceil((list.length * results) / length));
}

/** The part of a budget that falls to one of several. */
function share(budget: number, part: number, whole: number): number {
  return whole === 0 ? 0 : Math.ceil((budget * part) / whole);
}

/** At most `count` of a list, evenly spread. */
function spread<T>(list: readonly T[], count: number): readonly T[] {
  if (list.length <= count) return list;
  return Array.from({ length: count }, (_, i) => list[Math.floor((i * list.length) / count)]!);
}
