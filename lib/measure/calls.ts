// The calls of one kernel function in a recorded run, at any depth: how often, how long, and what
// was called inside.
import { type CallSpan, type Scenario, simulate, type Trace } from '../engine/index.js';
import { withoutDetectors } from './sweep.js';

/** One call that returned. */
export interface Call {
  readonly task: string;
  readonly startNs: number;
  /** From call to return, in nanoseconds of simulated time. */
  readonly latencyNs: number;
  /** The kernel functions called inside, at any depth, in their order. */
  readonly inside: readonly string[];
}

/**
 * All calls of a kernel function, in their order. One that starts over is still one call; one that
 * has not returned counts up to the run's end.
 */
export function callsOf(trace: Pick<Trace, 'calls'>, name: string): Call[] {
  return trace.calls.flatMap((call, at): Call[] => {
    if (call.name !== name) return [];
    const { task, startNs, endNs } = call;
    return [{ task, startNs, latencyNs: endNs - startNs, inside: insideOf(trace.calls, at) }];
  });
}

/** Calls are recorded as they begin, so what is inside one follows it, until its task is back at its depth. */
function insideOf(calls: readonly CallSpan[], at: number): string[] {
  const { task, depth } = calls[at]!;
  const inside: string[] = [];
  for (let next = at + 1; next < calls.length; next++) {
    const call = calls[next]!;
    if (call.task !== task) continue;
    if (call.depth <= depth) break;
    inside.push(call.name);
  }
  return inside;
}

/** The calls of a kernel function in so many runs of a scenario, with the seeds 1, 2, 3 … */
export function callsInRuns(scenario: Scenario, name: string, runs: number): Call[] {
  const bare = withoutDetectors(scenario);
  return Array.from({ length: runs }, (_, run) => simulate(bare, { seed: run + 1, record: true })).flatMap(
    ({ trace }) => callsOf(trace!, name),
  );
}
