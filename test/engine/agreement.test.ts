import { compareWithGraph } from 'pinlab/engine/agreement';
import { search } from 'pinlab/engine/index';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { gupModel } from './gup-model.js';

test('is every clock run of the SPIN model a path of its graph?', () => {
  const found = search(gupModel(2, 1, { a: true, b: true, c: true }, false), { edges: false, detect: false });
  const agreement = compareWithGraph(found, 200);
  assert.is(agreement.left, null);
  assert.ok(agreement.steps > 5000);
  assert.ok(agreement.visited > 50);
});

test.run();
