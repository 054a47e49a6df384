// What a state leads to: takes every step that can be taken in it, one after the other.
//
// The present state lies in one row, memory words and the tasks' positions behind them, and the
// views of `kernel` show it. Nothing is allocated per state or step.
import { Automaton, type AutomatonNode, alternativesOf, resultIndex } from './automaton.js';
import { FirstLook } from './first-look.js';
import { Judge } from './judge.js';
import type { Kernel } from './kernel.js';
import { holds } from './looking.js';
import { ModelError } from './model-error.js';
import { isRecord } from './record.js';
import { interchangeableTasks } from './same-call.js';
import type { Scenario } from './scenario.js';
import { StepTable } from './step-table.js';
import { TimerOrder } from './timer-order.js';
import { FootprintMemory, ownRoom, type Room, ValueTable } from './value-table.js';
import { initialWorld, type World, worldOf, worldOn } from './world.js';

/** Most tasks a scenario may have, and most alternatives a step: an action is one 16-bit number. */
const actionBase = 256;
/** How often a position's steps are run before it is worth the while to write down what they do. */
const runsBefore = 32;

/** How tasks are memoised. */
export interface ExpansionOptions {
  /** False to keep whole histories instead of folding. Default true. */
  fold?: boolean;
  /** True to let tasks that make the same call share their positions. Default false. */
  sharing?: boolean;
  /** False to run the model's code for every state, for comparison. Default true. */
  written?: boolean;
  /** False to run the tasks not once before the search, where they are known to be sound. Default true. */
  firstLook?: boolean;
  /** Where the present state lies. Default: in an array of its own. */
  present?: Int32Array;
  /** Where it is kept what steps do, and what is found in states. Default: in arrays of their own. */
  room?: Room;
}

/** Words of a row of a scenario: the memory's, and the tasks' positions behind them. */
export function rowWords({ layout, tasks }: Scenario): number {
  return layout.words + ((tasks.length + 1) >> 1);
}

/** Where the states go that a state's steps lead to. */
export interface Successors {
  /**
   * Takes a successor; the row is the expansion's own, to be copied.
   * @param from the number of the state it was reached from
   * @param action the step, as task × 256 + alternative
   */
  push(row: Int32Array, from: number, action: number): void;
}

/** Extends an automaton: the node reached when an alternative of a task's node returned a result. */
export type Extend = (task: number, node: AutomatonNode, alternative: number, result: unknown) => number;

/** Finds the node where a task stands after these results. */
export type Place = (task: number, history: readonly unknown[]) => AutomatonNode;

export class Expansion {
  /** Memory words of a row; the tasks' positions follow, 16 bits each. */
  readonly memoryWords: number;
  /** Words of a row. */
  readonly width: number;
  /** For each task its positions; tasks that share them have the same automaton. */
  readonly automata: readonly Automaton[];
  /** Groups of tasks that make the same call; empty without `sharing`. */
  readonly groups: readonly (readonly number[])[];
  /** Runs made before any automaton, for the folding checks. */
  readonly firstLook: FirstLook;
  readonly #initialWords: Int32Array;
  readonly world: World;
  /** Looks at what `show` shows. */
  readonly judge: Judge;
  /** The same words, on a memory that notes what is looked at. */
  readonly #noting: World;
  /** Called after each step, while `world` shows where it led and `before` where it was taken. */
  onStep: ((from: number, action: number) => void) | null = null;
  /** Shows the state that is being expanded; filled only while somebody listens to steps. */
  readonly before: World;
  /** How the position after a history is found. */
  place: Place = (task, history) => this.automata[task]!.place(history);
  /** How a position's unknown successor is found. */
  extend: Extend = (task, node, alternative, result) => this.automata[task]!.extend(node, alternative, result);
  readonly #room: Room;
  readonly #current: Int32Array;
  readonly #origin: Int32Array;
  readonly #comparison: Int32Array;
  readonly #positions: Uint16Array;
  readonly #order: TimerOrder;
  readonly #ordered: boolean;
  /** Whether it is written down what steps do. */
  readonly #written: boolean;
  /** For each task: the task before it in its group, −1 for none. */
  readonly #twin: Int32Array;

  constructor(
    readonly scenario: Scenario,
    options: ExpansionOptions = {},
  ) {
    const tasks = scenario.tasks.length;
    if (tasks > actionBase)
      throw new RangeError(`scenario ${scenario.name} has ${tasks} tasks; the explorer takes at most ${actionBase}`);
    this.memoryWords = scenario.layout.words;
    this.width = rowWords(scenario);
    this.#room = options.room ?? ownRoom;
    this.#current = options.present ?? new Int32Array(this.width);
    this.#origin = new Int32Array(this.width);
    this.#comparison = new Int32Array(this.memoryWords);
    this.#positions = new Uint16Array(this.#current.buffer, this.#current.byteOffset + 4 * this.memoryWords, tasks);
    this.world = worldOn(scenario, this.#current, false);
    this.judge = new Judge(scenario, this.world, this.#current, this.#room);
    this.#noting = worldOf(scenario, new FootprintMemory(scenario.layout, this.#current, true));
    this.before = worldOn(scenario, new Int32Array(this.memoryWords), false);
    this.#ordered = scenario.before.length > 0;
    this.#written = (options.written ?? true) && !this.#ordered;
    this.#order = new TimerOrder(scenario, this.world.memory, (task) => this.nodeOf(task).ended);
    const guarded = initialWorld(scenario);
    this.#initialWords = guarded.memory.words;
    // Tasks are begun below, and may read fixed fields before their first step.
    this.world.memory.words.set(this.#initialWords);
    this.firstLook = new FirstLook(scenario, this.#initialWords, options.firstLook ?? true);
    this.groups = options.sharing === true ? interchangeableTasks(scenario, guarded.kernel) : [];
    const first = firstOfGroup(this.groups, tasks);
    const own = scenario.tasks.map((task, number) =>
      first[number] === number ? new Automaton(this.world.kernel, guarded.kernel, task, options.fold ?? true) : null,
    );
    this.automata = scenario.tasks.map((_, number) => own[first[number]!]!);
    this.#twin = new Int32Array(tasks).fill(-1);
    for (const group of this.groups) for (let i = 1; i < group.length; i++) this.#twin[group[i]!] = group[i - 1]!;
  }

  /** The first state's row. */
  initialRow(): Int32Array {
    const row = new Int32Array(this.width);
    row.set(this.#initialWords);
    return row;
  }

  /** Shows a row; the kernel object to look at it with is valid until the next call. */
  show(words: Int32Array, at: number): Kernel {
    const current = this.#current;
    for (let i = 0; i < this.width; i++) current[i] = words[at + i]!;
    return this.world.kernel;
  }

  /**
   * Takes every step that can be taken in the state whose row begins at `words[at]`, and puts what
   * they lead to into `batch`.
   * @param from the state's number, to be handed on
   * @returns how many steps there are
   */
  expand(words: Int32Array, at: number, from: number, successors: Successors): number {
    const { automata, memoryWords, onStep, width } = this;
    const current = this.#current;
    const origin = this.#origin;
    const positions = this.#positions;
    for (let i = 0; i < width; i++) current[i] = origin[i] = words[at + i]!;
    if (onStep !== null) this.before.memory.words.set(origin.subarray(0, memoryWords));
    let steps = 0;
    for (let task = 0; task < automata.length; task++) {
      const position = positions[task]!;
      const twin = this.#twin[task]!;
      if (twin >= 0 && positions[twin] === position) continue;
      const node = automata[task]!.nodes[position]!;
      const { table } = node;
      const place = table === null ? -1 : table.values.find(current);
      if (place >= 0 && (node.comparisons === 0 || table!.written[place] === 0))
        steps += this.#repeat(table!, place, task, from, successors);
      else steps += this.#runNew(task, node, from, successors);
    }
    return steps;
  }

  /** Takes a task's steps where it is not written down what they do, or where they are to be compared. */
  #runNew(task: number, node: AutomatonNode, from: number, successors: Successors): number {
    const { table } = node;
    if (table !== null && node.comparisons === 0) return this.#learn(table, task, node, from, successors);
    const steps = this.#run(task, node, from, successors);
    // Where no step can be taken there is nothing to compare.
    if (steps === 0 && table !== null) this.#learn(table, task, node, from, successors);
    return steps;
  }

  /** Takes a task's steps in the present state by running them, where it is not written down what they do. */
  runTask(task: number, successors: Successors): void {
    this.#origin.set(this.#current);
    this.#runNew(task, this.nodeOf(task), -1, successors);
  }

  /** Where a task is in the present state. */
  nodeOf(task: number): AutomatonNode {
    return this.automata[task]!.nodes[this.#positions[task]!]!;
  }

  /** Where a task stands after a history, which may be a position not seen before. */
  nodeAfter(task: number, history: readonly unknown[]): AutomatonNode {
    const { kernel } = this.world;
    const { stack } = kernel;
    const node = this.place(task, history);
    kernel.stack = stack;
    return node;
  }

  /** Takes a task's steps by running them. */
  #run(task: number, node: AutomatonNode, from: number, successors: Successors): number {
    const automaton = this.automata[task]!;
    const { kernel, memory } = this.world;
    const ordered = this.#ordered;
    const { alternatives } = node;
    let steps = 0;
    for (let a = 0; a < alternatives.length; a++) {
      const step = alternatives[a]!;
      memory.task = automaton.task.name;
      memory.step = step.label;
      if (!holds(step, kernel)) continue;
      if (ordered && step.timer !== '' && !this.#order.allows(step.timer)) continue;
      steps++;
      const result = step.effect === undefined ? undefined : step.effect(kernel);
      if (node.comparisons > 0) this.#compareShadow(automaton, node, a, result);
      this.#positions[task] = this.#next(task, node, a, result);
      if (ordered) this.#order.took(automaton.task.name, step.label);
      this.#arrive(task, a, from, successors);
      this.#restore(task, node);
    }
    if (this.#written && node.runs++ === runsBefore) this.#write(automaton, node);
    return steps;
  }

  /** Takes a task's steps as they are written down. */
  #repeat({ written }: StepTable, place: number, task: number, from: number, successors: Successors): number {
    const current = this.#current;
    const position = this.#positions[task]!;
    const positionWord = this.memoryWords + (task >> 1);
    const shift = 16 * (task & 1);
    const { onStep } = this;
    const steps = written[place]!;
    let at = place + 1;
    for (let i = 0; i < steps; i++) {
      const action = (task << 8) | written[at]!;
      const moved = (position ^ written[at + 1]!) << shift;
      const end = at + 3 + 2 * written[at + 2]!;
      current[positionWord]! ^= moved;
      for (let j = at + 3; j < end; j += 2) current[written[j]!]! ^= written[j + 1]!;
      if (onStep !== null) onStep(from, action);
      successors.push(current, from, action);
      for (let j = at + 3; j < end; j += 2) current[written[j]!]! ^= written[j + 1]!;
      current[positionWord]! ^= moved;
      at = end;
    }
    return steps;
  }

  /** Takes a task's steps by running them, and writes down what they do. */
  #learn(table: StepTable, task: number, node: AutomatonNode, from: number, successors: Successors): number {
    const { values } = table;
    if (values.useless) node.table = null;
    if (values.useless || values.full) return this.#run(task, node, from, successors);
    const { kernel, memory } = this.#noting;
    const { task: named } = this.automata[task]!;
    const changes = [0];
    memory.startFootprint();
    table.steps.forEach((step, a) => {
      memory.task = this.world.memory.task = named.name;
      memory.step = this.world.memory.step = step.label;
      if (!holds(step, kernel)) return;
      const result = step.effect === undefined ? undefined : step.effect(kernel);
      const next = this.#next(task, node, a, isRecord(result) ? this.world.memory.views[result.id] : result);
      this.#positions[task] = next;
      changes[0]!++;
      changes.push(a, next, ...this.#changes());
      this.#arrive(task, a, from, successors);
      this.#restore(task, node);
    });
    table.write(this.#origin, memory, changes);
    return changes[0]!;
  }

  /** From now on, what the steps at a position do is written down. */
  #write(automaton: Automaton, node: AutomatonNode): void {
    if (node.alternatives.length === 0) return;
    const { step } = automaton.position(this.#noting.kernel, node.history);
    node.table = new StepTable(new ValueTable(this.scenario.layout, this.#room), alternativesOf(step));
  }

  /** The words that a step has changed, how many first, each with the bits that turned over. */
  #changes(): number[] {
    const changes = [0];
    for (let i = 0; i < this.memoryWords; i++) {
      const bits = this.#current[i]! ^ this.#origin[i]!;
      if (bits === 0) continue;
      changes[0]!++;
      changes.push(i, bits);
    }
    return changes;
  }

  /** Hands on the state that a step led to. */
  #arrive(task: number, a: number, from: number, successors: Successors): void {
    const action = (task << 8) | a;
    if (this.onStep !== null) this.onStep(from, action);
    successors.push(this.#current, from, action);
  }

  /** Goes back to the state that is being expanded. */
  #restore(task: number, node: AutomatonNode): void {
    for (let i = 0; i < this.memoryWords; i++) this.#current[i] = this.#origin[i]!;
    this.#positions[task] = node.id;
  }

  /** The position that a step leads to. */
  #next(task: number, node: AutomatonNode, a: number, result: unknown): number {
    const index = resultIndex(result);
    const known = index >= 0 ? node.next[a]![index] : undefined;
    return known !== undefined && known >= 0 ? known : this.#extend(task, node, a, result);
  }

  /** A step to a position not seen before. Generators run here and must leave the state alone. */
  #extend(task: number, node: AutomatonNode, a: number, result: unknown): number {
    const { kernel } = this.world;
    const stack = kernel.stack;
    const child = this.extend(task, node, a, result);
    kernel.stack = stack;
    if (child > 0xffff)
      throw new ModelError(`task ${this.automata[task]!.task.name} has more positions than a state can number`);
    return child;
  }

  /** Runs the step of a node's second history in the same state: it must do the same. */
  #compareShadow(automaton: Automaton, node: AutomatonNode, a: number, result: unknown): void {
    node.comparisons--;
    const { memoryWords } = this;
    this.#comparison.set(this.#current.subarray(0, memoryWords));
    for (let i = 0; i < memoryWords; i++) this.#current[i] = this.#origin[i]!;
    const step = node.shadow!.alternatives[a]!;
    const { kernel } = this.world;
    const enabled = holds(step, kernel);
    const other = enabled && step.effect !== undefined ? step.effect(kernel) : undefined;
    let same = enabled && Object.is(other, result);
    for (let i = 0; i < memoryWords; i++) {
      if (this.#current[i] !== this.#comparison[i]) same = false;
      this.#current[i] = this.#comparison[i]!;
    }
    if (!same) automaton.unsound(node, node.shadow!.history, `does something else in the step ‹${step.label}›`);
  }
}

/** For each task the first of its group, or itself. */
function firstOfGroup(groups: readonly (readonly number[])[], tasks: number): number[] {
  const first = Array.from({ length: tasks }, (_, task) => task);
  for (const group of groups) for (const task of group) first[task] = group[0]!;
  return first;
}
