// Summary statistics of a set of latencies, computed by mathjs.
//
// Definitions. Quantiles interpolate linearly between the two nearest order statistics (Hyndman
// and Fan's type 7, the default of R and NumPy): of n sorted values, p lies at position (n - 1) p
// from 0. The standard deviation is the sample's (divided by n - 1), 0 for a single value. mathjs
// is loaded at the first call, because loading it takes a third of a second.
import { createRequire } from 'node:module';

/** What is known of a set of latencies, in nanoseconds. */
export interface Summary {
  count: number;
  minNs: number;
  medianNs: number;
  p90Ns: number;
  p99Ns: number;
  maxNs: number;
  meanNs: number;
  /** Standard deviation of the sample. */
  deviationNs: number;
}

interface MathFunctions {
  quantileSeq(sorted: readonly number[], probability: readonly number[], isSorted: boolean): number[];
  mean(values: readonly number[]): number;
  std(values: readonly number[]): number;
}

let loaded: MathFunctions | undefined;

function math(): MathFunctions {
  loaded ??= createRequire(import.meta.url)('mathjs/number') as MathFunctions;
  return loaded;
}

function sortedOrThrow(values: readonly number[], wanted: string): number[] {
  if (values.length === 0)
    throw new Error(`${wanted} of no values: the run measured nothing, so there is nothing to sum up.`);
  const bad = values.find((value) => !Number.isFinite(value));
  if (bad !== undefined) throw new Error(`${wanted} met ${bad}: latencies are finite numbers of nanoseconds.`);
  return [...values].sort((a, b) => a - b);
}

/** The quantiles at these probabilities (0 to 1), in their order. */
export function quantiles(values: readonly number[], probabilities: readonly number[]): number[] {
  return math().quantileSeq(sortedOrThrow(values, 'A quantile'), probabilities, true);
}

/** The summary of a set of latencies. */
export function summarise(latencyNs: readonly number[]): Summary {
  const sorted = sortedOrThrow(latencyNs, 'A summary');
  const [medianNs, p90Ns, p99Ns] = math().quantileSeq(sorted, [0.5, 0.9, 0.99], true);
  return {
    count: sorted.length,
    minNs: sorted[0],
    medianNs,
    p90Ns,
    p99Ns,
    maxNs: sorted[sorted.length - 1],
    meanNs: math().mean(sorted),
    deviationNs: sorted.length > 1 ? math().std(sorted) : 0,
  };
}
