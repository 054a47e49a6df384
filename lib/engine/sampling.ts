// Sampling: many runs drawn at random where searching every interleaving takes too long.
//
// A run begins in the initial state and takes one step after another until nothing can be taken,
// until the machine has stopped, or until every task that should end has ended and the daemons are
// back where they have been; or it is cut. What no run showed stays unknown: sampling never says
// Never or Always. The answers speak of the states and transitions that the runs have seen.
import { ChanceRefused } from './chance.js';
import { checkFolding } from './folding-checks.js';
import { Random } from './random.js';
import { type Sampling, samplingOf } from './sampled-answers.js';
import type { Scenario } from './scenario.js';
import { PriorityScheduler, RandomWalk, type Scheduler } from './schedulers.js';
import { namedError } from './sealed-world.js';
import { allEnded, stoppedHere, Walk } from './walk.js';

export type { Guarantee, SampledHarm, Sampling } from './sampled-answers.js';

/** How runs are drawn. */
export interface SampleOptions {
  /** `random`: any task that can take a step, all alike. `pct`: by priorities, see `PriorityScheduler`. */
  scheduler: 'random' | 'pct';
  /** How many. Default 1,000. */
  runs?: number;
  /** Any whole number; the same seed draws the same runs. Default 1. */
  seed?: number;
  /** PCT's d, the number of order constraints that make a bug: d − 1 priority changes a run. Default 3. */
  depth?: number;
  /** Most steps of a run. Default 1,000. */
  maxSteps?: number;
  /** Most states to keep; what lies beyond is still looked at for harms. Default 4,000,000. */
  maxStates?: number;
  /** Look for the different outcomes, too. */
  outcomes?: boolean;
  /** Called every 256 runs. */
  onProgress?: (runs: number, of: number) => void;
}

/** Runs that are drawn where nothing is said. */
export const defaultRuns = 1000;

/** @throws RangeError for a number of runs or steps, or a depth, that cannot be */
export function checkSampleOptions(options: SampleOptions): void {
  for (const name of ['runs', 'depth', 'maxSteps', 'maxStates'] as const) {
    const value = options[name] ?? 1;
    if (!Number.isInteger(value) || value < 1)
      throw new RangeError(`${name} cannot be ${value}; give a whole number, 1 or more`);
  }
}

/** The runs of one call of `sample`, and what is counted over them. */
export class Sampler {
  readonly walk: Walk;
  readonly scheduler: Scheduler;
  readonly maxSteps: number;
  runs = 0;
  steps = 0;
  longestRun = 0;
  /** Runs that were cut at `maxSteps`. */
  cutRuns = 0;
  /** Runs since one was longer than every run before it; that one counts. */
  runsOfThisLength = 0;
  /** For each harm: runs that met it, the first of them, and the shortest way met in a state not kept. */
  readonly harms: { runs: number; firstRun: number | null; away: number[] | null }[];
  /** The shortest run that ended in a deadlock in a state not kept. */
  deadlockAway: number[] | null = null;
  readonly #enabled = new Uint8Array(256);
  readonly #random: Random;
  /** The actions of the present run. */
  readonly #path: Uint16Array;
  /** The step that was chosen. */
  #task = 0;
  #alternative = 0;
  #place = 0;

  constructor(
    readonly scenario: Scenario,
    readonly options: SampleOptions,
  ) {
    this.#random = new Random(options.seed ?? 1);
    this.walk = new Walk(scenario, options.maxStates ?? 4_000_000);
    const tasks = scenario.tasks.length;
    this.scheduler =
      options.scheduler === 'pct'
        ? new PriorityScheduler(tasks, options.depth ?? 3, this.#random)
        : new RandomWalk(tasks, this.#random);
    this.maxSteps = options.maxSteps ?? 1000;
    this.#path = new Uint16Array(this.maxSteps);
    this.harms = scenario.harms.map(() => ({ runs: 0, firstRun: null, away: null }));
  }

  /**
   * Draws runs until there are so many.
   * @param runs all that the options ask for, unless said
   */
  run(runs: number = this.options.runs ?? defaultRuns): this {
    const { onProgress } = this.options;
    const chance = new ChanceRefused(() => this.walk.memory);
    chance.set();
    try {
      while (this.runs < runs) {
        this.#runOnce();
        if (onProgress === undefined || (this.runs & 255) !== 0) continue;
        chance.release();
        onProgress(this.runs, runs);
        chance.set();
      }
    } catch (error) {
      throw namedError(error, this.walk.memory);
    } finally {
      chance.release();
    }
    return this;
  }

  #runOnce(): void {
    const { walk } = this;
    this.runs++;
    walk.restart();
    this.scheduler.start(this.longestRun);
    let met = 0;
    let length = 0;
    for (let round = false; ; ) {
      const fresh = walk.harmsHere & ~met;
      if (fresh !== 0) this.#meet(fresh, length);
      met |= fresh;
      if ((walk.flagsHere & stoppedHere) !== 0 || (round && (walk.flagsHere & allEnded) !== 0)) break;
      if (length === this.maxSteps) {
        this.cutRuns++;
        break;
      }
      if (!this.#choose(length + 1)) {
        this.#endWhereNothingGoes(length);
        break;
      }
      this.#path[length++] = (this.#task << 8) | this.#alternative;
      round = walk.take(this.#task, this.#alternative);
      if (round) this.scheduler.wentRound(this.#place);
    }
    this.#count(length);
  }

  /** Chooses the next step of a run; false when no task can take one. */
  #choose(step: number): boolean {
    const { scheduler, walk } = this;
    const tasks = this.scenario.tasks.length;
    scheduler.next(step);
    for (let place = 0; place < tasks; place++) {
      const task = scheduler.candidate(place);
      const count = walk.enabled(task, this.#enabled);
      if (count === 0) continue;
      if (!scheduler.accept(place)) {
        place = -1;
        continue;
      }
      this.#place = place;
      this.#task = task;
      this.#alternative = this.#enabled[count === 1 ? 0 : this.#random.below(count)]!;
      return true;
    }
    return false;
  }

  /** Harms are there, after `length` steps, that this run had not met. */
  #meet(fresh: number, length: number): void {
    for (let h = 0; h < this.harms.length; h++) {
      if (((fresh >>> h) & 1) === 0) continue;
      const harm = this.harms[h]!;
      harm.runs++;
      harm.firstRun ??= this.runs;
      if (this.walk.state < 0) harm.away = this.#shorter(harm.away, length);
    }
  }

  #endWhereNothingGoes(length: number): void {
    const { walk } = this;
    walk.noteNothingEnabled();
    if (walk.state < 0 && (walk.flagsHere & allEnded) === 0)
      this.deadlockAway = this.#shorter(this.deadlockAway, length);
  }

  #shorter(way: number[] | null, length: number): number[] {
    return way !== null && way.length <= length ? way : Array.from(this.#path.subarray(0, length));
  }

  #count(length: number): void {
    this.steps += length;
    if (length > this.longestRun) {
      this.longestRun = length;
      this.runsOfThisLength = 0;
    }
    this.runsOfThisLength++;
  }
}

/**
 * Samples runs of a scenario and answers what they showed.
 * @throws ModelError when a task keeps state outside the records, so that no answer could be trusted
 * @throws RangeError for a number of runs or steps, or a depth, that cannot be
 */
export function sample(scenario: Scenario, options: SampleOptions): Sampling {
  checkSampleOptions(options);
  const sampler = new Sampler(scenario, options).run();
  checkFolding(sampler.walk);
  return samplingOf(sampler);
}
