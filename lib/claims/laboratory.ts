// The laboratory: where a claim asks the machine. What is not answered yet is noted, so that all that
// is missing can be answered at once, on every core, and the claim be asked again.
import type { Choices } from '../rules/setting.js';
import type { Answers } from './answers.js';
import { type Case, type Change, changed } from './case.js';
import { Explored } from './explored.js';
import type { Measured, Measurement, Timed } from './measurement.js';

/** What to leave out of a scenario. */
export type Extras = Pick<Case, 'without'>;

/** Runs of a measurement, where nothing is said. */
const usualRuns = 7;

/** Asks the machine, which may have been changed. */
export class Laboratory {
  /** Cases that were asked for and not answered. */
  readonly missing: Case[] = [];
  readonly missingMeasurements: Measurement[] = [];

  /** @param change made to every case: the machine under which a claim's teeth show */
  constructor(
    readonly answers: Answers,
    readonly change: Change = {},
  ) {}

  /** A scenario, searched whole, over Linux 4.20 unless said. */
  explore(scenario: string, choices: Choices = {}, extras: Extras = {}): Explored {
    const asked = changed({ scenario, choices, ...extras }, this.change);
    const answer = this.answers.find(asked, this.answers.wanted(asked)) ?? this.answers.find(asked);
    if (answer === null) this.missing.push(asked);
    return new Explored(asked, answer, (id) => this.#watch(asked, id));
  }

  /** Has something watched for, in a new search where that was not done. @returns whether it was */
  #watch(asked: Case, id: string): boolean {
    this.answers.want(asked.scenario, id);
    const watched = this.answers.find(asked, [id]) !== null;
    if (!watched) this.missing.push(asked);
    return watched;
  }

  /**
   * How long a task takes in a scenario, or how long it waits for one thing; in simulated time.
   * @param timed whose time, and which of it
   * @returns null until it is measured
   */
  measure(scenario: string, choices: Choices, timed: Timed, runs = usualRuns): Measured | null {
    const asked = { ...changed({ scenario, choices }, this.change), ...timed, runs };
    const measured = this.answers.measured(asked);
    if (measured === null) this.missingMeasurements.push(asked);
    return measured;
  }
}
