// Exercise 07-smallest-set: the cheapest set of rules under which short pins do no harm.
import { directRead } from '../../devices/direct-read.js';
import type { Machine } from '../../devices/machine.js';
import { again, kernelFunction, type Scenario, simulate, type Task } from '../../engine/index.js';
import { fsync } from '../../filesystems/fsync.js';
import { reclaimPage } from '../../filesystems/reclaim.js';
import { store } from '../../filesystems/store.js';
import { truncate } from '../../filesystems/truncate.js';
import { writeCachePages } from '../../filesystems/writeback.js';
import { withoutDetectors } from '../../measure/sweep.js';
import { type MachineParts, machineScenario } from '../../scenarios/machine-scenario.js';
import type { AnswerTable } from '../answers/table.js';
import type { Check } from '../check.js';
import {
  answeredShape,
  answeredWith,
  brokenRule,
  type Exercise,
  type ExerciseMachine,
  wantedResult,
} from '../exercise.js';
import type { Operations } from '../operation.js';
import { ruleSteps, rulesAsked } from './rule-steps.js';

export type { PolicySteps, RuleSteps, Waits } from './rule-steps.js';

type K = ExerciseMachine;
type Set = Readonly<Record<string, string>>;

/** Reads into every page, upwards or, with a stride of −1, downwards. */
const read = kernelFunction('read', function* (k: K, stride: 1 | -1) {
  const pages = k.ptes.length;
  const status = yield* directRead(k, k.directReads[0]!, stride === 1 ? 0 : pages - 1, stride, pages, 0, 2);
  yield* k.step('look at what read() returned', () => answeredWith(k, status === 'ok'));
});

const reader = (stride: 1 | -1 = 1): Task<K> => ({ name: 'read', run: (k) => read(k, stride) });
const syncer: Task<K> = { name: 'fsync', run: (k) => fsync(k, k.inodes[0]!, 0) };
const cleaners: Task<K>[] = [
  { name: 'flusher', run: (k) => writeCachePages(k, k.inodes[0]!, false, 0, null) },
  { name: 'kswapd', run: (k) => reclaimPage(k, k.pages[0]!) },
];

export type Parts = Pick<MachineParts<typeof answeredShape>, 'name' | 'about' | 'pages' | 'tasks' | 'regions'> & {
  integrity?: boolean;
};

/** A scenario under a set of rules. */
function ruled({ integrity = true, ...parts }: Parts, set: Set): Scenario {
  return machineScenario({
    ...parts,
    name: `07-smallest-set, ${parts.name}`,
    choices: { set: integrity ? { integrity: 'on', ...set } : set, storage: integrity ? 'pmem' : 'nvme' },
    directReads: 1,
    transfers: parts.pages + (parts.regions ?? 0),
    memory: answeredShape,
    watch: [brokenRule, wantedResult],
  }).build();
}

/** The same under the rules that an answer asks for; where it asks for nothing that there is, it is run, and stops. */
export const under =
  (parts: Parts, name = 'rules') =>
  (answer: Operations, table: AnswerTable): Scenario => {
    const set = rulesAsked(table, name);
    const stops: Task<K>[] = [{ name: 'answer', run: (k) => answer[name]!(k) }];
    return set === null ? ruled({ ...parts, tasks: () => stops }, {}) : ruled(parts, set);
  };

/** Part of both exercises that ask for rules. */
export const readBesideFsync: Parts = {
  name: 'a read of two pages, and fsync',
  about: 'An O_DIRECT read into two mapped pages, the second one first, while another task calls fsync.',
  pages: 2,
  tasks: () => [reader(-1), syncer],
};
const besideFsync = under(readBesideFsync);

/** Part of both exercises that ask for rules. */
export const readAlone: Parts = {
  name: 'a read',
  about: 'An O_DIRECT read into a mapped page; nobody else.',
  pages: 1,
  tasks: () => [reader()],
};
const alone = under(readAlone);

/** Part of both exercises that ask for rules. */
export const readBesideCleaners: Parts = {
  name: 'a read, writeback and reclaim',
  about: 'An O_DIRECT read into a mapped page while background writeback and reclaim look at it.',
  pages: 1,
  tasks: () => [reader(), ...cleaners],
};
const besideCleaners = under(readBesideCleaners);

/** Part of both exercises that ask for rules. */
export const readBesideTruncate: Parts = {
  name: 'a read, and truncate',
  about: 'An O_DIRECT read into a mapped page while another task truncates the file to nothing.',
  pages: 1,
  tasks: () => [reader(), { name: 'truncate', run: (k) => truncate(k, k.inodes[0]!, 0) }],
};
const besideTruncate = under(readBesideTruncate);

/** Stores, so many times, in one half of the page and the other. */
const stores = kernelFunction('stores', function* (k: Machine, times: number) {
  if (times === 0) return;
  yield* store(k, k.ptes[0]!, times % 2 === 0 ? 0 : 1, 1);
  yield* k.sleep(k.costs.cpu.syscall);
  return again(times - 1);
});

const cleans = kernelFunction('cleans', function* (k: Machine, times: number) {
  if (times === 0) return;
  yield* writeCachePages(k, k.inodes[0]!, false, 0, null);
  return again(times - 1);
});

export const working: Parts = {
  name: 'a day’s work',
  about: 'Stores into a page that writeback cleans again and again, on a device that needs no stable pages.',
  pages: 1,
  integrity: false,
  tasks: () => [
    { name: 'store', run: (k) => stores(k, 8) },
    { name: 'flusher', run: (k) => cleans(k, 4) },
  ],
};

/** Time that stores take in `working`, on average over some runs, in ns. */
function storesNs(scenario: Scenario): number {
  let total = 0;
  for (let seed = 1; seed <= runs; seed++)
    for (const { name, startNs, endNs } of simulate(withoutDetectors(scenario), { seed }).operations)
      if (name === 'stores') total += endNs - startNs;
  return total / runs;
}

const runs = 40;

/** What a set may cost beside no rules at all: two runs of the clock are never the same to the nanosecond. */
const tolerance = 1.05;

/** What a set costs beside no rules at all; null where it costs no more. */
export function dearer(scenario: Scenario): string | null {
  const [without, under] = [storesNs(ruled(working, {})), storesNs(scenario)];
  if (under <= tolerance * without) return null;
  return `it does no harm, and is not the cheapest: eight stores take ${Math.round(under / 1000)} µs (simulated) on a device that keeps no checksums, where ${Math.round(without / 1000)} µs will do. Which of the rules forbids nothing that the others let pass?`;
}

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
    title: 'it costs nobody anything who has no device',
    points: 2,
    needs: ['07-smallest-set/truncate'],
    scenario: under(working),
    measured: dearer,
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
