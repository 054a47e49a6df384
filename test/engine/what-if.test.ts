// Where does one changed rule change what a schedule does?
import {
  explore,
  type KernelOf,
  kernelFunction,
  one,
  record,
  replay,
  type Scenario,
  scenario,
  uint,
  whatIf,
} from 'pinlab/engine/index';
import { namedScenario } from 'pinlab/scenarios/index';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const torn = '14a11ba5c';
const today = namedScenario('direct-read-and-fsync').build();

test('does rule (b) come to a look at pins where Linux goes on to clear dirty?', () => {
  const careful = namedScenario('direct-read-and-fsync').build({ rules: ['b'] });
  const { common, difference, first, second } = whatIf(today, careful, torn);
  assert.is(common, 21);
  assert.is(difference!.step, 21);
  assert.is(difference!.kind, 'another step');
  assert.is(difference!.why, 'step 22, fsync: takes ‹clear dirty, set writeback› here; there it comes to ‹pinned?›');
  assert.is(first.trace.steps.length, 22);
  assert.is(second.trace.steps.length, 21);
  assert.is(difference!.second.step, null);
  assert.ok(
    difference!.memory.some(
      ({ record, field, before }) => record === 'page0' && field === 'writeback' && before === true,
    ),
  );
});

test('does a rule that a schedule never meets change nothing?', () => {
  const worded = namedScenario('direct-read-and-fsync').build({ set: { syncWaitsForPins: 'as-worded' } });
  const other = namedScenario('direct-read-and-fsync').build({ rules: ['a'], set: { syncWaitsForPins: 'as-worded' } });
  const stuck = explore(worded).observations.find(({ schedule }) => schedule !== null)?.schedule ?? '14a';
  assert.is(whatIf(worded, other, stuck).difference, null);
});

const Cell = record('Cell', { value: uint(3), gate: uint(1) });
const shape = { cell: one(Cell) };
type K = KernelOf<typeof shape, object>;
const steps = {
  wait: (k: K) => k.step('go', { when: () => k.cell.gate === 0, waitsFor: 'the gate' }),
  closed: (k: K) => k.step('go', { when: () => k.cell.gate === 1, waitsFor: 'the gate' }),
  renamed: (k: K) => k.step('go elsewhere', () => undefined),
  answer: (k: K) => k.step('go', () => 7),
  effect: (k: K) =>
    k.step('go', () => {
      k.cell.value = 5;
    }),
};

/** One task: a step that is the same everywhere, then one of those above, then an end. */
function variant(kind: keyof typeof steps, harm = 9): Scenario {
  const task = kernelFunction('task', function* (k: K) {
    yield* k.step('begin', () => {
      k.cell.value = 1;
    });
    yield* steps[kind](k);
    yield* k.step('end', () => {
      k.cell.value = 2;
    });
  });
  return scenario({
    name: kind,
    about: '',
    memory: shape,
    tasks: [{ name: 'task', run: (k) => task(k) }],
    harms: [{ id: 'H', name: 'h', found: (k) => k.cell.value >= harm }],
  });
}

test('is each way to part told, at its first step and not before?', () => {
  const cases: [Scenario, Scenario, string, number, string][] = [
    [
      variant('wait'),
      variant('closed'),
      'cannot go on',
      1,
      'step 2, task: cannot take ‹go› there; it waits for the gate',
    ],
    [
      variant('wait'),
      variant('renamed'),
      'another step',
      1,
      'step 2, task: takes ‹go› here; there it comes to ‹go elsewhere›',
    ],
    [variant('wait'), variant('answer'), 'another answer', 1, 'step 2, task: ‹go› answers nothing here, 7 there'],
    [variant('wait'), variant('effect'), 'another effect', 1, 'step 2, task: ‹go› changes something else'],
    [
      variant('wait', 2),
      variant('wait'),
      'another harm',
      2,
      'step 3, task: after ‹end› H comes true here, no harm comes true there',
    ],
  ];
  for (const [first, second, kind, step, why] of cases) {
    const { common, difference } = whatIf(first, second, '3a');
    assert.equal([difference!.kind, difference!.step, difference!.why, common], [kind, step, why, step]);
  }
  assert.is(whatIf(variant('wait'), variant('wait'), '3a').difference, null);
  assert.is(whatIf(variant('wait'), variant('wait'), '3a').common, 3);
});

test('is the first side the replay of the schedule as far as it goes, times and all?', () => {
  const careful = namedScenario('direct-read-and-fsync').build({ rules: ['b'] });
  const { first } = whatIf(today, careful, torn);
  assert.equal(first.trace, replay(today, '14a8b').trace);
  assert.equal(whatIf(today, today, torn).second, replay(today, torn));
});

test('are other tasks and a schedule that does not fit refused with what to do?', () => {
  const iomap = namedScenario('direct-read-and-fsync').build({ set: { directRead: 'iomap' } });
  assert.throws(() => whatIf(today, iomap, torn), /compare scenarios with the same tasks/);
  assert.throws(() => whatIf(today, today, '2c'), /the schedule does not fit/);
});

test.run();
