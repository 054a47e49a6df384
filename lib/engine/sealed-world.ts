// A sealed world: tracked, and with nowhere to keep anything but in the records' fields. Code that
// hangs a property on `k`, on a view or on a pool's list, or changes such a list, fails there.
import { engineOwn, type Kernel } from './kernel.js';
import type { Access, Memory } from './memory.js';
import { ModelError } from './model-error.js';
import type { Scenario } from './scenario.js';
import { type World, worldOn } from './world.js';

/** A tracked world on `words` that keeps nothing outside them. */
export function sealedWorld(scenario: Scenario, words: Int32Array): World {
  const world = worldOn(scenario, words, true);
  for (const view of world.memory.views) Object.freeze(view);
  for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(world.kernel))) {
    if (engineOwn.includes(name)) continue;
    if (scenario.layout.pools.has(name)) Object.freeze(descriptor.value);
    Object.defineProperty(world.kernel, name, { writable: false });
  }
  Object.preventExtensions(world.kernel);
  return world;
}

/** Runs a guard, an effect or a detector on a sealed world. */
export function runSealed<T>({ memory, kernel }: World, access: Access, code: (k: Kernel) => T): T {
  memory.access = access;
  try {
    return code(kernel);
  } catch (error) {
    throw namedError(error, memory);
  } finally {
    memory.access = 'none';
  }
}

/** The error to report for one that a task's code threw: it names the task, unless it says whose code it was. */
export function namedError(error: unknown, memory: Memory): unknown {
  const where = memory.step === '' ? `task ${memory.task}` : `task ${memory.task}, step ‹${memory.step}›`;
  if (error instanceof ModelError)
    return /^(task|harm) /.test(error.message) ? error : new ModelError(`${where}: ${error.message}`);
  if (!(error instanceof TypeError) || !/not extensible|read only|frozen/.test(error.message)) return error;
  return new ModelError(
    `${where} tried to keep something outside the memory (${error.message}): put it in a field of a record, or return it from a step.`,
  );
}
