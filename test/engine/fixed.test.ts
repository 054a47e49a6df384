// Fixed fields: what a task computes with before it has taken a step.
import {
  explore,
  fixed,
  type Kernel,
  kernelFunction,
  one,
  record,
  scenario,
  simulate,
  uint,
} from 'pinlab/engine/index';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const Place = record('Place', { number: fixed(uint(3)), seen: uint(3) });
type K = Kernel & { readonly place: { readonly number: number; seen: number } };

const look = kernelFunction('look', function* (k: K) {
  const number = k.place.number;
  yield* k.step('note it', () => {
    k.place.seen = number;
  });
});

const made = scenario({
  name: 'fixed',
  about: 'Reads a fixed field first.',
  memory: { place: one(Place) },
  setup: (k) => {
    k.place.number = 5;
  },
  tasks: [{ name: 'reader', run: (k) => look(k) }],
  outcome: (k) => `saw ${k.place.seen}`,
});

test('does a task that reads a fixed field before its first step find what the set-up gave it?', () => {
  assert.equal(
    explore(made, { outcomes: true }).outcomes!.map(({ observation }) => observation),
    ['saw 5'],
  );
  assert.ok(simulate(made).operations.length > 0);
});

test.run();
