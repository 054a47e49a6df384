// The same verdicts on two threads as on one, for many scenarios: too many for every run of the tests.
import { decide, decideOnCores, type Scenario } from 'pinlab/engine/index';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { pairScenario } from '../engine/pair-scenario.js';
import { randomScenario, twinScenario } from '../engine/random-scenario.js';

const random = new URL('../engine/random-scenario.js', import.meta.url).href;
const pairs = new URL('../engine/pair-scenario.js', import.meta.url).href;
const makers: readonly [module: string, name: string, make: (seed: number) => Scenario][] = [
  [random, 'twinScenario', twinScenario],
  [random, 'randomScenario', randomScenario],
  [pairs, 'pairScenario', pairScenario],
];

for (const [module, name, make] of makers)
  test(`does ${name} get the same verdicts on two threads, for 1,000 seeds?`, async () => {
    for (let seed = 1001; seed <= 2000; seed++) {
      const options = { wholeStates: 1, symmetry: seed % 2 === 0 };
      const two = await decideOnCores(
        { module, name, args: [seed] },
        { ...options, workers: 2, aloneStates: seed % 5, together: true },
      );
      assert.equal({ ...two, workers: 0 }, decide(make(seed), options), `seed ${seed}`);
    }
  });

test.run();
