// The tasks that should end and may not: in a deadlock, held hostage by user space, or starved.
//
// The three exclude each other in a state. Deadlock: no path ends the task. Hostage: a path does,
// but not without steps that user space may withhold (the task's own steps at its own pace are
// not withheld from it). Starved: a path of system steps does, and a fair cycle puts it off.
import type { DeadlockAnswer, HostageAnswer, StarvedAnswer, StepName, Verdict } from './exploration.js';
import type { Search } from './explorer.js';
import { type FairComponents, fairComponents, fairLoop, isAvoidable } from './fair-cycles.js';
import { Reachability } from './reachability.js';
import { formatSchedule, scheduleOf } from './schedule.js';
import { allOperations, ownPaceStep, type StateGraph, systemStep } from './state-graph.js';
import { wayTo } from './way.js';
import { WhoWaits } from './who-waits.js';

/** Answers the three questions of one search that kept its edges. */
export class StuckTasks {
  readonly #reach: Reachability;
  /** From where each operation can end by anybody's steps, by system steps: for certain, cut or not. */
  readonly #canEnd: Int32Array;
  readonly #canEndBySystem: Int32Array;

  constructor(
    readonly search: Search,
    readonly graph: StateGraph,
  ) {
    this.#reach = new Reachability(graph);
    this.#canEnd = this.#reach.canEnd('everybody', false);
    this.#canEndBySystem = this.#reach.canEnd('system', false);
  }

  /** Whether some operation can no longer end by any step of anybody. */
  deadlock(): DeadlockAnswer {
    const { search, graph } = this;
    const all = allOperations(graph);
    const possible = search.complete ? this.#canEnd : this.#reach.canEnd('everybody', true);
    const doomed = Uint8Array.from(possible, (mask) => ((mask & all) === all ? 0 : 1));
    if (!doomed.includes(1)) return noDeadlock(search.complete ? 'Never' : 'unknown');
    const state = this.#stuckState(possible, all);
    const tasks = this.#operations().filter((task) => (possible[state]! & graph.bits[task]!) === 0);
    const way = wayTo(search, state);
    return {
      verdict: search.complete && !isAvoidable(graph, doomed) ? 'Always' : 'Sometimes',
      ...way,
      tasks: tasks.map((task) => this.#name(task)),
      ...new WhoWaits(search, graph, state, tasks).told(way.schedule),
    };
  }

  /**
   * The first state in which the doomed operations will never take a step again; the first in
   * which one of them will not, or the first with a doomed one, where there is no such state.
   */
  #stuckState(possible: Int32Array, all: number): number {
    const canMove = this.#reach.canMove('everybody');
    let partly = -1;
    let any = -1;
    for (let s = 0; s < possible.length; s++) {
      const doomed = all & ~possible[s]!;
      if (doomed === 0) continue;
      if ((doomed & canMove[s]!) === 0) return s;
      if (any < 0) any = s;
      if (partly < 0 && (doomed & ~canMove[s]!) !== 0) partly = s;
    }
    return partly >= 0 ? partly : any;
  }

  /** Operations that can get where only user space can let them end. */
  hostage(): HostageAnswer[] {
    const { search, graph } = this;
    const possible = search.complete ? this.#canEndBySystem : this.#reach.canEnd('system', true);
    let anywhere = 0;
    for (let s = 0; s < graph.states; s++) anywhere |= this.#canEnd[s]! & ~possible[s]!;
    const canMove = anywhere === 0 ? possible : this.#reach.canMove('system');
    const answers: HostageAnswer[] = [];
    for (const task of this.#operations()) {
      const state = (anywhere & graph.bits[task]!) === 0 ? -1 : this.#hostageState(task, possible, canMove);
      if (state >= 0) answers.push(this.#hostageIn(state, task));
      else if (!search.complete) answers.push(unknownHostage(this.#name(task)));
    }
    return answers;
  }

  /** The first state in which it is hostage and will not move, or else the first in which it is hostage, or −1. */
  #hostageState(task: number, possible: Int32Array, canMove: Int32Array): number {
    const bit = this.graph.bits[task]!;
    let any = -1;
    for (let s = 0; s < this.graph.states; s++) {
      if ((possible[s]! & bit) !== 0 || (this.#canEnd[s]! & bit) === 0 || this.search.node(s, task).id === 0) continue;
      if ((canMove[s]! & bit) === 0) return s;
      if (any < 0) any = s;
    }
    return any;
  }

  #hostageIn(state: number, task: number): HostageAnswer {
    return {
      operation: this.#name(task),
      verdict: 'Sometimes',
      ...standing(this.search, this.graph, state, task),
      freedBy: this.#freedBy(state, task),
      ...wayTo(this.search, state),
    };
  }

  /** The withheld steps that let the operation end again, after as few other withheld steps as possible. */
  #freedBy(state: number, task: number): StepName[] {
    const { action, bits, first, owner, target } = this.graph;
    const bit = bits[task]!;
    const seen = new Set([state]);
    const freeing = new Map<string, StepName>();
    for (let level = [state]; level.length > 0 && freeing.size === 0; ) {
      const later: number[] = [];
      for (const s of level)
        for (let e = first[s]!; e < first[s + 1]!; e++) {
          const next = target[e]!;
          const by = action[e]! >> 8;
          const withheld = owner[e] !== systemStep && !(owner[e] === ownPaceStep && by === task);
          if (withheld && (this.#canEndBySystem[next]! & bit) !== 0) {
            const step = this.search.node(s, by).alternatives[action[e]! & 255]!.label;
            freeing.set(`${by} ${step}`, { task: this.#name(by), step });
          }
          if (seen.has(next) || (this.#canEnd[next]! & bit) === 0) continue;
          if (withheld) later.push(next);
          else {
            seen.add(next);
            level.push(next);
          }
        }
      level = [...new Set(later)].filter((s) => !seen.has(s));
      for (const s of level) seen.add(s);
    }
    return [...freeing.values()];
  }

  /** Operations whose end a fair cycle can put off for ever, though system steps could end them. */
  starved(): StarvedAnswer[] {
    const { search, graph } = this;
    const shared = fairComponents(graph);
    const inside = Uint8Array.from(shared.component, (c) => (c < 0 ? 0 : 1));
    const ownPace = this.#withOwnPace();
    const answers: StarvedAnswer[] = [];
    for (const task of this.#operations()) {
      const fair = ownPace[task] === 1 ? fairComponents(graph, { inside, asker: task }) : shared;
      const entry = this.#cycleEntry(task, fair);
      if (entry >= 0) answers.push(this.#starvedIn(entry, task, fair));
      else if (!search.complete) answers.push(unknownStarved(this.#name(task)));
    }
    return answers;
  }

  /** For each task, whether it has steps at its own pace: those are owed when the question is about it. */
  #withOwnPace(): Uint8Array {
    const { action, owner, tasks } = this.graph;
    const found = new Uint8Array(tasks);
    for (let e = 0; e < owner.length; e++) if (owner[e] === ownPaceStep) found[action[e]! >> 8] = 1;
    return found;
  }

  /** The first state of a fair component in which the operation has not ended but could, or −1. */
  #cycleEntry(task: number, { component, count }: FairComponents): number {
    const { bits, ended, states } = this.graph;
    const bit = bits[task]!;
    const could = new Uint8Array(count);
    for (let s = 0; s < states; s++)
      if (component[s]! >= 0 && (this.#canEndBySystem[s]! & ~ended[s]! & bit) !== 0) could[component[s]!] = 1;
    for (let s = 0; s < states; s++) if (component[s]! >= 0 && could[component[s]!] === 1) return s;
    return -1;
  }

  #starvedIn(entry: number, task: number, { component }: FairComponents): StarvedAnswer {
    const bit = this.graph.bits[task]!;
    const loop = fairLoop(this.graph, component, entry, (s) => (this.#canEndBySystem[s]! & bit) !== 0, task);
    return {
      operation: this.#name(task),
      verdict: 'Sometimes',
      ...wayTo(this.search, entry),
      loop: formatSchedule(scheduleOf(loop.map((e) => this.graph.action[e]!))),
      steps: this.#told(entry, loop),
    };
  }

  /** The steps of a walk from a state, by name. */
  #told(from: number, walk: readonly number[]): StepName[] {
    const { action, target } = this.graph;
    let at = from;
    return walk.map((edge) => {
      const task = action[edge]! >> 8;
      const { label } = this.search.node(at, task).alternatives[action[edge]! & 255]!;
      at = target[edge]!;
      return { task: this.#name(task), step: label };
    });
  }

  /** The tasks that should end. */
  #operations(): number[] {
    return [...this.graph.bits.keys()].filter((task) => this.graph.bits[task] !== 0);
  }

  #name(task: number): string {
    return this.search.scenario.tasks[task]!.name;
  }
}

const noWay = { shortest: null, schedule: null };

/** A deadlock answer with nothing to show. */
export function noDeadlock(verdict: Verdict): DeadlockAnswer {
  return { verdict, ...noWay, tasks: [], waitsFor: [], cycle: [] };
}

/** The answer for a task of which a cut search has not shown that it can be held hostage. */
export function unknownHostage(operation: string): HostageAnswer {
  return { operation, verdict: 'unknown', step: null, in: null, inside: [], waitsFor: null, freedBy: [], ...noWay };
}

/** The answer for a task of which a cut search has not shown that it can be starved. */
export function unknownStarved(operation: string): StarvedAnswer {
  return { operation, verdict: 'unknown', ...noWay, loop: null, steps: [] };
}

/** Where a task stands in a state, and what the steps that it cannot take there wait for, where any says so. */
function standing(search: Search, graph: StateGraph, state: number, task: number) {
  const taken = graph.action.subarray(graph.first[state]!, graph.first[state + 1]!);
  const { alternatives, functions } = search.node(state, task);
  const barred = alternatives.filter((_, a) => !taken.includes((task << 8) | a));
  const said = barred.filter((step) => step.waitsFor !== undefined);
  const words = (said.length > 0 ? said : barred).map((step) => step.waitsFor ?? step.label);
  return {
    step: (said[0] ?? barred[0])?.label ?? null,
    in: functions.at(-1) ?? null,
    inside: [...functions],
    waitsFor: words.length === 0 ? null : [...new Set(words)].join(' or '),
  };
}
