// Large folios: two pages with one lock, one count of pins, one state.
import type { Machine } from 'pinlab/devices/machine';
import { type Exploration, explore, kernelFunction, replay, simulate, type Task } from 'pinlab/engine/index';
import { flushDevice } from 'pinlab/filesystems/block-device';
import { fsync, msync, waitForWriteback } from 'pinlab/filesystems/fsync';
import { punchHole } from 'pinlab/filesystems/punch';
import { store } from 'pinlab/filesystems/store';
import { truncate } from 'pinlab/filesystems/truncate';
import { writeCachePages } from 'pinlab/filesystems/writeback';
import { dropPin, pinUserPage } from 'pinlab/gup/pin';
import { hostageVerdict } from 'pinlab/harms/hostage';
import type { Choices } from 'pinlab/rules/setting';
import { namedScenario } from 'pinlab/scenarios/index';
import { type MachineParts, machineScenario } from 'pinlab/scenarios/machine-scenario';
import { steer } from 'pinlab/scenarios/steer';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { explored, observed, verdict } from './explored.js';

const large: Choices = { era: '6.1', set: { filesystem: 'xfs', folios: 'large' } };
const small: Choices = { era: '6.1', set: { filesystem: 'xfs', folios: 'small' } };
const with_ = (choices: Choices, set: Record<string, string>): Choices => ({
  ...choices,
  set: { ...choices.set, ...set },
});

const build = (tasks: Task<Machine>[], choices: Choices, more: Partial<MachineParts> = {}) =>
  machineScenario({ name: 'tried', about: 'for a test', pages: 2, frames: 4, ...more, tasks: () => tasks }).build(
    choices,
  );

function tried(tasks: Task<Machine>[], choices: Choices, more: Partial<MachineParts> = {}): Exploration {
  const answer = explore(build(tasks, choices, more), { outcomes: true });
  assert.ok(answer.complete);
  return answer;
}
const contents = (answer: Exploration) =>
  answer.outcomes!.map(({ observation }) => observation.replace(/^.*recovered /, '')).sort();
const task = (name: string, run: Task<Machine>['run']): Task<Machine> => ({ name, run });
const holds = kernelFunction('holds', function* (k: Machine, pte: number) {
  yield* pinUserPage(k, k.ptes[pte]!, k.pins[0]!);
});
const punchSecond = task('punch', (k) => punchHole(k, k.inodes[0]!, 2, 4));
const h7 = (choices: Choices) => hostageVerdict(explored('rdma-beside-msync', choices), 'H7').verdict;

test('H7: does a pin of the first page hold an msync of the second hostage, in a large folio alone and under rule (b) alone?', () => {
  assert.is(h7({ rules: ['b'] }), 'Sometimes');
  assert.is(h7({ rules: ['b'], set: { folios: 'small' } }), 'Never');
  assert.is(h7({ rules: [] }), 'Never');
  assert.is(h7({ rules: ['b'], era: '4.20' }), 'Never', 'no large folios there');
  assert.is(h7({ rules: ['b'], era: '6.12' }), 'Never', 'no such pin there');
  assert.is(verdict(explored('rdma-beside-msync'), 'H2'), 'Never');
});

test('does (b′) leave the second page unwritten as long as the first is pinned, in a large folio alone?', () => {
  const writes = kernelFunction('store_pin_and_write_back', function* (k: Machine) {
    yield* store(k, k.ptes[1]!, 0, 1);
    yield* holds(k, 0);
    yield* writeCachePages(k, k.inodes[0]!, false, 0, null);
    yield* waitForWriteback(k, k.inodes[0]!);
    yield* flushDevice(k);
  });
  const left = (choices: Choices, rules: string[]) =>
    contents(tried([task('writer', (k) => writes(k))], { ...choices, rules }, { transfers: 1 }));
  assert.equal(left(small, ['b2']), ['00/00 10/10']);
  assert.equal(left(large, ['b2']), ['00/00 10/00']);
  assert.equal(left(large, []), ['00/00 10/10']);
});

test('is a pin of a large folio counted by itself: no yes for 1024 other references, and none for a plain one?', () => {
  const waits = (set: Record<string, string>) =>
    explore(namedScenario('rdma-beside-msync').build({ era: '6.1', rules: ['b'], set })).hostage.length > 0;
  for (const pinTest of ['refcount', 'mapcount', 'bias', 'exact']) assert.ok(waits({ pinTest }), pinTest);
  const refs = kernelFunction('many', function* (k: Machine) {
    yield* k.step('take 1024', () => {
      k.pages[0]!.extraRefs = 1024;
    });
  });
  const stuck = (choices: Choices, pinTest: string) => {
    const syncs = kernelFunction('syncs', function* (k: Machine) {
      yield* store(k, k.ptes[0]!, 0, 1);
      yield* refs(k);
      yield* fsync(k, k.inodes[0]!, 0);
    });
    const answer = explore(build([task('fsync', (k) => syncs(k))], { ...with_(choices, { pinTest }), rules: ['b'] }));
    return answer.deadlock.verdict !== 'Never';
  };
  assert.equal(
    [
      stuck(small, 'bias'),
      stuck(large, 'bias'),
      stuck(small, 'exact'),
      stuck(large, 'exact'),
      stuck(large, 'refcount'),
    ],
    [true, false, false, false, true],
  );
});

test('is a folio that is clean and held by nobody split by a punch, and the rest left in the cache?', () => {
  const scenario = build([punchSecond], large);
  const { trace } = replay(scenario, steer(scenario, [['punch']]));
  assert.ok(trace.steps.some(({ label }) => label === 'split the folio, unless somebody holds it now'));
  const gone = trace.steps.flatMap(({ changes }) => changes).filter(({ field }) => field === 'mapping');
  assert.equal(
    gone.map(({ record, after }) => [record, after]),
    [
      ['page1', 'inode0'],
      ['page1', null],
    ],
  );
  assert.equal(contents(tried([punchSecond], large)), ['00/00 --/--']);
  assert.equal(contents(tried([task('truncate', (k) => truncate(k, k.inodes[0]!, 1))], large)), ['00/00 --/--']);
});

/** Where the pages of the file are after the punch, by a pin on the first page, clean or dirty. */
function afterPunch(dirty: boolean, filesystem: string) {
  const first = kernelFunction('pin_then_sync', function* (k: Machine) {
    yield* holds(k, 0);
    if (!dirty) yield* fsync(k, k.inodes[0]!, 0);
  });
  const scenario = build(
    [task('holder', (k) => first(k)), punchSecond],
    with_({ ...large, era: '6.17' }, { filesystem }),
    {
      transfers: 1,
      // Storage that answers at once, so that no third task is needed.
    },
  );
  const legs: [string, string?][] = dirty
    ? [['holder'], ['punch']]
    : [
        ['holder', 'checksum and queue the write'],
        ['disk', 'the write completes: end writeback'],
        ['holder'],
        ['punch'],
      ];
  const { trace } = replay(scenario, steer(scenario, legs));
  return trace.steps.flatMap(({ changes }) => changes).filter(({ field }) => field === 'mapping').length;
}

test('does a pin keep a folio together: does a dirty one stay, and does a clean one go whole?', () => {
  assert.is(afterPunch(true, 'ext4'), 0, 'it stays');
  assert.is(afterPunch(false, 'ext4'), 1, 'it goes, and was not split');
});

test('H4: does a punch of the second page take the first from the file, under a direct read into that?', () => {
  const word = (choices: Choices = {}) => verdict(explored('direct-read-beside-punch', choices), 'H4');
  assert.is(word(), 'Sometimes');
  assert.is(word({ set: { folios: 'small' } }), 'Never');
  assert.is(word({ era: '4.20' }), 'Never');
  assert.is(word({ era: '6.12' }), 'Sometimes');
  assert.is(word({ era: '6.12', rules: ['c'] }), 'Never');
  assert.is(word({ era: '6.1', rules: ['c'] }), 'Sometimes', 'a plain reference is no pin');
  assert.is(word({ era: '6.17', set: { filesystem: 'ext4' } }), 'Never', 'ext4 does not write the range first');
  assert.is(explored('direct-read-beside-punch').deadlock.verdict, 'Never');
  assert.is(explored('direct-read-beside-punch', { era: '6.12', rules: ['c'] }).deadlock.verdict, 'Never');
});

test('H2, H3: does a folio that stays in a hole lose what a device reads into it, where a small page goes as an orphan?', () => {
  const words = (choices: Choices = {}) =>
    ['H2a', 'H2b', 'H3', 'H4'].map((id) => verdict(explored('direct-read-and-partial-punch', choices), id));
  assert.equal(words(), ['Sometimes', 'Sometimes', 'Sometimes', 'Never']);
  assert.equal(words({ set: { folios: 'small' } }), ['Never', 'Never', 'Never', 'Sometimes']);
  assert.equal(words({ rules: ['c'] }), ['Never', 'Never', 'Never', 'Never']);
});

test('does a store into a hole of a folio that stayed get a block, because page_mkwrite asks for one?', () => {
  const stays = kernelFunction('punch_under_a_pin', function* (k: Machine) {
    yield* holds(k, 0);
    yield* punchHole(k, k.inodes[0]!, 2, 4);
    yield* k.step('let go', () => dropPin(k, k.pins[0]!));
    yield* store(k, k.ptes[1]!, 0, 1);
    yield* fsync(k, k.inodes[0]!, 0);
  });
  const answer = tried([task('writer', (k) => stays(k))], { era: '6.17', set: { folios: 'large' } }, { transfers: 1 });
  assert.equal(contents(answer), ['00/00 1-/1-']);
  assert.is(verdict(answer, 'H3'), 'Never');
});

test('is a hole of a dirty folio passed by, without harm where it holds zeros?', () => {
  const zeros = kernelFunction('punch_and_sync', function* (k: Machine) {
    yield* holds(k, 0);
    yield* punchHole(k, k.inodes[0]!, 2, 4);
    yield* fsync(k, k.inodes[0]!, 0);
  });
  const answer = tried([task('writer', (k) => zeros(k))], { era: '6.17', set: { folios: 'large' } }, { transfers: 1 });
  assert.equal(contents(answer), ['00/00 --/--']);
  for (const id of ['H2', 'H3']) assert.is(verdict(answer, id), 'Never');
});

test('does msync answer for its range alone, and write the whole folio?', () => {
  const both = kernelFunction('stores', function* (k: Machine) {
    yield* store(k, k.ptes[0]!, 0, 1);
    yield* store(k, k.ptes[1]!, 0, 2);
    yield* msync(k, k.inodes[0]!, 0, 1, 2);
  });
  const run = (choices: Choices) => tried([task('writer', (k) => both(k))], choices);
  assert.equal(contents(run(large)), ['10/10 20/20']);
  assert.equal(contents(run(small)), ['10/00 20/20']);
  assert.is(verdict(run(small), 'H2'), 'Never');
});

test('does one write fault make the folio dirty, and leave the other page’s entry read-only?', () => {
  const answer = tried(
    [task('a', (k) => store(k, k.ptes[0]!, 0, 1)), task('b', (k) => store(k, k.ptes[1]!, 0, 2))],
    large,
  );
  assert.equal([verdict(answer, 'H2'), answer.deadlock.verdict], ['Never', 'Never']);
  assert.is(observed(answer, 'unannounced'), 0);
  assert.ok(contents(answer).every((text) => /^10\/.. 20\/..$/.test(text)));
});

test('can a folio be asked for only where the version has it, and where there are two pages?', () => {
  const rejects = (name: string, choices: Choices, says: RegExp) =>
    assert.throws(() => namedScenario(name).build(choices), says);
  const set = { folios: 'large' };
  rejects('store-and-fsync', { era: '6.17', set }, /has one/);
  rejects('two-page-readv-and-fsync', { set }, /Linux 4\.20 has no large folios on ext4; choose era 6\.17, 7\.0/);
  rejects('two-page-readv-and-fsync', { era: '6.12', set }, /choose era 6\.17/);
  rejects('two-page-readv-and-fsync', { era: '7.0', set: { ...set, filesystem: 'tmpfs' } }, /cannot be large on tmpfs/);
  rejects('two-page-readv-and-fsync', { era: '7.0', set: { folios: 'huge' } }, /folios cannot be 'huge'/);
  namedScenario('two-page-readv-and-fsync').build({ era: '6.1', set: { ...set, filesystem: 'xfs' } });
});

test('does a large folio end the deadlock of a readv and a b as worded, by having one lock to wait for?', () => {
  const word = (choices: Choices) =>
    explored('two-page-readv-and-fsync', {
      ...choices,
      rules: ['a'],
      set: { ...choices.set, syncWaitsForPins: 'as-worded', pinTest: 'mapcount' },
    }).deadlock.verdict;
  assert.equal([word({ ...small, era: '6.12' }), word({ ...large, era: '6.12' })], ['Sometimes', 'Sometimes']);
});

test('does every folio scenario run on the clock?', () => {
  for (const name of ['rdma-beside-msync', 'direct-read-beside-punch', 'direct-read-and-partial-punch'])
    assert.ok(simulate(namedScenario(name).build(), { seed: 1 }).operations.length > 0);
});

test('have the scenarios as many states as they had?', () => {
  assert.equal(
    ['rdma-beside-msync', 'direct-read-beside-punch', 'direct-read-and-partial-punch'].map(
      (name) => explored(name).states,
    ),
    [975, 5876, 14721],
  );
});

test.run();
