// A measurement in simulated time: how long a task takes in a scenario, or how long it waits for one
// thing, in several runs; by the same seeds wherever it runs.
import { type OperationRun, simulate } from '../engine/index.js';
import { withoutDetectors } from '../measure/sweep.js';
import { built, type Case, caseKey } from './case.js';

/** Whose time, and which of it. */
export interface Timed {
  readonly task: string;
  /** Only what it waited for this: `pin`, `writeback`. The whole time of its operations unless said. */
  readonly waitingFor?: string;
}

/** What is measured. */
export interface Measurement extends Case, Timed {
  /** Runs, with the seeds 1, 2, 3 … */
  readonly runs: number;
}

/** What it came to; in nanoseconds of simulated time, Infinity where the task did not come to its end. */
export interface Measured {
  readonly medianNs: number;
  readonly longestNs: number;
}

/** Two measurements are the same where this is. */
export const measurementKey = ({ runs, task, waitingFor, ...asked }: Measurement): string =>
  `${task} ${waitingFor} ${runs} ${caseKey(asked)}`;

/**
 * Measures.
 * @throws RangeError when in no run the task did anything
 */
export function measure({ runs, task, waitingFor, ...asked }: Measurement): Measured {
  const scenario = withoutDetectors(built(asked));
  const times = Array.from({ length: runs }, (_, run) => {
    const own = simulate(scenario, { seed: run + 1 }).operations.filter((each) => each.task === task);
    if (own.length === 0) throw new RangeError(`${scenario.name} has no task ${task} whose time could be taken`);
    return own.reduce((sum, each) => sum + timeOf(each, waitingFor), 0);
  }).sort((a, b) => a - b);
  return { medianNs: times[Math.floor(times.length / 2)]!, longestNs: times.at(-1)! };
}

function timeOf({ blocked, endNs, startNs }: OperationRun, waitingFor: string | undefined): number {
  if (endNs < 0) return Number.POSITIVE_INFINITY;
  if (waitingFor === undefined) return endNs - startNs;
  const such = blocked.filter(({ reason }) => reason === waitingFor);
  return such.reduce((sum, span) => sum + span.endNs - span.startNs, 0);
}
