// H5: a device, or whoever holds a page, reaches a block of a DAX file that is no longer the one it took.
import type { Machine } from '../devices/machine.js';
import type { Detector } from '../engine/index.js';

const reached = (k: Machine, how: 'when free' | 'in another file'): boolean =>
  k.daxBlocks.some((block) => block.reached === how);

/** What is looked for beside the other harms where files lie in persistent memory. */
const daxHarms: readonly Detector<Machine>[] = [
  { id: 'H5', name: 'foreign block', found: (k) => k.daxBlocks.some((block) => block.reached !== 'by right') },
  { id: 'H5a', name: 'foreign block: a free one', found: (k) => reached(k, 'when free') },
  { id: 'H5b', name: 'foreign block: another file’s', found: (k) => reached(k, 'in another file') },
];

/** The ids of those. */
export const daxHarmIds: readonly string[] = daxHarms.map(({ id }) => id);

/** The harms of a machine whose files lie in persistent memory, in the order of their ids. */
export const withDaxHarms = (others: readonly Detector<Machine>[]): Detector<Machine>[] =>
  [...others, ...daxHarms].sort((a, b) => (a.id < b.id ? -1 : 1));
