// The clock, many times: one scenario at several values of a parameter, each with many seeds.
import { type Run, type Scenario, simulate } from '../engine/index.js';

/** What is varied, and what is measured. */
export interface SweepOptions<V> {
  /** Values of the parameter. */
  values: readonly V[];
  /** Runs at each value, with the seeds 1, 2, 3 … */
  runs: number;
  /** The kernel function whose time is taken: the outermost one of that name. */
  operation: string;
}

/** What one value of the parameter came to. */
export interface SweepPoint<V> {
  readonly value: V;
  /** Time from call to return of each operation that ended, in nanoseconds of simulated time. */
  readonly latencyNs: number[];
  /** For each of them, how much of it was spent waiting. */
  readonly blockedNs: number[];
}

/**
 * Runs `build(value)` with many seeds and takes an operation's times.
 * @throws RangeError when no run ever finished an operation of that name
 */
export function sweep<V>(build: (value: V) => Scenario, options: SweepOptions<V>): SweepPoint<V>[] {
  return options.values.map((value) => {
    const scenario = withoutDetectors(build(value));
    const point: SweepPoint<V> = { value, latencyNs: [], blockedNs: [] };
    for (let seed = 1; seed <= options.runs; seed++) collect(simulate(scenario, { seed }), options.operation, point);
    if (point.latencyNs.length === 0)
      throw new RangeError(
        `no run of ${scenario.name} finished an operation called ${options.operation}; the outermost kernel functions of its tasks are what can be measured`,
      );
    return point;
  });
}

/** Times do not depend on what is looked for, and looking at every page after every step is most of a run's work. */
export const withoutDetectors = (scenario: Scenario): Scenario => ({ ...scenario, harms: [], observations: [] });

function collect(run: Run, operation: string, point: SweepPoint<unknown>): void {
  for (const done of run.operations) {
    if (done.name !== operation || done.endNs < 0) continue;
    point.latencyNs.push(done.endNs - done.startNs);
    point.blockedNs.push(done.blocked.reduce((sum, span) => sum + span.endNs - span.startNs, 0));
  }
}
