// Mistakes with steps as the clock meets them: it fills one step object a task anew for each step,
// and must still tell a step that is taken from one that was taken before.
import {
  type KernelOf,
  ModelError,
  type Operation,
  one,
  record,
  type Step,
  scenario,
  simulate,
  uint,
} from 'pinlab/engine/index';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const shape = { count: one(record('Count', { value: uint(8) })) };
type K = KernelOf<typeof shape, object>;
type Run = (k: K) => Operation<unknown>;

const add = (k: K, label: string, n = 1) =>
  k.step(label, () => {
    k.count.value += n;
    return k.count.value;
  });

/** Runs tasks on the clock. */
function run(...tasks: Run[]) {
  return simulate(
    scenario({
      name: 'misuse',
      about: 'tasks that are wrong',
      memory: shape,
      tasks: tasks.map((each, i) => ({ name: `t${i}`, run: each })),
      outcome: (k) => String(k.count.value),
    }),
  );
}

function caught(name: string, says: RegExp, ...tasks: Run[]): void {
  test(`is it caught on the clock: ${name}?`, () => {
    let error: unknown = null;
    try {
      run(...tasks);
    } catch (thrown) {
      error = thrown;
    }
    assert.ok(error instanceof ModelError, error === null ? 'it passed' : String((error as Error).stack));
    assert.match((error as ModelError).message, says);
  });
}

caught('a step yielded twice', /step ‹x› was yielded twice/, function* (k) {
  const step = add(k, 'x');
  yield* step;
  yield* step;
});
caught('a step yielded again after another', /step ‹x› was yielded twice/, function* (k) {
  const step = add(k, 'x');
  yield* step;
  yield* add(k, 'y');
  yield* step;
});
caught('a step yielded again in the place of another', /step ‹x› was yielded twice/, function* (k) {
  const step = add(k, 'x');
  yield* step;
  add(k, 'y');
  yield* step;
});
caught('a sleep yielded twice', /step ‹nap› was yielded twice/, function* (k) {
  const nap = k.sleep(5, { label: 'nap' });
  yield* nap;
  yield* k.sleep(5);
  yield* nap;
});
caught('a step whose result is null yielded twice', /step ‹x› was yielded twice/, function* (k) {
  const step = k.choose('x', { only: () => null });
  yield* step;
  yield* step;
});
caught('two steps made before either is taken', /step ‹x› was yielded after the step ‹y›/, function* (k) {
  const x = add(k, 'x');
  const y = add(k, 'y');
  yield* x;
  yield* y;
});
caught('a step without yield*', /‹y›, or one before it, without yield\*/, function* (k) {
  add(k, 'x');
  yield* add(k, 'y');
});
caught('a step made in an effect', /or one before it, without yield\*/, function* (k) {
  yield* k.step('outer', () => {
    add(k, 'inner');
  });
  yield* k.sleep(1);
});
caught('yield and then yield* of one step', /step ‹x› was yielded twice/, function* (k) {
  const step = add(k, 'x');
  yield step as unknown as Step;
  yield* step;
});
const kept: { step: ReturnType<typeof add> | null } = { step: null };
caught(
  'a step of one task yielded by another',
  /step ‹x› was yielded twice/,
  function* (k) {
    kept.step = add(k, 'x');
    yield* kept.step;
    yield* add(k, 'y');
  },
  function* (k) {
    yield* k.sleep(3);
    yield* kept.step!;
  },
);

test('does yield of a step do the same as yield*?', () => {
  const done = run(function* (k) {
    const first = (yield add(k, 'x', 2) as unknown as Step) as unknown as number;
    const second = yield* add(k, 'y', 3);
    yield* add(k, 'z', 10 * first + second);
  });
  assert.is(done.outcome, String(5 + 20 + 5));
});

test('does each of several tasks keep its own step while it waits?', () => {
  const done = run(
    ...[1, 2, 3].map(
      (n): Run =>
        function* (k) {
          yield* k.step(`wait ${n}`, { when: () => k.count.value === n, do: () => void k.count.value++ });
        },
    ),
    function* (k) {
      yield* add(k, 'start');
    },
  );
  assert.ok(done.finished);
  assert.is(done.outcome, '4');
});

test.run();
