// What persistent memory costs where files lie in it. Each figure says where it comes from.
import type { DaxCosts } from '../pages/costs.js';

/** Costs of a module of persistent memory on the memory bus. */
export const daxCosts: DaxCosts = {
  flushCaches: { ns: 400, source: 'assumed: 32 cache lines written back (clwb) at 5 GB/s' },
  fillBlock: { ns: 1_500, source: 'assumed: 4 KiB stored past the caches at 2.7 GB/s' },
};
