// What an exploration answers, as plain data: it can be written as JSON and read back.
//
// A schedule is its text (see schedule.ts), `shortest` its number of steps; both are null where
// there is nothing to show.

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

/** A step that cannot be taken, and what its task waits for, where the step says so. */
export interface WaitAnswer {
  task: string;
  /** The step's label. */
  step: string;
  waitsFor: string | null;
}

/** Whether tasks that should end can get where no step of anybody lets them. */
export interface DeadlockAnswer {
  verdict: Verdict;
  shortest: number | null;
  schedule: string | null;
  /** The tasks that can no longer end in the state shown. */
  tasks: string[];
  /** Where they stand there. */
  waitsFor: WaitAnswer[];
}

/** A step, named for a reader. */
export interface StepName {
  task: string;
  /** The step's label. */
  step: string;
}

/** A task that can be stuck until user space does something; tasks that never are, are left out. */
export interface HostageAnswer {
  operation: string;
  verdict: 'Sometimes' | 'unknown';
  /** What it waits for in the state shown; null when it goes on and on instead of waiting. */
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
}

/** What an outsider can see at the end, and in how many different final states. */
export interface OutcomeAnswer {
  observation: string;
  count: number;
}

/** Everything an exploration answers. */
export interface Exploration {
  scenario: string;
  /** False when the search ran out of its budget. */
  complete: boolean;
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
}
