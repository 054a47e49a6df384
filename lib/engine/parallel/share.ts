// What one worker takes over of a search that was begun on one thread: the states whose hash falls
// to it, those already expanded first, and what was found.
import { hashRow } from '../batch.js';
import type { StateStore } from '../state-store.js';

/** A worker's share. Plain data, for another thread. */
export interface Share {
  /** Its states' words, one state after the other. */
  readonly words: Int32Array;
  /** How many of them, from the first, are expanded. */
  readonly expanded: number;
  /** Those of them, by their place, after which the scenario stops. */
  readonly stopped: readonly number[];
  /** Steps from the start to those that are not expanded. */
  readonly level: number;
  /** For each harm: the level on which it was found first, −1 for never. */
  readonly foundAt: readonly number[];
}

/** The worker, of so many, that a state of this hash falls to. */
export function ownerOf(hash: number, workers: number): number {
  return ((hash >>> 16) * workers) >>> 16;
}

/** The states of a search that has ended a level, and what it found. */
export interface BegunSearch extends Omit<Share, 'words' | 'stopped'> {
  readonly store: StateStore;
  readonly stopped: ReadonlySet<number>;
}

/** A begun search in so many shares. */
export function sharesOf({ store, stopped, expanded, level, foundAt }: BegunSearch, workers: number): Share[] {
  const { count, width, words } = store;
  const owners = Uint8Array.from({ length: count }, (_, state) =>
    ownerOf(hashRow(words, state * width, width), workers),
  );
  return Array.from({ length: workers }, (_, worker) => {
    const own = [...owners.keys()].filter((state) => owners[state] === worker);
    const share = new Int32Array(own.length * width);
    own.forEach((state, place) => {
      share.set(words.subarray(state * width, (state + 1) * width), place * width);
    });
    return {
      words: share,
      expanded: own.filter((state) => state < expanded).length,
      stopped: own.flatMap((state, place) => (stopped.has(state) ? [place] : [])),
      level,
      foundAt,
    };
  });
}
