// What only looks may write nothing, a fixed field stays as it is, and nothing is kept beside the
// records: an error in the very state in which it happens first, however many others there are.
import {
  again,
  bool,
  decide,
  explore,
  fixed,
  ghost,
  type KernelOf,
  kernelFunction,
  pool,
  type RecordOf,
  record,
  type Scenario,
  sample,
  scenario,
  simulate,
  uint,
} from 'pinlab/engine/index';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const Cell = record('Cell', { n: uint(8), bad: bool, noted: ghost(bool), kept: fixed(bool) });
type CellView = RecordOf<typeof Cell>;
const memory = { cells: pool(Cell, 2) };
type K = KernelOf<typeof memory, object>;
const nothing = (): void => {};

interface Wrongs {
  guard?: (k: K, cell: CellView) => void;
  effect?: (k: K, cell: CellView) => void;
  between?: (k: K, cell: CellView) => void;
  harm?: (k: K) => void;
  stops?: (k: K) => void;
  seen?: (k: K) => void;
}

/** Two tasks that count to 160, and what is done wrongly when one of them has come to 150. */
function counting({ guard = nothing, effect = nothing, between = nothing, harm, stops, seen }: Wrongs): Scenario {
  const late = (k: K) => k.cells[0]!.n === 150;
  const count = kernelFunction('count', function* (k: K, cell: CellView) {
    const n = yield* k.step('count', {
      when: () => {
        if (cell.n === 150) guard(k, cell);
        return cell.n < 160;
      },
      do: () => {
        if (cell.n === 150) effect(k, cell);
        return ++cell.n;
      },
    });
    if (n === 150) between(k, cell);
    yield* k.step('go on', nothing);
    return again(cell);
  });
  return scenario({
    name: 'counting',
    about: 'and a mistake late',
    memory,
    tasks: [0, 1].map((i) => ({ name: `task${i}`, run: (k: K) => count(k, k.cells[i]!) })),
    harms: [
      {
        id: 'bad',
        name: 'a bad cell',
        found: (k) => {
          if (late(k)) harm?.(k);
          return k.cells.some((cell) => cell.bad);
        },
      },
    ],
    stopsWhen(k) {
      if (late(k)) stops?.(k);
      return false;
    },
    observations: [
      {
        id: 'seen',
        name: 'late',
        seen: (k) => {
          if (late(k)) seen?.(k);
          return late(k);
        },
      },
    ],
  });
}

const writes = (k: K): void => {
  k.cells[1]!.bad = true;
};
const notes = (k: K, cell: CellView): void =>
  k.ghost(() => {
    cell.noted = true;
  });
const wrongs: readonly [what: string, wrongs: Wrongs, message: RegExp][] = [
  ['a guard that writes', { guard: writes }, /^task task\d, step ‹count› wrote cell1\.bad in a guard/],
  ['a guard that writes a ghost', { guard: notes }, /^task task\d, step ‹count› called k\.ghost\(…\) in a guard/],
  [
    'a write to a fixed field',
    { effect: (_, cell) => (cell.kept = true) },
    /step ‹count› wrote the fixed field cell\d/,
  ],
  [
    'something kept on k',
    { effect: (k) => Object.assign(k, { n: 1 }) },
    /task\d, step ‹count›:? tried to keep something/,
  ],
  ['something kept on a list', { effect: (k) => Object.assign(k.cells, { n: 1 }) }, /‹count› tried to keep something/],
  ['a ghost written between steps', { between: notes }, /called k\.ghost\(…\) outside a step/],
  ['a detector that writes', { harm: writes }, /^harm bad: wrote cell1\.bad in a detector/],
  ['a machine’s stop that writes', { stops: writes }, /wrote cell1\.bad in a detector/],
];
for (const [what, wrong, message] of wrongs)
  test(`is ${what} an error, however late?`, () => {
    assert.throws(() => explore(counting(wrong)), message);
    assert.throws(() => decide(counting(wrong), { wholeStates: 1 }), message);
    assert.throws(() => sample(counting(wrong), { runs: 20, seed: 1, scheduler: 'random' }), message);
  });

test('is an observation that writes an error?', () => {
  assert.throws(() => explore(counting({ seen: writes })), /wrote cell1\.bad in a detector/);
});

test('is whatever looks and writes an error on the clock, too?', () => {
  for (const wrong of [{ harm: writes }, { seen: writes }, { stops: writes }])
    assert.throws(() => simulate(counting(wrong)), /wrote cell1\.bad in a detector/);
});

test('may a record and k be asked for what any object is asked for?', async () => {
  const asked = counting({
    effect: (k, cell) => {
      for (const one of [k, cell] as unknown as Record<string, unknown>[])
        for (const name of ['then', 'toJSON', 'constructor', 'toString', Symbol.toStringTag]) void one[name as string];
    },
  });
  assert.is(decide(asked, { wholeStates: 1 }).harms[0]!.verdict, 'Never');
});

test('is what does nothing wrong decided?', () => {
  assert.is(decide(counting({}), { wholeStates: 1 }).harms[0]!.verdict, 'Never');
});

test.run();
