// Deciding on classes of states and on several cores: the same verdicts as from the whole graph.
import type { Worker } from 'node:worker_threads';
import { gupModel } from 'pinlab/bench/gup-model';
import {
  bool,
  decide,
  decideOnCores,
  explore,
  type KernelOf,
  kernelFunction,
  one,
  pool,
  type RecordOf,
  record,
  type Scenario,
  scenario,
  search,
} from 'pinlab/engine/index';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { pairScenario } from './pair-scenario.js';
import { randomScenario, stoppingTwins, twinScenario } from './random-scenario.js';

const all = { a: true, b: true, c: true };
const none = { a: false, b: false, c: false };
const gupModule = import.meta.resolve('pinlab/bench/gup-model');
/** Leaves nothing to the search of the whole graph. */
const nothingWhole = { wholeStates: 1 };
/** Has other threads there from the beginning, or so many states after it. */
const atOnce = { ...nothingWhole, aloneStates: 0, together: true };
/** All worker threads of this process. */
const started: Worker[] = [];
process.on('worker', (worker: Worker) => started.push(worker));

/** What must not depend on how it was found. */
function verdicts(harms: readonly { id: string; verdict: string; shortest: number | null }[]): string {
  return harms
    .map(({ id, verdict, shortest }) => `${id} ${verdict === 'Always' ? 'Sometimes' : verdict} ${shortest}`)
    .join(', ');
}

function whole(scenario: Scenario): string {
  return verdicts(explore(scenario).harms);
}

test('does a search of classes store as many states as there are classes?', () => {
  const stored = (pages: number, pinners: number) => decide(gupModel(pages, pinners, all, true), nothingWhole).stored;
  assert.is(stored(1, 1), 770);
  assert.is(stored(2, 2), 70_281);
  const without = decide(gupModel(2, 2, all, true), { ...nothingWhole, symmetry: false });
  assert.is(without.stored, 129_003);
  assert.is(without.states, 129_003);
});

test('are all verdicts those of the whole graph, for the SPIN model with each rule left out?', () => {
  for (const rules of [all, none, { ...all, a: false }, { ...all, b: false }, { ...all, c: false }]) {
    const scenario = gupModel(1, 2, rules, true);
    assert.is(verdicts(decide(scenario, nothingWhole).harms), whole(scenario), JSON.stringify(rules));
  }
});

test('are the verdicts of 1,000 random scenarios with equal tasks those of the whole graph?', () => {
  let fewer = 0;
  for (let seed = 1; seed <= 1000; seed++) {
    const scenario = twinScenario(seed);
    const decision = decide(scenario, nothingWhole);
    assert.is(verdicts(decision.harms), whole(scenario), scenario.name);
    if (decision.complete && decision.stored < search(scenario, { edges: false, detect: false }).store.count) fewer++;
  }
  assert.ok(fewer > 500, `${fewer} stored fewer states`);
});

test('are the verdicts of 500 random scenarios with declared pairs those of the whole graph?', () => {
  let fewer = 0;
  for (let seed = 1; seed <= 500; seed++) {
    const scenario = pairScenario(seed);
    const decision = decide(scenario, nothingWhole);
    assert.is(verdicts(decision.harms), whole(scenario), scenario.name);
    if (decision.complete && decision.stored < search(scenario, { edges: false, detect: false }).store.count) fewer++;
  }
  assert.ok(fewer > 200, `${fewer} stored fewer states`);
});

test('are the verdicts of 500 random scenarios of all kinds those of the whole graph?', () => {
  for (let seed = 1; seed <= 500; seed++) {
    const scenario = randomScenario(seed);
    assert.is(verdicts(decide(scenario, nothingWhole).harms), whole(scenario), scenario.name);
  }
});

test('are verdicts and counts the same on one thread and on two?', async () => {
  const module = new URL('./random-scenario.js', import.meta.url).href;
  for (let seed = 1; seed <= 150; seed++) {
    const recipe = { module, name: 'twinScenario', args: [seed] };
    const options = { ...nothingWhole, symmetry: seed % 2 === 0 };
    const one = decide(twinScenario(seed), options);
    const aloneStates = [0, 3, 20][seed % 3]!;
    const two = await decideOnCores(recipe, { ...options, workers: 2, aloneStates, together: true });
    assert.equal({ ...two, workers: 0 }, one, `seed ${seed}, the other after ${aloneStates} states`);
  }
});

test('are verdicts and counts the same on one thread and on two, where pairs are declared interchangeable?', async () => {
  const module = new URL('./pair-scenario.js', import.meta.url).href;
  for (let seed = 1; seed <= 150; seed++) {
    const one = decide(pairScenario(seed), nothingWhole);
    const aloneStates = [0, 3, 20][seed % 3]!;
    const recipe = { module, name: 'pairScenario', args: [seed] };
    const two = await decideOnCores(recipe, { ...atOnce, workers: 2, aloneStates });
    assert.equal({ ...two, workers: 0 }, one, `seed ${seed}, the other after ${aloneStates} states`);
  }
});

test('is a number of workers that cannot be refused?', async () => {
  const recipe = { module: new URL('./pair-scenario.js', import.meta.url).href, name: 'pairScenario', args: [1] };
  for (const workers of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])
    try {
      await decideOnCores(recipe, { workers });
      assert.unreachable(`${workers} workers`);
    } catch (error) {
      assert.instance(error, RangeError);
      assert.match((error as Error).message, `workers cannot be ${workers}; give a whole number`);
    }
});

test('do threads stop where the scenario stops, also in what others have met?', async () => {
  const module = new URL('./random-scenario.js', import.meta.url).href;
  for (let seed = 1; seed <= 60; seed++) {
    const one = decide(stoppingTwins(seed), { ...nothingWhole, symmetry: false });
    const recipe = { module, name: 'stoppingTwins', args: [seed] };
    const two = await decideOnCores(recipe, { ...atOnce, symmetry: false, workers: 2, aloneStates: 4 });
    assert.equal({ ...two, workers: 0 }, one, `seed ${seed}`);
  }
});

test('do several threads meet the same states, however many and whenever they come?', async () => {
  const recipe = { module: gupModule, name: 'gupModel', args: [2, 2, all, true] };
  for (const workers of [1, 2, 3, 6])
    for (const aloneStates of [0, 5000, 60_000]) {
      const { complete, depth, stored } = await decideOnCores(recipe, { ...atOnce, workers, aloneStates });
      assert.equal({ complete, depth, stored }, { complete: true, depth: 46, stored: 70_281 }, `${workers} threads`);
    }
});

test('is the way to a harm looked for with no more memory than the search may take?', () => {
  const last = (maxBytes: number) =>
    decide(gupModel(1, 2, none, true), { ...nothingWhole, maxBytes }).harms.map(({ schedule, shortest, verdict }) => [
      verdict,
      shortest,
      schedule === null,
    ])[3];
  assert.equal(last(5e6), ['Sometimes', 26, true]);
  assert.equal(last(1e9), ['Sometimes', 26, false]);
});

test('does a search go on alone as long as those it called have not come?', async () => {
  const recipe = { module: gupModule, name: 'gupModel', args: [1, 2, all, true] };
  const { complete, stored } = await decideOnCores(recipe, { ...nothingWhole, workers: 2, aloneStates: 0 });
  assert.equal(
    { complete, stored },
    { complete: true, stored: decide(gupModel(1, 2, all, true), nothingWhole).stored },
  );
});

test('is a worker that died while it had nothing to do no longer counted on?', async () => {
  const recipe = { module: gupModule, name: 'gupModel', args: [1, 2, all, true] };
  const search = () => decideOnCores(recipe, { ...atOnce, workers: 2 });
  const alive = await search();
  assert.ok(started.length > 0);
  await Promise.all(started.map((worker) => worker.terminate()));
  assert.equal(await search(), alive);
});

test('is a worker that dies during a search an error, and no endless wait?', async () => {
  const recipe = { module: gupModule, name: 'gupModel', args: [3, 2, all, true] };
  const lost = decideOnCores(recipe, { ...atOnce, workers: 2 });
  const killing = setInterval(() => {
    for (const worker of started) void worker.terminate();
  }, 300);
  try {
    await lost;
    assert.unreachable('it went on without its worker');
  } catch (error) {
    assert.match((error as Error).message, /ended without an answer/);
  } finally {
    clearInterval(killing);
  }
});

const Lamp = record('Lamp', { lit: bool, left: bool });
const Switch = record('Switch', { right: bool });

test('are records of one type in two pools told apart where a step finds them?', () => {
  const memory = { left: pool(Lamp, 2), right: pool(Lamp, 2), switch: one(Switch) };
  type K = KernelOf<typeof memory, object>;
  const light = kernelFunction('light', function* (k: K, lamp: RecordOf<typeof Lamp>) {
    yield* k.step('light', () => {
      lamp.lit = true;
    });
  });
  const found = scenario({
    name: 'two pools',
    about: 'of one type',
    memory,
    tasks: [
      {
        name: 'lights',
        run: function* (k: K) {
          yield* light(k, yield* k.find('find', () => (k.switch.right ? k.right : k.left)[0]!));
        },
      },
      {
        name: 'switches',
        run: function* (k: K) {
          yield* k.step('switch', () => {
            k.switch.right = true;
          });
        },
      },
    ],
    harms: [
      { id: 'left', name: 'a light on the left', found: (k) => k.left[0]!.lit },
      { id: 'right', name: 'a light on the right', found: (k) => k.right[0]!.lit },
    ],
  });
  assert.is(verdicts(decide(found, nothingWhole).harms), 'left Sometimes 2, right Sometimes 3');
  assert.is(whole(found), 'left Sometimes 2, right Sometimes 3');
  assert.equal(
    found.layout.records.map(({ name }) => name),
    ['lamp0', 'lamp1', 'right0', 'right1', 'switch'],
  );
  assert.throws(
    () => scenario({ name: 'names', about: 'alike', memory: { ...memory, lamp0: one(Switch) }, tasks: found.tasks }),
    /the records of the pool lamp0 would be called as others/,
  );
});

test('is a recipe that makes another scenario in each thread an error?', async () => {
  const recipe = { module: new URL('./guest-scenario.js', import.meta.url).href, name: 'ofThread', args: [] };
  try {
    await decideOnCores(recipe, { ...atOnce, workers: 2 });
    assert.unreachable('it decided');
  } catch (error) {
    assert.match((error as Error).message, /the recipe ofThread makes another scenario in each thread/);
  }
});

test('is a declaration that does not hold an error, with what tells the things apart?', () => {
  assert.throws(() => decide(pairScenario(1, 'mark')), /seat0\.marked is true at the start/);
  assert.throws(() => decide(pairScenario(1, 'tasks')), /one state leads elsewhere than the other/);
});

test.run();
