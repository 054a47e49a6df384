// Curves that lie on each other: is each of them still to be seen?
import type { ScatterPlot } from 'pinlab/plots/figure';
import { latencyCurve } from 'pinlab/plots/latency-curve';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const curve = (name: string, factor: number) => ({
  name,
  points: [1, 2, 4, 8].map((x) => ({ x, latencyNs: [x * factor, x * factor + 1] })),
});
const widths = (...series: ReturnType<typeof curve>[]) =>
  latencyCurve(series, { title: 'Curves', parameter: 'pages' })
    .data.filter(({ name, type }) => type === 'scatter' && !/p10 to p90/.test(name ?? ''))
    .map((each) => (each as ScatterPlot).line!.width);

test('is a curve wider for each that is drawn on top of it, and only then?', () => {
  assert.equal(widths(curve('one', 100), curve('other', 1000)), [2, 2]);
  assert.equal(widths(curve('one', 1000), curve('other', 1010), curve('far', 9000)), [7, 2, 2]);
  assert.equal(widths(curve('one', 1000), curve('two', 1010), curve('three', 1020)), [12, 7, 2]);
});

test.run();
