// A recipe: how a worker makes a scenario. Its code cannot be sent to another thread, so what is
// sent is where to find it.
import type { Scenario } from '../scenario.js';

/** A module's function that makes a scenario, and what to give it. */
export interface Recipe {
  /** The module's URL. */
  readonly module: string;
  /** The name under which it exports the function, which may return a promise. */
  readonly name: string;
  /** Plain data. */
  readonly args: readonly unknown[];
}

/**
 * Makes the scenario.
 * @throws TypeError when the module exports no such function
 */
export async function follow(recipe: Recipe): Promise<Scenario> {
  const module = (await import(recipe.module)) as Record<string, unknown>;
  const make = module[recipe.name];
  if (typeof make !== 'function')
    throw new TypeError(
      `the module of this recipe exports no function ${recipe.name}; name one that returns a scenario`,
    );
  return (await (make as (...args: readonly unknown[]) => Scenario | Promise<Scenario>)(...recipe.args)) as Scenario;
}
