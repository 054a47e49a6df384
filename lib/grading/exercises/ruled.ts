// Scenarios under a set of rules that an answer asks for: what 07-smallest-set and 12-capstone judge.
import { directRead } from '../../devices/direct-read.js';
import { kernelFunction, type Scenario, type Task } from '../../engine/index.js';
import { fsync } from '../../filesystems/fsync.js';
import { reclaimPage } from '../../filesystems/reclaim.js';
import { truncate } from '../../filesystems/truncate.js';
import { writeCachePages } from '../../filesystems/writeback.js';
import { type MachineParts, machineScenario } from '../../scenarios/machine-scenario.js';
import type { AnswerTable } from '../answers/table.js';
import { answeredShape, answeredWith, brokenRule, type ExerciseMachine, wantedResult } from '../exercise.js';
import type { Operations } from '../operation.js';
import { rulesAsked } from './rule-steps.js';

type K = ExerciseMachine;
/** Switches, as an answer asks for them. */
export type RuleSet = Readonly<Record<string, string>>;

/** Reads into every page, upwards or, with a stride of −1, downwards. */
const read = kernelFunction('read', function* (k: K, stride: 1 | -1) {
  const pages = k.ptes.length;
  const status = yield* directRead(k, k.directReads[0]!, stride === 1 ? 0 : pages - 1, stride, pages, 0, 2);
  yield* k.step('look at what read() returned', () => answeredWith(k, status === 'ok'));
});

export const reader = (stride: 1 | -1 = 1): Task<K> => ({ name: 'read', run: (k) => read(k, stride) });
export const syncer: Task<K> = { name: 'fsync', run: (k) => fsync(k, k.inodes[0]!, 0) };
export const truncater: Task<K> = { name: 'truncate', run: (k) => truncate(k, k.inodes[0]!, 0) };
export const cleaners: Task<K>[] = [
  { name: 'flusher', run: (k) => writeCachePages(k, k.inodes[0]!, false, 0, null) },
  { name: 'kswapd', run: (k) => reclaimPage(k, k.pages[0]!) },
];

/** A scenario, but for its rules. */
export type Parts = Pick<MachineParts<typeof answeredShape>, 'name' | 'about' | 'pages' | 'tasks' | 'regions'> & {
  integrity?: boolean;
};

/** A scenario under a set of rules. */
export function ruled(exercise: string, { integrity = true, ...parts }: Parts, set: RuleSet): Scenario {
  return machineScenario({
    ...parts,
    name: `${exercise}, ${parts.name}`,
    choices: { set: integrity ? { integrity: 'on', ...set } : set, storage: integrity ? 'pmem' : 'nvme' },
    directReads: 1,
    transfers: parts.pages + (parts.regions ?? 0),
    memory: answeredShape,
    watch: [brokenRule, wantedResult],
  }).build();
}

/** The same under the rules that an answer asks for; where it asks for nothing that there is, it is run, and stops. */
export const under =
  (exercise: string, name: string) =>
  (parts: Parts) =>
  (answer: Operations, table: AnswerTable): Scenario => {
    const set = rulesAsked(table, name);
    const stops: Task<K>[] = [{ name: 'answer', run: (k) => answer[name]!(k) }];
    return set === null ? ruled(exercise, { ...parts, tasks: () => stops }, {}) : ruled(exercise, parts, set);
  };

export const readBesideFsync: Parts = {
  name: 'a read of two pages, and fsync',
  about: 'An O_DIRECT read into two mapped pages, the second one first, while another task calls fsync.',
  pages: 2,
  tasks: () => [reader(-1), syncer],
};

export const readAlone: Parts = {
  name: 'a read',
  about: 'An O_DIRECT read into a mapped page; nobody else.',
  pages: 1,
  tasks: () => [reader()],
};

export const readBesideCleaners: Parts = {
  name: 'a read, writeback and reclaim',
  about: 'An O_DIRECT read into a mapped page while background writeback and reclaim look at it.',
  pages: 1,
  tasks: () => [reader(), ...cleaners],
};

export const readBesideTruncate: Parts = {
  name: 'a read, and truncate',
  about: 'An O_DIRECT read into a mapped page while another task truncates the file to nothing.',
  pages: 1,
  tasks: () => [reader(), truncater],
};
