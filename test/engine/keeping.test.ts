// Whoever keeps something outside the memory is found out by a search for harms alone as by one of the
// whole graph, also when it is a worker thread that meets it.
import { decide, decideOnCores, explore, ModelError } from 'pinlab/engine/index';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { keepers, keeping } from './keeping-scenario.js';

const alone = { wholeStates: 1, symmetry: false };
const module = new URL('./keeping-scenario.js', import.meta.url).href;

for (const keeper of keepers) {
  test(`is it found out that something is kept: ${keeper}?`, () => {
    assert.throws(
      () => explore(keeping(keeper, true)),
      (error: unknown) => error instanceof ModelError,
    );
    assert.throws(
      () => decide(keeping(keeper, true), alone),
      (error: unknown) => error instanceof ModelError,
    );
  });

  test(`is it found out in a worker thread alone: ${keeper}?`, async () => {
    const recipe = { module, name: 'keeping', args: [keeper, false] };
    try {
      await decideOnCores(recipe, { ...alone, workers: 2, aloneStates: 0, together: true });
      assert.unreachable('it decided');
    } catch (error) {
      assert.instance(error, ModelError);
    }
  });
}

test.run();
