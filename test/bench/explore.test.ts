import { benchExplore } from 'pinlab/bench/explore-bench';
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
    const { seconds, statesPerSecond, bytesPerState, ...counts } = figures;
    assert.equal(counts, { pages, pinners, complete: true, states, transitions });
    assert.ok(seconds > 0 && statesPerSecond > 0 && bytesPerState > 8);
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
  assert.equal(told, ['0/2 our explorer', '1/2 our explorer']);
});

test.run();
