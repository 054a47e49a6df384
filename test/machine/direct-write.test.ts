// A device that reads memory: what it finds there, and what was said of it beforehand.
import { directWrite } from 'pinlab/devices/direct-write';
import { simulate } from 'pinlab/engine/index';
import type { Choices } from 'pinlab/rules/setting';
import { machineScenario } from 'pinlab/scenarios/machine-scenario';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { explored, observed, verdict } from './explored.js';

const word = (choices: Choices) => verdict(explored('direct-write-and-store', choices), 'H1');
const targets = (choices: Choices) =>
  new Set(
    explored('direct-write-and-store', choices).outcomes!.map(
      ({ observation }) => /next file: .*recovered (\S+)\//.exec(observation)![1],
    ),
  );

test('H1: does a store into the source contradict the checksum of what is written, and does a copy prevent it?', () => {
  assert.is(word({}), 'Sometimes');
  assert.is(word({ set: { directWrite: 'copy-where-stable' } }), 'Never');
  assert.is(word({ set: { integrity: 'off' } }), 'Never', 'without a checksum it is legal');
});

test('H1: does stable writeback make no difference to memory that a device reads for itself?', () => {
  assert.is(word({ rules: ['a', 'b', 'b2', 'c'] }), 'Sometimes');
});

test('can the target get what the source never held, with or without a checksum, and not from a copy?', () => {
  for (const integrity of ['on', 'off'])
    assert.equal([...targets({ set: { integrity } })].sort(), ['00', '01', '10', '11']);
  assert.equal([...targets({ set: { directWrite: 'copy-where-stable' } })].sort(), ['00', '10', '11']);
  const plain = { set: { directWrite: 'copy-where-stable', integrity: 'off' } };
  assert.ok(targets(plain).has('01'), 'where nothing has to fit, nothing is copied');
  assert.ok(observed(explored('direct-write-and-store', plain), 'source-changed') > 0);
  assert.is(
    observed(explored('direct-write-and-store', { set: { directWrite: 'copy-where-stable' } }), 'source-changed'),
    0,
  );
});

test('is it confirmed: does recovery read EIO?', () => {
  const outcomes = explored('direct-write-and-store').outcomes!.map(({ observation }) => observation);
  assert.ok(outcomes.some((each) => each.endsWith('11/EIOEIO')));
});

test('in which eras can it happen, on which filesystem?', () => {
  const eras = ['4.20', '6.1', '6.12', '7.0'];
  const inAll = (filesystem: string) => eras.map((era) => word({ era, set: { filesystem } }));
  assert.equal(inAll('ext4'), ['Sometimes', 'Sometimes', 'Sometimes', 'Sometimes']);
  assert.equal(inAll('xfs'), ['Sometimes', 'Sometimes', 'Sometimes', 'Never']);
  assert.equal(inAll('btrfs'), ['Sometimes', 'Sometimes', 'Never', 'Never']);
});

test('does a write from beyond the end of the buffer’s file end in EFAULT, and let go of its locks?', () => {
  const scenario = machineScenario({
    name: 'write-from-nowhere',
    about: 'A direct write whose source is gone.',
    pages: 1,
    files: 2,
    directWrites: 1,
    mapped: false,
    tasks: () => [
      {
        name: 'write',
        run: function* (k) {
          yield* k.step('cut the source', () => {
            k.inodes[0]!.size = 0;
            k.pages[0]!.mapping = null;
          });
          return yield* directWrite(k, k.directWrites[0]!, 0, 0, k.fileBlocks[1]!);
        },
      },
    ],
    outcome: (k) => `locked ${k.inodes[1]!.locked}, held ${k.pins[0]!.page !== null}`,
  }).build();
  const { operations, outcome } = simulate(scenario);
  assert.is(operations.find(({ name }) => name === 'direct_write')!.status, 'EFAULT');
  assert.is(outcome, 'locked false, held false');
});

test('has the scenario as many states as it had?', () => {
  const { harms, states } = explored('direct-write-and-store');
  assert.equal([states, harms[0]!.shortest], [321, 21]);
});

test.run();
