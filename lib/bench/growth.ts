// How the search grows: classes of states and seconds to the verdict for every size of the model, up
// to a budget. A size that does not fit in it is unknown, and so is every larger one.
import { freemem } from 'node:os';
import { decideOnCores } from '../engine/index.js';
import { secondsSince } from './cpu-time.js';
import { gupRecipe } from './gup-recipe.js';

/** What may be spent on one size, and which sizes. */
export interface GrowthOptions {
  /** Largest number of pages, and of pinners; each begins at 1. */
  pages: number;
  pinners: number;
  /** Longest time for one size, on the wall. */
  maxSeconds: number;
  /** Most classes of states for one size. */
  maxStates: number;
  /** Most memory for one size. Default: half of what is free when it begins. */
  maxBytes?: number;
  /** Told before each size. */
  onProgress?: (done: number, total: number, what: string) => void;
}

/** One size. */
export interface GrowthCell {
  pages: number;
  pinners: number;
  /** Whether a harm can happen: never, or unknown where the budget ran out. */
  verdict: 'Never' | 'unknown';
  /** Classes of states that were stored; 0 where a smaller size was too large already. */
  states: number;
  /** Seconds on the wall. */
  seconds: number;
  /** What ran out, null when nothing did. */
  cut: 'states' | 'seconds' | 'memory' | 'a smaller size' | null;
}

/** Searched whole for the checks; less than any size has, so that classes are counted for all of them. */
const wholeStates = 500;

/** Searches every size, the small ones first. */
export async function benchGrowth(options: GrowthOptions): Promise<GrowthCell[]> {
  const cells: GrowthCell[] = [];
  const total = options.pages * options.pinners;
  for (let pinners = 1; pinners <= options.pinners; pinners++)
    for (let pages = 1; pages <= options.pages; pages++) {
      options.onProgress?.(cells.length, total, `${pages} pages, ${pinners} pinners`);
      const smaller = cells.find((cell) => cell.cut !== null && cell.pages <= pages && cell.pinners <= pinners);
      cells.push(smaller === undefined ? await searched(pages, pinners, options) : untried(pages, pinners));
    }
  return cells;
}

function untried(pages: number, pinners: number): GrowthCell {
  return { pages, pinners, verdict: 'unknown', states: 0, seconds: 0, cut: 'a smaller size' };
}

async function searched(pages: number, pinners: number, options: GrowthOptions): Promise<GrowthCell> {
  const { maxBytes = halfOfFree(), maxSeconds, maxStates } = options;
  const began = performance.now();
  const decision = await decideOnCores(gupRecipe(pages, pinners), {
    ...{ maxBytes, maxSeconds, maxStates, wholeStates },
  });
  const { complete, harms, stored } = decision;
  const seconds = secondsSince(began);
  if (harms.some(({ verdict }) => verdict !== 'Never' && verdict !== 'unknown'))
    throw new Error(`the search of ${pages} pages and ${pinners} pinners found a harm, which the rules exclude`);
  const cut = complete ? null : stored > maxStates ? 'states' : seconds >= maxSeconds ? 'seconds' : 'memory';
  return { pages, pinners, verdict: complete ? 'Never' : 'unknown', states: stored, seconds, cut };
}

/** Half of the memory that this process could take without anything being written to disk. */
function halfOfFree(): number {
  return Math.min(freemem(), process.availableMemory()) / 2;
}
