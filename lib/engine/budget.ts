// What a search may spend: states, seconds, memory, and the patience of whoever started it.
//
// A search that ran out of its budget is cut: what it did not find is unknown.

/** What a search may spend; nothing is limited but the number of states unless said. */
export interface Budget {
  /** Most states to store. Default 4,000,000. */
  maxStates?: number;
  /** Longest time, in seconds of the clock on the wall. */
  maxSeconds?: number;
  /** Most memory for the states and the steps between them, in bytes. */
  maxBytes?: number;
}

/** States where nothing else is said. */
export const defaultMaxStates = 4_000_000;

/** Why a search was cut. */
export type Cut = 'states' | 'seconds' | 'bytes' | 'stopped';

/** Watches one search's spending. */
export class Spending {
  /** Why the search was cut, null while it was not. */
  cut: Cut | null = null;
  readonly #deadline: number;
  readonly #states: number;
  readonly #bytes: number;

  constructor({ maxStates = defaultMaxStates, maxSeconds, maxBytes }: Budget) {
    this.#states = maxStates;
    this.#bytes = maxBytes ?? Number.POSITIVE_INFINITY;
    this.#deadline = maxSeconds === undefined ? Number.POSITIVE_INFINITY : performance.now() + 1000 * maxSeconds;
  }

  /** Whether there are too many states; cheap, for every state. */
  tooMany(states: number): boolean {
    if (states <= this.#states) return false;
    this.cut ??= 'states';
    return true;
  }

  /** Whether time or memory is spent; for now and then. */
  tooMuch(bytes: number): boolean {
    if (bytes > this.#bytes) this.cut ??= 'bytes';
    else if (performance.now() > this.#deadline) this.cut ??= 'seconds';
    return this.cut !== null;
  }

  /** Somebody wants no more. */
  stop(): void {
    this.cut ??= 'stopped';
  }
}
