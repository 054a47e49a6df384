import { gupModel } from 'pinlab/bench/gup-model';
import { search } from 'pinlab/engine/index';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const all = { a: true, b: true, c: true };
const counts: [number, number, number, number?][] = [
  [1, 1, 770, 1973],
  [1, 2, 4646],
  [2, 1, 11559],
  [2, 2, 129003, 487558],
  [3, 1, 93040],
];

for (const [pages, pinners, states, transitions] of counts)
  test(`how many states has the SPIN model with ${pages} pages and ${pinners} pinners?`, () => {
    const found = search(gupModel(pages, pinners, all, false), { edges: false, detect: false });
    assert.is(found.store.count, states);
    assert.ok(found.complete);
    if (transitions !== undefined) assert.is(found.transitions, transitions);
  });

test('what are the shortest counterexamples with all rules off?', () => {
  const found = search(gupModel(2, 1, { a: false, b: false, c: false }, true), { edges: false });
  const shortest = found.scenario.harms.map((_, h) => {
    for (let s = 0; s < found.store.count; s++) if ((found.found[s]! >>> h) & 1) return found.store.pathTo(s).length;
    return -1;
  });
  assert.equal(shortest, [4, 5, 6, 25]);
});

test.run();
