// A search on several cores: a worker thread each, every state stored by the one its hash falls to.
import { Expansion } from '../expansion.js';
import type { Scenario } from '../scenario.js';
import { newMailbox } from './mailbox.js';
import type { Partition, PartitionLimits, PartitionResult, SharedSearch } from './partition.js';
import { newPositionLog } from './position-log.js';
import type { Recipe } from './recipe.js';
import { newRendezvous, Rendezvous } from './rendezvous.js';
import { workOn } from './worker-pool.js';

/** How to search. */
export interface ParallelOptions extends PartitionLimits {
  readonly workers: number;
  /** A search that was begun on the calling thread and paused; none unless given. */
  readonly begun?: Begun | null;
  /** Cuts the search when it is aborted. */
  readonly signal?: AbortSignal | undefined;
  /** Called ten times a second with the states met so far. */
  readonly onProgress?: ((states: number) => void) | undefined;
}

/** A search that workers go on with. */
export interface Begun {
  readonly partition: Partition;
  /** The log of positions it kept. */
  readonly positions: SharedArrayBuffer;
}

/** What all workers together found. */
export interface ParallelResult {
  readonly complete: boolean;
  readonly states: number;
  readonly steps: number;
  readonly depth: number;
  /** For each harm: the steps of the shortest way to it, −1 where none was found. */
  readonly foundAt: readonly number[];
  readonly bytes: number;
}

const newsMs = 100;

/**
 * Searches a scenario on several cores.
 * @param scenario what the recipe makes
 * @throws ModelError when a task of the scenario cannot be trusted
 */
export async function searchInParallel(
  recipe: Recipe,
  scenario: Scenario,
  options: ParallelOptions,
): Promise<ParallelResult> {
  const { begun = null, maxBytes, maxSeconds, maxStates, onProgress, reduced, signal, workers } = options;
  const width = begun?.partition.expansion.width ?? new Expansion(scenario, { sharing: reduced }).width;
  const shared = sharedBy(workers, width, begun?.positions);
  const shares = begun?.partition.shares(workers);
  const rendezvous = new Rendezvous(shared.rendezvous);
  const end = () => rendezvous.end();
  const news = setInterval(() => onProgress?.(rendezvous.states), newsMs);
  if (signal?.aborted) end();
  signal?.addEventListener('abort', end);
  try {
    const assignments = Array.from({ length: workers }, (_, worker) => ({
      recipe,
      worker,
      shared,
      limits: { maxBytes, maxSeconds, maxStates, reduced },
      share: shares?.[worker] ?? null,
    }));
    const results = await Promise.all(assignments.map((assignment) => workOn(assignment, end)));
    return together(results, scenario);
  } finally {
    clearInterval(news);
    signal?.removeEventListener('abort', end);
  }
}

/** Memory for so many workers to share. */
export function sharedBy(
  workers: number,
  width: number,
  positions: SharedArrayBuffer | null = workers > 1 ? newPositionLog() : null,
): SharedSearch {
  return {
    rendezvous: newRendezvous(workers),
    positions,
    mail: Array.from({ length: workers }, () => Array.from({ length: workers }, () => newMailbox(width))),
  };
}

function together(results: readonly PartitionResult[], scenario: Scenario): ParallelResult {
  const sum = (part: (result: PartitionResult) => number) => results.reduce((total, result) => total + part(result), 0);
  return {
    complete: results.every((result) => result.complete),
    states: sum(({ states }) => states),
    steps: sum(({ steps }) => steps),
    depth: Math.max(...results.map(({ depth }) => depth)),
    foundAt: scenario.harms.map((_, h) => {
      const levels = results.map(({ foundAt }) => foundAt[h]!).filter((level) => level >= 0);
      return levels.length === 0 ? -1 : Math.min(...levels);
    }),
    bytes: sum(({ bytes }) => bytes),
  };
}
