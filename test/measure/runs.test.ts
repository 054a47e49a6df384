import type { Machine } from 'pinlab/devices/machine';
import { simulate } from 'pinlab/engine/index';
import { fsync } from 'pinlab/filesystems/fsync';
import { recover } from 'pinlab/filesystems/recover';
import { store } from 'pinlab/filesystems/store';
import { callsInRuns, callsOf } from 'pinlab/measure/calls';
import { overSteps } from 'pinlab/measure/over-steps';
import { partOf } from 'pinlab/measure/part-of';
import { sweep } from 'pinlab/measure/sweep';
import { machineScenario } from 'pinlab/scenarios/machine-scenario';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const twoStores = machineScenario({
  name: 'two stores and an fsync',
  about: 'The first store faults, the second does not.',
  pages: 1,
  tasks: () => [
    {
      name: 'program',
      run: function* (k) {
        yield* store(k, k.ptes[0]!, 0, 1);
        yield* store(k, k.ptes[0]!, 1, 2);
        yield* fsync(k, k.inodes[0]!, 0);
      },
    },
  ],
});
const recorded = simulate(twoStores.build(), { record: true });
const trace = recorded.trace!;

test('is a call found at any depth, with its time and what it called?', () => {
  const stores = callsOf(trace, 'store');
  assert.equal(
    stores.map(({ inside }) => inside.includes('ext4_page_mkwrite')),
    [true, false],
  );
  assert.equal(stores[1]!.inside, []);
  const [mkwrite] = callsOf(trace, 'ext4_page_mkwrite');
  assert.ok(mkwrite!.latencyNs > 0 && mkwrite!.latencyNs < stores[0]!.latencyNs);
  assert.equal(callsOf(trace, 'no_such_function'), []);
});

test('do calls in several runs come in the order of the seeds?', () => {
  const both = callsInRuns(twoStores.build(), 'store', 2);
  assert.is(both.length, 4);
  assert.equal(both.slice(0, 2), callsOf(simulate(twoStores.build(), { seed: 1, record: true }).trace!, 'store'));
});

test('does a look after each step see what the trace says?', () => {
  const moments = overSteps<boolean, Machine>(twoStores.build(), (k) => k.pages[0]!.dirty);
  assert.is(moments.length, trace.steps.length + 1);
  assert.equal({ ...moments[0] }, { steps: 0, task: '', label: '', timeNs: 0, value: false });
  const turns = moments.filter(({ value, steps }) => steps > 0 && value !== moments[steps - 1]!.value);
  assert.equal(
    turns.map(({ label }) => label),
    ['set PG_dirty', 'clear dirty, set writeback'],
  );
  assert.equal(
    turns.map(({ steps }) => trace.steps[steps - 1]!.label),
    turns.map(({ label }) => label),
  );
});

test('is what a power cut leaves the new content from the flush on?', () => {
  const kept = overSteps(twoStores.build(), (k: Machine) => recover(k, k.inodes[0]!, 0)!.join(''));
  const first = kept.find(({ value }) => value === '12')!;
  assert.is(first.label, 'the device flushes its cache');
  assert.equal([...new Set(kept.map(({ value }) => value))], ['00', '12']);
});

test('does a part of a trace start where the steps before it led?', () => {
  const from = trace.steps.findIndex(({ label }) => label === 'fsync is called');
  const part = partOf(trace, from, from + 6);
  assert.equal(
    part.steps.map(({ index }) => index),
    [0, 1, 2, 3, 4, 5],
  );
  assert.is(part.steps[0]!.label, 'fsync is called');
  const page = part.initial.find(({ record }) => record === 'page0')!;
  assert.is(page.fields.find(({ name }) => name === 'dirty')!.value, true);
  assert.ok(part.calls.every(({ name }) => name !== 'store'));
  assert.equal(partOf(trace, 0).initial, trace.initial);
  assert.throws(() => partOf(trace, trace.steps.length), /hold nothing: the run has \d+ steps/);
});

test('does a sweep, which looks for no harm, measure what a full run measures?', () => {
  const [point] = sweep(() => twoStores.build(), { values: [0], runs: 1, operation: 'fsync' });
  const done = recorded.operations.find(({ name }) => name === 'fsync')!;
  assert.equal(point!.latencyNs, [done.endNs - done.startNs]);
});

test.run();
