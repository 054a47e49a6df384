// Who waits for whom in a state where tasks are stuck: found from the model, not from what it says.
//
// Task t waits for task u when
//   - u is stuck too, or a daemon (a task that still can end lets nobody past, or t were not stuck);
//   - ahead of u lies a step that somewhere in the search made t's guard hold, by changing a field
//     that keeps t waiting here. Ahead is what u's automaton can come to from u's position; where no
//     execution takes the step at which u stands, it is what u does when it is let past (let-past.ts);
//   - u is not kept back by the same thing: unless it can go on, some change of a single field lets
//     u past and not t. Two tasks that queue for one lock wait for its holder, not for each other.
import type { AutomatonNode } from './automaton.js';
import type { DeadlockAnswer, FieldName, StepName, WaitAnswer } from './exploration.js';
import type { Search } from './explorer.js';
import { statesOnWay } from './fewest-switches.js';
import { type Guard, GuardReader } from './guard-reader.js';
import { parseSchedule } from './schedule.js';
import type { StateGraph } from './state-graph.js';
import { standsStill, type Wait, waitsIn } from './waits.js';

/** A step of a task that ends a wait. */
interface Freer {
  readonly by: number;
  readonly step: string;
}

/** Tells who waits for whom in one state of a search that kept its edges. */
export class WhoWaits {
  readonly #reader: GuardReader;
  readonly #waits: readonly Wait[];
  /** For each task: 1 for the positions that it can come to from here. */
  readonly #ahead: readonly Uint8Array[];

  /**
   * @param state where the tasks are stuck
   * @param stuck the tasks that can no longer end there
   */
  constructor(
    readonly search: Search,
    readonly graph: StateGraph,
    readonly state: number,
    readonly stuck: readonly number[],
  ) {
    this.#reader = new GuardReader(search);
    const mayMatter = [...graph.bits.keys()].filter((task) => stuck.includes(task) || graph.bits[task] === 0);
    this.#waits = waitsIn(search, graph, this.#reader, state, mayMatter);
    this.#ahead = search.automata.map(({ nodes }, task) => aheadOf(nodes, search.node(state, task)));
  }

  /**
   * Where the stuck tasks stand and whom they wait for, and a circle in which they do.
   * @param schedule the way shown to the state
   */
  told(schedule: string): Pick<DeadlockAnswer, 'waitsFor' | 'cycle'> {
    const way = this.#statesOn(schedule);
    const shown = [...this.stuck];
    const waitsFor: WaitAnswer[] = [];
    for (const task of shown)
      for (const wait of this.#waits) {
        if (wait.guard.task !== task) continue;
        const freers = this.#freers(wait);
        waitsFor.push(this.#answer(wait, freers, way));
        for (const { by } of freers) if (!shown.includes(by)) shown.push(by);
      }
    return { waitsFor, cycle: circleIn(waitsFor) };
  }

  #answer(wait: Wait, freers: readonly Freer[], way: readonly StepTo[]): WaitAnswer {
    const { position, step, task } = wait.guard;
    const tasks = [...new Set(freers.map(({ by }) => this.#taskName(by)))];
    return {
      ...this.#named(task, step.label),
      waitsFor: step.waitsFor ?? null,
      in: position.functions.at(-1) ?? null,
      on: wait.on.map(({ record, place }) => this.#field(record, place.name)),
      since: this.#since(wait.guard, way),
      waitsForTasks: tasks.length === 0 && !this.search.complete ? null : tasks,
      freedBy: distinct(freers.map((each) => this.#named(each.by, each.step))),
      behind: this.#behind(wait, freers),
    };
  }

  /** The steps ahead that end a wait. */
  #freers(wait: Wait): Freer[] {
    const known = [...wait.freeing].flatMap(([by, steps]) =>
      this.#isKeptBackAlike(wait.guard, by) ? [] : this.#labels(by, steps, this.#ahead[by]!),
    );
    const supposed = wait.ifLetPast
      .filter(({ task }) => !this.#isKeptBackAlike(wait.guard, task))
      .map(({ task, step }) => ({ by: task, step }));
    return [...known, ...supposed].sort((a, b) => a.by - b.by);
  }

  /** Steps among these at positions that are marked. */
  #labels(by: number, steps: ReadonlySet<number>, marked: Uint8Array): Freer[] {
    const { nodes } = this.search.automata[by]!;
    return [...steps]
      .filter((step) => marked[step >> 8] === 1)
      .map((step) => ({ by, step: nodes[step >> 8]!.alternatives[step & 255]!.label }));
  }

  /** Whether whatever lets a task past lets past the task with this guard, too. */
  #isKeptBackAlike(guard: Guard, by: number): boolean {
    if (!standsStill(this.graph, this.state, by)) return false;
    const remedies = this.#waits.filter((wait) => wait.guard.task === by).flatMap((wait) => wait.remedies);
    this.#reader.show(this.state);
    return remedies.length > 0 && remedies.every((remedy) => this.#reader.isCuredBy(guard, remedy));
  }

  /** Tasks whose steps ended this wait elsewhere, and cannot from here. */
  #behind(wait: Wait, freers: readonly Freer[]): string[] {
    return [...wait.freeing.keys()]
      .filter((by) => !freers.some((freer) => freer.by === by))
      .filter((by) => this.#labels(by, wait.freeing.get(by)!, this.#ahead[by]!).length === 0)
      .sort((a, b) => a - b)
      .map((by) => this.#taskName(by));
  }

  /** The step of the way after which a guard no longer held. */
  #since(guard: Guard, way: readonly StepTo[]): StepName | null {
    for (let i = way.length - 1; i > 0; i--) {
      this.#reader.show(way[i - 1]!.state);
      if (this.#reader.holds(guard)) return this.#named(way[i]!.task, way[i]!.step);
    }
    return null;
  }

  /** The states that a schedule passes, each with the step that led there. */
  #statesOn(schedule: string): StepTo[] {
    const moves = parseSchedule(schedule, this.graph.bits.length);
    const states = statesOnWay(
      this.search,
      moves.map(({ alternative, task }) => (task << 8) | alternative),
    );
    return states.map((state, i) => {
      const { alternative, task } = moves[i - 1] ?? { alternative: 0, task: 0 };
      const from = states[Math.max(0, i - 1)]!;
      return { state, task, step: this.search.node(from, task).alternatives[alternative]?.label ?? '' };
    });
  }

  #named(task: number, step: string): StepName {
    return { task: this.#taskName(task), step };
  }

  #taskName(task: number): string {
    return this.search.scenario.tasks[task]!.name;
  }

  #field(record: number, field: string): FieldName {
    return { record: this.search.scenario.layout.records[record]!.name, field };
  }
}

/** A state, and the step that led there. */
interface StepTo {
  readonly state: number;
  readonly task: number;
  readonly step: string;
}

/** Marks the positions that a task can come to from one, that one included. */
function aheadOf(nodes: readonly AutomatonNode[], from: AutomatonNode): Uint8Array {
  const ahead = new Uint8Array(nodes.length);
  ahead[from.id] = 1;
  const queue = [from.id];
  for (const id of queue) {
    const { next, rareNext } = nodes[id]!;
    for (const child of [...next.flat(), ...rareNext.flatMap((rare) => [...(rare?.values() ?? [])])])
      if (child >= 0 && ahead[child] === 0) {
        ahead[child] = 1;
        queue.push(child);
      }
  }
  return ahead;
}

function distinct(steps: readonly StepName[]): StepName[] {
  return [...new Map(steps.map((each) => [`${each.task}: ${each.step}`, each])).values()];
}

/** The shortest circle of tasks each of which waits for the next; of several, the first. */
function circleIn(waits: readonly WaitAnswer[]): string[] {
  let shortest: string[] = [];
  for (const start of new Set(waits.map(({ task }) => task))) {
    const circle = wayRound(waits, start);
    if (circle.length > 0 && (shortest.length === 0 || circle.length < shortest.length)) shortest = circle;
  }
  return shortest;
}

/** The shortest circle through one task, which it begins with; empty when there is none. */
function wayRound(waits: readonly WaitAnswer[], start: string): string[] {
  const ways = [[start]];
  const met = new Set<string>();
  for (const way of ways)
    for (const { task, waitsForTasks } of waits) {
      if (task !== way.at(-1)) continue;
      if (waitsForTasks?.includes(start)) return way;
      for (const next of waitsForTasks ?? []) {
        if (met.has(next)) continue;
        met.add(next);
        ways.push([...way, next]);
      }
    }
  return [];
}
