// A check: one question about an answer, decided over every interleaving of one scenario.
import type { Exploration, Scenario } from '../engine/index.js';
import type { AnswerTable } from './answers/table.js';
import type { Operations } from './operation.js';

/** Why a check fails: what was found, in words that say what to think about. */
export type Reasons = Readonly<Record<string, string>>;

/** Times that were taken, in ns of simulated time, and what is wrong with them; null for nothing. */
export interface Measured {
  readonly timesNs: Readonly<Record<string, number>>;
  readonly wrong: string | null;
}

/** What a question of a check's own may look at. */
export interface Seen {
  readonly scenario: Scenario;
  /** What the search of the whole scenario tells. */
  readonly answers: Exploration;
  readonly table: AnswerTable;
}

/** What was found wrong, and where: the harm or what else it is, and a schedule that shows it. */
export interface Finding {
  readonly reason: string;
  readonly found: string;
  readonly schedule?: string;
  /** Where it goes round for ever: the steps of one round, as a schedule that goes on from the other. */
  readonly loop?: string;
}

/** What an answer has brought about. */
export type Achieved = Pick<Finding, 'found' | 'schedule'>;

/** One check of an exercise. */
export interface Check {
  /** Never changes and is never used again: results are compared by it. */
  readonly id: string;
  /** What it asks, in a few words. */
  readonly title: string;
  readonly points: number;
  /** Checks that must have passed for this one to mean anything. */
  readonly needs?: readonly string[];
  /**
   * The scenario with the answer in its place.
   * @param table the answer’s replies, for an exercise whose answer says what the machine is to be
   */
  scenario(answer: Operations, table: AnswerTable): Scenario;
  /** What the clock says of an answer with which the search has found nothing wrong. */
  measured?(table: AnswerTable): Measured;
  /** A question of its own, where the answer is no kernel code: what is wrong with it, null for nothing. */
  asks?(seen: Seen): Finding | null;
  /** Where it passes, and an execution is what was asked for: that execution, and what is found in it. */
  achieves?(seen: Seen): Achieved;
  /** Harms that must never be found, each with the reason it stands for. */
  readonly never: Reasons;
  /** Why not every fair execution may end: for deadlock, starvation and waiting for user space alike. */
  readonly completes: string;
  /** Why it may go round and round though nobody is stuck, where that is another reason. */
  readonly putOff?: string;
  /** Detectors of something good that some execution must reach, each with the reason where none does. */
  readonly reaches: Reasons;
  /** Tasks other than the answer’s that may wait for ever: user space’s own affair. */
  readonly mayWait?: readonly string[];
  /** Most states; decided beforehand, far above what a correct answer needs. */
  readonly states: number;
}

/** How a check came out. `not run`: a check that it needs has not passed. `undecided`: more states than its bound. */
export type CheckStatus = 'passed' | 'failed' | 'not run' | 'undecided';

/** What a check found. */
export interface CheckResult {
  readonly id: string;
  readonly title: string;
  readonly status: CheckStatus;
  readonly points: number;
  readonly maxPoints: number;
  /** Why it did not pass. */
  readonly reason?: string;
  /** The harm, or `deadlock`, `hostage`, `starved`, `unreached`. */
  readonly found?: string;
  /** The shortest schedule that shows it, or what was achieved. */
  readonly schedule?: string;
  /** What was measured, in ns of simulated time. */
  readonly timesNs?: Readonly<Record<string, number>>;
  /** Where it goes round for ever: one round, as a schedule that goes on from the other. */
  readonly loop?: string;
  /** That schedule told step by step, where stories were asked for. */
  readonly story?: string;
  readonly states: number;
}
