import { again, bool, type KernelOf, kernelFunction, one, record, scenario, simulate, uint } from 'pinlab/engine/index';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const Lock = record('Lock', { held: bool, door: bool, holders: uint(4) });
const shape = { lock: one(Lock) };
type K = KernelOf<typeof shape, object>;

const acquire = kernelFunction('acquire', function* (k: K) {
  yield* k.step('acquire', {
    when: () => !k.lock.held,
    do: () => {
      k.lock.held = true;
    },
  });
});

const turns = kernelFunction('turns', function* (k: K, left: number) {
  if (left === 0) return;
  yield* acquire(k);
  yield* k.sleep(100);
  yield* k.step('release', () => {
    k.lock.held = false;
  });
  return again(left - 1);
});

test('do tasks that come back to a lock at once take turns?', () => {
  const run = simulate(
    scenario({
      name: 'turns',
      about: 'three tasks that want one lock all the time',
      memory: shape,
      tasks: [0, 1, 2].map((i) => ({ name: `t${i}`, run: (k: K) => turns(k, 4) })),
    }),
    { record: true },
  );
  const order = run.trace!.steps.filter((step) => step.label === 'acquire').map((step) => step.task);
  assert.equal(order, ['t0', 't1', 't2', 't0', 't1', 't2', 't0', 't1', 't2', 't0', 't1', 't2']);
  assert.ok(run.finished);
  assert.is(run.endNs, 1200);
});

const pass = kernelFunction('pass', function* (k: K) {
  yield* k.step('pass', {
    when: () => k.lock.door,
    do: () => {
      k.lock.holders++;
    },
  });
});

test('does an open door let everyone through, late comers too?', () => {
  const run = simulate(
    scenario({
      name: 'door',
      about: 'tasks that wait at a door and one that opens it',
      memory: shape,
      tasks: [
        ...[0, 1, 2, 3].map((i) => ({ name: `t${i}`, start: i < 2 ? 0 : 50, run: (k: K) => pass(k) })),
        {
          name: 'porter',
          start: 50,
          run: function* (k: K) {
            yield* k.step('open', () => {
              k.lock.door = true;
            });
          },
        },
        { name: 'late', start: 50, run: (k: K) => pass(k) },
      ],
    }),
    { record: true },
  );
  assert.ok(run.finished);
  assert.is(run.endNs, 50);
  const order = run.trace!.steps.filter((step) => step.label === 'pass').map((step) => step.task);
  assert.equal(order, ['t0', 't1', 't2', 't3', 'late']);
});

test.run();
