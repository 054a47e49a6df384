// The first look: a few live runs made before a search takes its first step.
//
// State kept outside the memory often settles: a flag in a module that the first run sets stays
// set, and from then on every run agrees with every other. So what the first runs of all did is
// written down, and done again when the search is over.
import { LiveRun } from './live-run.js';
import { ModelError } from './model-error.js';
import type { Scenario } from './scenario.js';
import { sealedWorld } from './sealed-world.js';
import type { World } from './world.js';

/** Steps of one run, and most runs. */
const runLength = 64;
const runLimit = 4;
/** Steps a task takes in a row before the next has its turn. */
const turn = 12;

/** One step as it was seen. */
interface Seen {
  readonly task: number;
  readonly alternative: number;
  /** What could be taken, as task × 256 + alternative. */
  readonly enabled: readonly number[];
  readonly label: string;
  /** The memory after the step. */
  readonly words: Int32Array;
}

export class FirstLook {
  /** A sealed world, which the checks go on to use. */
  readonly world: World;
  readonly #runs: Seen[][] = [];
  readonly #constants: string;
  readonly #initial: Int32Array;

  /**
   * @param initial the scenario's memory words before the first step
   * @param look false to make no runs
   */
  constructor(
    readonly scenario: Scenario,
    initial: Int32Array,
    look = true,
  ) {
    this.world = sealedWorld(scenario, initial.slice());
    this.#initial = initial.slice();
    this.#constants = fingerprint(scenario.constants, 6);
    const tasks = scenario.tasks.length;
    for (let first = tasks - 1; look && first >= 0 && this.#runs.length < runLimit; first--)
      this.#runs.push(this.#record(first));
  }

  /**
   * Does it all again.
   * @returns the number of steps taken
   * @throws ModelError when anything differs
   */
  again(): number {
    let steps = 0;
    for (const run of this.#runs) {
      this.#repeat(run);
      steps += run.length;
    }
    if (fingerprint(this.scenario.constants, 6) !== this.#constants)
      throw new ModelError(
        `scenario ${this.scenario.name}: a constant was changed while it was explored: what changes belongs into a field of a record.`,
      );
    return steps;
  }

  /** One run that prefers one task; errors are left to the search, which meets them again. */
  #record(first: number): Seen[] {
    const seen: Seen[] = [];
    try {
      const live = new LiveRun(this.scenario, this.world, this.#initial);
      let task = first;
      let inTurn = 0;
      while (seen.length < runLength && !live.stopped()) {
        const enabled = enabledActions(live);
        const next = chosen(live, inTurn < turn ? task : task + 1, seen.length);
        if (next === null) break;
        inTurn = next.task === task ? inTurn + 1 : 1;
        task = next.task;
        const label = live.alternatives(next.task)[next.alternative]!.label;
        live.take(next.task, next.alternative);
        seen.push({ ...next, enabled, label, words: live.words.slice() });
      }
    } catch {
      return seen;
    }
    return seen;
  }

  #repeat(run: readonly Seen[]): void {
    const live = new LiveRun(this.scenario, this.world, this.#initial);
    for (const seen of run) {
      const now = enabledActions(live);
      const other = [...seen.enabled, ...now].find((action) => seen.enabled.includes(action) !== now.includes(action));
      if (other !== undefined)
        this.#differs(
          other >> 8,
          `it ${now.includes(other) ? 'could not take a step that it can take now' : 'could take a step that it cannot take now'}, before`,
          seen.label,
        );
      live.take(seen.task, seen.alternative);
      const changes = this.scenario.layout.difference(seen.words, live.words);
      if (changes.length === 0) continue;
      const { record, field, before, after } = changes[0]!;
      this.#differs(
        seen.task,
        `${record}.${field} was ${String(before)} then and ${String(after)} now after`,
        seen.label,
      );
    }
  }

  #differs(task: number, what: string, label: string): never {
    throw new ModelError(
      `task ${this.scenario.tasks[task]!.name} did something else when the runs made before the search were made again: ${what} the step ‹${label}›. Something outside the memory remembers earlier runs (a variable or a list of the module, say); keep it in a field of a record.`,
    );
  }
}

/** Every alternative that can be taken now, as task × 256 + alternative. */
function enabledActions(live: LiveRun): number[] {
  const actions: number[] = [];
  for (let task = 0; task < live.tasks.length; task++)
    for (let a = 0; a < live.alternatives(task).length; a++) if (live.enabled(task, a)) actions.push((task << 8) | a);
  return actions;
}

/** The first step that can be taken, from one task on; alternatives take turns. */
function chosen(live: LiveRun, from: number, round: number): { task: number; alternative: number } | null {
  for (let i = 0; i < live.tasks.length; i++) {
    const task = (from + i) % live.tasks.length;
    const count = live.alternatives(task).length;
    for (let j = 0; j < count; j++) {
      const alternative = (j + round) % count;
      if (live.enabled(task, alternative)) return { task, alternative };
    }
  }
  return null;
}

/** A text that changes when plain data does, so many levels deep. */
export function fingerprint(value: unknown, depth: number): string {
  if (typeof value !== 'object' || value === null)
    return `${typeof value} ${typeof value === 'function' ? '' : String(value)}`;
  if (depth === 0) return '…';
  const parts = Object.entries(value).map(([key, part]) => `${key}: ${fingerprint(part, depth - 1)}`);
  return `{${parts.join(', ')}}`;
}
