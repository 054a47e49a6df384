// A sweep: a search for harms alone, on the calling thread and, where it is worth the while, on others
// that join it.
import { setImmediate } from 'node:timers/promises';
import { checkPositions } from '../folding-checks.js';
import { checkJudge } from '../judge-check.js';
import type { Scenario } from '../scenario.js';
import { SymmetryCheck } from '../symmetry-check.js';
import { newSweepMemory } from './core-module.js';
import { type Meeting, mostThreads } from './meeting.js';
import { newPositionLog } from './position-log.js';
import { identityOf, type Recipe } from './recipe.js';
import type { Assignment } from './search-worker.js';
import { type SharedSweep, type SweepLimits, type SweepPart, SweepThread } from './sweep-thread.js';
import type { Helper } from './worker-pool.js';

/** How to search on several threads. */
export interface SweepOptions extends SweepLimits {
  /** Threads that share the work, the calling one among them. */
  readonly threads: number;
  /** States, and milliseconds, after which others are called. */
  readonly aloneStates: number;
  readonly aloneMs: number;
  /** Whether to wait for those who were called instead of going on alone until they are there. */
  readonly together: boolean;
  /** Cuts the search when it is aborted. */
  readonly signal?: AbortSignal | undefined;
  /** Called ten times a second with the states met so far. */
  readonly onProgress?: ((states: number) => void) | undefined;
}

/** What all threads together found. */
export interface SweepResult {
  readonly complete: boolean;
  readonly states: number;
  readonly steps: number;
  readonly depth: number;
  /** For each harm: the steps of the shortest way to it, −1 where none was found. */
  readonly foundAt: readonly number[];
  /** Bytes of the states, and of all that is known of the steps. */
  readonly bytes: number;
}

const newsMs = 100;

/**
 * Searches on the calling thread.
 * @throws ModelError when a task of the scenario cannot be trusted
 */
export function sweep(scenario: Scenario, limits: SweepLimits): SweepResult {
  const thread = new SweepThread(scenario, sharedBy(1), limits, true);
  thread.begin();
  while (!thread.advance());
  check(thread);
  return together(thread, []);
}

/** @throws ModelError when a task or a detector cannot be trusted, or what is declared interchangeable can be told apart */
function check({ expansion, limits, scenario, states }: SweepThread): void {
  checkPositions(expansion, states);
  checkJudge(expansion, states);
  if (limits.reduced && scenario.interchangeable.length > 0) new SymmetryCheck(scenario).compareSome(expansion, states);
}

/**
 * Searches on several threads.
 * @param scenario what the recipe makes
 * @throws ModelError as `sweep` does
 */
export async function sweepOnCores(recipe: Recipe, scenario: Scenario, options: SweepOptions): Promise<SweepResult> {
  const { onProgress, signal } = options;
  const shared = sharedBy(Math.min(options.threads, mostThreads));
  const thread = new SweepThread(scenario, shared, options, true);
  const { meeting } = thread;
  const end = () => meeting.end();
  const news = setInterval(() => onProgress?.(meeting.states), newsMs);
  signal?.addEventListener('abort', end);
  const crew = new Crew(recipe, scenario, shared, options, meeting);
  try {
    thread.begin();
    if (signal?.aborted) end();
    while (!thread.advance()) {
      await setImmediate();
      await crew.look();
    }
    check(thread);
    return together(thread, await crew.parts());
  } finally {
    end();
    clearInterval(news);
    signal?.removeEventListener('abort', end);
  }
}

/** The threads that help with one sweep: called when it has become long, there when they are ready. */
class Crew {
  readonly #began = performance.now();
  readonly #helpers: Helper[] = [];

  constructor(
    readonly recipe: Recipe,
    readonly scenario: Scenario,
    readonly shared: SharedSweep,
    readonly options: SweepOptions,
    readonly meeting: Meeting,
  ) {}

  /** Calls them when it is time. */
  async look(): Promise<void> {
    const { aloneMs, aloneStates, together } = this.options;
    const { meeting, shared } = this;
    const wanted = shared.threads - 1;
    if (this.#helpers.length === wanted) return;
    if (meeting.states < aloneStates && performance.now() - this.#began < aloneMs) return;
    const { helpBy } = await import('./worker-pool.js');
    const identity = identityOf(this.scenario);
    for (let thread = 1; thread <= wanted; thread++)
      this.#helpers.push(helpBy(this.#assignment(thread, identity), () => meeting.end()));
    while (together && !meeting.haveCome(wanted) && !meeting.over) await setImmediate();
  }

  #assignment(thread: number, identity: string): Assignment {
    const { maxBytes, maxSeconds, maxStates, reduced } = this.options;
    const { recipe, shared } = this;
    return { recipe, identity, thread, shared, limits: { maxBytes, maxSeconds, maxStates, reduced } };
  }

  /**
   * What those found who took part.
   * @throws Error what one of them threw
   */
  async parts(): Promise<SweepPart[]> {
    const parts: SweepPart[] = [];
    for (const [i, helper] of this.#helpers.entries()) {
      if (this.meeting.isLetIn(i + 1) || this.meeting.failed || helper.failed) parts.push(await helper.part());
    }
    return parts;
  }
}

/** Memory for so many threads. */
function sharedBy(threads: number): SharedSweep {
  return { memory: newSweepMemory(), positions: threads > 1 ? newPositionLog() : null, threads };
}

function together({ bytes, meeting, part }: SweepThread, parts: readonly SweepPart[]): SweepResult {
  const all = [part, ...parts];
  return {
    complete: meeting.complete,
    states: meeting.states,
    steps: all.reduce((sum, { steps }) => sum + steps, 0),
    depth: meeting.level,
    foundAt: part.foundAt.map((_, h) =>
      all.map(({ foundAt }) => foundAt[h]!).reduce((least, at) => (at >= 0 && (least < 0 || at < least) ? at : least)),
    ),
    bytes,
  };
}
