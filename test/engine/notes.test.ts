// Guards that decide nothing and ways that nobody takes, held against all states by brute force.
import fc from 'fast-check';
import {
  answersOf,
  bool,
  explore,
  type GuardNote,
  type KernelOf,
  one,
  record,
  type Scenario,
  type Search,
  scenario,
  search,
} from 'pinlab/engine/index';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { randomScenario } from './random-scenario.js';

const Board = record('Board', { a: bool, b: bool });
const memory = { board: one(Board) };
type K = KernelOf<typeof memory, object>;
type Parts = Parameters<typeof scenario<typeof memory>>[0];
const of = (tasks: Parts['tasks'], more: Partial<Parts> = {}): Scenario =>
  scenario({ name: 'tiny', about: 'a test', memory, tasks, ...more });

const setter = {
  name: 'setter',
  *run(k: K) {
    yield* k.step('set a', () => {
      k.board.a = true;
    });
  },
};
const asker = {
  name: 'asker',
  *run(k: K) {
    yield* k.choose('which', {
      open: { when: () => k.board.a },
      shut: { when: () => !k.board.a },
      odd: { when: () => k.board.b },
      free: () => {},
    });
    yield* k.step('pass', { when: () => !k.board.b });
    yield* k.step('also guarded', { when: () => k.board.a });
  },
};

test('a guard seen both ways is no note; one that always held is, and one that never did', () => {
  const { notes } = explore(of([setter, asker]));
  assert.equal(notes, {
    vacuous: [
      { task: 'asker', step: 'which: odd', in: null, always: false },
      { task: 'asker', step: 'pass', in: null, always: true },
    ],
    neverTaken: [{ task: 'asker', step: 'which: odd', in: null }],
  });
});

test('no guard is asked where the machine has stopped', () => {
  const answers = explore(of([setter, asker], { stopsWhen: (k) => k.board.a }));
  const open = answers.notes!.vacuous.find(({ step }) => step === 'which: open');
  assert.is(open?.always, false);
  assert.is(answers.notes!.vacuous.find(({ step }) => step === 'which: shut')?.always, true);
});

test('a time-out that a declared order always holds back is no guard, and is never taken', () => {
  const patient = {
    name: 'patient',
    *run(k: K) {
      yield* k.wait('wait', () => k.board.a, 'a', { timeoutNs: 5, timer: 'patience' });
    },
  };
  const before = [{ task: 'setter', step: 'set a', timer: 'patience' }];
  const after = {
    name: 'setter',
    *run(k: K) {
      yield* k.step('hang', { when: () => k.board.b });
      yield* k.step('set a', { owner: 'user' });
    },
  };
  const { notes } = explore(of([patient, after], { before }));
  assert.equal(
    notes!.vacuous.map(({ step }) => step),
    ['wait', 'hang'],
  );
  assert.equal(
    notes!.neverTaken.map(({ step }) => step),
    ['wait', 'wait: time-out'],
  );
});

test('a search that was cut, or kept no edges, says nothing', () => {
  assert.is(explore(of([setter, asker]), { maxStates: 2 }).notes, undefined);
  assert.is(explore(of([setter, asker]), { edges: false }).notes, undefined);
});

/** Every guard in every state: where its task stood there, did it hold? */
function brute(found: Search): GuardNote[] {
  const seen = new Map<string, { note: Omit<GuardNote, 'always'>; held: Set<boolean> }>();
  for (let s = 0; s < found.store.count; s++) {
    if (found.stopped.has(s)) continue;
    found.automata.forEach(({ task }, number) => {
      const { alternatives, functions } = found.node(s, number);
      for (const { label, when } of alternatives) {
        if (when === undefined) continue;
        const note = { task: task.name, step: label, in: functions.at(-1) ?? null };
        const key = JSON.stringify(note);
        const entry = seen.get(key) ?? { note, held: new Set<boolean>() };
        seen.set(key, entry);
        entry.held.add(when(found.kernelAt(s)));
      }
    });
  }
  return [...seen.values()]
    .filter(({ held }) => held.size === 1)
    .map(({ note, held }) => ({ ...note, always: held.has(true) }));
}

const text = (notes: readonly object[]) => notes.map((note) => JSON.stringify(note)).sort();

test('random scenarios: the notes are what asking every guard in every state says', () => {
  let always = 0;
  let never = 0;
  fc.assert(
    fc.property(fc.nat({ max: 100_000 }), (seed) => {
      const found = search(randomScenario(seed), { maxStates: 20_000 });
      if (!found.complete) return;
      const { vacuous } = answersOf(found).notes!;
      assert.equal(text(vacuous), text(brute(found)));
      always += vacuous.filter((note) => note.always).length;
      never += vacuous.filter((note) => !note.always).length;
    }),
    { numRuns: 200, seed: 2018 },
  );
  assert.ok(always > 50 && never > 50, `too few to mean anything: ${always}, ${never}`);
});

test.run();
