// Needs the Debian packages spin, gcc and python3-simpy3.
import { benchClock, meanTimeInSystem } from 'pinlab/bench/clock-bench';
import { gupModel } from 'pinlab/bench/gup-model';
import { Simpy } from 'pinlab/bench/simpy';
import { Spin } from 'pinlab/bench/spin';
import { search } from 'pinlab/engine/index';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

for (const [pages, pinners] of [
  [1, 1],
  [1, 2],
  [2, 1],
  [2, 2],
  [3, 1],
] as const)
  test(`does SPIN count our states with ${pages} pages and ${pinners} pinners?`, () => {
    const found = search(gupModel(pages, pinners, { a: true, b: true, c: true }, false), {
      edges: false,
      detect: false,
    });
    const spin = Spin.compiled(pages, pinners);
    assert.ok(spin, 'install spin and gcc');
    try {
      // SPIN counts its start as a transition.
      assert.equal(spin.search().result, { states: found.store.count, transitions: found.transitions + 1 });
    } finally {
      spin.remove();
    }
  });

test('do SimPy’s customers spend the time that ours do?', () => {
  const simpy = Simpy.found();
  assert.ok(simpy, 'install python3-simpy3');
  const ours = meanTimeInSystem(100_000);
  const { mean } = simpy.run('mm1', 100_000);
  assert.ok(Math.abs(ours - mean) < 0.5, `${ours} and ${mean}`);
});

test('is every model of the clock measured beside SimPy?', () => {
  for (const { simpy } of benchClock({ runs: 1, scale: 0.02 }).models)
    assert.ok(simpy !== undefined && simpy.eventsPerSecond > 0 && simpy.ratio > 0);
});

test.run();
