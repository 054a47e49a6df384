// What a set of rules costs, on the clock: whoever stores, makes durable, reads by a device, or truncates.
import { directRead } from '../../devices/direct-read.js';
import type { Machine } from '../../devices/machine.js';
import { again, kernelFunction, simulate, type Task, us } from '../../engine/index.js';
import { fsync } from '../../filesystems/fsync.js';
import { store } from '../../filesystems/store.js';
import { truncate } from '../../filesystems/truncate.js';
import { writeCachePages } from '../../filesystems/writeback.js';
import { withoutDetectors } from '../../measure/sweep.js';
import type { AnswerTable } from '../answers/table.js';
import type { Measured } from '../check.js';
import { rulesAsked } from './rule-steps.js';
import { type Parts, type RuleSet, ruled } from './ruled.js';

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

const reads = kernelFunction('reads', function* (k: Machine, times: number) {
  if (times === 0) return;
  yield* directRead(k, k.directReads[0]!, 0, 1, 1, 0, 2);
  return again(times - 1);
});

/** A program that was refused sleeps and tries again: 50 µs, assumed. */
const tryAgain = kernelFunction('nanosleep', function* (k: Machine) {
  yield* k.sleep(us(50));
});

/** Calls until it is answered 0. */
const syncs = kernelFunction('syncs', function* (k: Machine) {
  if ((yield* fsync(k, k.inodes[0]!, 0)) !== 'EBUSY') return;
  yield* tryAgain(k);
  return again();
});

const truncates = kernelFunction('truncates', function* (k: Machine) {
  if ((yield* truncate(k, k.inodes[0]!, 0)) !== 'EBUSY') return;
  yield* tryAgain(k);
  return again();
});

/** Something happens once a device holds the page. */
const onceHeld = kernelFunction('once_held', function* (k: Machine) {
  yield* k.wait('wait until a device holds the page', () => k.pages[0]!.pins > 0, 'others');
});

const syncsOnceHeld: Task<Machine>['run'] = function* (k) {
  yield* onceHeld(k);
  yield* syncs(k);
};

const truncatesOnceHeld: Task<Machine>['run'] = function* (k) {
  yield* onceHeld(k);
  yield* truncates(k);
};

/** Whose time is taken, each in words. */
const words = {
  stores: 'eight stores beside writeback, and no device',
  reads: 'four direct reads beside fsync',
  syncs: 'fsync beside direct reads, until it is answered 0',
  truncates: 'truncation beside a direct read, until it is answered 0',
} as const;

/** Whose time is taken. */
export type Concerned = keyof typeof words;

/** On a device that needs no stable pages. */
const work = (name: string, about: string, tasks: Task<Machine>[]): Parts => ({
  name,
  about,
  pages: 1,
  integrity: false,
  tasks: () => tasks,
});

const storing = work('a day’s work', 'Stores into a page that writeback cleans again and again.', [
  { name: 'store', run: (k) => stores(k, 8) },
  { name: 'flusher', run: (k) => cleans(k, 4) },
]);

const syncing = work('fsync in a day’s work', 'Direct reads into a page while another task calls fsync.', [
  { name: 'reads', run: (k) => reads(k, 4) },
  { name: 'fsync', run: syncsOnceHeld },
]);

const truncating = work('truncation in a day’s work', 'A direct read into a page while another task truncates.', [
  { name: 'reads', run: (k) => reads(k, 1) },
  { name: 'truncate', run: truncatesOnceHeld },
]);

const at: Readonly<Record<Concerned, Parts>> = {
  stores: storing,
  reads: syncing,
  syncs: syncing,
  truncates: truncating,
};

const runs = 20;

/** The times that operations take under a set of rules, on average over some runs, in ns; those of one scenario at once. */
function timesOf(set: RuleSet, concerned: readonly Concerned[]): Record<string, number> {
  const total: Record<string, number> = Object.fromEntries(concerned.map((each) => [each, 0]));
  for (const parts of new Set(concerned.map((each) => at[each]))) {
    const scenario = withoutDetectors(ruled('costs', parts, set));
    for (let seed = 1; seed <= runs; seed++)
      for (const { name, startNs, endNs } of simulate(scenario, { seed }).operations)
        if (isTimed(name, parts, concerned)) total[name]! += (endNs - startNs) / runs;
  }
  return Object.fromEntries(concerned.map((each) => [each, Math.round(total[each]!)]));
}

const isTimed = (name: string, parts: Parts, concerned: readonly Concerned[]): boolean =>
  concerned.some((each) => each === name && at[each] === parts);

/** Under which set each takes no longer than it must: without any rule, or where each waits for as long as a device takes. */
const waiting = { syncWaitsForPins: 'careful', backgroundSkipsPins: 'on', truncateWaitsForPins: 'careful' };
const references: Readonly<Record<Concerned, RuleSet>> = { stores: {}, reads: {}, syncs: waiting, truncates: waiting };

/** Made once a process: they depend on nothing that an answer says. */
const known = new Map<Concerned, number>();

function referenceNs(operation: Concerned): number {
  const ns = known.get(operation) ?? timesOf(references[operation], [operation])[operation]!;
  known.set(operation, ns);
  return ns;
}

/** How much longer it may take: a step more or less is no reason. */
const tolerance = 1.03;

const microseconds = (ns: number): string => `${(ns / 1000).toFixed(1)} µs`;

/** A question of costs: the time of some operations under the rules that an answer asks for, and the first that takes too long. */
export const measuredBy =
  (name: string, concerned: readonly Concerned[]) =>
  (table: AnswerTable): Measured => {
    const set = rulesAsked(table, name) ?? {};
    const timesNs = timesOf(set, concerned);
    const slow = concerned.find((each) => timesNs[each]! > tolerance * referenceNs(each));
    if (slow === undefined) return { timesNs, wrong: null };
    const [takes, will] = [timesNs[slow]!, referenceNs(slow)].map(microseconds);
    return {
      timesNs,
      wrong: `it does no harm, and costs more than it must: ${words[slow]}: ${takes} (simulated), where ${will} will do. Which of the rules forbids nothing that the others let pass, or makes somebody ask again who need only have waited?`,
    };
  };
