// Leases: who is asked, what comes of not answering, and what a lease does nothing about.
import { answerStep, fencer, leaseHolder } from 'pinlab/devices/lease-holder';
import type { Machine } from 'pinlab/devices/machine';
import { adapter } from 'pinlab/devices/rdma';
import {
  type Detector,
  type Exploration,
  explore,
  kernelFunction,
  type Operation,
  simulate,
  type Task,
} from 'pinlab/engine/index';
import { type LeaseKind, leaseTimers, setLease } from 'pinlab/filesystems/lease';
import { ftruncate, openFile, truncatePath } from 'pinlab/filesystems/open';
import { punchHole } from 'pinlab/filesystems/punch';
import { reflink } from 'pinlab/filesystems/reflink';
import { hostageVerdict } from 'pinlab/harms/hostage';
import { leaseDetectors } from 'pinlab/harms/leases';
import { namedScenario } from 'pinlab/scenarios/index';
import { type MachineParts, machineScenario } from 'pinlab/scenarios/machine-scenario';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { explored, verdict } from './explored.js';

const name = 'lease-and-truncate';
const kinds: readonly LeaseKind[] = ['layout', 'F_SETLEASE', 'delegation'];
const consequences = ['remove', 'kill-holder', 'fence'] as const;
const words = (answer: Exploration) =>
  ['punished', 'dma-after-force', 'dma-after-return'].map((id) => verdict(answer, id)).join(' ');

test('forced removal leaves the device writing; killing the holder and fencing its device end that', () => {
  for (const holder of ['late', 'never']) {
    const after = (leaseTimeout: string) => explored(name, { set: { holder, leaseTimeout } });
    assert.is(words(after('remove')), 'Sometimes Sometimes Never');
    assert.is(verdict(after('remove'), 'H4'), 'Sometimes');
    for (const end of ['kill-holder', 'fence']) {
      assert.is(words(after(end)), 'Sometimes Never Never');
      assert.is(verdict(after(end), 'H4'), 'Never');
    }
  }
});

test('a holder that gives the lease back and keeps its pin is beyond every consequence', () => {
  for (const leaseTimeout of consequences)
    assert.is(
      verdict(explored(name, { set: { holder: 'keeps-the-pin', leaseTimeout } }), 'dma-after-return'),
      'Sometimes',
    );
});

test('killing a holder that has passed its descriptors on ends nothing; fencing its device does', () => {
  const after = (leaseTimeout: string) => explored('lease-passed-on-and-truncate', { set: { leaseTimeout } });
  const h8 = (leaseTimeout: string) => hostageVerdict(after(leaseTimeout), 'H8').verdict;
  assert.equal(consequences.map(h8), ['Never', 'Sometimes', 'Never']);
  assert.is(words(after('remove')), 'Sometimes Sometimes Never');
  assert.is(words(after('fence')), 'Sometimes Never Never');
});

test('a prompt holder is never punished, and its device never writes without a lease', () => {
  for (const lease of kinds)
    for (const leaseTimeout of consequences) {
      const answer = explored(name, { set: { holder: 'prompt', lease, leaseTimeout } });
      assert.is(words(answer), 'Never Never Never');
      assert.is(verdict(answer, 'H4'), 'Never');
    }
});

test('H8: where a lease may be kept for ever, truncation is its hostage; on DAX it is the pin’s after forced removal', () => {
  const held = (set: Record<string, string>) => {
    const answer = explored(name, { set });
    return [hostageVerdict(answer, 'H8').verdict, answer.hostage[0]?.waitsFor, answer.deadlock.verdict];
  };
  assert.equal(held({ holder: 'never' }), ['Never', undefined, 'Never']);
  assert.equal(held({ holder: 'never', breakTime: 'unlimited' }), ['Sometimes', 'lease', 'Never']);
  assert.equal(held({ holder: 'never', dax: 'on' }), ['Sometimes', 'pin', 'Never']);
  assert.equal(held({ holder: 'keeps-the-pin', dax: 'on', leaseTimeout: 'fence' }), ['Sometimes', 'pin', 'Never']);
  for (const leaseTimeout of ['kill-holder', 'fence'])
    assert.equal(held({ holder: 'never', dax: 'on', leaseTimeout }), ['Never', undefined, 'Never']);
  assert.is(
    verdict(explored(name, { set: { holder: 'never', dax: 'on', daxWaitsForPins: 'off' } }), 'H5'),
    'Sometimes',
  );
});

/** The holder with its device, and one other task. */
function beside(
  run: (k: Machine) => Operation<unknown>,
  kind: LeaseKind,
  more: Partial<MachineParts> = {},
): Exploration {
  const told: Detector<Machine> = {
    id: 'told',
    name: 'the holder is told',
    found: (k) => k.leases.some((lease) => lease.pending !== 'nothing'),
  };
  const tasks: Task<Machine>[] = [
    { name: 'holder', run: (k) => leaseHolder(k, k.leases[0]!, k.regions[0]!, 'prompt'), daemon: true },
    { name: 'adapter', run: (k) => adapter(k, k.regions[0]!, 0, 0, 0, 1, 2), daemon: true },
    { name: 'fencer', run: (k) => fencer(k, k.leases[0]!, k.regions[0]!), daemon: true },
    { name: 'other', run },
  ];
  const scenario = machineScenario({
    name: 'tried',
    about: 'for a test',
    pages: 1,
    files: 2,
    regions: 1,
    messages: 1,
    choices: { set: { filesystem: 'xfs' } },
    watch: [told, ...leaseDetectors],
    leases: () => [{ kind, timed: true }],
    ...more,
    tasks: () => tasks,
  });
  const answer = explore(scenario.build(), { outcomes: true });
  assert.ok(answer.complete);
  return answer;
}

test('which operation asks the holder of which lease?', () => {
  const operations: readonly (readonly [string, (k: Machine) => Operation<unknown>, readonly LeaseKind[]])[] = [
    ['truncate(2)', (k) => truncatePath(k, k.inodes[0]!, 0), ['layout', 'F_SETLEASE', 'delegation']],
    ['ftruncate(2)', (k) => ftruncate(k, k.inodes[0]!, 0), ['layout', 'delegation']],
    ['open for writing', (k) => openFile(k, k.inodes[0]!, true), ['F_SETLEASE', 'delegation']],
    ['open for reading', (k) => openFile(k, k.inodes[0]!, false), ['F_SETLEASE', 'delegation']],
    ['punch', (k) => punchHole(k, k.inodes[0]!, 0, 2), ['layout']],
    ['FICLONE', (k) => reflink(k, k.inodes[0]!, k.inodes[1]!), ['layout']],
  ];
  for (const [what, run, asked] of operations)
    for (const kind of kinds)
      assert.is(verdict(beside(run, kind), 'told'), asked.includes(kind) ? 'Sometimes' : 'Never', `${what}, ${kind}`);
});

test('ftruncate does not wait for a delegation: EWOULDBLOCK', () => {
  const waits = kernelFunction('says', function* (k: Machine) {
    const done = yield* ftruncate(k, k.inodes[0]!, 0);
    yield* k.step('note it', () => {
      if (done === 'EWOULDBLOCK') k.system.bug = true;
    });
  });
  const of = (kind: LeaseKind) =>
    beside(waits, kind).outcomes!.some(({ observation }) => observation.startsWith('BUG'));
  assert.equal(kinds.map(of), [false, false, true]);
});

test('a layout lease stands only against what changes its own range', () => {
  const punchSecond = (k: Machine) => punchHole(k, k.inodes[0]!, 2, 4);
  const over = (from: number, to: number) =>
    verdict(
      beside(punchSecond, 'layout', { pages: 2, leases: () => [{ kind: 'layout', timed: true, from, to }] }),
      'told',
    );
  assert.equal([over(0, 1), over(1, 2), over(0, 2)], ['Never', 'Sometimes', 'Sometimes']);
});

/** Takes a lease to write, and never gives it back. */
const keeper: Task<Machine> = { name: 'keeper', run: (k) => setLease(k, k.leases[0]!, 'write') };

test('who opens for reading leaves the holder a lease to read; who opens for writing leaves nothing', () => {
  const left = (write: boolean) => {
    const scenario = machineScenario({
      name: 'tried',
      about: 'for a test',
      pages: 1,
      leases: () => [{ kind: 'F_SETLEASE', timed: true }],
      outcome: (k) => k.leases[0]!.type,
      tasks: () => [keeper, { name: 'open', run: (k) => openFile(k, k.inodes[0]!, write) }],
    });
    return explore(scenario.build(), { outcomes: true })
      .outcomes!.map(({ observation }) => observation)
      .sort();
  };
  assert.equal(left(false), ['read', 'write']);
  assert.equal(left(true), ['none', 'write']);
});

test('is it the declared order alone by which a prompt holder is in time?', () => {
  const race = (ordered: boolean) =>
    beside((k) => truncatePath(k, k.inodes[0]!, 0), 'F_SETLEASE', {
      before: () => (ordered ? [{ task: 'holder', step: answerStep, timer: leaseTimers.F_SETLEASE }] : []),
    });
  assert.is(words(race(true)), 'Never Never Never');
  assert.is(words(race(false)), 'Sometimes Sometimes Never');
});

test('H6: a clone asks for layout leases alone, and under another lease the device goes on writing what is shared', () => {
  const clone = (lease: LeaseKind, holder: string, leaseTimeout = 'remove') =>
    verdict(explored('lease-and-reflink', { set: { lease, holder, leaseTimeout } }), 'H6');
  assert.equal([clone('layout', 'prompt'), clone('F_SETLEASE', 'prompt')], ['Never', 'Sometimes']);
  assert.equal([clone('layout', 'never'), clone('layout', 'never', 'fence')], ['Sometimes', 'Never']);
});

test('on the clock truncation takes as long as the holder does, or 45 s', () => {
  const secondsOf = (set: Record<string, string>) => {
    const { operations } = simulate(namedScenario(name).build({ set }), { seed: 1 });
    const { endNs, startNs } = operations.find(({ task }) => task === 'truncate')!;
    return Math.round((endNs! - startNs) / 1e9);
  };
  assert.equal([{ holder: 'prompt' }, { holder: 'late' }, { holder: 'never' }].map(secondsOf), [0, 45, 45]);
  assert.equal(secondsOf({ holder: 'never', lease: 'delegation' }), 90);
  assert.equal(secondsOf({ holder: 'never', breakTime: 'unlimited' }), 120);
});

test.run();
