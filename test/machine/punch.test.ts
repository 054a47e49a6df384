// Holes: punched into a file, or gained when it grows.
import { directRead } from 'pinlab/devices/direct-read';
import type { Machine } from 'pinlab/devices/machine';
import { type Exploration, explore, kernelFunction, replay, simulate, type Task } from 'pinlab/engine/index';
import { fsync } from 'pinlab/filesystems/fsync';
import { punchHole } from 'pinlab/filesystems/punch';
import { store } from 'pinlab/filesystems/store';
import { truncate } from 'pinlab/filesystems/truncate';
import type { Choices } from 'pinlab/rules/setting';
import { namedScenario } from 'pinlab/scenarios/index';
import { type MachineParts, machineScenario } from 'pinlab/scenarios/machine-scenario';
import { steer } from 'pinlab/scenarios/steer';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const name = 'direct-read-and-punch';

function explored(choices: Choices = {}): Exploration {
  const answer = explore(namedScenario(name).build(choices), { outcomes: true });
  assert.ok(answer.complete);
  return answer;
}

/** Explores tasks that no named scenario sets side by side. */
function tried(tasks: Task<Machine>[], choices: Choices = {}, more: Partial<MachineParts> = {}): Exploration {
  const parts = { name: 'tried', about: 'for a test', pages: 1, directReads: 1, ...more, tasks: () => tasks };
  const answer = explore(machineScenario(parts).build(choices), { outcomes: true });
  assert.ok(answer.complete);
  return answer;
}

const verdict = (answer: Exploration, harm: string) => answer.harms.find(({ id }) => id === harm)!.verdict;
const outcomes = (answer: Exploration) =>
  answer.outcomes!.map(({ observation }) => observation.replace(/^.*recovered /, '')).sort();

const punch = (from: number, to: number): Task<Machine> => ({
  name: 'punch',
  run: (k) => punchHole(k, k.inodes[0]!, from, to),
});
const fsyncs: Task<Machine> = { name: 'fsync', run: (k) => fsync(k, k.inodes[0]!, 1) };
const storeThenFsync = kernelFunction('store_then_fsync', function* (k: Machine, sector: 0 | 1) {
  const stored = yield* store(k, k.ptes[0]!, sector, 1);
  yield* fsync(k, k.inodes[0]!, 0);
  return stored;
});

test('H4: does the device write a page that a punch took from its file, and does rule (c) prevent it?', () => {
  for (const pages of [1, 2]) {
    assert.is(verdict(explored({ pages }), 'H4'), 'Sometimes');
    const waiting = explored({ pages, rules: ['c'] });
    assert.equal([verdict(waiting, 'H4'), waiting.deadlock.verdict], ['Never', 'Never']);
  }
});

test('does rule (c) as worded deadlock a punch as it does a truncation?', () => {
  const waitsFor = (pages: number) =>
    explored({ pages, set: { truncateWaitsForPins: 'as-worded' } }).deadlock.waitsFor.map((each) => each.waitsFor);
  assert.equal(waitsFor(1), ['page lock', 'pin']);
  assert.equal(waitsFor(2), ['i_mmap_sem', 'pin']);
});

test('do punch and truncation return while a device holds the page?', () => {
  for (const [scenario, ends] of [
    [name, 'punch'],
    ['direct-read-and-truncate', 'truncate'],
  ] as const) {
    const built = namedScenario(scenario).build();
    const { trace, standing } = replay(built, steer(built, [['read', 'DMA into sector 0'], [ends]]));
    assert.is(standing.find(({ task }) => task === ends)!.next, null);
    assert.ok(trace.steps.some(({ label }) => label === 'remove the page from the cache'));
  }
});

test('does a punch of half a page zero that half, keep the other, and tear nothing under writeback?', () => {
  const answer = tried([{ name: 'writer', run: (k) => storeThenFsync(k, 0) }, punch(1, 2)], {
    set: { integrity: 'on' },
  });
  assert.ok(answer.harms.every((harm) => harm.verdict === 'Never'));
  assert.equal(outcomes(answer), ['1-/1-', '1-/10']);
  const uncached = tried([punch(0, 1)], {}, { mapped: false });
  assert.equal(outcomes(uncached), ['-0/00'], 'zeros that no fsync has written yet');
});

test('does a punch leave the pages behind it alone?', () => {
  const behind = kernelFunction('store_then_punch', function* (k: Machine) {
    yield* store(k, k.ptes[1]!, 0, 1);
    yield* punchHole(k, k.inodes[0]!, 0, 2);
  });
  const answer = tried([{ name: 'writer', run: (k) => behind(k) }], {}, { pages: 2 });
  assert.equal(outcomes(answer), ['--/-- 10/00']);
});

test('is what a punch zeroed promised to nobody, and what it left still promised?', () => {
  const both = kernelFunction('store_twice_then_fsync', function* (k: Machine) {
    yield* store(k, k.ptes[0]!, 1, 2);
    yield* storeThenFsync(k, 0);
  });
  const answer = tried([{ name: 'writer', run: (k) => both(k) }, punch(1, 2), fsyncs], {}, { syncers: 2 });
  assert.is(verdict(answer, 'H2'), 'Never');
  assert.ok(outcomes(answer).every((text) => /\/(1|0)/.test(text)));
});

test('does a store into a hole get a block when it is written, and a map that finds it when fsync commits?', () => {
  const into = kernelFunction('punch_store_fsync', function* (k: Machine) {
    yield* punchHole(k, k.inodes[0]!, 0, 2);
    yield* storeThenFsync(k, 0);
  });
  for (const filesystem of ['ext4', 'xfs', 'btrfs'])
    assert.equal(
      outcomes(tried([{ name: 'writer', run: (k) => into(k) }], { set: { filesystem } })),
      ['1-/1-'],
      filesystem,
    );
});

test('does a file that shrinks and grows again read as zeros, in another page than the one that a device still holds?', () => {
  const regrow = kernelFunction('truncate_and_grow', function* (k: Machine) {
    yield* truncate(k, k.inodes[0]!, 0);
    yield* truncate(k, k.inodes[0]!, 1);
    yield* store(k, k.ptes[0]!, 1, 1);
  });
  const reads: Task<Machine> = { name: 'read', run: (k) => directRead(k, k.directReads[0]!, 0, 1, 1, 0, 2) };
  const answer = tried([reads, { name: 'truncate', run: (k) => regrow(k) }], {}, { frames: 2 });
  assert.is(verdict(answer, 'H4'), 'Sometimes');
  assert.equal(outcomes(answer), ['-1/--', '21/--', '22/--']);
});

test('is there nothing beyond the end of a file until it has grown?', () => {
  const grow = kernelFunction('writer', function* (k: Machine) {
    yield* truncate(k, k.inodes[0]!, 1);
    const before: string = yield* store(k, k.ptes[1]!, 0, 1);
    yield* truncate(k, k.inodes[0]!, 2);
    const after: string = yield* store(k, k.ptes[1]!, 0, 1);
    return `${before}, ${after}`;
  });
  const writer: Task<Machine> = { name: 'writer', run: (k) => grow(k) };
  const scenario = machineScenario({ name: 'grow', about: 'for a test', pages: 2, tasks: () => [writer] }).build();
  const { operations } = simulate(scenario);
  assert.is(operations.find((each) => each.name === 'writer')?.status, 'SIGBUS, stored');
});

test('has the punch as many states, and as long a way to its harm, as it had?', () => {
  assert.equal(
    [explored(), explored({ pages: 2 }), explored({ rules: ['c'] })].map(({ states }) => states),
    [435, 1594, 386],
  );
  assert.is(explored().harms.find(({ id }) => id === 'H4')!.shortest, 36);
});

test.run();
