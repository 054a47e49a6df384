// Devices that mirror page tables: is the device one more page table, as the thread's last message says,
// and what is each breach of their contract good for?

import { compareOutcomes, type Exploration, explore, replay } from 'pinlab/engine/index';
import { hostageVerdict } from 'pinlab/harms/hostage';
import { type DeviceKind, deviceKinds } from 'pinlab/pages/device-kind';
import type { Choices } from 'pinlab/rules/setting';
import { namedScenario } from 'pinlab/scenarios/index';
import { mirrorScenarios } from 'pinlab/scenarios/mirrors';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { explored, observed, verdict } from './explored.js';

const faulting: readonly DeviceKind[] = ['odp', 'gpu', 'vm', 'notifier'];
const names = mirrorScenarios.map(({ name }) => name);
const driver = (value: string): Choices => ({ set: { driver: value } });
const device = (value: string): Choices => ({ set: { device: value } });

/** The harms and stops that an exploration found. */
const found = (answer: Exploration): string[] => [
  ...answer.harms.filter((each) => each.verdict !== 'Never').map(({ id }) => id),
  ...(answer.deadlock.verdict === 'Never' ? [] : ['deadlock']),
  ...answer.hostage.map(({ operation }) => `hostage ${operation}`),
];

test('is there no harm, no deadlock and no hostage of a correct driver, whatever kind of device it has?', () => {
  for (const name of names)
    for (const kind of faulting) assert.equal(found(explored(name, device(kind))), [], `${name} ${kind}`);
});

test('C27: can be seen with a device that faults only what can be seen with a CPU thread?', () => {
  for (const name of names)
    for (const kind of faulting) {
      const { onlyA, relation } = compareOutcomes(explored(name, device(kind)), explored(name, device('cpu')));
      assert.equal(onlyA, [], `${name} ${kind}`);
      assert.ok(relation === 'equal' || relation === 'subset', `${name} ${kind} ${relation}`);
    }
});

test('C27: can more be seen with a device that pins, where it outlives what a CPU sees?', () => {
  for (const kind of ['pinned', 'ats'])
    for (const name of ['mirror-and-munmap', 'mirror-and-mprotect', 'mirror-and-exit', 'mirror-and-reflink']) {
      const { onlyA } = compareOutcomes(explored(name, device(kind)), explored(name, device('cpu')));
      assert.ok(onlyA.length > 0, `${name} ${kind}`);
    }
});

test('does each breach of the contract show, each by its own harm, in the scenario that is made for it?', () => {
  const shows: readonly [name: string, breach: string, harms: readonly string[]][] = [
    ['mirror-and-truncate', 'returns-early', ['H4']],
    ['mirror-and-munmap', 'returns-early', ['H2', 'H2b', 'H9']],
    ['mirror-and-truncate', 'skips-retry', ['H4']],
    ['mirror-and-munmap', 'skips-retry', ['H9']],
    ['mirror-and-fsync', 'ignores-protection', ['H2', 'H2a']],
    ['mirror-and-reclaim', 'drops-dirty', ['H2', 'H2b']],
    ['mirror-and-truncate', 'waits-for-operation', ['deadlock']],
    ['mirror-and-mprotect', 'ignores-protection', ['written-after']],
    ['mirror-and-mprotect', 'skips-retry', ['written-after']],
    ['mirror-and-mprotect', 'waits-for-operation', ['deadlock']],
    ['mirror-and-exit', 'returns-early', ['H2', 'H2b', 'H9']],
    ['mirror-and-exit', 'skips-retry', ['H9']],
  ];
  for (const [name, breach, harms] of shows)
    assert.equal(found(explored(name, driver(breach))), harms, `${name} ${breach}`);
});

test('does dirtiness that is not handed on harm nobody where page_mkwrite has marked the page at the fault?', () => {
  for (const name of names.filter((each) => each !== 'mirror-and-reclaim'))
    assert.equal(found(explored(name, driver('drops-dirty'))), [], name);
});

test('does ignoring write-protection show as what a CPU could never do, and leave truncation alone?', () => {
  const here = explored('mirror-and-flusher', driver('ignores-protection'));
  const { onlyA } = compareOutcomes(here, explored('mirror-and-flusher', device('cpu')));
  assert.ok(onlyA.some(({ observation }) => observation.endsWith('read/recovered 33/22')));
  assert.equal(found(explored('mirror-and-truncate', driver('ignores-protection'))), []);
});

test('H4: does truncation leave a device that pins an orphan page, and never one that faults?', () => {
  for (const kind of deviceKinds) {
    const expected = kind === 'pinned' || kind === 'ats' ? 'Sometimes' : 'Never';
    assert.is(verdict(explored('mirror-and-truncate', device(kind)), 'H4'), expected, kind);
    assert.is(verdict(explored('mirror-and-punch', device(kind)), 'H4'), expected, kind);
  }
});

test('H8: under rule (c), is truncation held hostage by whoever keeps a reference, and by no device that faults?', () => {
  const word = (kind: string, more: Readonly<Record<string, string>> = {}) =>
    hostageVerdict(explored('mirror-and-truncate', { rules: ['c'], set: { device: kind, ...more } }), 'H8').verdict;
  assert.equal(
    deviceKinds.map((kind) => [kind, word(kind)]),
    [
      ['odp', 'Never'],
      ['gpu', 'Never'],
      ['vm', 'Never'],
      ['notifier', 'Never'],
      ['holding', 'Sometimes'],
      ['ats', 'Sometimes'],
      ['pinned', 'Sometimes'],
      ['cpu', 'Never'],
    ],
  );
  assert.is(word('odp', { driver: 'keeps-reference' }), 'Sometimes');
  assert.is(
    word('odp', { driver: 'keeps-reference', pinTest: 'bias' }),
    'Never',
    'a plain reference, which a bias does not show',
  );
});

test('H7: under rule (b), does fsync wait for whoever pins, and never for a device that faults?', () => {
  for (const kind of faulting) {
    const answer = explored('mirror-and-fsync', { rules: ['b'], set: { device: kind } });
    assert.equal(found(answer), [], kind);
  }
  for (const kind of ['pinned', 'holding']) {
    const answer = explored('mirror-and-fsync', { rules: ['b'], set: { device: kind } });
    assert.is(hostageVerdict(answer, 'H7').verdict, 'Sometimes', kind);
  }
});

test('does fsync clean the page under a device that faults, and is its next write in the next fsync?', () => {
  const scenario = namedScenario('mirror-and-fsync').build({ rules: ['b'] });
  const { harms, reach } = explore(scenario, {
    reach: [
      { id: 'cleaned', task: 'fsync', step: 'write-protect the PTE' },
      { id: 'waits', task: 'fsync', step: 'wait for pins' },
    ],
  });
  assert.is(harms.find(({ id }) => id === 'H2')!.verdict, 'Never');
  assert.equal(
    (reach ?? []).map(({ id, verdict: word }) => [id, word]),
    [
      ['cleaned', 'Sometimes'],
      ['waits', 'Never'],
    ],
  );
});

test('H5 and H8 on DAX: does truncation wait for whoever keeps a page, never for who faults, and does no driver that lets go in time reach a freed block?', () => {
  const waits = (kind: string, more: Readonly<Record<string, string>> = {}) =>
    hostageVerdict(explored('mirror-and-truncate-dax', { set: { device: kind, ...more } }), 'H8').verdict;
  for (const kind of faulting) assert.is(waits(kind), 'Never', kind);
  assert.is(waits('holding'), 'Sometimes');
  for (const kind of ['pinned', 'ats']) {
    assert.is(waits(kind), 'Never', 'a pin for good is refused');
    assert.is(waits(kind, { daxLongTermPin: 'allowed' }), 'Sometimes', kind);
    const unguarded = { set: { device: kind, daxLongTermPin: 'allowed', daxWaitsForPins: 'off' } };
    assert.equal(found(explored('mirror-and-truncate-dax', unguarded)).slice(0, 1), ['H5'], kind);
  }
  assert.is(waits('odp', { driver: 'keeps-reference' }), 'Sometimes');
  for (const breach of ['returns-early', 'skips-retry'])
    for (const name of ['mirror-and-truncate-dax', 'mirror-and-punch-dax'])
      assert.equal(found(explored(name, driver(breach))), ['H5', 'H5a', 'H5b'], `${name} ${breach}`);
  const unheld = { set: { device: 'holding', daxWaitsForPins: 'off' } };
  assert.equal(found(explored('mirror-and-truncate-dax', unheld)), [], 'it holds the page, and writes it no more');
});

test('on DAX, can a virtual machine, which holds a page while it faults, put off a punch for ever, and since 6.15 for good?', () => {
  for (const kind of ['odp', 'gpu', 'notifier']) {
    const { deadlock, starved } = explored('mirror-and-punch-dax', { era: '6.17', set: { device: kind } });
    assert.equal([deadlock.verdict, starved], ['Never', []], kind);
  }
  for (const [era, stuck] of [
    ['6.12', 'Never'],
    ['6.17', 'Sometimes'],
  ] as const) {
    const { deadlock, starved } = explored('mirror-and-punch-dax', { era, set: { device: 'vm' } });
    assert.equal([deadlock.verdict, starved.map(({ operation }) => operation)], [stuck, ['device', 'punch']], era);
  }
});

test('H9: does a device that pins go on after munmap, counted and not judged?', () => {
  for (const kind of ['pinned', 'ats']) {
    const answer = explored('mirror-and-munmap', device(kind));
    assert.is(verdict(answer, 'H9'), 'Never', 'no contract is broken');
    assert.ok(observed(answer, 'outlives-vma') > 0, kind);
  }
});

test('does a device get an error where a CPU gets SIGSEGV after mprotect, and one that pins go on?', () => {
  for (const kind of [...faulting, 'cpu'] as const) {
    const { outcomes } = explored('mirror-and-mprotect', device(kind));
    assert.ok(
      outcomes!.some(({ observation }) => observation.startsWith('ok, error; saw 22;')),
      kind,
    );
    assert.ok(
      outcomes!.every(({ observation }) => /saw (..);.* \1\/\1$/.test(observation)),
      kind,
    );
  }
  assert.equal(found(explored('mirror-and-mprotect', device('pinned'))), ['written-after']);
});

test('is a device told of mprotect and of exit by their own reasons, of exit before anything is unmapped?', () => {
  const told = (name: string) => {
    const { outcomes } = explored(name);
    const { trace } = replay(namedScenario(name).build(), outcomes![0]!.schedule);
    const owner = trace.steps.filter(({ task }) => task === 'owner').map(({ label }) => label);
    return owner.filter((label) => /^an invalidation begins|^clear the PTE/.test(label));
  };
  const begins = 'an invalidation begins: ';
  assert.is(told('mirror-and-mprotect')[0], `${begins}PROTECTION_VMA`);
  assert.equal(told('mirror-and-exit'), [
    `${begins}RELEASE`,
    `${begins}UNMAP`,
    'clear the PTE, move its dirty bit to the page',
  ]);
});

test('C32: does an invalidation between two pages of one message make the device fault, and go on with the same message?', () => {
  const punched = explored('mirror-and-punch', { pages: 2 });
  const { observation, schedule } = punched.outcomes!.find((each) =>
    each.observation.endsWith('recovered --/-- 22/--'),
  )!;
  assert.match(observation, /^ok;/, 'one operation, and its first page is gone');
  const { trace } = replay(namedScenario('mirror-and-punch').build({ pages: 2 }), schedule);
  const device = trace.steps.filter(({ task }) => task === 'device').map(({ label }) => label);
  assert.is(device.filter((label) => label === 'begin the operation').length, 1);
  assert.ok(
    device.lastIndexOf('walk the page table') > device.indexOf('write sector 1'),
    'a fault behind the first page',
  );
  const cut = explored('mirror-and-truncate', { pages: 2 });
  assert.ok(cut.outcomes!.some((each) => each.observation.startsWith('error;')));
  assert.equal([found(punched), found(cut)], [[], []]);
});

test('has each scenario as many states as it had?', () => {
  assert.equal(
    names.map((name) => [name, explored(name).states]),
    [
      ['mirror-and-fsync', 11325],
      ['mirror-and-truncate', 620],
      ['mirror-and-punch', 581],
      ['mirror-and-munmap', 536],
      ['mirror-and-mprotect', 1554],
      ['mirror-and-exit', 751],
      ['mirror-and-reflink', 5559],
      ['mirror-and-flusher', 7721],
      ['mirror-and-reclaim', 3555],
      ['mirror-and-truncate-dax', 1938],
      ['mirror-and-punch-dax', 1797],
      ['mirror-and-reflink-dax', 2563],
    ],
  );
});

test.run();
