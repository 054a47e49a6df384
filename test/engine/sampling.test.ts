// Sampling: is every sampled run a path of the explorer's graph, and is only said what was seen?
import * as fc from 'fast-check';
import {
  again,
  bool,
  explore,
  type KernelOf,
  kernelFunction,
  one,
  pool,
  record,
  replay,
  type Scenario,
  sample,
  sampleInParts,
  scenario,
  search,
  uint,
} from 'pinlab/engine/index';
import { Sampler } from 'pinlab/engine/sampling';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { randomScenario } from './random-scenario.js';

/** Follows every transition that runs have seen in the explorer's graph; returns how many there were. */
function checkInGraph(drawn: Scenario, scheduler: 'random' | 'pct', runs: number, seed: number): number {
  const { walk } = new Sampler(drawn, { scheduler, runs, seed, maxSteps: 200 }).run();
  const graph = search(drawn);
  const stateOf = (state: number): number => {
    const nodes = graph.automata.map((automaton, task) => automaton.nodeAt(walk.node(state, task).key)!.id);
    return graph.stateOf(walk.memoryOf(state), nodes);
  };
  const { first, target, action } = graph.edges!;
  const states = Array.from({ length: walk.store.count }, (_, state) => stateOf(state));
  states.forEach((known, state) => {
    assert.ok(known >= 0, `${drawn.name}: state ${state} is not in the graph`);
    if ((walk.flags[state]! & 4) !== 0) assert.is(first[known], first[known + 1], 'something could be taken');
    assert.is(walk.found[state], graph.found[known]);
  });
  for (let t = 0; t < walk.transitions.count; t++) {
    const [from, taken, to] = walk.transitions.row(t);
    const edges = target.subarray(first[states[from!]!]!, first[states[from!]! + 1]!);
    const at = action.subarray(first[states[from!]!]!, first[states[from!]! + 1]!).indexOf(taken!);
    assert.ok(at >= 0, `${drawn.name}: a step that the explorer does not take`);
    assert.is(edges[at], states[to!], `${drawn.name}: a step leads elsewhere`);
  }
  return walk.transitions.count;
}

test('is every run of random scenarios a path of the explorer’s graph, by either scheduler?', () => {
  let transitions = 0;
  fc.assert(
    fc.property(fc.nat(1_000_000), fc.nat(), fc.constantFrom('random' as const, 'pct' as const), (drawn, seed, how) => {
      transitions += checkInGraph(randomScenario(drawn), how, 12, seed);
    }),
    { numRuns: 150, seed: 1 },
  );
  assert.ok(transitions > 3000, `${transitions} transitions`);
});

test('does sampling in parts draw the same runs, and answer with those so far when it is stopped?', async () => {
  const drawn = randomScenario(11);
  const options = { scheduler: 'pct', runs: 100, seed: 5, outcomes: true } as const;
  assert.equal(await sampleInParts(drawn, options), sample(drawn, options));
  const controller = new AbortController();
  const onProgress = (runs: number) => (runs < 40 ? undefined : controller.abort());
  const stopped = await sampleInParts(drawn, { ...options, signal: controller.signal, onProgress });
  const { runs } = stopped.sampling;
  assert.is(stopped.cut, 'stopped');
  assert.ok(runs >= 40 && runs < 100, `${runs} runs`);
  assert.equal(stopped, { ...sample(drawn, { ...options, runs }), cut: 'stopped' });
  const late = await sampleInParts(drawn, { ...options, maxSeconds: 0 });
  assert.is(late.cut, 'seconds');
});

test('do enough runs see the whole graph, and then answer with its numbers?', () => {
  let whole = 0;
  for (let seed = 1; seed <= 60; seed++) {
    const drawn = randomScenario(seed);
    const all = explore(drawn, { outcomes: true });
    if (all.states > 300) continue;
    const some = sample(drawn, { scheduler: 'random', runs: 3000, seed, outcomes: true });
    assert.ok(some.states <= all.states && some.transitions <= all.transitions);
    if (some.transitions < all.transitions) continue;
    whole++;
    assert.equal([some.states, some.depth], [all.states, all.depth]);
    const sights = (outcomes: typeof all.outcomes) => outcomes!.map(({ schedule: _, ...rest }) => rest);
    assert.equal(sights(some.outcomes), sights(all.outcomes));
    some.observations.forEach((one, o) => {
      const { count, shortest } = all.observations[o]!;
      assert.equal([one.count, one.shortest], [count, shortest]);
    });
    some.harms.forEach((harm, h) => {
      const { count, shortest, verdict } = all.harms[h]!;
      assert.equal([harm.count, harm.shortest], [count, shortest]);
      assert.is(harm.verdict, verdict === 'Never' ? 'unknown' : 'Sometimes');
    });
  }
  assert.ok(whole > 20, `${whole} scenarios seen whole`);
});

const Counter = record('Counter', { value: uint(2), done: uint(2) });
const counting = { counter: one(Counter) };
type Counting = KernelOf<typeof counting, object>;
const add = kernelFunction('add', function* (k: Counting) {
  const seen = yield* k.step('read', () => k.counter.value);
  yield* k.step('write', () => {
    k.counter.value = seen + 1;
    k.counter.done++;
  });
});
const twoAdders = scenario({
  name: 'two adders',
  about: 'Both add one, in two steps each.',
  memory: counting,
  tasks: [
    { name: 'alice', run: (k) => add(k) },
    { name: 'bob', run: (k) => add(k) },
  ],
  harms: [
    { id: 'lost', name: 'lost update', found: (k) => k.counter.done === 2 && k.counter.value < 2 },
    { id: 'over', name: 'counted too much', found: (k) => k.counter.value > 2 },
  ],
});

test('is the chance of a harm whose chance is known inside its interval, and the count of runs about right?', () => {
  // After the first read, the same task writes or the other one reads: the update is lost every second time.
  const { deadlock, harms, sampling } = sample(twoAdders, { scheduler: 'random', runs: 4000 });
  const [lost, over] = harms;
  assert.is(deadlock.verdict, 'unknown');
  assert.ok(lost!.chance!.low < 0.5 && lost!.chance!.high > 0.5, JSON.stringify(lost!.chance));
  assert.ok(lost!.chance!.high - lost!.chance!.low < 0.04);
  assert.ok(Math.abs(lost!.runs / 4000 - 0.5) < 0.03);
  assert.equal([lost!.verdict, lost!.shortest, lost!.count], ['Sometimes', 4, explore(twoAdders).harms[0]!.count]);
  assert.equal([over!.verdict, over!.runs, over!.firstRun, over!.schedule], ['unknown', 0, null, null]);
  assert.ok(over!.chance!.low === 0 && over!.chance!.high > 0 && over!.chance!.high < 0.001);
  assert.equal([sampling.runs, sampling.steps, sampling.longestRun], [4000, 16_000, 4]);
});

/** One task notes something at its first step, the other looks for it after `steps` steps. */
function late(steps: number, daemons = 0): Scenario {
  const Race = record('Race', { began: bool, early: bool, n: uint(5) });
  const shape = { race: one(Race), busy: pool(Race, 1) };
  type K = KernelOf<typeof shape, object>;
  const work = kernelFunction('work', function* (k: K, left: number) {
    yield* k.step('work', () => {
      k.race.n = left;
    });
    return left === 0 ? 0 : again(left - 1);
  });
  const idle = kernelFunction('idle', function* (k: K) {
    yield* k.step('turn', () => {
      k.busy[0]!.began = !k.busy[0]!.began;
    });
    return again();
  });
  return scenario({
    name: 'late',
    about: 'The one must go all its way before the other begins.',
    memory: shape,
    tasks: [
      {
        name: 'begins',
        *run(k) {
          yield* k.step('begin', () => {
            k.race.began = true;
          });
        },
      },
      {
        name: 'looks',
        *run(k) {
          yield* work(k, steps);
          yield* k.step('look', () => {
            k.race.early = !k.race.began;
          });
        },
      },
      ...Array.from({ length: daemons }, (_, i) => ({ name: `idle${i}`, daemon: true, run: (k: K) => idle(k) })),
    ],
    harms: [{ id: 'early', name: 'looked before', found: (k) => k.race.early }],
  });
}

test('does PCT keep its promise where a random walk has next to no chance?', () => {
  const [byPriority] = sample(late(20), { scheduler: 'pct', runs: 2000, depth: 1 }).harms;
  assert.ok(Math.abs(byPriority!.runs / 2000 - 0.5) < 0.04, `${byPriority!.runs} of 2000`);
  const [walked] = sample(late(20), { scheduler: 'random', runs: 2000 }).harms;
  assert.equal([walked!.verdict, walked!.runs], ['unknown', 0]);
});

test('is PCT’s promise computed from the tasks, the longest run and the depth, and kept for depth 2?', () => {
  const { harms, sampling } = sample(twoAdders, { scheduler: 'pct', runs: 3000, depth: 2 });
  const { guarantee } = sampling;
  assert.equal([guarantee!.depth, guarantee!.tasks, guarantee!.steps, guarantee!.each], [2, 2, 4, 0.125]);
  assert.is(guarantee!.runs, 2999);
  assert.is(guarantee!.together, 1);
  assert.ok(harms[0]!.runs / 3000 >= 0.125, `${harms[0]!.runs} of 3000`);
  // Without a change of priorities, tasks run one after the other: the update is never lost.
  const serial = sample(twoAdders, { scheduler: 'pct', runs: 500, depth: 1 });
  assert.equal([serial.harms[0]!.runs, serial.states], [0, 8]);
  assert.is(harms[0]!.chance, undefined);
});

test('does a daemon that is never done leave the others their turn under PCT?', () => {
  const { sampling, harms } = sample(late(3, 1), { scheduler: 'pct', runs: 300, depth: 2 });
  assert.is(sampling.cutRuns, 0);
  assert.ok(harms[0]!.runs > 50);
});

const Lock = record('Lock', { held: bool });
/** Two locks taken in opposite orders, and a daemon that may or may not go on turning. */
function abba(turns: boolean): Scenario {
  const shape = { locks: pool(Lock, 2), idle: one(Lock) };
  type K = KernelOf<typeof shape, object>;
  const both = kernelFunction('both', function* (k: K, first: number) {
    for (const i of [first, 1 - first])
      yield* k.step(`take ${i}`, {
        when: () => !k.locks[i]!.held,
        do: () => {
          k.locks[i]!.held = true;
        },
        waitsFor: `lock ${i}`,
      });
    yield* k.step('drop both', () => {
      for (const lock of k.locks) lock.held = false;
    });
  });
  const turn = kernelFunction('turn', function* (k: K) {
    yield* k.step('turn', {
      when: () => turns,
      do: () => {
        k.idle.held = !k.idle.held;
      },
    });
    return again();
  });
  return scenario({
    name: 'abba',
    about: 'Two locks in opposite orders.',
    memory: shape,
    tasks: [
      { name: 'up', run: (k) => both(k, 0) },
      { name: 'down', run: (k) => both(k, 1) },
      { name: 'turner', daemon: true, run: (k) => turn(k) },
    ],
  });
}

test('is a deadlock certain only where nobody can take a step?', () => {
  const { deadlock } = sample(abba(false), { scheduler: 'random', runs: 100 });
  const unknownWhom = { in: 'both', on: [], since: null, waitsForTasks: null, freedBy: [], behind: [] };
  assert.equal(deadlock, {
    verdict: 'Sometimes',
    shortest: 2,
    schedule: deadlock.schedule,
    tasks: ['up', 'down'],
    waitsFor: [
      { task: 'up', step: 'take 1', waitsFor: 'lock 1', ...unknownWhom },
      { task: 'down', step: 'take 0', waitsFor: 'lock 0', ...unknownWhom },
    ],
    cycle: [],
  });
  assert.ok(['ab', 'ba'].includes(deadlock.schedule!));
  const turning = sample(abba(true), { scheduler: 'random', runs: 100, maxSteps: 50 });
  assert.is(turning.deadlock.verdict, 'unknown');
  assert.ok(turning.sampling.cutRuns > 10);
  assert.is(explore(abba(true)).deadlock.verdict, 'Sometimes');
});

test('does nothing follow once the machine has stopped, and is that no deadlock?', () => {
  const crashing = scenario({
    name: 'crashing',
    about: 'It stops at the first step; the second would be a harm.',
    memory: { lock: one(Lock), after: one(Lock) },
    tasks: [
      {
        name: 'crasher',
        *run(k) {
          yield* k.step('crash', () => {
            k.lock.held = true;
          });
          yield* k.step('go on', () => {
            k.after.held = true;
          });
        },
      },
    ],
    harms: [{ id: 'after', name: 'something after the crash', found: (k) => k.after.held }],
    stopsWhen: (k) => k.lock.held,
    outcome: (k) => `held ${k.lock.held}`,
  });
  for (const scheduler of ['random', 'pct'] as const) {
    const { deadlock, harms, outcomes, sampling, states } = sample(crashing, { scheduler, runs: 10, outcomes: true });
    assert.equal([states, harms[0]!.verdict, deadlock.verdict, sampling.longestRun], [2, 'unknown', 'unknown', 1]);
    assert.equal(outcomes, [{ observation: 'held true', count: 1, shortest: 1, schedule: 'a' }]);
  }
});

test('does the same seed give the same bytes, and another seed other runs?', () => {
  for (const scheduler of ['random', 'pct'] as const) {
    const bytes = (seed: number) => JSON.stringify(sample(randomScenario(7), { scheduler, runs: 20, seed }));
    assert.is(bytes(3), bytes(3));
    assert.is.not(bytes(3), bytes(4));
  }
});

test('are harms found, and schedules right, where no more states are kept?', () => {
  const drawn = late(6);
  for (const maxStates of [1, 2, 5]) {
    const { harms, sampling, states } = sample(drawn, { scheduler: 'pct', runs: 200, depth: 1, maxStates });
    assert.equal([states, sampling.full], [maxStates, true]);
    assert.is(harms[0]!.verdict, 'Sometimes');
    assert.is(harms[0]!.shortest, 8);
    assert.is(replay(drawn, harms[0]!.schedule!).harms.get('early'), 8);
  }
  const { deadlock } = sample(abba(false), { scheduler: 'random', runs: 200, maxStates: 1 });
  assert.equal([deadlock.verdict, deadlock.shortest, deadlock.tasks], ['Sometimes', 2, ['up', 'down']]);
});

test('is a task that remembers outside the memory found out?', () => {
  let leak = 0;
  const leaking = scenario({
    name: 'leak',
    about: '',
    memory: { lock: one(Lock) },
    tasks: [
      {
        name: 'leaky',
        *run(k) {
          yield* k.step('one', () => {
            leak++;
            k.lock.held = leak % 2 === 0;
          });
          yield* k.step('two', () => k.lock.held);
        },
      },
    ],
  });
  assert.throws(() => sample(leaking, { scheduler: 'random', runs: 5 }), /outside|earlier/);
});

test('are numbers refused that cannot be?', () => {
  assert.throws(() => sample(twoAdders, { scheduler: 'random', runs: 0 }), /runs cannot be 0; give a whole number/);
  assert.throws(() => sample(twoAdders, { scheduler: 'pct', depth: 1.5 }), /depth cannot be 1.5/);
});

test.run();
