// What if one rule were another? The same schedule in two scenarios with the same tasks, step by
// step, up to the first step at which they part: one cannot be taken, is another step, answers or
// changes something else, or a harm comes true on one side alone; or, after the last step, a task
// that stands elsewhere. After that the schedule says
// nothing about the second scenario, so nothing is told of it.
import { type NextStep, Replay, type Replayed } from './replay.js';
import type { Scenario } from './scenario.js';
import { parseSchedule, type Schedule } from './schedule.js';
import type { Change, TraceStep } from './trace.js';

/** How two runs of a schedule part. */
export type Parting =
  | 'cannot go on'
  | 'another step'
  | 'another standing'
  | 'another answer'
  | 'another effect'
  | 'another harm';

/** One side of the first difference. */
export interface WhatIfSide {
  /** What the task would do, and whether it can. */
  next: NextStep;
  /** The step as it was taken; null where it was not. */
  step: TraceStep | null;
  /** Ids of the harms that this step makes true. */
  harms: string[];
}

/** The first step at which two runs differ. */
export interface WhatIfDifference {
  /** The step's index in the schedule; the schedule's length for a task that stands elsewhere after it. */
  step: number;
  task: string;
  kind: Parting;
  /** In one sentence. */
  why: string;
  first: WhatIfSide;
  second: WhatIfSide;
  /** Fields that differ now: `before` is the first scenario's value, `after` the second's. */
  memory: Change[];
}

/** The same schedule in two scenarios. */
export interface WhatIf {
  /** How many steps were the same in both. */
  common: number;
  /** Null where the whole schedule goes the same way in both. */
  difference: WhatIfDifference | null;
  /** Both runs as far as they were followed. */
  first: Replayed;
  second: Replayed;
}

/**
 * Runs a schedule of the first scenario in the second, up to the first difference.
 * @param schedule the moves, or their text as `explore` prints it for the first scenario
 * @param seed for the costs; the steps are the schedule’s
 * @throws RangeError when the tasks differ, or where the schedule does not fit the first scenario
 * @throws SyntaxError for a text that is no schedule
 */
export function whatIf(first: Scenario, second: Scenario, schedule: Schedule | string, seed = 1): WhatIf {
  refuseOtherTasks(first, second);
  const moves = typeof schedule === 'string' ? parseSchedule(schedule, first.tasks.length) : schedule;
  const pair = new Pair(new Replay(first, seed), new Replay(second, seed));
  let difference: WhatIfDifference | null = null;
  let common = 0;
  for (; common < moves.length && difference === null; common++) difference = pair.take(moves, common);
  if (difference !== null) common--;
  else difference = pair.end(moves.length);
  return { common, difference, first: pair.first.result(), second: pair.second.result() };
}

function refuseOtherTasks(first: Scenario, second: Scenario): void {
  const [a, b] = [first, second].map(({ tasks }) => tasks.map(({ name }) => name).join(', '));
  if (a !== b)
    throw new RangeError(
      `the schedule names the tasks ${a} of ${first.name}, but the scenario to compare with has ${b}; compare scenarios with the same tasks`,
    );
}

class Pair {
  constructor(
    readonly first: Replay,
    readonly second: Replay,
  ) {}

  /** Takes one move on both sides; the difference, where it makes one. */
  take(moves: Schedule, index: number): WhatIfDifference | null {
    const move = moves[index]!;
    const next = [this.first.look(move), this.second.look(move)] as const;
    const [here, there] = next;
    this.first.move(move, index);
    const sides = (): [WhatIfSide, WhatIfSide] => [
      this.#side(this.first, index, here),
      this.#side(this.second, index, there),
    ];
    if (here.label !== there.label) return this.#parted(index, 'another step', sides(), otherStep(here, there));
    if (!there.canGoOn) return this.#parted(index, 'cannot go on', sides(), cannot(there));
    this.second.move(move, index);
    const [a, b] = sides();
    if (a.step!.result !== b.step!.result)
      return this.#parted(index, 'another answer', [a, b], answers(here.label, a.step!, b.step!));
    if (JSON.stringify(a.step!.changes) !== JSON.stringify(b.step!.changes))
      return this.#parted(index, 'another effect', [a, b], `‹${here.label}› changes something else`);
    if (a.harms.join() !== b.harms.join())
      return this.#parted(
        index,
        'another harm',
        [a, b],
        `after ‹${here.label}› ${harmsText(a)} here, ${harmsText(b)} there`,
      );
    return null;
  }

  /** After the whole schedule: a task that stands at another step, or can go on on one side alone. */
  end(steps: number): WhatIfDifference | null {
    for (const { number, task } of this.first.tasks) {
      const [here, there] = [this.first, this.second].map((run) => run.look({ task: number, alternative: 0 }));
      if (here!.label === there!.label && here!.canGoOn === there!.canGoOn) continue;
      const why = `after all ${steps} steps, ${task.name}: ${standing(here!)} here, ${standing(there!)} there`;
      const side = (next: NextStep): WhatIfSide => ({ next, step: null, harms: [] });
      const sides = { first: side(here!), second: side(there!) };
      return { step: steps, task: task.name, kind: 'another standing', why, ...sides, memory: this.#memory() };
    }
    return null;
  }

  #parted(step: number, kind: Parting, [first, second]: [WhatIfSide, WhatIfSide], what: string): WhatIfDifference {
    const { task } = this.first.recorder.last!;
    const why = `step ${step + 1}, ${task}: ${what}`;
    return { step, task, kind, why, first, second, memory: this.#memory() };
  }

  #side(run: Replay, index: number, next: NextStep): WhatIfSide {
    const met = [...run.harms].filter(([, steps]) => steps === index + 1).map(([id]) => id);
    return { next, step: run.steps > index ? run.recorder.last! : null, harms: met };
  }

  /** Where the two memories differ, field by field; records that only one has are left out. */
  #memory(): Change[] {
    const [a, b] = [this.first, this.second].map(({ memory, scenario }) => scenario.layout.describe(memory.words));
    const there = new Map(
      b!.flatMap(({ record, fields }) => fields.map((f) => [`${record}.${f.name}`, f.value] as const)),
    );
    return a!.flatMap(({ record, fields }) =>
      fields.flatMap(({ name, value }) => {
        const other = there.get(`${record}.${name}`);
        return other === undefined || other === value ? [] : [{ record, field: name, before: value, after: other }];
      }),
    );
  }
}

function standing({ label, canGoOn, waitsFor }: NextStep): string {
  if (label === null) return 'has ended';
  if (canGoOn) return `can go on with ‹${label}›`;
  return waitsFor === null ? 'has stopped' : `waits at ‹${label}› for ${waitsFor}`;
}

function otherStep(here: NextStep, there: NextStep): string {
  return `takes ‹${here.label}› here; there ${there.label === null ? 'it has nothing left to do' : `it comes to ‹${there.label}›`}`;
}

function answers(label: string | null, here: TraceStep, there: TraceStep): string {
  return `‹${label}› answers ${here.result ?? 'nothing'} here, ${there.result ?? 'nothing'} there`;
}

function cannot({ label, waitsFor }: NextStep): string {
  return `cannot take ‹${label}› there${waitsFor === null ? ', the machine has stopped' : `; it waits for ${waitsFor}`}`;
}

function harmsText({ harms }: WhatIfSide): string {
  return harms.length === 0 ? 'no harm comes true' : `${harms.join(', ')} comes true`;
}
