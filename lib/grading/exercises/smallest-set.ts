// Exercise 07-smallest-set: the cheapest set of rules under which short pins do no harm.
import type { Check } from '../check.js';
import type { Exercise } from '../exercise.js';
import { measuredBy } from './policy-costs.js';
import { ruleSteps } from './rule-steps.js';
import { readAlone, readBesideCleaners, readBesideFsync, readBesideTruncate, under } from './ruled.js';

export type { PolicySteps, RuleSteps, Waits } from './rule-steps.js';

const judged = under('07-smallest-set', 'rules');
const alone = judged(readAlone);
const besideFsync = judged(readBesideFsync);
const besideCleaners = judged(readBesideCleaners);
const besideTruncate = judged(readBesideTruncate);

const stuck = 'it never ends: somebody waits for a pin with something in hand that whoever holds the pin needs first';
const common = { never: {}, completes: stuck, reaches: {}, states: 400_000 };

const checks: readonly Check[] = [
  {
    ...common,
    id: '07-smallest-set/reads',
    title: 'direct reads still work',
    points: 1,
    scenario: alone,
    reaches: { wanted: 'no read ever succeeds: without pins there is no harm, and no direct I/O' },
  },
  {
    ...common,
    id: '07-smallest-set/fsync-ends',
    title: 'fsync and the read both end',
    points: 1,
    needs: ['07-smallest-set/reads'],
    scenario: besideFsync,
    reaches: {},
  },
  {
    ...common,
    id: '07-smallest-set/fsync',
    title: 'fsync writes no page that a device is changing',
    points: 2,
    needs: ['07-smallest-set/fsync-ends'],
    scenario: besideFsync,
    never: {
      H1: 'fsync wrote a page while a device wrote into it: bytes and checksum differ. Is nobody asked who holds the page, or is he asked too soon?',
      H2: 'fsync returned 0, and what the device had written before is not on the disk',
    },
  },
  {
    ...common,
    id: '07-smallest-set/cleaners',
    title: 'nor does anybody else',
    points: 2,
    needs: ['07-smallest-set/fsync'],
    scenario: besideCleaners,
    never: {
      H1: 'background writeback wrote a page while a device wrote into it: fsync is not the only one who cleans',
      H2: 'a page that the device had written differs from the disk, and nobody will write it',
      H3: 'reclaim took the buffers of a page that a device held, and it became dirty afterwards: nothing to write it by',
    },
  },
  {
    ...common,
    id: '07-smallest-set/truncate-ends',
    title: 'truncation and the read both end',
    points: 1,
    needs: ['07-smallest-set/cleaners'],
    scenario: besideTruncate,
  },
  {
    ...common,
    id: '07-smallest-set/truncate',
    title: 'no page leaves its file in a device’s hands',
    points: 1,
    needs: ['07-smallest-set/truncate-ends'],
    scenario: besideTruncate,
    never: { H4: 'the read reported success, and its data is in a page that had left the file' },
  },
  {
    ...common,
    id: '07-smallest-set/cheapest',
    title: 'stores, reads, fsync and truncation take no longer than they must',
    points: 2,
    needs: ['07-smallest-set/truncate'],
    scenario: alone,
    measured: measuredBy('rules', ['stores', 'reads', 'syncs', 'truncates']),
  },
];

/** The exercise. */
export const smallestSetExercise: Exercise = {
  id: '07-smallest-set',
  module: import.meta.url,
  title: 'the smallest set of rules',
  chapter: '07-three-rules',
  functions: [{ name: 'rules', signature: 'rules(k: RuleSteps): Op', returns: [null] }],
  steps: ruleSteps,
  checks,
};
