// Needs the Debian packages spin, rumur, gcc and python3-simpy3.
import { benchClock, meanTimeInSystem } from 'pinlab/bench/clock-bench';
import { gupModel } from 'pinlab/bench/gup-model';
import { tried } from 'pinlab/bench/peer';
import { Rumur, rumurVariants } from 'pinlab/bench/rumur';
import { Simpy } from 'pinlab/bench/simpy';
import { Spin, spinVariants } from 'pinlab/bench/spin';
import { benchVerdict } from 'pinlab/bench/verdict-bench';
import { decide, search } from 'pinlab/engine/index';
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

for (const [pages, pinners] of [
  [1, 1],
  [1, 3],
  [2, 2],
] as const)
  test(`does rumur count our states, and our classes, with ${pages} pages and ${pinners} pinners?`, () => {
    const scenario = () => gupModel(pages, pinners, { a: true, b: true, c: true }, true);
    const whole = search(scenario(), { edges: false, detect: false });
    const classes = decide(scenario(), { wholeStates: 1 });
    const expected = { off: whole.store.count, exhaustive: classes.stored };
    for (const symmetry of ['off', 'exhaustive'] as const) {
      const rumur = Rumur.compiled(pages, pinners, symmetry);
      assert.ok(rumur, 'install rumur and gcc');
      try {
        const { states, transitions } = rumur.search().result;
        assert.is(states, expected[symmetry], symmetry);
        if (symmetry === 'off') assert.is(transitions, whole.transitions);
      } finally {
        rumur.remove();
      }
    }
  });

test('do the peers search all states with each of the options that are tried?', () => {
  for (const variant of spinVariants(4646, 2)) assert.is(tried(variant, 1, 2)?.states, 4646, variant.options);
  for (const variant of rumurVariants(2708, 2)) assert.is(tried(variant, 1, 2)?.states, 2708, variant.options);
});

test('is the time to a verdict measured beside SPIN and rumur?', async () => {
  const [figures] = await benchVerdict({ sizes: [[1, 1]], runs: 1 });
  assert.is(figures!.states, 770);
  for (const peer of [figures!.spin!, figures!.rumur!]) {
    assert.is(peer.states, 770);
    assert.ok(peer.withCompile.compileSeconds > 0 && peer.withCompile.seconds > 0);
    for (const { ratioCold, ratioWarm } of [peer.withCompile, peer.withoutCompile])
      assert.ok(ratioCold > 0 && ratioWarm > 0);
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
