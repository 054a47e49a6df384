// Our own way to a verdict on the bench's model.
import { type Decision, decideOnCores } from '../engine/decide.js';
import { gupRecipe } from './gup-recipe.js';

const stateLimit = 40_000_000;
/** The graph is known to be large: this much of it is searched whole, for the checks. */
const wholeStates = 1000;

/** Decides the model's harms on all cores. */
export async function decideGup(pages: number, pinners: number): Promise<Decision> {
  const decision = await decideOnCores(gupRecipe(pages, pinners), { wholeStates, maxStates: stateLimit });
  if (!decision.complete || decision.harms.some(({ verdict }) => verdict !== 'Never'))
    throw new Error(`the search of ${pages} pages and ${pinners} pinners did not find that no harm can happen`);
  return decision;
}
