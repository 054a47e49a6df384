// A recipe: how a worker makes a scenario. Its code cannot be sent to another thread, so what is
// sent is where to find it.
import { fingerprint } from '../first-look.js';
import { ModelError } from '../model-error.js';
import type { Scenario } from '../scenario.js';
import { initialWorld } from '../world.js';

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

/** A text that changes when a scenario is made otherwise: all of it that can be compared across threads. */
export function identityOf(scenario: Scenario): string {
  const { before, constants, harms, interchangeable, layout, name, stopsWhen, tasks } = scenario;
  const places = layout.records.map((place) => [
    place.name,
    place.word,
    place.shift,
    place.fields.map((field) => [field.name, field.wordOffset, field.bitOffset, field.mask, field.field.names]),
  ]);
  const parts = [
    places,
    tasks.map((task) => [task.name, task.daemon === true]),
    harms.map(({ id }) => id),
    [stopsWhen !== undefined, before, interchangeable],
    fingerprint(constants, 6),
    initialWorld(scenario).memory.words.join(),
  ];
  return `${name} ${JSON.stringify(parts)}`;
}

/**
 * Makes the scenario that another thread has made.
 * @param identity what `identityOf` says of it there
 * @throws ModelError when the recipe makes another here
 */
export async function followAlike(recipe: Recipe, identity: string): Promise<Scenario> {
  const scenario = await follow(recipe);
  if (identityOf(scenario) === identity) return scenario;
  throw new ModelError(
    `the recipe ${recipe.name} makes another scenario in each thread: what it makes may depend on its arguments alone, not on what a module remembers, on chance or on the time.`,
  );
}
