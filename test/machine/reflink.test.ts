// A file is cloned while somebody writes to it: who asks for a block of its own, and who does not.
import { directRead } from 'pinlab/devices/direct-read';
import type { Machine } from 'pinlab/devices/machine';
import { type Exploration, explore, kernelFunction, replay, simulate, type Task } from 'pinlab/engine/index';
import { fsync } from 'pinlab/filesystems/fsync';
import { reflink } from 'pinlab/filesystems/reflink';
import { store } from 'pinlab/filesystems/store';
import type { Choices } from 'pinlab/rules/setting';
import { settingOf } from 'pinlab/rules/setting';
import { namedScenario } from 'pinlab/scenarios/index';
import { machineScenario } from 'pinlab/scenarios/machine-scenario';
import { readsFile } from 'pinlab/scenarios/reader';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const name = 'reflink-under-pin';
const xfs = { set: { filesystem: 'xfs' } };

function explored(choices: Choices = {}): Exploration {
  const answer = explore(namedScenario(name).build(choices), { outcomes: true });
  assert.ok(answer.complete);
  return answer;
}

const cloneThenFsync = kernelFunction('clone_then_fsync', function* (k: Machine) {
  yield* reflink(k, k.inodes[0]!, k.inodes[1]!);
  yield* fsync(k, k.inodes[0]!, 0);
});
const storeThenClone = kernelFunction('store_then_clone', function* (k: Machine) {
  yield* store(k, k.ptes[0]!, 0, 1);
  yield* cloneThenFsync(k);
});

/** The clone beside other tasks than a direct read. */
function tried(tasks: Task<Machine>[], choices: Choices = xfs): Exploration {
  const parts = { name: 'tried', about: 'for a test', pages: 1, files: 2, directReads: 1, tasks: () => tasks };
  const answer = explore(machineScenario(parts).build(choices), { outcomes: true });
  assert.ok(answer.complete);
  return answer;
}

const clone: Task<Machine> = { name: 'clone', run: (k) => cloneThenFsync(k) };
const verdict = (answer: Exploration, harm: string) => answer.harms.find(({ id }) => id === harm)!.verdict;
/** What the clone reads as in the end. */
const clones = (answer: Exploration) => [
  ...new Set(
    answer.outcomes!.map(({ observation }) => observation.replace(/^.*next file: .*recovered (\d\d).*$/, '$1')),
  ),
];

test('H6: does a device write into a cloned file’s page change the clone, and does btrfs, which never overwrites, prevent it?', () => {
  const today = explored();
  assert.is(verdict(today, 'H6'), 'Sometimes');
  assert.ok(clones(today).includes('22'), 'the clone reads what nobody wrote to it');
  const { schedule } = today.harms.find(({ id }) => id === 'H6')!;
  assert.ok(replay(namedScenario(name).build(), schedule!).harms.has('H6'));
  assert.is(verdict(explored({ set: { filesystem: 'btrfs' } }), 'H6'), 'Never');
});

test('is there no H6 where a CPU stores, where the data was dirty before, or where the bytes are the same?', () => {
  const stores = tried([{ name: 'store', run: (k) => store(k, k.ptes[0]!, 0, 1) }, clone]);
  assert.is(verdict(stores, 'H6'), 'Never', 'page_mkwrite reserves a block of its own');
  assert.equal(clones(stores).sort(), ['00', '10']);
  const before = tried([{ name: 'writer', run: (k) => storeThenClone(k) }]);
  assert.is(verdict(before, 'H6'), 'Never', 'the clone flushes first');
  assert.equal(clones(before), ['10']);
  const same = tried([...readsFile(settingOf(xfs), 0), clone]);
  assert.is(verdict(same, 'H6'), 'Never', 'the bytes are those that were there');
});

test('H6: does rule (b) prevent it, and wait with the locks of the clone held, which two pages show to be a deadlock?', () => {
  const one = explored({ rules: ['b'] });
  assert.equal([verdict(one, 'H6'), one.deadlock.verdict], ['Never', 'Never']);
  const two = explored({ rules: ['b'], pages: 2 });
  assert.is(verdict(two, 'H6'), 'Never');
  assert.is(two.deadlock.verdict, 'Sometimes', 'careful as writeback is, its caller holds i_mmap_sem');
  assert.ok(two.deadlock.waitsFor.some((each) => each.waitsFor === 'i_mmap_sem'));
});

test('does the pinned page un-share its block at the next write that page_mkwrite hears of?', () => {
  const readThenStore = kernelFunction('read_then_store', function* (k: Machine) {
    yield* reflink(k, k.inodes[0]!, k.inodes[1]!);
    yield* directRead(k, k.directReads[0]!, 0, 1, 1, 0, 2);
    yield* fsync(k, k.inodes[0]!, 0);
  });
  const after = tried([{ name: 'reader', run: (k) => readThenStore(k) }], {
    set: { filesystem: 'xfs', directRead: 'classic' },
  });
  assert.is(verdict(after, 'H6'), 'Never', 'a pin taken after the clone faults, and its fault un-shares');
  assert.equal(clones(after), ['00']);
});

test('is a filesystem that cannot share blocks refused?', () => {
  assert.throws(
    () => namedScenario(name).build({ set: { filesystem: 'ext4' } }),
    /choose --set filesystem=xfs or btrfs/,
  );
  const scenario = machineScenario({
    name: 'clone',
    about: 'for a test',
    pages: 1,
    files: 2,
    tasks: () => [{ name: 'clone', run: (k) => reflink(k, k.inodes[0]!, k.inodes[1]!) }],
  });
  assert.throws(
    () => simulate(scenario.build()),
    /reflink on ext4: it cannot share blocks; set filesystem to xfs or btrfs/,
  );
});

test('has the clone as many states, and as long a way to its harm, as it had?', () => {
  const counts = [explored(), explored({ set: { filesystem: 'btrfs' } }), explored({ rules: ['b'], pages: 2 })];
  assert.equal(
    counts.map(({ states }) => states),
    [12007, 4542, 3022],
  );
  assert.is(counts[0]!.harms.find(({ id }) => id === 'H6')!.shortest, 60);
});

test.run();
