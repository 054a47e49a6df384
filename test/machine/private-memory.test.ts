// Private mappings: copy-on-write, fork, and who keeps the page that a device holds.
import { directRead } from 'pinlab/devices/direct-read';
import type { Machine } from 'pinlab/devices/machine';
import { readSector } from 'pinlab/devices/sector-read';
import { type Exploration, explore, kernelFunction, replay, simulate, type Task } from 'pinlab/engine/index';
import { exitMemory, fork } from 'pinlab/filesystems/fork';
import { fsync } from 'pinlab/filesystems/fsync';
import { store } from 'pinlab/filesystems/store';
import { pinUserPage } from 'pinlab/gup/pin';
import type { Choices } from 'pinlab/rules/setting';
import { namedScenario } from 'pinlab/scenarios/index';
import { type MachineParts, machineScenario } from 'pinlab/scenarios/machine-scenario';
import { steer } from 'pinlab/scenarios/steer';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { explored, verdict } from './explored.js';

const versions = ['4.20', '5.10', '6.1', '6.12', '6.17', '7.0'];
const words = (name: string, id: string, set: Record<string, string> = {}) =>
  versions.map((era) => verdict(explored(name, { era, set }), id));

const parts = {
  about: 'for a test',
  pages: 1,
  addressSpaces: 2,
  frames: 5,
  transfers: 1,
  privateMappings: true,
} as const;
const build = (tasks: Task<Machine>[], choices: Choices = {}, more: Partial<MachineParts> = {}) =>
  machineScenario({ name: 'tried', ...parts, outcome: shown, ...more, tasks: () => tasks }).build(choices);
const task = (name: string, run: Task<Machine>['run']): Task<Machine> => ({ name, run });

/** What each process sees, and what is in the file; free pages. */
function shown(k: Machine): string {
  const seen = k.ptes.map(({ page }) => (page === null ? 'nothing' : `${page.data0}${page.data1}`));
  const file = k.pages.find((page) => page.mapping !== null);
  const used = k.pages.filter((page) => page.anon).length;
  return `${seen.join(' and ')}, file ${file?.data0}${file?.data1}, ${used} private`;
}
function tried(tasks: Task<Machine>[], choices: Choices = {}): Exploration {
  const answer = explore(build(tasks, choices), { outcomes: true });
  assert.ok(answer.complete);
  assert.is(answer.deadlock.verdict, 'Never');
  return answer;
}
const outcomes = (answer: Exploration) => answer.outcomes!.map(({ observation }) => observation).sort();

test('does a direct read lose its page to a fork until direct I/O is counted as a pin?', () => {
  assert.equal(words('fork-under-pin', 'lost-sync'), [
    'Sometimes',
    'Sometimes',
    'Sometimes',
    'Never',
    'Never',
    'Never',
  ]);
});

test('does RDMA lose its page to a fork in 4.20 alone, where nothing is copied for the child?', () => {
  assert.equal(words('fork-under-rdma', 'lost-sync'), ['Sometimes', 'Never', 'Never', 'Never', 'Never', 'Never']);
  assert.is(verdict(explored('fork-under-rdma', { set: { forkCopies: 'pinned' } }), 'lost-sync'), 'Never');
  assert.is(
    verdict(explored('fork-under-rdma', { era: '6.12', set: { forkCopies: 'nothing' } }), 'lost-sync'),
    'Sometimes',
  );
});

test('does it help to wait for the child: in 4.20, where page tables are counted, and not where references are?', () => {
  assert.equal(words('fork-exec-under-pin', 'lost-sync'), [
    'Never',
    'Sometimes',
    'Sometimes',
    'Never',
    'Never',
    'Never',
  ]);
  const word = (cowReuse: string) => verdict(explored('fork-exec-under-pin', { set: { cowReuse } }), 'lost-sync');
  assert.equal(['mapcount', 'refcount', 'exclusive'].map(word), ['Never', 'Sometimes', 'Sometimes']);
});

test('does MADV_DONTFORK prevent it in every version?', () => {
  for (const name of ['fork-under-pin', 'fork-exec-under-pin', 'fork-under-rdma'])
    assert.ok(words(name, 'lost-sync', { madvise: 'dontfork' }).every((word) => word === 'Never'));
});

test('does a device that holds a private page for reading see later stores, from 6.2 on?', () => {
  assert.equal(words('private-read-pin-and-store', 'stale-read'), [
    'Always',
    'Always',
    'Always',
    'Never',
    'Never',
    'Never',
  ]);
  const word = (set: Record<string, string>) =>
    verdict(explored('private-read-pin-and-store', { era: '6.12', set }), 'stale-read');
  assert.is(word({ longTermReadPin: 'as-mapped' }), 'Always');
  assert.is(word({ cowReuse: 'refcount' }), 'Always', 'the pin itself makes the store copy');
});

test('is none of it an orphan write: the page is private memory, and still there?', () => {
  for (const name of ['fork-under-pin', 'fork-under-rdma', 'private-read-pin-and-store'])
    assert.is(verdict(explored(name), 'H4'), 'Never', name);
});

test('does a store in a private mapping change a copy, and neither the file nor its dirty pages?', () => {
  const answer = tried([
    task('store', (k) => store(k, k.ptes[0]!, 0, 1)),
    task('fsync', (k) => fsync(k, k.inodes[0]!, 0)),
  ]);
  assert.equal(outcomes(answer), ['10 and nothing, file 00, 1 private']);
  for (const id of ['H2', 'H3', 'H4']) assert.is(verdict(answer, id), 'Never');
});

test('does a pin for writing break copy-on-write first, so that the file is safe from the device?', () => {
  const answer = tried([task('read', (k) => readSector(k, 0, 0, 2))]);
  assert.equal(outcomes(answer), ['20 and nothing, file 00, 1 private']);
  const direct = explore(
    build([task('read', (k) => directRead(k, k.directReads[0]!, 0, 1, 1, 0, 2))], {}, { directReads: 1 }),
    { outcomes: true },
  );
  assert.equal(outcomes(direct), ['22 and nothing, file 00, 1 private']);
});

test('do two faults on one private page copy it once, and leave no page behind?', () => {
  const answer = tried([task('a', (k) => store(k, k.ptes[0]!, 0, 1)), task('b', (k) => store(k, k.ptes[0]!, 1, 2))]);
  assert.equal(outcomes(answer), ['12 and nothing, file 00, 1 private']);
});

const family = kernelFunction('family', function* (k: Machine, parentStores: boolean, childStores: boolean) {
  yield* store(k, k.ptes[0]!, 0, 1);
  yield* fork(k, 0, 1, 1);
  if (parentStores) yield* store(k, k.ptes[0]!, 1, 2);
  if (childStores) yield* store(k, k.ptes[1]!, 1, 3);
});

test('do parent and child see what they had at the fork, and their own stores alone?', () => {
  for (const era of ['4.20', '5.10', '6.12']) {
    const run = (parent: boolean, child: boolean) =>
      outcomes(tried([task('main', (k) => family(k, parent, child))], { era }))[0];
    assert.is(run(false, false), '10 and 10, file 00, 1 private', era);
    assert.is(run(true, false), '12 and 10, file 00, 2 private', era);
    assert.is(run(false, true), '10 and 13, file 00, 2 private', era);
    assert.is(run(true, true), '12 and 13, file 00, 2 private', era);
  }
});

test('is a page freed when the last who shows it lets go of it, and not while a device holds it?', () => {
  const ends = kernelFunction('ends', function* (k: Machine, pinned: boolean) {
    yield* store(k, k.ptes[0]!, 0, 1);
    if (pinned) yield* pinUserPage(k, k.ptes[0]!, k.pins[0]!);
    yield* exitMemory(k, 0, 1);
  });
  const run = (pinned: boolean) => outcomes(tried([task('main', (k) => ends(k, pinned))]));
  assert.equal(run(false), ['nothing and nothing, file 00, 0 private']);
  assert.equal(run(true), ['nothing and nothing, file 00, 1 private']);
});

test('does a fork copy for the child only what may be pinned, by the pin test there is?', () => {
  const forks = kernelFunction('forks', function* (k: Machine) {
    yield* store(k, k.ptes[0]!, 0, 1);
    yield* pinUserPage(k, k.ptes[0]!, k.pins[0]!);
    yield* fork(k, 0, 1, 1);
  });
  const private_ = (choices: Choices) => outcomes(tried([task('main', (k) => forks(k))], choices))[0];
  assert.is(private_({ era: '6.12' }), '10 and 10, file 00, 2 private');
  assert.is(private_({ era: '4.20' }), '10 and 10, file 00, 1 private');
  assert.is(private_({ era: '4.20', set: { forkCopies: 'pinned' } }), '10 and 10, file 00, 2 private');
});

test('does the parent keep the pinned page writable, so that its next store needs no fault?', () => {
  const scenario = namedScenario('fork-under-rdma').build({ era: '6.12' });
  const { trace } = replay(
    scenario,
    steer(scenario, [
      ['owner', 'copy an entry to the child'],
      ['owner', 'store'],
    ]),
  );
  assert.is(trace.steps.at(-1)!.label, 'store');
  assert.ok(trace.steps.at(-1)!.changes.some(({ field }) => field === 'data1'));
});

test('does each run on the clock, and have as many states as it had?', () => {
  const names = ['fork-under-pin', 'fork-exec-under-pin', 'fork-under-rdma', 'private-read-pin-and-store'];
  for (const name of names) assert.ok(simulate(namedScenario(name).build(), { seed: 1 }).operations.length > 0);
  assert.equal(
    names.map((name) => explored(name).states),
    [493, 343, 52, 15],
  );
});

test.run();
