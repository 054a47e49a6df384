// Looks for harms and observations after each step of a run.
import { isFound, isSeen, stopsIn } from './detect.js';
import type { Kernel } from './kernel.js';
import type { Recordable } from './recorder.js';
import { worldOn } from './world.js';

/** What a run has shown so far. */
export class Watch {
  /** Harm id → steps taken when it was first found. */
  readonly harms = new Map<string, number>();
  readonly observations = new Map<string, number>();
  /** Observation id → steps taken when it was first made. */
  readonly firstObserved = new Map<string, number>();
  /** False when the scenario has nothing to look for. */
  readonly active: boolean;
  readonly #clock: Recordable & { readonly steps: number };
  readonly #now: Kernel;
  readonly #before: Kernel;
  readonly #previous: Int32Array;

  constructor(clock: Recordable & { readonly steps: number }) {
    const { scenario, memory } = clock;
    this.#clock = clock;
    this.#previous = memory.words.slice();
    this.#now = worldOn(scenario, memory.words, false).kernel;
    this.#before = worldOn(scenario, this.#previous, false).kernel;
    this.active = scenario.harms.length + scenario.observations.length > 0 || scenario.stopsWhen !== undefined;
  }

  /** Looks at the state after a step; true when the machine has stopped. */
  look(): boolean {
    const { scenario, memory, steps } = this.#clock;
    if (memory.writeCount === 0) return false;
    for (const harm of scenario.harms)
      if (!this.harms.has(harm.id) && isFound(harm, this.#now)) this.harms.set(harm.id, steps);
    for (const observation of scenario.observations)
      if (isSeen(observation, this.#now, this.#before)) this.#note(observation.id, steps);
    this.#previous.set(memory.words);
    return stopsIn(scenario, this.#now);
  }

  #note(id: string, steps: number): void {
    const times = this.observations.get(id) ?? 0;
    if (times === 0) this.firstObserved.set(id, steps);
    this.observations.set(id, times + 1);
  }
}
