// The thread's proposals, each a set of switches, and the switches a reader may set one by one.
import type { Switches } from '../pages/switches.js';

/** A proposal of December 2018 and the months after. */
export interface Proposal {
  readonly id: string;
  readonly title: string;
  readonly by: string;
  readonly sets: Partial<Switches>;
}

/** The proposals: a to c by the letters of the thread, d to f what else was proposed; each waiting one in its careful form. */
export const proposals: readonly Proposal[] = [
  {
    id: 'a',
    title: 'stable pages: page_mkwrite always waits for writeback',
    by: 'Dave Chinner, 20 Dec 2018',
    sets: { stablePages: 'always' },
  },
  {
    id: 'b',
    title: 'fsync waits for pins before it cleans a page',
    by: 'Dave Chinner, 20 Dec 2018',
    sets: { syncWaitsForPins: 'careful' },
  },
  {
    id: 'b2',
    title: 'every other cleaner skips pinned pages (b′)',
    by: 'pinlab: what b leaves open',
    sets: { backgroundSkipsPins: 'on' },
  },
  {
    id: 'c',
    title: 'truncation waits for pins before it removes a page',
    by: 'Dave Chinner, 20 Dec 2018',
    sets: { truncateWaitsForPins: 'careful' },
  },
  {
    id: 'd',
    title: 'writeback of a pinned page writes a copy, and the page stays dirty (bounce)',
    by: 'Jan Kara (assumed); Ira Weiny lists it in February 2019',
    sets: { pinnedWriteback: 'bounce' },
  },
  {
    id: 'e',
    title: 'fsync answers EBUSY where a dirty page is pinned',
    by: 'one of the two ways that Dave Chinner sees, 20 Dec 2018',
    sets: { pinnedSync: 'EBUSY' },
  },
  {
    id: 'f',
    title: 'truncation answers EBUSY where a page is pinned',
    by: 'Doug Ledford, February 2019',
    sets: { pinnedTruncate: 'EBUSY' },
  },
];

/** Every switch with the values it may take. */
export const switchValues: { readonly [S in keyof Switches]: readonly Switches[S][] } = {
  stablePages: ['device', 'always', 'never'],
  stableWait: ['as-worded', 'careful'],
  syncWaitsForPins: ['off', 'as-worded', 'careful'],
  backgroundSkipsPins: ['off', 'on'],
  reclaimSkipsPins: ['off', 'on'],
  truncateWaitsForPins: ['off', 'as-worded', 'careful'],
  pinnedWriteback: ['in-place', 'bounce'],
  pinnedSync: ['cleaned', 'EBUSY'],
  pinnedTruncate: ['removed', 'EBUSY'],
  daxWaitsForPins: ['off', 'as-worded', 'careful'],
  daxBusyPages: ['while-mapped', 'always'],
  daxIdle: ['1', '0'],
  daxLongTermPin: ['allowed', 'refused'],
  leaseTimeout: ['remove', 'kill-holder', 'fence'],
  pinTest: ['refcount', 'mapcount', 'bias', 'exact'],
  biasSeesDirectIo: ['yes', 'no'],
  pinTestWhen: ['after-write-protect', 'before-write-protect'],
  writePin: ['allowed', 'refused'],
  longTermPin: ['allowed', 'refused'],
  forkCopies: ['nothing', 'pinned'],
  cowReuse: ['mapcount', 'refcount', 'exclusive'],
  longTermReadPin: ['as-mapped', 'unshared'],
  directRead: ['classic', 'iomap', 'iomap-checks-first'],
  directReadReturns: ['before-redirty', 'after-redirty'],
  directWrite: ['from-memory', 'copy-where-stable'],
  dirtyWithoutBuffers: ['BUG', 'drop'],
  dirtyUnreserved: ['fixup', 'EUCLEAN'],
  mkwriteDirties: ['before', 'after'],
  truncateSetsSize: ['before-lock', 'under-lock'],
  driver: [
    'correct',
    'returns-early',
    'skips-retry',
    'ignores-protection',
    'drops-dirty',
    'keeps-reference',
    'waits-for-operation',
  ],
};

/**
 * The proposal a letter stands for; b′ may also be written b'.
 * @throws RangeError that names the letters there are
 */
export function proposal(id: string): Proposal {
  const plain = id.replace(/['’′]/, '2');
  const found = proposals.find((each) => each.id === plain);
  if (found === undefined)
    throw new RangeError(
      `there is no rule '${id}'; the rules are ${proposals.map((each) => each.id).join(', ')} (b2 is b′)`,
    );
  return found;
}
