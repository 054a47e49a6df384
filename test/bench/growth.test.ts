import { benchGrowth } from 'pinlab/bench/growth';
import { benchVerdict } from 'pinlab/bench/verdict-bench';
import { figureOf } from 'pinlab/cli/bench-explore';
import { complaints } from 'pinlab/plots/gate';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const roomy = { maxSeconds: 600, maxStates: 1_000_000 };

test('are the classes of states of each size counted?', async () => {
  const cells = await benchGrowth({ pages: 2, pinners: 2, ...roomy });
  assert.equal(
    cells.map(({ seconds, ...counts }) => counts),
    [
      { pages: 1, pinners: 1, verdict: 'Never', states: 770, cut: null },
      { pages: 2, pinners: 1, verdict: 'Never', states: 11_559, cut: null },
      { pages: 1, pinners: 2, verdict: 'Never', states: 2708, cut: null },
      { pages: 2, pinners: 2, verdict: 'Never', states: 70_281, cut: null },
    ],
  );
  assert.ok(cells.every(({ seconds }) => seconds > 0));
});

test('is a size that does not fit the budget unknown, with what ran out, and are larger ones left?', async () => {
  for (const [budget, cut] of [
    [{ maxStates: 30_000 }, 'states'],
    [{ maxBytes: 1e6 }, 'memory'],
    [{ maxSeconds: 0 }, 'seconds'],
  ] as const) {
    const cells = await benchGrowth({ pages: 3, pinners: 2, ...roomy, ...budget });
    const reasons = cells.filter((cell) => cell.verdict === 'unknown').map((cell) => cell.cut);
    assert.is(reasons[0], cut);
    assert.ok(reasons.includes('a smaller size'), cut);
    const left = cells.at(-1)!;
    assert.equal({ ...left, cut: '' }, { pages: 3, pinners: 2, verdict: 'unknown', states: 0, seconds: 0, cut: '' });
  }
});

test('is what grows drawn, also where it was cut?', () => {
  const figure = figureOf([
    { pages: 1, pinners: 1, verdict: 'Never', states: 770, seconds: 0.1, cut: null },
    { pages: 2, pinners: 1, verdict: 'unknown', states: 9000, seconds: 1, cut: 'states' },
    { pages: 3, pinners: 1, verdict: 'unknown', states: 0, seconds: 0, cut: 'a smaller size' },
  ]);
  assert.equal(complaints(figure), []);
  assert.match(figure.text, /1 pinner\s+2\s+9000\s+1 s\s+unknown/);
  assert.match(figure.text, /1 pinner\s+3\s+unknown, not tried/);
});

test('is the time to a verdict measured without the peers, cold and warm?', async () => {
  const path = process.env.PATH;
  process.env.PATH = '';
  try {
    const [figures] = await benchVerdict({ sizes: [[1, 2]], runs: 2 });
    const { coldSeconds, warmSeconds, workers, ...counts } = figures!;
    assert.equal(counts, { pages: 1, pinners: 2, states: 2708 });
    assert.ok(coldSeconds > 0 && warmSeconds > 0 && workers >= 1);
  } finally {
    process.env.PATH = path;
  }
});

test.run();
