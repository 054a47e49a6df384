import { benchExplore } from 'pinlab/bench/explore-bench';
import { search } from 'pinlab/engine/index';
import { namedScenario } from 'pinlab/scenarios/index';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

/** Does something as on a machine without any of the peers. */
function withoutPath<T>(work: () => T): T {
  const path = process.env.PATH;
  process.env.PATH = '';
  try {
    return work();
  } finally {
    process.env.PATH = path;
  }
}

for (const [pages, pinners, states, transitions] of [
  [1, 1, 770, 1973],
  [2, 1, 11559, 34933],
] as const) {
  test(`does the bench count ${states} states at ${pages} pages and ${pinners} pinners without a peer?`, () => {
    const figures = withoutPath(() => benchExplore({ pages, pinners, runs: 1 }));
    const { seconds, statesPerSecond, bytesPerState, machine, reduced, ...counts } = figures;
    assert.equal(counts, { pages, pinners, complete: true, states, transitions });
    assert.ok(seconds > 0 && statesPerSecond > 0 && bytesPerState > 8);
    assert.equal(Object.keys(reduced!), ['states', 'seconds']);
    assert.ok(reduced!.seconds > 0);
  });

  test(`and beside SPIN, where it is installed?`, () => {
    const { spin, ...ours } = benchExplore({ pages, pinners, runs: 1 });
    assert.is(ours.states, states);
    assert.is(ours.transitions, transitions);
    if (spin === undefined) return;
    assert.is(spin.states, states);
    assert.is(spin.transitions, transitions + 1);
    assert.is(spin.ratio, null);
    assert.ok(spin.compileSeconds > 0 && spin.ratioWithCompile > 0);
  });
}

test('are interchangeable states stored once, and is the machine measured too?', () => {
  const { machine, reduced } = withoutPath(() => benchExplore({ pages: 1, pinners: 2, runs: 1 }));
  assert.is(reduced!.states, 2708);
  const { bytesPerState, seconds, statesPerSecond, ...counts } = machine;
  const whole = search(namedScenario('two-page-readv-and-fsync').build(), { edges: false }).store.count;
  assert.equal(counts, { scenario: 'two-page-readv-and-fsync', complete: true, states: whole });
  assert.ok(seconds > 0 && statesPerSecond > 0 && bytesPerState > 8);
});

test('is each run announced before it begins?', () => {
  const told: string[] = [];
  withoutPath(() =>
    benchExplore({
      pages: 1,
      pinners: 1,
      runs: 2,
      onProgress: (done, total, what) => told.push(`${done}/${total} ${what}`),
    }),
  );
  assert.equal(told, [
    ...['0/6 our explorer', '1/6 reduced', '2/6 the machine'],
    ...['3/6 our explorer', '4/6 reduced', '5/6 the machine'],
  ]);
});

test.run();
