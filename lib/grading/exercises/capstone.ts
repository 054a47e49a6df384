// Exercise 12-capstone: a policy of one's own for pins of both kinds, judged by harms, completion and cost,
// in scenarios that everybody may see, and in one that the lecturer's private seed draws.
import { directRead } from '../../devices/direct-read.js';
import type { Machine } from '../../devices/machine.js';
import { regionOwner } from '../../devices/rdma.js';
import { again, kernelFunction } from '../../engine/index.js';
import { punchHole } from '../../filesystems/punch.js';
import { store } from '../../filesystems/store.js';
import type { Check } from '../check.js';
import type { Exercise } from '../exercise.js';
import { drawn } from '../variants.js';
import { measuredBy } from './policy-costs.js';
import { policySteps } from './rule-steps.js';
import {
  cleaners,
  type Parts,
  readAlone,
  readBesideCleaners,
  readBesideFsync,
  readBesideTruncate,
  reader,
  syncer,
  truncater,
  under,
} from './ruled.js';

const judged = under('12-capstone', 'policy');

type Tasks = ReturnType<Parts['tasks']>;

const readOnAndOn = kernelFunction('read_on_and_on', function* (k: Machine) {
  yield* directRead(k, k.directReads[0]!, 0, 1, 1, 0, 2);
  return again();
});
const reads: Tasks[number] = { name: 'reads', run: (k) => readOnAndOn(k), daemon: true };
/** The direct read’s pin is the first one. */
const owner: Tasks[number] = { name: 'owner', run: (k) => regionOwner(k, k.regions[0]!, 0, 1, 1) };
const storer: Tasks[number] = { name: 'store', run: (k) => store(k, k.ptes[0]!, 0, 1) };
const puncher: Tasks[number] = { name: 'punch', run: (k) => punchHole(k, k.inodes[0]!, 0, 2) };

const parts = (name: string, about: string, tasks: Tasks, more: Partial<Parts> = {}): Parts => ({
  name,
  about,
  pages: 1,
  ...more,
  tasks: () => tasks,
});

const longPin = parts(
  'a registered region, and fsync',
  'A process registers a mapped page for RDMA, and keeps it as long as it likes, while another task calls fsync.',
  [owner, syncer],
  { regions: 1 },
);

const endless = parts(
  'reads without end, and fsync',
  'Direct reads into a mapped page, one after the other without end, while another task calls fsync.',
  [reads, syncer],
);

/** What the lecturer's seed draws from: who takes the page away, and who else is there; the first without a seed. */
const taking: readonly [Tasks[number], ...Tasks] = [truncater, puncher];
const others: readonly [Tasks, ...Tasks[]] = [[], [reader()], [cleaners[0]!], [storer]];

/** A long pin, somebody who takes the page away, and somebody else or nobody. */
function hidden(seed?: string): Parts {
  const takes = seed === undefined ? taking[0] : drawn(seed, '12-capstone takes', taking);
  const beside = seed === undefined ? others[0] : drawn(seed, '12-capstone beside', others);
  const tasks = [owner, takes, ...beside];
  const about = 'A process registers a mapped page for RDMA, and keeps it as long as it likes, while others go on.';
  return parts(
    `a registered region, and ${tasks
      .slice(1)
      .map(({ name }) => name)
      .join(', ')}`,
    about,
    tasks,
    { regions: 1 },
  );
}

const ends = 'it never ends: what does somebody wait for, whose step would end that, and who holds what meanwhile?';
const common = { never: {}, completes: ends, reaches: {}, states: 400_000 };
const alone = judged(readAlone);
const torn = 'wrote a page while a device wrote into it';
const unpromised = 'fsync returned 0, and what the device had written before is not on the disk';
const left = 'the read reported success, and its data is in a page that had left the file';
const unwritten = 'a page that the device had written differs from the disk, and nobody will write it';
const bare = 'a page became dirty that the filesystem has nothing to write by';

const publicChecks: readonly Check[] = [
  {
    ...common,
    id: '12-capstone/reads',
    title: 'direct reads still work',
    points: 1,
    scenario: alone,
    reaches: { wanted: 'no read ever succeeds: a policy that forbids everything protects nobody’s work' },
  },
  {
    ...common,
    id: '12-capstone/fsync',
    title: 'fsync beside short pins: no harm, and an end',
    points: 2,
    needs: ['12-capstone/reads'],
    scenario: judged(readBesideFsync),
    never: { H1: `fsync ${torn}`, H2: unpromised },
  },
  {
    ...common,
    id: '12-capstone/cleaners',
    title: 'writeback and reclaim beside short pins',
    points: 1,
    needs: ['12-capstone/fsync'],
    scenario: judged(readBesideCleaners),
    never: { H1: `background writeback ${torn}`, H2: unwritten, H3: bare },
  },
  {
    ...common,
    id: '12-capstone/truncate',
    title: 'truncation beside short pins: no orphan, and an end',
    points: 1,
    needs: ['12-capstone/cleaners'],
    scenario: judged(readBesideTruncate),
    never: { H4: left },
  },
  {
    ...common,
    id: '12-capstone/long',
    title: 'a long pin takes no fsync hostage',
    points: 2,
    needs: ['12-capstone/truncate'],
    scenario: judged(longPin),
    completes: 'fsync is held hostage: it waits for a pin that ends when its owner likes',
  },
  {
    ...common,
    id: '12-capstone/again',
    title: 'fsync beside short pins without end',
    points: 2,
    needs: ['12-capstone/long'],
    scenario: judged(endless),
    completes:
      'fsync is put off for ever: each pin is short, and there is always another one. Who does not wait cannot be put off',
  },
  {
    ...common,
    id: '12-capstone/throughput',
    title: 'stores and direct reads are as fast as without any policy',
    points: 3,
    needs: ['12-capstone/long'],
    scenario: alone,
    measured: measuredBy('policy', ['stores', 'reads']),
  },
  {
    ...common,
    id: '12-capstone/latency',
    title: 'fsync and truncation take no longer than a device does',
    points: 2,
    needs: ['12-capstone/long'],
    scenario: alone,
    measured: measuredBy('policy', ['syncs', 'truncates']),
  },
];

/** What is asked in a scenario that nobody has seen. */
const privateCheck = (scene: Parts): Check => ({
  ...common,
  id: '12-capstone/private',
  title: `what the lecturer draws: ${scene.name}`,
  points: 3,
  needs: ['12-capstone/long'],
  scenario: judged(scene),
  never: { H1: `somebody ${torn}`, H2: unwritten, H3: bare, H4: left },
});

const withPrivate = (scene: Parts): Exercise => ({
  id: '12-capstone',
  module: import.meta.url,
  title: 'a policy of your own',
  chapter: '12-what-linux-did',
  functions: [{ name: 'policy', signature: 'policy(k: PolicySteps): Op', returns: [null] }],
  steps: policySteps,
  checks: [...publicChecks, privateCheck(scene)],
  privately: (seed) => withPrivate(hidden(seed)),
});

/** The exercise. */
export const capstoneExercise: Exercise = withPrivate(hidden());
