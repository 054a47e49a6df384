// A world: one memory of a scenario with the kernel object that its tasks' code sees.
import { Kernel } from './kernel.js';
import { Memory, setupTask } from './memory.js';
import type { Scenario } from './scenario.js';

/** A memory and the `k` on it. */
export interface World {
  readonly memory: Memory;
  readonly kernel: Kernel;
}

/**
 * Makes a world on `words` (which keep their content).
 * @param tracked true for footprints and access checks, false for speed
 */
export function worldOn(scenario: Scenario, words: Int32Array, tracked: boolean): World {
  return worldOf(scenario, new Memory(scenario.layout, words, tracked));
}

/** Makes the world on a memory. */
export function worldOf<M extends Memory>(scenario: Scenario, memory: M): World & { readonly memory: M } {
  const kernel = new Kernel(memory);
  // Defined, not set: whoever sets a name that a kernel object does not have is refused.
  for (const [name, value] of Object.entries({ ...memory.byName(), ...scenario.constants }))
    Object.defineProperty(kernel, name, { value, configurable: true, enumerable: true, writable: true });
  return { memory, kernel };
}

/** A tracked world in the scenario's initial state. */
export function initialWorld(scenario: Scenario): World {
  const words = Memory.initial(scenario.layout, false).words;
  const world = worldOn(scenario, words, true);
  world.memory.access = 'effect';
  world.memory.task = setupTask;
  scenario.setup?.(world.kernel);
  world.memory.access = 'none';
  return world;
}
