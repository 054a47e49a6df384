import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { blockedByReason } from 'pinlab/measure/blocking';
import { histogram, histogramText } from 'pinlab/measure/histogram';
import { quantiles, summarise } from 'pinlab/measure/summary';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { shortTrace } from '../plots/samples.js';

test('does a summary of five values say what the definitions say?', () => {
  assert.equal(summarise([50, 10, 40, 20, 30]), {
    count: 5,
    minNs: 10,
    medianNs: 30,
    p90Ns: 46,
    p99Ns: 49.6,
    maxNs: 50,
    meanNs: 30,
    deviationNs: Math.sqrt(250),
  });
});

test('is a single value its own summary?', () => {
  const { count, deviationNs, ...rest } = summarise([7]);
  assert.equal([count, deviationNs, ...Object.values(rest)], [1, 0, 7, 7, 7, 7, 7, 7]);
});

test('does a quantile lie at position (n - 1) p?', () => {
  assert.equal(quantiles([1, 2, 3, 4], [0, 0.25, 0.5, 0.75, 1]), [1, 1.75, 2.5, 3.25, 4]);
});

test('are values left as they were given?', () => {
  const values = [3, 1, 2];
  summarise(values);
  assert.equal(values, [3, 1, 2]);
});

test('do empty and broken sets get an error that says so?', () => {
  assert.throws(() => summarise([]), /A summary of no values: the run measured nothing/);
  assert.throws(
    () => quantiles([1, Number.NaN], [0.5]),
    /A quantile met NaN: latencies are finite numbers of nanoseconds/,
  );
});

test('does the histogram read as bpftrace prints it?', () => {
  assert.is(
    histogramText(histogram([0, 1, 1, 3, 3, 3, 3, 600, 1500])),
    [
      '[0]                    1 |@@@@@@@@@@@@@                                       |',
      '[1]                    2 |@@@@@@@@@@@@@@@@@@@@@@@@@@                          |',
      '[2, 4)                 4 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|',
      '[4, 8)                 0 |                                                    |',
      '[8, 16)                0 |                                                    |',
      '[16, 32)               0 |                                                    |',
      '[32, 64)               0 |                                                    |',
      '[64, 128)              0 |                                                    |',
      '[128, 256)             0 |                                                    |',
      '[256, 512)             0 |                                                    |',
      '[512, 1K)              1 |@@@@@@@@@@@@@                                       |',
      '[1K, 2K)               1 |@@@@@@@@@@@@@                                       |',
    ].join('\n'),
  );
});

test('are there rows for negative and for large values?', () => {
  assert.match(histogramText(histogram([-5, 0])), /^\(\.\.\., 0\) {15}1 \|@+\|\n\[0\]/);
  assert.match(histogramText(histogram([2 ** 31])), /^\[2G, 4G\)/);
  assert.equal(histogram([]), []);
});

test('is every value in the bucket that its limits promise?', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 2 ** 52 }), { minLength: 1 }), (values) => {
      const buckets = histogram(values);
      for (const { from, to, count } of buckets)
        assert.is(values.filter((value) => value >= from && value < to).length, count);
      assert.is(
        buckets.reduce((sum, { count }) => sum + count, 0),
        values.length,
      );
    }),
  );
});

test('is waiting summed by reason, the longest first?', () => {
  assert.equal(blockedByReason(shortTrace), [
    { reason: 'writeback', blockedNs: 21000, count: 1 },
    { reason: 'folio lock', blockedNs: 2100, count: 1 },
  ]);
  assert.equal(blockedByReason(shortTrace, 'writer'), []);
});

test('do the types stay free of mathjs, which a kernel would take two seconds to read?', () => {
  for (const name of ['summary', 'histogram', 'blocking', 'index']) {
    const types = readFileSync(new URL(`../../../lib/dist/measure/${name}.d.ts`, import.meta.url), 'utf8');
    assert.not.match(types, /from 'mathjs|import\('mathjs/);
  }
});

test.run();
