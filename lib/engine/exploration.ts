// What an exploration answers, as plain data: it can be written as JSON and read back.
//
// A schedule is its text (see schedule.ts), `shortest` its number of steps; both are null where
// there is nothing to show.

import type { Cut } from './budget.js';

/**
 * `Never`: a complete search found none. `Always`: no maximal fair execution avoids it.
 * `unknown`: not found, and the search was cut short.
 */
export type Verdict = 'Never' | 'Sometimes' | 'Always' | 'unknown';

/** A harm: whether it can happen, and the shortest way it does. */
export interface HarmAnswer {
  id: string;
  name: string;
  verdict: Verdict;
  /** How many transitions made it true. */
  count: number;
  shortest: number | null;
  schedule: string | null;
}

/** An observation: counted, not judged. */
export interface ObservationAnswer {
  id: string;
  name: string;
  /** How many transitions showed it. */
  count: number;
  shortest: number | null;
  schedule: string | null;
}

/** A field of a record. */
export interface FieldName {
  record: string;
  field: string;
}

/** A step, named for a reader. */
export interface StepName {
  task: string;
  /** The step's label. */
  step: string;
}

/** A step that cannot be taken, what its task waits for, and whom. */
export interface WaitAnswer extends StepName {
  /** What it waits for, where the step says so. */
  waitsFor: string | null;
  /** The kernel function it is in; null outside of all. */
  in: string | null;
  /**
   * The fields that keep it waiting: those of which one alone, with another value, would let it
   * past; all that its guard reads, where no single one would.
   */
  on: FieldName[];
  /** The step of the way shown after which it could no longer be taken; null when it never could. */
  since: StepName | null;
  /**
   * The tasks that have a step ahead of them that lets it past; none when nobody is left to, null
   * when none was met and the search was cut.
   */
  waitsForTasks: string[] | null;
  /** Those steps. */
  freedBy: StepName[];
  /** Tasks that have such a step behind them only. */
  behind: string[];
}

/** Whether tasks that should end can get where no step of anybody lets them. */
export interface DeadlockAnswer {
  verdict: Verdict;
  shortest: number | null;
  schedule: string | null;
  /** The tasks that can no longer end in the state shown. */
  tasks: string[];
  /** Where they stand there, and after them the daemons that they wait for. */
  waitsFor: WaitAnswer[];
  /** Tasks each of which waits for the next, and the last for the first; none where nobody is left to wait for. */
  cycle: string[];
}

/** A task that can be stuck until user space does something; tasks that never are, are left out. */
export interface HostageAnswer {
  operation: string;
  verdict: 'Sometimes' | 'unknown';
  /** The step that it cannot take in the state shown; null when it goes on and on instead of waiting. */
  step: string | null;
  /** The kernel function it is in; null outside of all. */
  in: string | null;
  /** All kernel functions it is in, outermost first. */
  inside: string[];
  /** What it waits for there, where a step says so; else the step again. */
  waitsFor: string | null;
  /** The user-owned steps that would free it there. */
  freedBy: StepName[];
  shortest: number | null;
  schedule: string | null;
}

/** A task that could end but can be put off for ever; tasks that never are, are left out. */
export interface StarvedAnswer {
  operation: string;
  verdict: 'Sometimes' | 'unknown';
  shortest: number | null;
  /** The way to the cycle. */
  schedule: string | null;
  /** Once round the cycle. */
  loop: string | null;
  /** The steps of the cycle. */
  steps: StepName[];
}

/** What an outsider can see at the end, and in how many different final states. */
export interface OutcomeAnswer {
  observation: string;
  count: number;
  /** The shortest way to such a state. */
  shortest: number;
  schedule: string;
}

/** Whether something asked for is ever reached. */
export interface ReachAnswer {
  /** As it was asked for. */
  id: string;
  /** The step that was looked for, and its task, unless any will do; neither for a state. */
  task?: string;
  step?: string;
  verdict: Verdict;
  /** How many transitions took the step, or made the state so. */
  count: number;
  shortest: number | null;
  schedule: string | null;
  /** Of a step: whether a task ever comes to stand before it. */
  offered?: boolean;
}

/** A step, and the kernel function it is in; null outside of all. */
export interface AlternativeNote extends StepName {
  in: string | null;
}

/** A guard that decides nothing: it held in every state in which its task stood there, or in none. */
export interface GuardNote extends AlternativeNote {
  always: boolean;
}

/** What a complete search shows of the scenario's own code. */
export interface Notes {
  vacuous: GuardNote[];
  /** Ways out of a choice or a wait that no execution takes. */
  neverTaken: AlternativeNote[];
}

/** Everything an exploration answers. */
export interface Exploration {
  scenario: string;
  /** False when the search ran out of its budget. */
  complete: boolean;
  /** What ran out: states, seconds, bytes, or the patience of whoever asked; left out when nothing did. */
  cut?: Cut;
  states: number;
  transitions: number;
  /** Steps of the longest of all shortest ways to a state. */
  depth: number;
  harms: HarmAnswer[];
  observations: ObservationAnswer[];
  deadlock: DeadlockAnswer;
  hostage: HostageAnswer[];
  starved: StarvedAnswer[];
  /** Tasks that should end and end in no state; left out when the search was cut. */
  neverCompletes?: string[];
  outcomes?: OutcomeAnswer[];
  /** What was asked for, in that order. */
  reach?: ReachAnswer[];
  /** Left out when the search was cut, or kept no edges. */
  notes?: Notes;
}
