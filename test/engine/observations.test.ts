// What is observed of a state alone is remembered with the state; that must show what looking at every step shows.
import { type Kernel, type Observation, type Scenario, scenario as scenarioOf, search } from 'pinlab/engine/index';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { randomScenario } from './random-scenario.js';

type Cells = Kernel & { readonly cells: readonly { readonly locked: boolean; readonly value: number }[] };

const observations = (ofState: boolean): Observation<Kernel>[] => [
  {
    id: 'locked',
    name: 'a cell is locked',
    seen: (now) => (now as Cells).cells.some(({ locked }) => locked),
    ...(ofState && { ofState }),
  },
  {
    id: 'risen',
    name: 'a value has risen',
    seen: (now, before) => (now as Cells).cells.some(({ value }, i) => value > (before as Cells).cells[i]!.value),
  },
  {
    id: 'high',
    name: 'a value is high',
    seen: (now) => (now as Cells).cells.some(({ value }) => value > 1),
    ...(ofState && { ofState }),
  },
];

test('is what a state shows counted as if it were looked at after each step?', () => {
  const shown = [0, 0, 0];
  for (let seed = 1; seed <= 200; seed++) {
    const made = randomScenario(seed);
    const watching = (ofState: boolean): Scenario => ({ ...made, observations: observations(ofState) });
    const { observed } = search(watching(true), { maxStates: 5000 });
    assert.equal(observed, search(watching(false), { maxStates: 5000 }).observed, made.name);
    observed.forEach(({ count }, o) => {
      shown[o]! += Math.min(count, 1);
    });
  }
  assert.ok(
    shown.every((scenarios) => scenarios > 10),
    `shown in ${shown} scenarios`,
  );
});

test('are more observations than a state has bits for refused?', () => {
  const { harms, ...made } = randomScenario(1);
  assert.ok(harms.length > 0);
  const many = Array.from({ length: 33 }, (_, i) => ({ id: `o${i}`, name: 'one of many', seen: () => false }));
  assert.throws(
    () => scenarioOf({ ...made, memory: made.layout.shape, harms: [], observations: many }),
    'more than 32 observations',
  );
});

test.run();
