// Who waits for whom in a deadlock: circles known by hand, and random scenarios held against the
// definition by brute force.
import fc from 'fast-check';
import {
  again,
  answersOf,
  bool,
  type DeadlockAnswer,
  explore,
  fixed,
  type KernelOf,
  kernelFunction,
  one,
  record,
  ref,
  type Scenario,
  scenario,
  search,
  uint,
  type WaitAnswer,
} from 'pinlab/engine/index';
import { graphOf } from 'pinlab/engine/state-graph';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { randomScenario } from './random-scenario.js';

const Board = record('Board', { a: bool, b: bool, c: bool, value: uint(3), wide: uint(20) });
const memory = { board: one(Board) };
type K = KernelOf<typeof memory, object>;
type Flag = 'a' | 'b' | 'c';
type Parts = Parameters<typeof scenario<typeof memory>>[0];

const of = (tasks: Parts['tasks'], more: Partial<Parts> = {}): Scenario =>
  scenario({ name: 'tiny', about: 'a test', memory, tasks, ...more });
const deadlock = (tasks: Parts['tasks'], more: Partial<Parts> = {}): DeadlockAnswer =>
  explore(of(tasks, more)).deadlock;
const lock = (k: K, flag: Flag) =>
  k.step(`lock ${flag}`, {
    when: () => !k.board[flag],
    do: () => {
      k.board[flag] = true;
    },
  });
const set = (k: K, flag: Flag, value = true) =>
  k.step(`${value ? 'set' : 'clear'} ${flag}`, () => {
    k.board[flag] = value;
  });
const locks = (name: string, first: Flag, second: Flag) => ({
  name,
  *run(k: K) {
    yield* lock(k, first);
    yield* lock(k, second);
    yield* set(k, second, false);
    yield* set(k, first, false);
  },
});
const whom = ({ waitsFor }: DeadlockAnswer) => waitsFor.map(({ task, waitsForTasks }) => [task, waitsForTasks]);
const fields = ({ on }: WaitAnswer) => on.map(({ record, field }) => `${record}.${field}`);

test('is who waits told where a task reads between its steps what is fixed from the start?', () => {
  const Seat = record('Seat', { at: fixed(ref(() => Board)) });
  const seated = scenario({
    name: 'seated',
    about: 'a test',
    memory: { ...memory, seat: one(Seat) },
    setup: (k) => {
      k.seat.at = k.board;
    },
    tasks: [
      {
        name: 'one',
        *run(k) {
          yield* set(k, 'b');
          yield* k.step(`lock ${k.seat.at!.recordName}`, {
            when: () => k.board.a,
            do: () => {},
          });
        },
      },
    ],
  });
  assert.is(explore(seated).deadlock.waitsFor[0]!.step, 'lock board');
});

test('three locks round a table: a circle of three', () => {
  const answer = deadlock([locks('one', 'a', 'b'), locks('two', 'b', 'c'), locks('three', 'c', 'a')]);
  assert.equal(whom(answer), [
    ['one', ['two']],
    ['two', ['three']],
    ['three', ['one']],
  ]);
  assert.equal(answer.cycle, ['one', 'two', 'three']);
  assert.equal(answer.waitsFor.map(fields), [['board.b'], ['board.c'], ['board.a']]);
});

test('do two that queue for one lock wait for its holder, and not for each other?', () => {
  const third = {
    name: 'late',
    *run(k: K) {
      yield* set(k, 'c');
      yield* lock(k, 'a');
      yield* set(k, 'a', false);
    },
  };
  const answer = deadlock([locks('left', 'a', 'b'), locks('right', 'b', 'a'), third]);
  assert.equal(whom(answer), [
    ['left', ['right']],
    ['right', ['left']],
    ['late', ['left']],
  ]);
  assert.equal(answer.cycle, ['left', 'right']);
});

test('is a circle found that no execution ever passes, so that nobody has seen what lies behind?', () => {
  const waits = (name: string, needs: Flag, gives: Flag) => ({
    name,
    *run(k: K) {
      yield* k.wait(`wait for ${needs}`, () => k.board[needs], needs);
      yield* k.step('think', () => k.board.value);
      yield* set(k, gives);
    },
  });
  const answer = deadlock([waits('one', 'a', 'b'), waits('two', 'b', 'a')]);
  assert.is(answer.verdict, 'Always');
  assert.equal(answer.cycle, ['one', 'two']);
  assert.equal(
    answer.waitsFor.map(({ freedBy, since }) => [freedBy, since]),
    [
      [[{ task: 'two', step: 'set a' }], null],
      [[{ task: 'one', step: 'set b' }], null],
    ],
  );
});

test('a task that locks twice was kept back by itself, and nobody is left', () => {
  const { cycle, waitsFor } = deadlock([locks('one', 'a', 'a')]);
  assert.equal(cycle, []);
  assert.equal(
    waitsFor.map(({ behind, freedBy, since, waitsForTasks }) => ({ behind, freedBy, since, waitsForTasks })),
    [{ behind: [], freedBy: [], since: { task: 'one', step: 'lock a' }, waitsForTasks: [] }],
  );
});

test('who has the freeing step behind is said to, and is not waited for', () => {
  const pulse = {
    name: 'pulse',
    *run(k: K) {
      yield* set(k, 'a');
      yield* set(k, 'a', false);
      yield* k.wait('wait for c', () => k.board.c, 'c');
    },
  };
  const waiter = {
    name: 'waiter',
    run: (k: K) => k.wait('wait for a', () => k.board.a, 'a')[Symbol.iterator]() as never,
  };
  const answer = deadlock([waiter, pulse]);
  const wait = answer.waitsFor.find(({ task }) => task === 'waiter');
  assert.equal([wait?.waitsForTasks, wait?.behind, wait?.since], [[], ['pulse'], { task: 'pulse', step: 'clear a' }]);
  assert.equal(answer.cycle, []);
});

test('a circle leads through an idle daemon', () => {
  const serve = kernelFunction('serve', function* (k: K) {
    yield* k.wait('wait for work', () => k.board.b, 'work');
    yield* k.step('work', () => {
      k.board.b = false;
      k.board.a = true;
    });
    return again();
  });
  const client = {
    name: 'client',
    *run(k: K) {
      if (yield* k.step('forget?', () => k.board.c)) return;
      yield* k.wait('wait for the result', () => k.board.a, 'result');
      yield* set(k, 'b');
    },
  };
  const answer = deadlock([client, { name: 'server', daemon: true, run: (k) => serve(k) }]);
  assert.equal(answer.tasks, ['client']);
  assert.equal(answer.cycle, ['client', 'server']);
  assert.equal(
    answer.waitsFor.map((wait) => [wait.task, wait.in, fields(wait)]),
    [
      ['client', null, ['board.a']],
      ['server', 'serve', ['board.b']],
    ],
  );
});

test('is a wait on several fields told by the one that would end it, or by all where none would?', () => {
  const waiter = (name: string, when: (k: K) => boolean) => ({
    name,
    run: (k: K) => k.wait('wait', () => when(k), 'x')[Symbol.iterator]() as never,
  });
  const on = (when: (k: K) => boolean) => fields(deadlock([waiter('one', when)]).waitsFor[0]!);
  assert.equal(
    on((k) => !k.board.a && k.board.b),
    ['board.b'],
  );
  assert.equal(
    on((k) => k.board.value === 0 && k.board.b === k.board.c && k.board.a),
    ['board.a'],
  );
  assert.equal(
    on((k) => k.board.a !== k.board.b && k.board.b),
    ['board.b'],
  );
  const both = (k: K) => {
    const { a, b } = k.board;
    return a && b;
  };
  assert.equal(on(both), ['board.a', 'board.b']);
  assert.equal(
    on((k) => k.board.wide === 700_000),
    ['board.wide'],
  );
});

test('a time-out that a declared order holds back waits for the task that is to come first', () => {
  const patient = {
    name: 'patient',
    *run(k: K) {
      yield* k.wait('wait for a', () => k.board.a, 'a', { timeoutNs: 5, timer: 'patience' });
    },
  };
  const owner = {
    name: 'owner',
    *run(k: K) {
      yield* k.wait('wait for b', () => k.board.b, 'b');
      yield* k.step('answer', { owner: 'user' });
    },
  };
  const answer = deadlock([patient, owner], { before: [{ task: 'owner', step: 'answer', timer: 'patience' }] });
  const late = answer.waitsFor.find(({ step }) => step === 'wait for a: time-out')!;
  assert.equal(late.on.length, 1);
  assert.equal([late.waitsForTasks, late.freedBy], [['owner'], [{ task: 'owner', step: 'answer' }]]);
  assert.equal(answer.waitsFor.find(({ task }) => task === 'owner')!.waitsForTasks, []);
});

test('a task that polls for ever does not wait; who waits for it does', () => {
  const poll = kernelFunction('poll', function* (k: K) {
    if (!(yield* k.step('look', () => k.board.a))) return again();
    return undefined;
  });
  const poller = {
    name: 'poller',
    *run(k: K) {
      yield* poll(k);
      yield* set(k, 'b');
    },
  };
  const waiter = {
    name: 'waiter',
    run: (k: K) => k.wait('wait for b', () => k.board.b, 'b')[Symbol.iterator]() as never,
  };
  const answer = deadlock([poller, waiter]);
  assert.equal(answer.tasks, ['poller', 'waiter']);
  assert.equal(
    answer.waitsFor.map(({ task }) => task),
    ['waiter'],
  );
});

/** What the definition says of one wait, by looking at every transition of the graph. */
function brute(found: Found, answer: DeadlockAnswer, wait: WaitAnswer): { ahead: Set<string>; anywhere: Set<string> } {
  const graph = graphOf(found);
  const of = found.scenario;
  const number = (name: string) => of.tasks.findIndex((task) => task.name === name);
  const task = number(wait.task);
  const end = walk(found, answer.schedule!);
  const guard = found.node(end, task).alternatives.find((step) => step.label === wait.step)!.when!;
  const holds = (s: number) => guard(found.kernelAt(s));
  const cares = (s: number, t: number) =>
    of.layout
      .difference(found.memoryOf(s), found.memoryOf(t))
      .some((change) => wait.on.some((on) => on.record === change.record && on.field === change.field));
  const ahead = new Set<string>();
  const anywhere = new Set<string>();
  for (let s = 0; s < graph.expanded; s++)
    for (let e = graph.first[s]!; e < graph.first[s + 1]!; e++) {
      const by = graph.action[e]! >> 8;
      if (by === task || !cares(s, graph.target[e]!) || holds(s) || !holds(graph.target[e]!)) continue;
      anywhere.add(of.tasks[by]!.name);
      if (isAhead(found, by, found.node(end, by).id, found.node(s, by).id)) ahead.add(of.tasks[by]!.name);
    }
  return { ahead, anywhere };
}

type Found = ReturnType<typeof search>;

function walk(found: Found, schedule: string): number {
  let state = 0;
  const { action, first, target } = found.edges!;
  for (const [, times, letter, alternative] of schedule.matchAll(/(\d*)([a-z])(?:'(\d+))?/g))
    for (let i = 0; i < Number(times || 1); i++) {
      const wanted = ((letter!.charCodeAt(0) - 97) << 8) | Number(alternative ?? 0);
      const at = action.subarray(first[state]!, first[state + 1]!).indexOf(wanted);
      assert.ok(at >= 0);
      state = target[first[state]! + at]!;
    }
  return state;
}

/** Whether the automaton has a way from one position to another. */
function isAhead(found: Found, task: number, from: number, to: number): boolean {
  const seen = new Set([from]);
  for (const id of seen) {
    const automaton = found.automata[task]!;
    for (const { child } of automaton.edges(automaton.nodes[id]!)) seen.add(child);
  }
  return seen.has(to);
}

test('random scenarios: every wait in a deadlock names fields, those who could end it, or nobody', () => {
  const seen = { waits: 0, cycles: 0, nobody: 0, blockers: 0, behind: 0 };
  fc.assert(
    fc.property(fc.nat({ max: 100_000 }), (seed) => {
      const found = search(randomScenario(seed), { maxStates: 20_000 });
      const { deadlock: answer } = answersOf(found);
      if (answer.verdict !== 'Sometimes' && answer.verdict !== 'Always') return;
      const edges = answer.waitsFor.flatMap(({ task, waitsForTasks }) =>
        (waitsForTasks ?? []).map((to) => `${task}>${to}`),
      );
      answer.cycle.forEach((task, i) => {
        assert.ok(edges.includes(`${task}>${answer.cycle[(i + 1) % answer.cycle.length]!}`));
      });
      if (answer.cycle.length > 0) seen.cycles++;
      for (const wait of answer.waitsFor) {
        seen.waits++;
        assert.ok(wait.on.length > 0);
        const { waitsForTasks } = wait;
        assert.ok(waitsForTasks !== null || !found.complete);
        assert.equal([...new Set(wait.freedBy.map(({ task }) => task))], waitsForTasks ?? []);
        assert.not(waitsForTasks?.includes(wait.task));
        if (waitsForTasks?.length === 0) seen.nobody++;
        seen.blockers += waitsForTasks?.length ?? 0;
        seen.behind += wait.behind.length;
        if (wait.step.endsWith('time-out')) continue;
        const truth = brute(found, answer, wait);
        for (const name of wait.behind) {
          assert.ok(truth.anywhere.has(name));
          assert.not(truth.ahead.has(name));
        }
        // Those of the definition that are left out are daemons or stuck ones kept back by the same thing.
        if (waitsForTasks?.length === 0)
          for (const name of truth.ahead) {
            const theirs = answer.waitsFor.filter(({ task }) => task === name).flatMap(({ on }) => on);
            const stuck = answer.tasks.includes(name);
            assert.ok(
              !stuck || theirs.some((one) => wait.on.some((on) => on.record === one.record && on.field === one.field)),
            );
          }
      }
    }),
    { numRuns: 400, seed: 2018 },
  );
  assert.ok(seen.waits > 50 && seen.cycles > 5 && seen.nobody > 10 && seen.blockers > 10, JSON.stringify(seen));
});

const Place = record('Place', { behind: fixed(ref(() => Board)) });

test('are fixed fields, which tasks read between their steps, what they are when a deadlock is looked at?', () => {
  const found = explore(
    scenario({
      name: 'tiny',
      about: 'a test',
      memory: { board: one(Board), place: one(Place) },
      setup: (k) => {
        k.place.behind = k.board;
      },
      tasks: [
        {
          name: 'reader',
          *run(k) {
            yield* k.step('begin', () => true);
            const { index } = k.place.behind!;
            yield* k.wait('wait', () => k.board.b && index === 0, 'b');
          },
        },
      ],
    }),
  ).deadlock;
  assert.is(found.verdict, 'Always');
  assert.equal(found.tasks, ['reader']);
});

test.run();
