// Tasks in combinations that no named scenario has: no harm, deadlock or error may come of the model itself.
import { directRead, readCompletion, redirtyWorker } from 'pinlab/devices/direct-read';
import type { Machine } from 'pinlab/devices/machine';
import { type Exploration, explore, kernelFunction, simulate, type Task } from 'pinlab/engine/index';
import { fsync } from 'pinlab/filesystems/fsync';
import { kswapd } from 'pinlab/filesystems/reclaim';
import { store } from 'pinlab/filesystems/store';
import { truncate } from 'pinlab/filesystems/truncate';
import { flusher } from 'pinlab/filesystems/writeback';
import type { Choices } from 'pinlab/rules/setting';
import { machineScenario } from 'pinlab/scenarios/machine-scenario';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const storesThenFsync = kernelFunction('stores_then_fsync', function* (k: Machine, stores: number) {
  yield* store(k, k.ptes[0]!, 0, 1);
  if (stores > 1) yield* store(k, k.ptes[0]!, 0, 2);
  yield* fsync(k, k.inodes[0]!, 0);
});
const readThenFsync = kernelFunction('read_then_fsync', function* (k: Machine) {
  yield* directRead(k, k.directReads[0]!, 0, 1, 1, 0, 2);
  yield* fsync(k, k.inodes[0]!, 0);
});
const readTwice = kernelFunction('read_twice', function* (k: Machine) {
  yield* directRead(k, k.directReads[0]!, 0, 1, 1, 0, 2);
  yield* directRead(k, k.directReads[0]!, 0, 1, 1, 0, 3);
});

const theFlusher: Task<Machine> = { name: 'flusher', run: (k) => flusher(k, k.inodes[0]!), daemon: true };
const theKswapd: Task<Machine> = { name: 'kswapd', run: (k) => kswapd(k, k.pages[0]!), daemon: true };
const cut = (size: number): Task<Machine> => ({
  name: `truncate to ${size}`,
  run: (k) => truncate(k, k.inodes[0]!, size),
});
const reader: Task<Machine> = { name: 'read', run: (k) => directRead(k, k.directReads[0]!, 0, 1, 1, 0, 2) };
const iomap: Task<Machine>[] = [
  { name: 'completion', run: (k) => readCompletion(k, k.directReads[0]!, 0, 2), daemon: true },
  { name: 'worker', run: (k) => redirtyWorker(k, k.directReads[0]!, 0), daemon: true },
];

const combine = (tasks: Task<Machine>[], more: { pages?: number; syncers?: number; mapped?: boolean } = {}) =>
  machineScenario({ name: 'combination', about: 'for a test', pages: 1, directReads: 1, ...more, tasks: () => tasks });

function explored(tasks: Task<Machine>[], choices: Choices = {}, more = {}): Exploration {
  const answer = explore(combine(tasks, more).build(choices));
  assert.ok(answer.complete);
  return answer;
}
const verdict = (answer: Exploration, harm: string) => answer.harms.find(({ id }) => id === harm)!.verdict;

test('does a flusher that passes by a page leave another fsync’s tag alone?', () => {
  const answer = explored([{ name: 'writer', run: (k) => storesThenFsync(k, 2) }, theFlusher]);
  assert.is(verdict(answer, 'H2'), 'Never');
  assert.is(answer.deadlock.verdict, 'Never');
});

test('do two faults on a page that is not cached read it in once?', () => {
  const stores = [0, 1].map(
    (sector): Task<Machine> => ({
      name: `store ${sector}`,
      run: (k) => store(k, k.ptes[0]!, sector as 0 | 1, sector + 1),
    }),
  );
  const answer = explored([...stores, theKswapd]);
  assert.is(answer.deadlock.verdict, 'Never');
  assert.equal(
    answer.harms.filter((harm) => harm.verdict !== 'Never'),
    [],
  );
});

test('is nothing promised of a store beyond the new end of the file?', () => {
  const answer = explored([{ name: 'writer', run: (k) => storesThenFsync(k, 1) }, cut(0)]);
  assert.is(verdict(answer, 'H2'), 'Never');
});

test('do two truncations and a writer keep out of each other’s way?', () => {
  const answer = explored([
    { name: 'writer', run: (k) => storesThenFsync(k, 1) },
    cut(0),
    { ...cut(0), name: 'again' },
  ]);
  assert.is(answer.deadlock.verdict, 'Never');
  assert.is(verdict(answer, 'H2'), 'Never');
  assert.throws(() => simulate(combine([cut(2)]).build()), /the machine has room for 1; give the scenario more pages/);
});

test('does fsync end although a flusher writes the page again and again?', () => {
  const answer = explored([reader, theFlusher, { name: 'fsync', run: (k) => fsync(k, k.inodes[0]!, 0) }]);
  assert.not(answer.starved.some(({ operation }) => operation === 'fsync'));
});

test('can one request serve two reads, one after the other?', () => {
  const answer = explored([{ name: 'reader', run: (k) => readTwice(k) }, ...iomap], { set: { directRead: 'iomap' } });
  assert.is(answer.deadlock.verdict, 'Never');
});

test('with a flusher about, is it b′ rather than b that keeps fsync’s promise after a direct read?', () => {
  const word = (...rules: string[]) =>
    verdict(
      explored([{ name: 'reader', run: (k) => readThenFsync(k) }, theFlusher, ...iomap], {
        rules,
        set: { directRead: 'iomap' },
      }),
      'H2a',
    );
  assert.equal([word(), word('b'), word('b2'), word('b', 'b2')], ['Sometimes', 'Sometimes', 'Never', 'Never']);
});

test.run();
