// The same verdicts on two threads as on one, for many scenarios: too many for every run of the tests.
import { decide, decideOnCores } from 'pinlab/engine/index';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { randomScenario, twinScenario } from '../engine/random-scenario.js';

const module = new URL('../engine/random-scenario.js', import.meta.url).href;

for (const [name, make] of Object.entries({ twinScenario, randomScenario }))
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
