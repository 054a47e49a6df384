// Two engines, one truth: whatever the clock does is a path of the explorer's graph.
import { gupModel } from 'pinlab/bench/gup-model';
import { compareWithGraph } from 'pinlab/engine/agreement';
import { search } from 'pinlab/engine/index';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { randomScenario } from './random-scenario.js';

test('is every clock run of the SPIN model a path of its graph?', () => {
  const found = search(gupModel(2, 1, { a: true, b: true, c: true }, false), { edges: false, detect: false });
  const agreement = compareWithGraph(found, 200);
  assert.is(agreement.left, null);
  assert.ok(agreement.steps > 5000);
  assert.ok(agreement.visited > 50);
});

test('is every clock run of 1,000 random scenarios a path of its graph?', () => {
  let steps = 0;
  let ordered = 0;
  for (let seed = 1; seed <= 1000; seed++) {
    const scenario = randomScenario(seed);
    if (scenario.before.length > 0) ordered++;
    const found = search(scenario, { edges: false, detect: false });
    assert.ok(found.complete);
    const agreement = compareWithGraph(found, 5, 200);
    assert.is(agreement.left, null, `random scenario ${seed}: ${JSON.stringify(agreement.left)}`);
    steps += agreement.steps;
  }
  assert.ok(steps > 10_000, `${steps} steps`);
  assert.ok(ordered > 50, `${ordered} with an order of timers`);
});

test.run();
