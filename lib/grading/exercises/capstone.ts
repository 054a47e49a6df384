// Exercise 12-capstone: a policy of one's own for pins of both kinds, judged by harms, completion and cost.
import { regionOwner } from '../../devices/rdma.js';
import { fsync } from '../../filesystems/fsync.js';
import type { Check } from '../check.js';
import type { Exercise } from '../exercise.js';
import { policySteps } from './rule-steps.js';
import {
  dearer,
  type Parts,
  readAlone,
  readBesideCleaners,
  readBesideFsync,
  readBesideTruncate,
  under,
  working,
} from './smallest-set.js';

const judged = (parts: Parts) => under(parts, 'policy');

const longPin: Parts = {
  name: 'a registered region, and fsync',
  about:
    'A process registers a mapped page for RDMA, and keeps it as long as it likes, while another task calls fsync.',
  pages: 1,
  regions: 1,
  tasks: () => [
    { name: 'owner', run: (k) => regionOwner(k, k.regions[0]!, 0, 0, 1) },
    { name: 'fsync', run: (k) => fsync(k, k.inodes[0]!, 0) },
  ],
};

const ends = 'it never ends: what does somebody wait for, whose step would end that, and who holds what meanwhile?';
const common = { never: {}, completes: ends, reaches: {}, states: 400_000 };

const checks: readonly Check[] = [
  {
    ...common,
    id: '12-capstone/reads',
    title: 'direct reads still work',
    points: 1,
    scenario: judged(readAlone),
    reaches: { wanted: 'no read ever succeeds: a policy that forbids everything protects nobody’s work' },
  },
  {
    ...common,
    id: '12-capstone/fsync',
    title: 'fsync beside short pins: no harm, and an end',
    points: 2,
    needs: ['12-capstone/reads'],
    scenario: judged(readBesideFsync),
    never: {
      H1: 'fsync wrote a page while a device wrote into it',
      H2: 'fsync returned 0, and what the device had written before is not on the disk',
    },
  },
  {
    ...common,
    id: '12-capstone/cleaners',
    title: 'writeback and reclaim beside short pins',
    points: 1,
    needs: ['12-capstone/fsync'],
    scenario: judged(readBesideCleaners),
    never: {
      H1: 'background writeback wrote a page while a device wrote into it',
      H2: 'a page that the device had written differs from the disk, and nobody will write it',
      H3: 'a page became dirty that the filesystem has nothing to write by',
    },
  },
  {
    ...common,
    id: '12-capstone/truncate',
    title: 'truncation beside short pins: no orphan, and an end',
    points: 1,
    needs: ['12-capstone/cleaners'],
    scenario: judged(readBesideTruncate),
    never: { H4: 'the read reported success, and its data is in a page that had left the file' },
  },
  {
    ...common,
    id: '12-capstone/long',
    title: 'nobody is held hostage by a long pin',
    points: 2,
    needs: ['12-capstone/truncate'],
    scenario: judged(longPin),
    completes: 'fsync is held hostage: it waits for a pin that ends when its owner likes',
  },
  {
    ...common,
    id: '12-capstone/throughput',
    title: 'stores are as fast as without any policy',
    points: 3,
    needs: ['12-capstone/long'],
    scenario: judged(working),
    measured: dearer,
  },
];

/** The exercise. */
export const capstoneExercise: Exercise = {
  id: '12-capstone',
  module: import.meta.url,
  title: 'a policy of your own',
  chapter: '12-what-linux-did',
  functions: [{ name: 'policy', signature: 'policy(k: PolicySteps): Op', returns: [null] }],
  steps: policySteps,
  checks,
};
