// For each harm: a scenario in which it happens, and one change that makes it impossible.
import { type Exploration, explore, replay } from 'pinlab/engine/index';
import type { Choices } from 'pinlab/rules/setting';
import { namedScenario } from 'pinlab/scenarios/index';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const known = new Map<string, Exploration>();

function explored(name: string, choices: Choices = {}): Exploration {
  const key = JSON.stringify([name, choices]);
  let answer = known.get(key);
  if (answer === undefined) {
    answer = explore(namedScenario(name).build(choices));
    known.set(key, answer);
  }
  assert.ok(answer.complete);
  return answer;
}

const verdict = (answer: Exploration, harm: string) => answer.harms.find(({ id }) => id === harm)!.verdict;
const shortest = (answer: Exploration, harm: string) => answer.harms.find(({ id }) => id === harm)!.shortest;

/** Checks that a harm happens under one choice and never under the other, both searched to the end. */
function turnsOff(harm: string, name: string, on: Choices, off: Choices): void {
  const found = explored(name, on);
  assert.is(verdict(found, harm), 'Sometimes', `${harm} with ${JSON.stringify(on)}`);
  const { schedule } = found.harms.find(({ id }) => id === harm)!;
  const again = replay(namedScenario(name).build(on), schedule!);
  assert.ok(again.harms.has(harm), 'its schedule, replayed on the clock, shows it');
  assert.is(verdict(explored(name, off), harm), 'Never', `${harm} with ${JSON.stringify(off)}`);
}

const never = { stablePages: 'never' };

test('H1: is a page torn when a store hits it under writeback, and does rule (a) prevent it?', () => {
  turnsOff('H1', 'store-and-fsync', { set: never }, { rules: ['a'] });
});

test('H1: does a pin taken before writeback tear even stable pages, and does rule (b) prevent it?', () => {
  turnsOff('H1', 'direct-read-and-fsync', { rules: ['a'] }, { rules: ['a', 'b'] });
  turnsOff('H1', 'two-page-readv-and-fsync', { rules: ['a'] }, { rules: ['a', 'b'] });
});

test('H1: does rule (b) alone leave the pin that is taken during writeback?', () => {
  turnsOff('H1', 'direct-read-and-fsync', { rules: ['b'], set: never }, { rules: ['a', 'b'] });
});

test('does the harm return when pins are tested before write-protection?', () => {
  const early = { pinTestWhen: 'before-write-protect' };
  turnsOff('H1', 'direct-read-and-fsync', { rules: ['a', 'b'], set: early }, { rules: ['a', 'b'] });
  turnsOff('H4', 'direct-read-and-truncate', { rules: ['c'], set: early }, { rules: ['c'] });
});

test('is there no H1 where nothing carries a checksum?', () => {
  const plain = explored('direct-read-and-fsync', { set: { integrity: 'off' } });
  assert.is(verdict(plain, 'H1'), 'Never');
  assert.ok(plain.observations.find(({ id }) => id === 'unstable')!.count > 0, 'though pages do change in flight');
});

test('H2: does fsync break its promise after a direct read through iomap, and not after a classic one?', () => {
  turnsOff('H2a', 'late-redirty-and-crash', {}, { set: { directRead: 'classic' } });
  turnsOff('H2a', 'late-redirty-and-crash', {}, { rules: ['b'] });
  assert.is(verdict(explored('late-redirty-and-crash'), 'H2'), 'Sometimes');
});

test('H2: is data stranded when a filesystem drops what it has no buffers for?', () => {
  turnsOff(
    'H2b',
    'direct-read-and-flusher',
    { set: { dirtyWithoutBuffers: 'drop' } },
    { rules: ['b2'], set: { dirtyWithoutBuffers: 'drop' } },
  );
});

test('H3: does background writeback meet a dirty page without buffers, rule (b) or not, and does (b′) prevent it?', () => {
  turnsOff('H3', 'direct-read-and-flusher', {}, { rules: ['b2'] });
  assert.is(verdict(explored('direct-read-and-flusher', { rules: ['b'] }), 'H3'), 'Sometimes');
});

test('H4: does the device write an orphan page, and does rule (c) prevent it?', () => {
  turnsOff('H4', 'direct-read-and-truncate', {}, { rules: ['c'] });
  turnsOff('H4', 'direct-read-and-truncate', { pages: 2 }, { rules: ['c'], pages: 2 });
});

test('does an ordinary store with fsync come to no harm in 4.20?', () => {
  for (const { id, verdict: word } of explored('store-and-fsync').harms) assert.is(word, 'Never', id);
});

test('are the shortest ways to each harm as long as they were?', () => {
  assert.equal(
    [
      shortest(explored('direct-read-and-fsync'), 'H1'),
      shortest(explored('direct-read-and-flusher'), 'H3'),
      shortest(explored('direct-read-and-truncate'), 'H4'),
      shortest(explored('late-redirty-and-crash'), 'H2a'),
    ],
    [31, 47, 37, 45],
  );
});

test('have the named scenarios as many states as they had?', () => {
  const counts = [
    'store-and-fsync',
    'direct-read-and-fsync',
    'direct-read-and-flusher',
    'direct-read-and-truncate',
    'two-page-readv-and-fsync',
    'late-redirty-and-crash',
  ].map((name) => explored(name).states);
  assert.equal(counts, [315, 1263, 9025, 457, 7347, 22831]);
});

test('as worded, rules (b) and (c) deadlock; careful, they do not', () => {
  const waitsFor = (name: string, choices: Choices) =>
    explored(name, choices).deadlock.waitsFor.map((each) => each.waitsFor);
  const b = { rules: ['a'], set: { syncWaitsForPins: 'as-worded' } };
  assert.equal(waitsFor('direct-read-and-fsync', b), ['page lock', 'pin']);
  assert.equal(waitsFor('two-page-readv-and-fsync', b), ['page lock', 'pin']);
  const c = { set: { truncateWaitsForPins: 'as-worded' } };
  assert.equal(waitsFor('direct-read-and-truncate', c), ['page lock', 'pin']);
  assert.equal(waitsFor('direct-read-and-truncate', { ...c, pages: 2 }), ['i_mmap_sem', 'pin']);
  for (const name of ['direct-read-and-fsync', 'two-page-readv-and-fsync'])
    assert.is(explored(name, { rules: ['a', 'b'] }).deadlock.verdict, 'Never');
  assert.is(explored('direct-read-and-truncate', { rules: ['c'], pages: 2 }).deadlock.verdict, 'Never');
});

test('does the machine stop at a BUG, and is that no deadlock?', () => {
  const answer = explored('direct-read-and-flusher');
  assert.is(answer.deadlock.verdict, 'Never');
  assert.is(verdict(explored('direct-read-and-flusher', { set: { dirtyWithoutBuffers: 'drop' } }), 'H3'), 'Sometimes');
});

test.run();
