// Tiny scenarios whose answers are known by hand, and random ones whose answers follow from the
// definitions by brute force.
import fc from 'fast-check';
import {
  again,
  bool,
  type KernelOf,
  kernelFunction,
  one,
  record,
  type Scenario,
  scenario,
  search,
  uint,
} from 'pinlab/engine/index';
import { answersOf, type Exploration, explore, shortestTo, type WaitAnswer } from 'pinlab/engine/questions';
import { parseSchedule, type Schedule } from 'pinlab/engine/schedule';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const Board = record('Board', { a: bool, b: bool, c: bool, d: bool, value: uint(3), ended: uint(3) });
const memory = { board: one(Board) };
type K = KernelOf<typeof memory, object>;
type Flag = 'a' | 'b' | 'c' | 'd';
type Parts = Parameters<typeof scenario<typeof memory>>[0];
const tiny = (parts: Omit<Parts, 'name' | 'about' | 'memory'>): Scenario =>
  scenario({ name: 'tiny', about: 'a test', memory, ...parts });

const lock = (k: K, flag: Flag) =>
  k.step(`lock ${flag}`, {
    when: () => !k.board[flag],
    do: () => {
      k.board[flag] = true;
    },
    waitsFor: `lock ${flag}`,
  });
const set = (k: K, flag: Flag, value: boolean, owner: 'kernel' | 'device' | 'user' = 'kernel') =>
  k.step(`${value ? 'set' : 'clear'} ${flag}`, {
    owner,
    do: () => {
      k.board[flag] = value;
    },
  });

/** A daemon that can always move. */
const tick = kernelFunction('tick', function* (k: K) {
  yield* k.sleep(1);
  return again();
});
const ticker = { name: 'ticker', daemon: true, run: (k: K) => tick(k) };

function* increment(k: K) {
  const value = yield* k.step('read', () => k.board.value);
  yield* k.step('write', () => {
    k.board.value = value + 1;
    k.board.ended++;
  });
}
const lostUpdate = tiny({
  tasks: [
    { name: 'one', run: increment },
    { name: 'two', run: increment },
  ],
  harms: [
    { id: 'L', name: 'lost update', found: (k) => k.board.ended === 2 && k.board.value < 2 },
    { id: 'N', name: 'too many', found: (k) => k.board.value > 2 },
    { id: 'W', name: 'written', found: (k) => k.board.value > 0 },
    { id: 'I', name: 'there from the start', found: () => true },
  ],
  observations: [
    {
      id: 'S',
      name: 'a write that changes nothing',
      seen: (now, before) => now.board.ended > before.board.ended && now.board.value === before.board.value,
    },
    { id: 'Z', name: 'a decrease', seen: (now, before) => now.board.value < before.board.value },
  ],
  outcome: (k) => `value ${k.board.value}`,
});

test('a lost update: verdicts, counts, shortest schedules', () => {
  const answers = explore(lostUpdate);
  // Ways: both read, then two writes in either order (2 final states are one); or one after the other.
  assert.equal(answers.harms, [
    { id: 'L', name: 'lost update', verdict: 'Sometimes', count: 2, shortest: 4, schedule: 'a2ba' },
    { id: 'N', name: 'too many', verdict: 'Never', count: 0, shortest: null, schedule: null },
    { id: 'W', name: 'written', verdict: 'Always', count: 4, shortest: 2, schedule: '2a' },
    { id: 'I', name: 'there from the start', verdict: 'Always', count: 0, shortest: 0, schedule: '' },
  ]);
  assert.equal(answers.observations, [
    { id: 'S', name: 'a write that changes nothing', count: 2, shortest: 4, schedule: 'b2ab' },
    { id: 'Z', name: 'a decrease', count: 0, shortest: null, schedule: null },
  ]);
  assert.equal(answers.deadlock, {
    verdict: 'Never',
    shortest: null,
    schedule: null,
    tasks: [],
    waitsFor: [],
    cycle: [],
  });
  assert.equal([answers.hostage, answers.starved, answers.neverCompletes], [[], [], []]);
  assert.ok(answers.complete);
  assert.is(answers.depth, 4);
  assert.is(answers.outcomes, undefined);
  assert.equal(JSON.parse(JSON.stringify(answers)), answers);
});

test('outcomes count different final states, the most frequent first', () => {
  assert.equal(explore(lostUpdate, { outcomes: true, edges: false }).outcomes, [
    { observation: 'value 1', count: 1, shortest: 4, schedule: 'a2ba' },
    { observation: 'value 2', count: 1, shortest: 4, schedule: '2a2b' },
  ]);
  const three = tiny({
    tasks: [
      ticker,
      {
        name: 'chooser',
        run: (k: K) =>
          k
            .choose('which', {
              x: () => (k.board.value = 1),
              y: () => (k.board.value = 2),
              z: () => {
                k.board.value = 2;
                k.board.a = true;
              },
            })
            [Symbol.iterator]() as never,
      },
    ],
    outcome: (k) => `value ${k.board.value}`,
  });
  assert.equal(explore(three, { outcomes: true }).outcomes, [
    { observation: 'value 2', count: 2, shortest: 1, schedule: "b'1" },
    { observation: 'value 1', count: 1, shortest: 1, schedule: 'b' },
  ]);
});

test('outcomes of runs that stop or hang are counted, those of runs that go on are not', () => {
  const parts = {
    tasks: [
      {
        name: 'left',
        run: function* (k: K) {
          yield* lock(k, 'a');
          yield* lock(k, 'b');
        },
      },
      {
        name: 'right',
        run: function* (k: K) {
          yield* lock(k, 'b');
          yield* set(k, 'c', true);
          yield* lock(k, 'a');
        },
      },
    ],
    outcome: (k: K) => `${k.board.a} ${k.board.b} ${k.board.c}`,
  };
  // Whoever comes second waits for ever; both locks are taken in the end, c only if right got b.
  assert.equal(explore(tiny(parts), { outcomes: true }).outcomes, [
    { observation: 'true true true', count: 2, shortest: 3, schedule: '3b' },
    { observation: 'true true false', count: 1, shortest: 2, schedule: '2a' },
  ]);
  const stopping = tiny({ ...parts, stopsWhen: (k: K) => k.board.c });
  assert.ok(
    explore(stopping, { outcomes: true }).outcomes!.some(({ observation }) => observation === 'false true true'),
  );
});

const opposite = (more: Parts['tasks'] = []) =>
  tiny({
    tasks: [
      {
        name: 'left',
        run: function* (k: K) {
          yield* lock(k, 'a');
          yield* lock(k, 'b');
          yield* set(k, 'a', false);
          yield* set(k, 'b', false);
        },
      },
      {
        name: 'right',
        run: function* (k: K) {
          yield* lock(k, 'b');
          yield* lock(k, 'a');
          yield* set(k, 'a', false);
          yield* set(k, 'b', false);
        },
      },
      ...more,
    ],
  });
const stuckPair = {
  verdict: 'Sometimes',
  shortest: 2,
  schedule: 'ab',
  tasks: ['left', 'right'],
  waitsFor: [
    {
      task: 'left',
      step: 'lock b',
      waitsFor: 'lock b',
      in: null,
      on: [{ record: 'board', field: 'b' }],
      since: { task: 'right', step: 'lock b' },
      waitsForTasks: ['right'],
      freedBy: [{ task: 'right', step: 'clear b' }],
      behind: [],
    },
    {
      task: 'right',
      step: 'lock a',
      waitsFor: 'lock a',
      in: null,
      on: [{ record: 'board', field: 'a' }],
      since: { task: 'left', step: 'lock a' },
      waitsForTasks: ['left'],
      freedBy: [{ task: 'left', step: 'clear a' }],
      behind: [],
    },
  ],
  cycle: ['left', 'right'],
};
/** Where a task stands and for what, without whom it waits for. */
const standing = ({ task, step, waitsFor }: WaitAnswer) => ({ task, step, waitsFor });

test('two locks in opposite order: a deadlock, and who waits for what', () => {
  const answers = explore(opposite());
  assert.equal(answers.deadlock, stuckPair);
  assert.equal([answers.hostage, answers.starved, answers.neverCompletes], [[], [], []]);
});

test('a deadlock is found beside a daemon that always can move, and beside a task that has work left', () => {
  assert.equal(explore(opposite([ticker])).deadlock, stuckPair);
  const bystander = { name: 'bystander', run: (k: K) => set(k, 'd', true)[Symbol.iterator]() as never };
  assert.equal(explore(opposite([bystander])).deadlock, stuckPair);
});

test('a task doomed before it waits is shown where it waits', () => {
  const late = {
    name: 'late',
    run: function* (k: K) {
      yield* set(k, 'c', true);
      yield* lock(k, 'a');
      yield* set(k, 'a', false);
    },
  };
  const { deadlock } = explore(opposite([late]));
  assert.equal(deadlock.tasks, ['left', 'right', 'late']);
  assert.is(deadlock.shortest, 3);
  assert.equal(standing(deadlock.waitsFor.at(-1)!), { task: 'late', step: 'lock a', waitsFor: 'lock a' });
});

test('a wait for what never comes is Always a deadlock, and the task never completes', () => {
  const answers = explore(
    tiny({
      tasks: [
        ticker,
        { name: 'hopeful', run: (k: K) => k.wait('wait for a', () => k.board.a, 'a')[Symbol.iterator]() as never },
      ],
    }),
  );
  assert.is(answers.deadlock.verdict, 'Always');
  assert.is(answers.deadlock.shortest, 0);
  assert.equal(answers.deadlock.waitsFor.map(standing), [{ task: 'hopeful', step: 'wait for a', waitsFor: 'a' }]);
  assert.equal(answers.neverCompletes, ['hopeful']);
  assert.equal([answers.hostage, answers.starved], [[], []]);
});

test('who is doomed may be open while that somebody will be is not: Always', () => {
  const keeper = (name: string) => ({ name, run: (k: K) => lock(k, 'a')[Symbol.iterator]() as never });
  const { deadlock } = explore(tiny({ tasks: [ticker, keeper('one'), keeper('two')] }));
  assert.equal([deadlock.verdict, deadlock.shortest, deadlock.tasks], ['Always', 1, ['two']]);
});

test('a task that polls for ever for what cannot come is in a deadlock, not starved', () => {
  const poll = kernelFunction('poll', function* (k: K) {
    if (!(yield* k.step('look', () => k.board.a))) return again();
    return undefined;
  });
  const answers = explore(tiny({ tasks: [{ name: 'poller', run: (k: K) => poll(k) }] }));
  assert.is(answers.deadlock.verdict, 'Always');
  assert.equal(answers.deadlock.tasks, ['poller']);
  assert.equal(answers.deadlock.waitsFor, []);
  assert.equal(answers.starved, []);
});

/** Pins; whether it ever lets go is up to user space. */
const holder = {
  name: 'holder',
  run: function* (k: K) {
    yield* set(k, 'a', true);
    yield* set(k, 'a', false, 'user');
  },
};
const syncer = {
  name: 'fsync',
  run: function* (k: K) {
    yield* set(k, 'b', true);
    yield* k.wait('wait for pins', () => !k.board.a, 'pin');
  },
};

test('a wait for what user space releases: hostage, and which step frees it', () => {
  const answers = explore(tiny({ tasks: [holder, ticker, syncer] }));
  assert.equal(answers.hostage, [
    {
      operation: 'fsync',
      verdict: 'Sometimes',
      step: 'wait for pins',
      in: null,
      inside: [],
      waitsFor: 'pin',
      freedBy: [{ task: 'holder', step: 'clear a' }],
      shortest: 2,
      schedule: 'ac',
    },
  ]);
  assert.is(answers.deadlock.verdict, 'Never');
  assert.equal(answers.starved, []);
});

test('of a wait behind a lock, the hostage is shown where each waits, and all ways out are named', () => {
  const killable = {
    name: 'truncate',
    run: function* (k: K) {
      yield* set(k, 'c', true);
      yield* k.choose('take b', {
        lock: { when: () => !k.board.b, waitsFor: 'folio lock', do: () => {} },
        killed: { owner: 'user', do: () => {} },
      });
    },
  };
  const locker = {
    name: 'fsync',
    run: function* (k: K) {
      yield* lock(k, 'b');
      yield* k.wait('wait for pins', () => !k.board.a, 'pin');
      yield* set(k, 'b', false);
    },
  };
  const { hostage } = explore(tiny({ tasks: [holder, locker, killable] }));
  assert.equal(
    hostage.map(({ operation, waitsFor, shortest }) => ({ operation, waitsFor, shortest })),
    [
      { operation: 'fsync', waitsFor: 'pin', shortest: 2 },
      { operation: 'truncate', waitsFor: 'folio lock', shortest: 3 },
    ],
  );
  assert.equal(hostage[1]!.freedBy, [
    { task: 'holder', step: 'clear a' },
    { task: 'truncate', step: 'take b: killed' },
  ]);
});

test('a hostage is shown where it waits, not where it is first doomed to', () => {
  const long = {
    name: 'fsync',
    run: function* (k: K) {
      yield* set(k, 'b', true);
      yield* set(k, 'b', false);
      yield* k.wait('wait for pins', () => !k.board.a, 'pin');
    },
  };
  const { hostage } = explore(tiny({ tasks: [holder, long] }));
  assert.equal(
    hostage.map(({ schedule, waitsFor }) => [schedule, waitsFor]),
    [['a2b', 'pin']],
  );
});

test('the step that frees may come after others of user space', () => {
  const slow = {
    name: 'holder',
    run: function* (k: K) {
      yield* set(k, 'a', true);
      yield* k.sleep(1, { owner: 'user', label: 'think' });
      yield* set(k, 'a', false, 'user');
    },
  };
  assert.equal(explore(tiny({ tasks: [slow, syncer] })).hostage[0]!.freedBy, [{ task: 'holder', step: 'clear a' }]);
});

test('a polling task is hostage too, though it never waits', () => {
  const poll = kernelFunction('poll pins', function* (k: K) {
    if (yield* k.step('look', () => k.board.a)) return again();
    return undefined;
  });
  const poller = {
    name: 'poller',
    run: function* (k: K) {
      yield* set(k, 'b', true);
      yield* poll(k);
    },
  };
  const { hostage, starved } = explore(tiny({ tasks: [holder, poller] }));
  assert.equal(hostage, [
    {
      operation: 'poller',
      verdict: 'Sometimes',
      step: null,
      in: 'poll pins',
      inside: ['poll pins'],
      waitsFor: null,
      freedBy: [{ task: 'holder', step: 'clear a' }],
      shortest: 2,
      schedule: 'ab',
    },
  ]);
  assert.equal(starved, []);
});

test('a device that lets go by itself holds nobody hostage; nor does a timer that breaks the wait', () => {
  const device = {
    name: 'device',
    run: function* (k: K) {
      yield* set(k, 'a', true);
      yield* set(k, 'a', false, 'device');
    },
  };
  assert.equal(explore(tiny({ tasks: [device, syncer] })).hostage, []);
  const timed = {
    name: 'fsync',
    run: function* (k: K) {
      yield* set(k, 'b', true);
      yield* k.wait('wait', () => !k.board.a, 'pin', { timeoutNs: 5 });
    },
  };
  assert.equal(explore(tiny({ tasks: [holder, timed] })).hostage, []);
});

const flush = kernelFunction('flush', function* (k: K) {
  yield* lock(k, 'a');
  yield* set(k, 'a', false);
  return again();
});
const flusher = { name: 'flusher', daemon: true, run: (k: K) => flush(k) };

test('a flusher that takes the lock again and again does not starve a waiter: fairness', () => {
  const answers = explore(
    tiny({ tasks: [flusher, { name: 'fsync', run: (k: K) => lock(k, 'a')[Symbol.iterator]() as never }] }),
  );
  assert.equal([answers.starved, answers.hostage, answers.deadlock.verdict], [[], [], 'Never']);
});

test('a retry loop that always finds the lock taken is starved', () => {
  const tryLock = kernelFunction('try', function* (k: K) {
    if (yield* k.step('trylock a', () => k.board.a)) return again();
    return undefined;
  });
  const answers = explore(tiny({ tasks: [flusher, { name: 'fsync', run: (k: K) => tryLock(k) }] }));
  const steps = [
    { task: 'flusher', step: 'lock a' },
    { task: 'fsync', step: 'trylock a' },
    { task: 'flusher', step: 'clear a' },
  ];
  assert.equal(answers.starved, [
    { operation: 'fsync', verdict: 'Sometimes', shortest: 0, schedule: '', loop: 'aba', steps },
  ]);
  assert.is(answers.deadlock.verdict, 'Never');
});

test('user space may put an end off by going on, but is never counted on to', () => {
  const redirty = kernelFunction('redirty', function* (k: K) {
    yield* set(k, 'a', true, 'user');
    return again();
  });
  const clean = kernelFunction('clean', function* (k: K) {
    yield* set(k, 'a', false);
    if (yield* k.step('dirty again?', () => k.board.a)) return again();
    return undefined;
  });
  const user = { name: 'user', daemon: true, run: (k: K) => redirty(k) };
  const { starved, hostage } = explore(tiny({ tasks: [user, { name: 'fsync', run: (k: K) => clean(k) }] }));
  assert.is(starved.length, 1);
  assert.equal([...starved[0]!.loop!].sort().join(''), 'abb'.split('').sort().join(''));
  assert.equal(hostage, []);
});

const finds = (flag: Flag) => [{ id: flag, name: 'flag set', found: (k: K) => k.board[flag] }];
const verdict = (...tasks: Parts['tasks']) => explore(tiny({ tasks, harms: finds('c') })).harms[0]!.verdict;
const sets = (owner: 'kernel' | 'device' | 'user') => ({
  name: 'setter',
  run: (k: K) => set(k, 'c', true, owner)[Symbol.iterator]() as never,
});

test('Always needs every maximal fair execution; user space need never go on', () => {
  assert.is(verdict(sets('kernel')), 'Always');
  assert.is(verdict(sets('device')), 'Always');
  assert.is(verdict(sets('user')), 'Sometimes');
  assert.is(verdict(ticker, sets('kernel')), 'Always');
  assert.is(verdict(ticker, sets('user')), 'Sometimes');
});

test('a choice, a deadlock, a stop or a fair cycle before it makes an Always a Sometimes', () => {
  const choice = {
    name: 'choice',
    run: (k: K) =>
      k
        .choose('c?', {
          yes: () => {
            k.board.c = true;
          },
          no: () => {},
        })
        [Symbol.iterator]() as never,
  };
  assert.is(verdict(choice), 'Sometimes');
  const after = {
    name: 'after',
    run: function* (k: K) {
      yield* lock(k, 'a');
      yield* lock(k, 'b');
      yield* set(k, 'a', false);
      yield* set(k, 'b', false);
      yield* set(k, 'c', true);
    },
  };
  const other = {
    name: 'other',
    run: function* (k: K) {
      yield* lock(k, 'b');
      yield* lock(k, 'a');
      yield* set(k, 'b', false);
      yield* set(k, 'a', false);
    },
  };
  assert.is(verdict(after), 'Always');
  assert.is(verdict(after, other), 'Sometimes');
  const tryFirst = kernelFunction('try first', function* (k: K) {
    if (yield* k.step('trylock a', () => k.board.a)) return again();
    yield* set(k, 'c', true);
    return undefined;
  });
  assert.is(verdict({ name: 'try', run: (k: K) => tryFirst(k) }), 'Always');
  assert.is(verdict(flusher, { name: 'try', run: (k: K) => tryFirst(k) }), 'Sometimes');
  const stops = {
    tasks: [sets('kernel'), { name: 'bug', run: (k: K) => set(k, 'd', true)[Symbol.iterator]() as never }],
    harms: finds('c'),
  };
  assert.is(explore(tiny(stops)).harms[0]!.verdict, 'Always');
  assert.is(explore(tiny({ ...stops, stopsWhen: (k: K) => k.board.d })).harms[0]!.verdict, 'Sometimes');
});

test('a harm that passes again is still Always', () => {
  const passing = {
    name: 'passing',
    run: function* (k: K) {
      yield* set(k, 'c', true);
      yield* set(k, 'c', false);
    },
  };
  assert.is(verdict(passing, ticker), 'Always');
});

test('a machine that stopped is not a deadlock, nor are its tasks hostage', () => {
  const answers = explore(tiny({ tasks: [holder, syncer], stopsWhen: (k) => k.board.a, harms: finds('a') }));
  assert.is(answers.deadlock.verdict, 'Never');
  assert.equal([answers.hostage, answers.starved], [[], []]);
  assert.is(answers.harms[0]!.verdict, 'Always');
});

const counting = kernelFunction('count', function* (k: K) {
  yield* k.step('count', () => {
    k.board.value = (k.board.value + 1) % 8;
  });
  return again();
});

test('a search that was cut answers unknown, never Never or Always', () => {
  const late = {
    name: 'late',
    run: function* (k: K) {
      yield* lock(k, 'a');
      yield* set(k, 'b', true);
      yield* set(k, 'c', true);
      yield* k.wait('for d', () => k.board.d, 'd');
    },
  };
  const parts = {
    tasks: [{ name: 'counter', daemon: true, run: (k: K) => counting(k) }, late],
    harms: [...finds('a'), ...finds('c'), { id: 'I', name: 'there from the start', found: () => true }],
    outcome: () => 'some',
  };
  const whole = explore(tiny(parts));
  assert.equal(
    [whole.complete, whole.harms.map((harm) => harm.verdict), whole.deadlock.verdict],
    [true, ['Always', 'Always', 'Always'], 'Always'],
  );
  const cut = explore(tiny(parts), { maxStates: 3, outcomes: true });
  assert.is(cut.complete, false);
  assert.equal(
    cut.harms.map((harm) => harm.verdict),
    ['Sometimes', 'unknown', 'Sometimes'],
  );
  assert.is(cut.deadlock.verdict, 'unknown');
  assert.equal(cut.hostage, [
    {
      operation: 'late',
      verdict: 'unknown',
      step: null,
      in: null,
      inside: [],
      waitsFor: null,
      freedBy: [],
      shortest: null,
      schedule: null,
    },
  ]);
  assert.equal(cut.starved, [
    { operation: 'late', verdict: 'unknown', shortest: null, schedule: null, loop: null, steps: [] },
  ]);
  assert.is(cut.neverCompletes, undefined);
  assert.equal(cut.outcomes, []);
});

test('what a cut search did find stays found', () => {
  const spinning = { name: 'counter', daemon: true, run: (k: K) => counting(k) };
  const cut = (tasks: Parts['tasks']) => {
    const full = explore(tiny({ tasks }));
    for (let maxStates = 1; maxStates < full.states; maxStates++) {
      const part = explore(tiny({ tasks }), { maxStates });
      assert.ok([full.deadlock.verdict, 'unknown'].includes(part.deadlock.verdict));
      for (const kind of ['hostage', 'starved'] as const)
        for (const { operation, verdict } of part[kind])
          if (verdict !== 'unknown') assert.ok(full[kind].some((whole) => whole.operation === operation));
    }
    return full;
  };
  assert.is(cut(opposite().tasks as unknown as Parts['tasks']).deadlock.verdict, 'Sometimes');
  assert.is(cut([spinning, holder, syncer] as Parts['tasks']).hostage.length, 1);
});

test('without edges, harms are found and the rest is unknown', () => {
  const answers = explore(opposite(), { edges: false });
  assert.is(answers.deadlock.verdict, 'unknown');
  assert.equal(
    answers.hostage.map(({ operation, verdict }) => [operation, verdict]),
    [
      ['left', 'unknown'],
      ['right', 'unknown'],
    ],
  );
  assert.equal(
    explore(lostUpdate, { edges: false }).harms.map((harm) => harm.verdict),
    ['Sometimes', 'Never', 'Sometimes', 'Sometimes'],
  );
  assert.is(answersOf(search(lostUpdate, { detect: false })).harms[0]!.verdict, 'unknown');
});

test('the shortest schedule to a state leads there', () => {
  const found = search(lostUpdate);
  for (let s = 0; s < found.store.count; s++) assert.is(walk(found, shortestTo(found, s)), s);
});

type Found = ReturnType<typeof search>;

/** The state a schedule leads to. */
function walk(found: Found, schedule: Schedule, from = 0): number {
  const { first, target, action } = found.edges!;
  return schedule.reduce((state, move) => {
    for (let e = first[state]!; e < first[state + 1]!; e++)
      if (action[e] === ((move.task << 8) | move.alternative)) return target[e]!;
    throw new Error(`no step ${move.task} in state ${state}`);
  }, from);
}

const flags = ['a', 'b'] as const;
const sometimes = <T>(what: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 2, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: what });
const steps = fc.record({
  owner: fc.constantFrom('kernel', 'kernel', 'device', 'user'),
  needs: sometimes(fc.tuple(fc.constantFrom(...flags), fc.boolean())),
  sets: fc.option(fc.tuple(fc.constantFrom(...flags), fc.boolean())),
  /** Where to go on when flag a is set: an earlier place is a loop. */
  jump: sometimes(fc.nat({ max: 3 })),
});
type RandomStep = typeof steps extends fc.Arbitrary<infer T> ? T : never;

/** Runs a little program from a place on; the place is all that is remembered. */
const programs = new Map<number, readonly RandomStep[]>();
const run = kernelFunction('run', function* (k: K, program: number, place: number) {
  const step = programs.get(program)![place];
  if (step === undefined) return;
  const { jump, needs, owner, sets: change } = step;
  const jumps = yield* k.step(`step ${place}`, {
    owner: owner as 'kernel' | 'device' | 'user',
    ...(needs && { when: () => k.board[needs[0]] === needs[1] }),
    do: () => {
      if (change) k.board[change[0]] = change[1];
      return k.board.a;
    },
  });
  return again(program, jumps && jump !== null ? jump : place + 1);
});

/** What the definitions say of the tasks, by looking at every path. */
function byDefinition(found: Found): Pick<Exploration, 'deadlock'> & { hostage: string[] } {
  const { edges, scenario: of, store } = found;
  const states = [...Array(store.count).keys()];
  const ended = (s: number, task: number) => found.node(s, task).ended;
  const canEnd = (from: number, task: number, withUsers: boolean) => {
    const seen = new Set([from]);
    for (const s of seen) {
      if (ended(s, task)) return true;
      for (let e = edges!.first[s]!; e < edges!.first[s + 1]!; e++) {
        const by = edges!.action[e]! >> 8;
        if (withUsers || by === task || found.ownerOf(s, edges!.action[e]!) !== 'user') seen.add(edges!.target[e]!);
      }
    }
    return false;
  };
  const tasks = [...of.tasks.keys()];
  const dead = states.some((s) => tasks.some((task) => !canEnd(s, task, true)));
  const hostage = tasks.filter((task) =>
    states.some((s) => found.node(s, task).id !== 0 && canEnd(s, task, true) && !canEnd(s, task, false)),
  );
  return {
    deadlock: { verdict: dead ? 'Sometimes' : 'Never' } as Exploration['deadlock'],
    hostage: hostage.map((task) => of.tasks[task]!.name),
  };
}

/** Holds that a loop is closed, fair, and leaves the task unended; a task's own steps of user space count as owed to it. */
function checkLoop(found: Found, way: Schedule, loop: Schedule, operation: string): void {
  const task = found.scenario.tasks.findIndex(({ name }) => name === operation);
  const entry = walk(found, way);
  const offered = new Set<number>();
  const taken = new Set<number>();
  let at = entry;
  for (const move of loop) {
    assert.not(found.node(at, task).ended);
    const owed = (by: number, action: number) => by === task || found.ownerOf(at, action) !== 'user';
    for (let e = found.edges!.first[at]!; e < found.edges!.first[at + 1]!; e++) {
      const action = found.edges!.action[e]!;
      if (owed(action >> 8, action)) offered.add(action >> 8);
    }
    if (owed(move.task, (move.task << 8) | move.alternative)) taken.add(move.task);
    at = walk(found, [move], at);
  }
  assert.is(at, entry);
  assert.ok(loop.length > 0);
  for (const by of offered) assert.ok(taken.has(by), `task ${by} is put off`);
}

test('random programs: deadlocks and hostages are what the definitions say, and schedules lead to them', () => {
  const kinds = { deadlock: 0, hostage: 0, starved: 0 };
  fc.assert(
    fc.property(fc.array(fc.array(steps, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 }), (bodies) => {
      for (const [i, body] of bodies.entries()) programs.set(i, body);
      const found = search(tiny({ tasks: bodies.map((_, i) => ({ name: `t${i}`, run: (k: K) => run(k, i, 0) })) }));
      const answers = answersOf(found);
      const truth = byDefinition(found);
      assert.is(answers.deadlock.verdict === 'Never', truth.deadlock.verdict === 'Never');
      assert.equal(
        answers.hostage.map((one) => one.operation),
        truth.hostage,
      );
      for (const one of answers.hostage) {
        kinds.hostage++;
        assert.ok(one.freedBy.length > 0);
        assert.is(parseSchedule(one.schedule!, bodies.length).length, one.shortest);
      }
      for (const one of answers.starved) {
        kinds.starved++;
        checkLoop(
          found,
          parseSchedule(one.schedule!, bodies.length),
          parseSchedule(one.loop!, bodies.length),
          one.operation,
        );
      }
      if (answers.deadlock.verdict !== 'Never') kinds.deadlock++;
    }),
    { numRuns: 1500, seed: 2018 },
  );
  assert.ok(
    kinds.deadlock > 50 && kinds.hostage > 50 && kinds.starved > 5,
    `too few to mean anything: ${JSON.stringify(kinds)}`,
  );
});

test.run();
