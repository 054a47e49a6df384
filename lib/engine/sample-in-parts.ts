// Sampling with breaks in between, so that somebody may watch it and stop it.
import type { Budget, Cut } from './budget.js';
import { checkFolding } from './folding-checks.js';
import { type Sampling, samplingOf } from './sampled-answers.js';
import { checkSampleOptions, defaultRuns, type SampleOptions, Sampler } from './sampling.js';
import type { Scenario } from './scenario.js';

/** As for `sample`, and when to stop before all runs are drawn. */
export interface SampleInPartsOptions extends SampleOptions, Pick<Budget, 'maxSeconds'> {
  /** Stops the drawing; what was seen so far is answered. */
  signal?: AbortSignal;
}

/** Runs between two breaks. */
const runsInOneGo = 16;

/**
 * Samples as `sample` does, and lets other work have its turn in between. The same seed draws the same runs;
 * an answer that was cut says so and has fewer of them.
 * @throws ModelError, RangeError as `sample` does
 */
export async function sampleInParts(scenario: Scenario, options: SampleInPartsOptions): Promise<Sampling> {
  const { maxSeconds, onProgress, signal, ...rest } = options;
  checkSampleOptions(rest);
  const { runs = defaultRuns } = rest;
  const deadline = performance.now() + (maxSeconds ?? Number.POSITIVE_INFINITY) * 1000;
  const sampler = new Sampler(scenario, rest);
  let cut: Cut | undefined;
  while (sampler.runs < runs && cut === undefined) {
    sampler.run(Math.min(runs, sampler.runs + runsInOneGo));
    onProgress?.(sampler.runs, runs);
    await new Promise((goOn) => setImmediate(goOn));
    if (sampler.runs === runs) break;
    if (signal?.aborted) cut = 'stopped';
    else if (performance.now() > deadline) cut = 'seconds';
  }
  checkFolding(sampler.walk);
  return { ...samplingOf(sampler), ...(cut !== undefined && { cut }) };
}
