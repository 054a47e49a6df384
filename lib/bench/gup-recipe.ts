// Where worker threads find the bench's model, its rules a, b and c on and its harms looked for.
import type { Recipe } from '../engine/sweep/recipe.js';

/** The recipe of the model for one size. */
export function gupRecipe(pages: number, pinners: number): Recipe {
  const module = new URL('./gup-model.js', import.meta.url).href;
  return { module, name: 'gupModel', args: [pages, pinners, { a: true, b: true, c: true }, true] };
}
