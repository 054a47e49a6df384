// Does a replay tell how long a task could not go on, and not how long it was merely not run?
import { bool, one, record, replay, scenario } from 'pinlab/engine/index';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const Lock = record('Lock', { held: bool });
const hold = (lock: { held: boolean }, held: boolean) => {
  lock.held = held;
};
const contended = scenario({
  name: 'contended',
  about: '',
  memory: { lock: one(Lock) },
  tasks: [
    {
      name: 'holder',
      *run(k) {
        for (let round = 0; round < 2; round++) {
          yield* k.step('lock', { do: () => hold(k.lock, true), cost: 10 });
          yield* k.step('unlock', { do: () => hold(k.lock, false), cost: 100 });
        }
        yield* k.step('rest', { cost: 1000 });
        yield* k.step('end', {});
      },
    },
    {
      name: 'waiter',
      *run(k) {
        yield* k.step('take the lock', { when: () => !k.lock.held, waitsFor: 'lock' });
      },
    },
  ],
});

test('is a lock that was free in between no wait, and is a task that was not run held back?', () => {
  const { trace } = replay(contended, '6ab');
  const [taken] = trace.steps.slice(-1);
  assert.equal([taken!.timeNs, taken!.waitedNs, taken!.waitedFor, taken!.stretched], [1220, 20, 'lock', true]);
  assert.equal(
    trace.blocked.map(({ task, startNs, endNs }) => [task, startNs, endNs]),
    [
      ['waiter', 0, 10],
      ['waiter', 110, 120],
    ],
  );
  assert.equal(
    trace.steps.filter(({ unblocked }) => unblocked.length > 0).map(({ index }) => index),
    [3],
  );
});

test('does a task that could go on at the end wait no longer?', () => {
  const { trace } = replay(contended, '6a');
  assert.equal(
    trace.blocked.map(({ startNs, endNs }) => [startNs, endNs]),
    [
      [0, 10],
      [110, 120],
    ],
  );
});

test.run();
