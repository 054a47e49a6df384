// Deciding harms: whether each can happen, as fast as can be.
//
// A small graph is searched whole, as `explore` does. A larger one is searched for harms alone:
// interchangeable states are stored once, nothing is kept of the steps between them, several cores
// share the work (see sweep/). Such a search counts nothing and cannot say Always; the shortest way to a harm
// is then looked for again in the graph as it is.
import type { Budget } from './budget.js';
import { defaultMaxStates } from './budget.js';
import type { HarmAnswer } from './exploration.js';
import { Search } from './explorer.js';
import { checkFolding } from './folding-checks.js';
import { harmAnswersOf } from './harm-answers.js';
import { Random } from './random.js';
import type { Scenario } from './scenario.js';
import { graphOf } from './state-graph.js';
import { follow, type Recipe } from './sweep/recipe.js';
import { type SweepResult, sweep, sweepOnCores } from './sweep/sweep.js';
import type { SweepLimits } from './sweep/sweep-thread.js';
import { SymmetryCheck } from './symmetry-check.js';

/** How to decide. */
export interface DecideOptions extends Budget {
  /** Store interchangeable states once. Default true. */
  symmetry?: boolean;
  /** How many states are searched whole before anything is left out. Default 20,000. */
  wholeStates?: number;
  /** Called now and then with the states met so far. */
  onProgress?: (states: number) => void;
}

/** How to decide on several cores. */
export interface DecideOnCoresOptions extends DecideOptions {
  /** Threads that share the work, the calling one among them. Default: as many as there are cores. */
  workers?: number;
  /** States after which the others are called, unless a tenth of a second has passed before. Default 100,000. */
  aloneStates?: number;
  /** True to wait for those who were called, instead of going on alone until they are there. Default false. */
  together?: boolean;
  /** Cuts the search when it is aborted. */
  signal?: AbortSignal;
}

/** Which harms can happen. */
export interface Decision {
  scenario: string;
  /** False when the budget ran out. */
  complete: boolean;
  /** States of the graph; null where not all of them were stored, or the search was cut short. */
  states: number | null;
  /** States that were stored. */
  stored: number;
  /** Steps of the longest of all shortest ways to a state met. */
  depth: number;
  /** True where interchangeable states were stored once. */
  reduced: boolean;
  /** Threads that were to share the work; 0 when none was to join the calling one. */
  workers: number;
  /** Counts are null, and Always is not told from Sometimes, unless the whole graph was searched. */
  harms: HarmDecision[];
}

/** Whether one harm can happen. */
export interface HarmDecision extends Omit<HarmAnswer, 'count'> {
  count: number | null;
}

/** States searched whole, where nothing is said. */
const wholeByDefault = 20_000;
/** States, and milliseconds, after which a search is worth several cores. */
const aloneByDefault = 100_000;
const aloneMs = 100;
/** States expanded in one go where the ways to harms are looked for, and seconds that are spent on them at least. */
const waysInOneGo = 8192;
const leastWaysSeconds = 0.5;
/** Walks and steps by which declared symmetry is checked. */
const symmetryWalks = 12;
const symmetrySteps = 60;

/**
 * Decides which harms can happen, on the calling thread.
 * @throws ModelError when a task keeps state outside the records, or what is declared
 *   interchangeable is not
 */
export function decide(scenario: Scenario, options: DecideOptions = {}): Decision {
  const started = performance.now();
  const whole = searchWhole(scenario, options);
  const known = fromWhole(whole);
  if (known !== null) return known;
  const result = sweep(scenario, limitsOf(options, started));
  const ways = searchForWays(whole, result, options, limitsOf(options, started).maxSeconds);
  ways?.run();
  return fromParts(whole, result, ways, { ...options, symmetry: options.symmetry ?? true, workers: 0 });
}

/**
 * Decides which harms can happen, on several cores.
 * @param recipe where the worker threads find the scenario
 * @throws ModelError as `decide` does, RangeError for a number of workers that cannot be
 */
export async function decideOnCores(recipe: Recipe, options: DecideOnCoresOptions = {}): Promise<Decision> {
  const started = performance.now();
  const scenario = await follow(recipe);
  const { aloneStates = aloneByDefault, onProgress, signal, symmetry = true, together = false } = options;
  const workers = wholeWorkers(options.workers ?? (await cores()));
  const whole = searchWhole(scenario, options);
  const known = fromWhole(whole);
  if (known !== null) return known;
  const limits = limitsOf(options, started);
  const sharing = { threads: workers, aloneStates, aloneMs, together, signal, onProgress };
  const result = await sweepOnCores(recipe, scenario, { ...limits, ...sharing });
  const enough = signal?.aborted === true;
  const ways = searchForWays(whole, result, options, enough ? 0 : limitsOf(options, started).maxSeconds);
  while (ways !== null && !ways.advance(waysInOneGo)) {
    await new Promise((goOn) => setImmediate(goOn));
    if (enough || !signal?.aborted) continue;
    ways.stop();
    break;
  }
  return fromParts(whole, result, ways, { ...options, symmetry, workers });
}

async function cores(): Promise<number> {
  const { availableParallelism } = await import('node:os');
  return availableParallelism();
}

/** @throws RangeError for a number of threads that cannot be */
function wholeWorkers(workers: number): number {
  if (Number.isSafeInteger(workers) && workers >= 1) return workers;
  throw new RangeError(`workers cannot be ${workers}; give a whole number, 1 or more`);
}

/** What a search without the graph may spend. */
function limitsOf(options: DecideOptions, started: number): SweepLimits {
  const { maxBytes = Number.POSITIVE_INFINITY, maxSeconds = Number.POSITIVE_INFINITY } = options;
  return {
    reduced: options.symmetry ?? true,
    maxStates: options.maxStates ?? defaultMaxStates,
    maxBytes,
    maxSeconds: maxSeconds - (performance.now() - started) / 1000,
  };
}

/** Searches the graph as it is, as far as that is cheap, and checks the tasks and the symmetry. */
function searchWhole(scenario: Scenario, options: DecideOptions): Search {
  const { maxBytes, maxSeconds, maxStates = defaultMaxStates, wholeStates = wholeByDefault } = options;
  if (scenario.interchangeable.length > 0) {
    const check = new SymmetryCheck(scenario);
    const random = new Random(3);
    for (let walk = 0; walk < symmetryWalks; walk++) check.walk(symmetrySteps, (below) => random.below(below));
  }
  const budget = {
    maxStates: Math.min(maxStates, wholeStates),
    ...(maxBytes !== undefined && { maxBytes }),
    ...(maxSeconds !== undefined && { maxSeconds }),
  };
  const whole = new Search(scenario, budget);
  whole.run();
  checkFolding(whole);
  return whole;
}

/** The answer, when the states searched whole are enough for one. */
function fromWhole(whole: Search): Decision | null {
  const { complete, depth, scenario, store } = whole;
  const harms = harmAnswersOf(whole, whole.complete ? graphOf(whole) : null);
  const decided = harms.length > 0 && harms.every(({ verdict }) => verdict !== 'unknown');
  if (!complete && !decided) return null;
  return {
    scenario: scenario.name,
    complete,
    states: complete ? store.count : null,
    stored: store.count,
    depth,
    reduced: false,
    workers: 0,
    harms: complete ? harms : harms.map((harm) => ({ ...harm, count: null })),
  };
}

type Parts = Pick<SweepResult, 'complete' | 'states' | 'depth' | 'foundAt'>;

/**
 * A search of the graph as it is, down to the harms that were found, for the ways to them; null where all are known.
 * @param secondsLeft what is left to spend; it may take a little longer, for most harms are near
 */
function searchForWays(
  whole: Search,
  { foundAt }: Parts,
  { maxBytes, maxStates = defaultMaxStates }: DecideOptions,
  secondsLeft: number,
): Search | null {
  const known = harmAnswersOf(whole, null);
  const maxDepth = Math.max(0, ...foundAt.filter((_, h) => known[h]!.verdict === 'unknown'));
  if (maxDepth === 0) return null;
  const maxSeconds = Math.max(secondsLeft, leastWaysSeconds);
  return new Search(whole.scenario, { maxStates, maxDepth, maxSeconds, ...(maxBytes !== undefined && { maxBytes }) });
}

/** @param ways where the ways to the harms were looked for; a harm's is null where it was too dear to find */
function fromParts(
  whole: Search,
  parts: Parts,
  ways: Search | null,
  options: DecideOnCoresOptions & { workers: number; symmetry: boolean },
): Decision {
  const { scenario } = whole;
  const known = harmAnswersOf(whole, null);
  const near = ways === null ? null : harmAnswersOf(ways, null);
  return {
    scenario: scenario.name,
    complete: parts.complete,
    states: parts.complete && !options.symmetry ? parts.states : null,
    stored: parts.states,
    depth: parts.depth,
    reduced: options.symmetry,
    workers: options.workers,
    harms: known.map((harm, h) => {
      if (harm.verdict !== 'unknown') return { ...harm, count: null };
      const shortest = parts.foundAt[h]!;
      if (shortest < 0) return { ...harm, count: null, verdict: parts.complete ? 'Never' : 'unknown' };
      return {
        ...harm,
        count: null,
        verdict: 'Sometimes',
        shortest,
        schedule: near?.[h]?.schedule ?? null,
      };
    }),
  };
}
