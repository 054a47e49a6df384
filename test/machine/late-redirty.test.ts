// Data that is lost although fsync returned 0: wherever a direct read goes through iomap, from the
// order of its last steps alone.
import { replay } from 'pinlab/engine/index';
import { eras } from 'pinlab/rules/eras';
import { type Choices, settingOf } from 'pinlab/rules/setting';
import { namedScenario } from 'pinlab/scenarios/index';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { explored, verdict } from './explored.js';

const name = 'late-redirty-and-crash';
const set = (switches: Record<string, string>, era?: string): Choices => ({
  ...(era !== undefined && { era }),
  set: switches,
});
const promise = (choices: Choices = {}): string => verdict(explored(name, choices), 'H2a');

/** `task: label` of the shortest way to a broken promise. */
function shortestWay(choices: Choices): string[] {
  const { schedule } = explored(name, choices).harms.find(({ id }) => id === 'H2a')!;
  const again = replay(namedScenario(name).build(choices), schedule!);
  assert.ok(again.harms.has('H2a'), 'its schedule, replayed on the clock, shows it');
  return again.trace.steps.map(({ task, label }) => `${task}: ${label}`);
}

/** Whether the way passes these steps in this order, after whatever else. */
function passes(way: readonly string[], ...steps: readonly string[]): void {
  let from = 0;
  for (const step of steps) {
    const at = way.indexOf(step, from);
    assert.ok(at >= 0, `${step} not after ${way[from - 1]}`);
    from = at + 1;
  }
}

const woken = 'completion: wake the reader';
const called = 'reader: fsync is called';
const looksForTags = 'reader: tag the dirty pages TOWRITE';
const pageLookedAt = 'completion: are all its pages still dirty?';
const queued = 'completion: queue the re-dirtying';
const returned = 'reader: fsync returns 0';

test('is the promise broken on ext4 and xfs wherever the era reads through iomap, and nowhere else?', () => {
  for (const { version } of eras)
    for (const filesystem of ['ext4', 'xfs']) {
      const choices = set({ filesystem }, version);
      const old = version === '4.20' && filesystem === 'ext4';
      assert.is(settingOf(choices).switches.directRead === 'classic', old, `${version} ${filesystem}`);
      assert.is(promise(choices), old ? 'Never' : 'Sometimes', `${version} ${filesystem}`);
    }
});

test('is it safe with the old synchronous code, and from a raw block device, whatever the era?', () => {
  for (const { version } of eras) {
    assert.is(promise(set({ directRead: 'classic' }, version)), 'Never', version);
    assert.is(promise(set({ source: 'raw-device' }, version)), 'Never', version);
  }
});

test('does one CPU store to the page before the fsync cure it, in either order of the completion?', () => {
  for (const directRead of ['iomap', 'iomap-checks-first'])
    assert.is(promise(set({ directRead, beforeFsync: 'store' })), 'Never', directRead);
});

test('is it gone when the pages are dirty again before the reader is woken?', () => {
  for (const directRead of ['iomap', 'iomap-checks-first'])
    assert.is(promise(set({ directRead, directReadReturns: 'after-redirty' })), 'Never', directRead);
});

test('does it take somebody who cleans the page while the device writes it?', () => {
  for (const directRead of ['iomap', 'iomap-checks-first'])
    assert.is(promise(set({ directRead, midway: 'nothing' })), 'Never', directRead);
});

test('does it take (b) against another fsync in mid-transfer, and (b′) against background writeback?', () => {
  const found = (rules: string[], midway: string) => promise({ ...set({ midway }), rules });
  assert.equal([found(['a', 'b', 'c'], 'fsync'), found(['b2'], 'fsync')], ['Never', 'Sometimes']);
  assert.equal([found(['a', 'b', 'c'], 'flusher'), found(['b2'], 'flusher')], ['Sometimes', 'Never']);
});

test('the first window: is fsync called after the wake, before the completion looks?', () => {
  const alone = set({ directRead: 'iomap', worker: 'at-once' });
  const way = shortestWay(alone);
  passes(way, 'other fsync: clear dirty, set writeback', 'completion: DMA into sector 1', woken, called, looksForTags);
  passes(way, looksForTags, returned);
  assert.not(
    way.some((step) => step.startsWith('completion: dirty the pages')),
    'nobody has looked',
  );
  assert.is(way.length, 45);
});

test('the second window: is fsync called after the completion has looked, before the worker comes?', () => {
  const way = shortestWay(set({ directRead: 'iomap-checks-first' }));
  passes(way, pageLookedAt, queued, woken, called, looksForTags, returned);
  assert.not(way.includes('worker: take the work item'));
  assert.is(way.length, 47);
});

test('does 7.0 close the first window and leave the second, and a worker that comes at once the other way round?', () => {
  const found = (directRead: string, worker: string) => promise(set({ directRead, worker }));
  assert.equal(
    [
      found('iomap', 'later'),
      found('iomap', 'at-once'),
      found('iomap-checks-first', 'later'),
      found('iomap-checks-first', 'at-once'),
    ],
    ['Sometimes', 'Sometimes', 'Sometimes', 'Never'],
  );
});

test('does an fsync that is called when the page already looks dirty miss it, for the tag comes after the flag?', () => {
  for (const era of ['6.12', '7.0']) {
    const choices = set({ beforeFsync: 'look' }, era);
    assert.is(promise(choices), 'Sometimes', era);
    passes(shortestWay(choices), 'worker: set PG_dirty', 'reader: does the page look dirty?', looksForTags, returned);
    assert.not(shortestWay(choices).includes('worker: tag it dirty in the page cache'));
    assert.is(promise(set({ beforeFsync: 'look', worker: 'at-once' }, era)), 'Never', 'flag and tag in one step');
  }
});

test('without a crash nothing is lost: is the page never left clean with nobody to dirty it?', () => {
  for (const { version } of eras) assert.is(verdict(explored(name, { era: version }), 'H2b'), 'Never', version);
});

test.run();
