import {
  again,
  bool,
  type KernelOf,
  kernelFunction,
  one,
  pool,
  type RecordOf,
  record,
  scenario,
  simulate,
  uint,
} from 'pinlab/engine/index';
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

const acquireNamed = kernelFunction('acquire', function* (k: Locks, lock: RecordOf<typeof Lock>) {
  yield* k.step('acquire', {
    when: () => !lock.held,
    do: () => {
      lock.held = true;
    },
  });
});

const Named = { locks: pool(Lock, 7) };
type Locks = KernelOf<typeof Named, object>;

const turnsAt = kernelFunction('turns', function* (k: Locks, lock: RecordOf<typeof Lock>, left: number) {
  if (left === 0) return;
  yield* acquireNamed(k, lock);
  yield* k.sleep(100);
  yield* k.step('release', () => {
    lock.held = false;
  });
  return again(lock, left - 1);
});

test('does each of many locks have a line of its own?', () => {
  const names = Array.from({ length: 21 }, (_, i) => `t${i}`);
  const run = simulate(
    scenario({
      name: 'lines',
      about: 'three tasks for each of seven locks',
      memory: Named,
      tasks: names.map((name, i) => ({ name, run: (k: Locks) => turnsAt(k, k.locks[i % 7]!, 3) })),
    }),
    { record: true },
  );
  assert.is(run.endNs, 900);
  const order = run.trace!.steps.filter((step) => step.label === 'acquire').map((step) => step.task);
  for (let lock = 0; lock < 7; lock++) {
    const line = [names[lock], names[lock + 7], names[lock + 14]];
    assert.equal(
      order.filter((task) => line.includes(task)),
      [...line, ...line, ...line],
    );
  }
});

const waitOrGo = kernelFunction('wait or go', function* (k: K) {
  const ended = yield* k.wait('door', () => k.lock.door, 'door', { timeoutNs: 70 });
  yield* k.step(ended, () => {
    k.lock.holders++;
  });
});

test('do waits with a time-out end for all, by the door or by the time?', () => {
  const ends = (opensNs: number) => {
    const run = simulate(
      scenario({
        name: 'door with time-out',
        about: 'tasks that wait at a door for so long',
        memory: shape,
        tasks: [
          ...[0, 1, 2, 3].map((i) => ({ name: `t${i}`, start: 20 * i, run: (k: K) => waitOrGo(k) })),
          {
            name: 'porter',
            start: opensNs,
            run: function* (k: K) {
              yield* k.step('open', () => {
                k.lock.door = true;
              });
            },
          },
        ],
      }),
      { record: true },
    );
    const last = run.trace!.steps.filter((step) => step.label === 'ok' || step.label === 'timeout');
    return last.map((step) => `${step.task} ${step.label} ${step.timeNs}`);
  };
  assert.equal(ends(65), ['t0 ok 65', 't1 ok 65', 't2 ok 65', 't3 ok 65']);
  assert.equal(ends(100), ['t0 timeout 70', 't1 timeout 90', 't2 ok 100', 't3 ok 100']);
  assert.equal(ends(500), ['t0 timeout 70', 't1 timeout 90', 't2 timeout 110', 't3 timeout 130']);
});

test.run();
