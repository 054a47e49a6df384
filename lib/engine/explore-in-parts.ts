// Exploring in parts: between them whoever waits for the answer can be heard, and can have enough.
import type { Exploration } from './exploration.js';
import { Search } from './explorer.js';
import { answersOfChecked, type ExploreOptions, searchOptionsOf } from './questions.js';
import type { Scenario } from './scenario.js';

/** How to explore in parts. */
export interface ExploreInPartsOptions extends ExploreOptions {
  /** Cuts the search when it is aborted; what was found so far is answered. */
  signal?: AbortSignal;
}

/** States expanded in one go: a few milliseconds. */
const part = 8192;

/**
 * Explores as `explore` does, and lets other work of the process go on meanwhile.
 * @throws ModelError as `explore` does
 */
export async function exploreInParts(
  scenario: Scenario,
  { signal, ...options }: ExploreInPartsOptions = {},
): Promise<Exploration> {
  const search = new Search(scenario, searchOptionsOf(options));
  while (!search.advance(part)) {
    await new Promise((goOn) => setImmediate(goOn));
    if (!signal?.aborted) continue;
    search.stop();
    break;
  }
  return answersOfChecked(search, options);
}
