// How many runs sampling needs for a harm that searching everything finds: the random walk and PCT
// side by side, on the named scenarios as Linux 4.20 has them.

import { explore, type Scenario } from '../engine/index.js';
import { type SampleOptions, Sampler } from '../engine/sampling.js';
import { scenarios } from '../scenarios/index.js';
import type { NamedScenario } from '../scenarios/machine-scenario.js';
import { median, timed } from './cpu-time.js';

/** The ways of drawing runs that are compared. */
const ways: readonly { name: string; options: SampleOptions }[] = [
  { name: 'random walk', options: { scheduler: 'random' } },
  ...[2, 3, 4].map((depth) => ({ name: `PCT, depth ${depth}`, options: { scheduler: 'pct' as const, depth } })),
];

/** What to measure. */
export interface SamplingBenchOptions {
  /** Seeds tried, from 1 on; the figures are medians. */
  seeds: number;
  /** Most runs for one seed. */
  mostRuns: number;
  /** The scenarios to look at; all of them unless said. */
  among?: readonly NamedScenario[];
  /** Told before each way of each harm. */
  onProgress?: (done: number, total: number, what: string) => void;
}

/** One harm of one scenario. */
export interface HarmFigures {
  scenario: string;
  harm: string;
  /** Steps of the shortest way to it, by searching everything, and the states of that search. */
  shortest: number;
  states: number;
  /** For each way: the median number of the first run that met it; null when that is beyond `mostRuns`. */
  firstRun: (number | null)[];
}

/** What was measured. */
export interface SamplingFigures {
  ways: string[];
  mostRuns: number;
  seeds: number;
  harms: HarmFigures[];
  /** For each way: runs and steps a CPU second, over all scenarios. */
  runsPerSecond: number[];
  stepsPerSecond: number[];
}

/** Counts the runs to the first sight of every harm that the named scenarios can meet. */
export function benchSampling(options: SamplingBenchOptions): SamplingFigures {
  const { among = scenarios, mostRuns, onProgress, seeds } = options;
  const found = among.flatMap((named) => {
    const built = named.build();
    const { harms, states } = explore(built);
    return harms.flatMap(({ id, shortest }, h) => (shortest === null ? [] : [{ built, h, id, shortest, states }]));
  });
  const spent = ways.map(() => ({ runs: 0, steps: 0, seconds: 0 }));
  const harms = found.map(({ built, h, id, shortest, states }, at) => ({
    scenario: built.name,
    harm: id,
    shortest,
    states,
    firstRun: ways.map(({ name, options: drawn }, way) => {
      onProgress?.(at * ways.length + way, found.length * ways.length, `${built.name}, ${id}: ${name}`);
      return medianFirst(built, h, { ...drawn, runs: mostRuns }, seeds, spent[way]!);
    }),
  }));
  return {
    ways: ways.map(({ name }) => name),
    mostRuns,
    seeds,
    harms,
    runsPerSecond: spent.map(({ runs, seconds }) => Math.round(runs / seconds)),
    stepsPerSecond: spent.map(({ steps, seconds }) => Math.round(steps / seconds)),
  };
}

interface Spent {
  runs: number;
  steps: number;
  seconds: number;
}

/** The median number of the first run that meets a harm, over some seeds. */
function medianFirst(
  built: Scenario,
  harm: number,
  options: SampleOptions,
  seeds: number,
  spent: Spent,
): number | null {
  const mostRuns = options.runs!;
  const firsts = Array.from({ length: seeds }, (_, i) => {
    const sampler = new Sampler(built, { ...options, seed: i + 1 });
    const { seconds } = timed(() => {
      while (sampler.runs < mostRuns && sampler.harms[harm]!.firstRun === null)
        sampler.run(Math.min(mostRuns, sampler.runs + 100));
    });
    spent.runs += sampler.runs;
    spent.steps += sampler.steps;
    spent.seconds += seconds;
    return sampler.harms[harm]!.firstRun ?? Number.POSITIVE_INFINITY;
  });
  const middle = median(firsts);
  return Number.isFinite(middle) ? middle : null;
}
