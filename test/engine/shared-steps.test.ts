// Guards and effects that are written once, at the top of a module, and get their `k` handed.
import { compareWithGraph } from 'pinlab/engine/agreement';
import { checkFolding } from 'pinlab/engine/folding-checks';
import {
  bool,
  type KernelOf,
  one,
  pool,
  record,
  replay,
  type Scenario,
  scenario,
  search,
  simulate,
  uint,
} from 'pinlab/engine/index';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const Door = record('Door', { open: bool, passed: uint(4) });
const shape = { doors: pool(Door, 2), bell: one(record('Bell', { rung: uint(4) })) };
type K = KernelOf<typeof shape, { most: number }>;

const isOpen = (k: K) => k.doors[0]!.open;
const isShut = (k: K) => !k.doors[0]!.open;
const open = (k: K) => {
  k.doors[0]!.open = true;
};
const shut = (k: K) => {
  k.doors[0]!.open = false;
};
const pass = (k: K) => {
  k.doors[0]!.passed++;
  return k.doors[0]!.passed;
};
const ring = (k: K) => {
  k.bell.rung++;
};
const isPassed = (k: K) => k.doors[0]!.passed > 0;
const openDoor = (k: K) => k.doors.find((door) => door.open);

/** A porter, and a guest who does one thing of each kind. */
function house(): Scenario {
  return scenario<typeof shape, { most: number }>({
    name: 'house',
    about: 'steps of constants',
    memory: shape,
    constants: { most: 3 },
    tasks: [
      {
        name: 'porter',
        run: function* (k: K) {
          yield* k.step('open', { when: isShut, do: open });
          yield* k.wait('wait for a guest', isPassed, 'guest');
          yield* k.step('shut', shut);
        },
      },
      {
        name: 'guest',
        run: function* (k: K) {
          const first = yield* k.wait('wait for the door', isOpen, 'door', { timeoutNs: 10 });
          if (first === 'timeout') return;
          const door = yield* k.find('find', { when: isOpen, do: openDoor });
          yield* k.choose('how', { knock: { when: isOpen, do: ring }, ring });
          const count = yield* k.step('pass', { when: isOpen, do: pass });
          yield* k.step('sign', (kernel) => {
            kernel.doors[1 - (door?.index ?? 0)]!.passed = Math.min(count, kernel.most);
          });
        },
      },
    ],
    outcome: (k) => `${k.doors[0]!.open} ${k.doors[0]!.passed} ${k.doors[1]!.passed} ${k.bell.rung}`,
  });
}

test('does the clock hand k to guards and effects?', () => {
  for (const record of [false, true]) {
    const run = simulate(house(), { seed: 3, record });
    assert.ok(run.finished);
    assert.is(run.outcome, 'false 1 1 1');
  }
});

test('does the explorer hand them the k of the state, and do its checks?', () => {
  const found = search(house());
  const report = checkFolding(found);
  assert.ok(found.complete && report.comparisons > 0);
  const agreement = compareWithGraph(found, 50);
  assert.is(agreement.left, null);
  assert.ok(agreement.visited > 5);
});

test('does a replayed schedule hand them its k?', () => {
  const run = simulate(house(), { seed: 3, record: true });
  const names = ['porter', 'guest'];
  const moves = run.trace!.steps.map((step) => ({
    task: names.indexOf(step.task),
    alternative: step.label === 'how: ring' ? 1 : 0,
  }));
  assert.equal(replay(house(), moves).words, run.words);
});

/** Four tasks that want one lock all the time, as plain loops. */
function loops(guard: (k: K) => (k: K) => boolean): number[] {
  const run = simulate(
    scenario<typeof shape, { most: number }>({
      name: 'loops',
      about: 'tasks that want one lock all the time',
      memory: shape,
      constants: { most: 3 },
      tasks: [0, 1, 2, 3].map((i) => ({
        name: `t${i}`,
        run: function* (k: K) {
          for (let turn = 0; turn < 3; turn++) {
            yield* k.step('take', { when: guard(k), do: open, cost: 10 });
            yield* k.step('free', shut);
          }
        },
      })),
    }),
    { record: true },
  );
  assert.ok(run.finished);
  return run.trace!.steps.filter((step) => step.label === 'take').map((step) => Number(step.task.slice(1)));
}

test('do tasks that wait at one guard take turns, outside any kernel function?', () => {
  assert.equal(
    loops(() => isShut),
    [0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3],
  );
});

test('and at guards that are made anew each time, where nobody can tell that they are the same?', () => {
  const order = loops((k) => () => isShut(k));
  assert.equal([...order].sort(), [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]);
  assert.is.not(order.join(), '0,1,2,3,0,1,2,3,0,1,2,3');
});

const opens = [0, 1].map((i) => (k: K) => k.doors[i]!.open);

test('does a task come back to a line of its own, where others have begun another in between?', () => {
  const set = (i: number, value: boolean) => (k: K) => {
    k.doors[i]!.open = value;
  };
  const run = simulate(
    scenario<typeof shape, { most: number }>({
      name: 'lines',
      about: 'one line ends, another begins, and the first begins again',
      memory: shape,
      constants: { most: 3 },
      tasks: [
        {
          name: 'a',
          run: function* (k: K) {
            yield* k.step('pass', { when: opens[0]!, cost: 100 });
            yield* k.step('pass', { when: opens[0]! });
          },
        },
        {
          name: 'b',
          start: 50,
          run: function* (k: K) {
            yield* k.step('pass', { when: opens[1]! });
          },
        },
        {
          name: 'porter',
          run: function* (k: K) {
            yield* k.sleep(10);
            yield* k.step('open', { do: set(0, true), cost: 10 });
            yield* k.step('shut', { do: set(0, false), cost: 180 });
            yield* k.step('open', { do: set(0, true), cost: 100 });
            yield* k.step('open', set(1, true));
          },
        },
      ],
    }),
    { record: true },
  );
  const passed = run
    .trace!.steps.filter((step) => step.label === 'pass')
    .map(({ task, timeNs }) => `${task} ${timeNs}`);
  assert.equal(passed, ['a 10', 'a 200', 'b 300']);
});

test('is the k of an inline guard and effect the scenario’s own, in types too?', () => {
  const run = simulate(
    scenario<typeof shape, { most: number }>({
      name: 'inline',
      about: 'one step that uses what it is handed',
      memory: shape,
      constants: { most: 3 },
      tasks: [
        {
          name: 'only',
          run: function* (k: K) {
            const count: number = yield* k.step('look', {
              when: (own) => own.doors.length < own.most,
              do: (own) => own.bell.rung + own.most,
            });
            yield* k.step('note', (own) => {
              own.bell.rung = count;
            });
          },
        },
      ],
      outcome: (k) => String(k.bell.rung),
    }),
  );
  assert.is(run.outcome, '3');
});

test.run();
