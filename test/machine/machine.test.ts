// The machine's own rules, each by the smallest scenario that shows it.

import { serverCpu } from 'pinlab/devices/cpu';
import type { Machine } from 'pinlab/devices/machine';
import { storages } from 'pinlab/devices/storage';
import { compareWithGraph } from 'pinlab/engine/agreement';
import { explore, kernelFunction, replay, search, simulate } from 'pinlab/engine/index';
import { fsync } from 'pinlab/filesystems/fsync';
import { store } from 'pinlab/filesystems/store';
import { maybePinned } from 'pinlab/pages/page';
import { eras } from 'pinlab/rules/eras';
import { proposals, switchValues } from 'pinlab/rules/proposals';
import { type Choices, settingOf } from 'pinlab/rules/setting';
import { namedScenario, scenarios } from 'pinlab/scenarios/index';
import { machineScenario } from 'pinlab/scenarios/machine-scenario';
import { steer } from 'pinlab/scenarios/steer';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const storeThenFsync = kernelFunction('store_then_fsync', function* (k: Machine) {
  yield* store(k, k.ptes[0]!, 1, 2);
  yield* fsync(k, k.inodes[0]!, 0);
});

/** Two threads of one process store into one page; the second calls fsync when its store is done. */
const twoThreads = machineScenario({
  name: 'two-threads-and-fsync',
  about: 'Two threads share a PTE; the second stores and calls fsync while the first is still in its fault.',
  pages: 1,
  tasks: () => [
    { name: 'first', run: (k) => store(k, k.ptes[0]!, 0, 1) },
    { name: 'second', run: (k) => storeThenFsync(k) },
  ],
});

test('must the page be dirty before its PTE is writable?', () => {
  const verdict = (choices: Choices) =>
    explore(twoThreads.build(choices)).harms.find(({ id }) => id === 'H2a')!.verdict;
  assert.is(verdict({}), 'Never');
  assert.is(verdict({ set: { mkwriteDirties: 'after' } }), 'Sometimes');
});

test('does waiting for stable pages hold the locks as worded, and none when careful?', () => {
  const held = (stableWait: string) => {
    const found = search(namedScenario('store-and-fsync').build({ rules: ['a'], set: { stableWait } }));
    const locks = new Set<string>();
    for (let state = 0; state < found.store.count; state++) {
      const k = found.kernelAt(state) as unknown as Machine;
      const waits = found.node(state, 0).alternatives[0]?.label === 'wait until the page is stable';
      if (waits && k.pages[0]!.writeback) locks.add(k.inodes[0]!.faulting > 0 ? 'i_mmap_sem' : 'none');
    }
    return [...locks];
  };
  assert.equal(held('as-worded'), ['i_mmap_sem']);
  assert.equal(held('careful'), ['none']);
});

test('is a page whose flag is set and whose tag is not invisible to fsync?', () => {
  const scenario = namedScenario('store-and-fsync').build();
  const { trace, standing } = replay(scenario, steer(scenario, [['store', 'set PG_dirty'], ['fsync']]));
  assert.is(standing.find(({ task }) => task === 'fsync')!.next, null, 'fsync has returned');
  assert.not(trace.steps.some(({ label }) => label === 'clear dirty, set writeback'));
  const tagged = replay(
    scenario,
    steer(scenario, [
      ['store', 'unlock the page'],
      ['fsync', 'clear dirty, set writeback'],
    ]),
  );
  assert.ok(tagged.trace.steps.some(({ label }) => label === 'clear dirty, set writeback'));
});

test('does a pin survive being tested under each meaning of pinned?', () => {
  const pinned = (pinTest: string, set: (k: Machine) => void) => {
    const scenario = namedScenario('direct-read-and-fsync').build({ set: { pinTest } });
    const k = search(scenario, { maxStates: 1 }).kernelAt(0) as unknown as Machine;
    set(k);
    return maybePinned(k, k.pages[0]!);
  };
  const refs = (count: number) => (k: Machine) => {
    k.pages[0]!.extraRefs = count;
  };
  const pin = (k: Machine) => {
    k.pages[0]!.pins = 1;
  };
  const answers = (pinTest: string) => [
    pinned(pinTest, refs(0)),
    pinned(pinTest, refs(1)),
    pinned(pinTest, refs(1024)),
    pinned(pinTest, pin),
  ];
  assert.equal(answers('refcount'), [false, true, true, true]);
  assert.equal(answers('mapcount'), [false, false, false, true]);
  assert.equal(answers('bias'), [false, false, true, true], 'the bias has false positives from 1,024 references on');
});

test('does a bystander’s reference keep only the refcount test waiting?', () => {
  const waits = (pinTest: string) => {
    const scenario = machineScenario({
      name: 'bystander-and-fsync',
      about: 'fsync beside somebody who holds an ordinary reference for good.',
      pages: 1,
      tasks: () => [
        {
          name: 'bystander',
          run: function* (k) {
            yield* k.step('take a reference', () => {
              k.pages[0]!.extraRefs++;
            });
          },
        },
        { name: 'writer', run: (k) => storeThenFsync(k) },
      ],
    }).build({ rules: ['b'], set: { pinTest } });
    return explore(scenario).deadlock.verdict;
  };
  assert.equal(['refcount', 'mapcount', 'bias'].map(waits), ['Sometimes', 'Never', 'Never']);
});

test('is every clock run of every scenario, under several rules, a path of the explorer’s graph?', () => {
  const choices: Choices[] = [
    {},
    { rules: ['a', 'b', 'b2', 'c'] },
    { set: { directRead: 'iomap' } },
    { storage: 'pmem' },
  ];
  for (const { name } of scenarios)
    for (const choice of choices) {
      const found = search(namedScenario(name).build(choice), { edges: false, detect: false });
      assert.ok(found.complete);
      assert.is(compareWithGraph(found, 40).left, null, `${name} ${JSON.stringify(choice)}`);
    }
});

test('do folded and unfolded exploration of the machine reach the same memories?', () => {
  const memories = (fold: boolean) => {
    const found = search(namedScenario('store-and-fsync').build(), { fold, edges: false, detect: false });
    assert.ok(found.complete);
    return new Set(Array.from({ length: found.store.count }, (_, state) => found.memoryOf(state).join()));
  };
  const folded = memories(true);
  assert.equal([...memories(false)].sort(), [...folded].sort());
});

test('does the same seed give the same bytes, and another seed another run?', () => {
  const run = (seed: number) =>
    JSON.stringify(simulate(namedScenario('direct-read-and-fsync').build(), { seed, record: true }).trace);
  assert.is(run(7), run(7));
  assert.is.not(run(7), run(8));
});

test('does every cost and every era’s switch say where it comes from?', () => {
  const costs = [...Object.values(serverCpu), ...Object.values(storages).flatMap(({ costs }) => Object.values(costs))];
  for (const { source, ns } of costs) {
    assert.ok(ns > 0);
    assert.match(source, /assumed|arithmetic|anecdotal|Linux/);
  }
  for (const { version, table } of eras)
    for (const { name, source } of table) {
      assert.match(source.kind, /^(read|observed|documented|assumed|choice)$/, `${version} ${name}`);
      assert.ok(source.where.length > 5 && source.text.length > 5, `${version} ${name}`);
    }
});

test('does every switch have values, and every proposal set switches that exist?', () => {
  for (const { sets } of proposals)
    for (const [name, value] of Object.entries(sets))
      assert.ok((switchValues as Record<string, readonly string[]>)[name]!.includes(value));
  for (const { switches } of eras) {
    assert.equal(Object.keys(switches).sort(), Object.keys(switchValues).sort());
    for (const [name, value] of Object.entries(switches))
      assert.ok((switchValues as Record<string, readonly string[]>)[name]!.includes(value), `${name}=${value}`);
  }
});

test('do choices that do not exist get an answer that names those that do?', () => {
  assert.throws(() => settingOf({ era: '2.4' }), /no era '2\.4'; the eras are 4\.20/);
  assert.throws(() => settingOf({ rules: ['z'] }), /no rule 'z'; the rules are a, b, b2, c/);
  assert.throws(() => settingOf({ set: { pinTest: 'luck' } }), /pinTest cannot be 'luck'; it is one of refcount/);
  assert.throws(() => settingOf({ set: { luck: 'on' } }), /no switch 'luck'/);
  assert.throws(() => settingOf({ storage: 'tape' }), /no storage 'tape'; there are hdd, nvme, pmem/);
  assert.throws(() => namedScenario('direct-read'), /no scenario 'direct-read'; there are store-and-fsync/);
  assert.is(settingOf({ rules: ["b'"] }).switches.backgroundSkipsPins, 'on');
});

test.run();
