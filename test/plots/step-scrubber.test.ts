import type { ScatterPlot } from 'pinlab/plots/figure';
import { stepScrubber } from 'pinlab/plots/step-scrubber';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { longTrace, shortTrace } from './samples.js';

const scrubber = stepScrubber(shortTrace, { harms: [{ step: 12, name: 'torn write' }] });
const frames = scrubber.frames ?? [];

function seriesNamed(name: string): number {
  return scrubber.data.findIndex((series) => series.name === name);
}

/** What a series holds once a frame is shown. */
function shown(frame: number, name: string): Partial<ScatterPlot> {
  return frames[frame].data[frames[frame].traces.indexOf(seriesNamed(name))];
}

test('is there one frame before the first step and one after each?', () => {
  assert.equal(
    frames.map(({ name }) => name),
    ['start', ...shortTrace.steps.map(({ index }) => String(index + 1))],
  );
  const [slider] = scrubber.layout.sliders ?? [];
  assert.equal(
    slider.steps.map(({ args }) => args[0]),
    frames.map(({ name }) => [name]),
  );
});

test('does the figure start at the harm, or where it is told?', () => {
  assert.is(scrubber.layout.sliders?.[0].active, 13);
  assert.is(stepScrubber(shortTrace).layout.sliders?.[0].active, 16);
  assert.is(stepScrubber(shortTrace, { at: 2 }).layout.sliders?.[0].active, 3);
});

test('does each frame hold the values after its step?', () => {
  const refs = scrubber.data[seriesNamed('fields')].text?.indexOf('refs') as number;
  assert.equal(
    frames.map((_, at) => shown(at, 'values').text?.[refs]),
    ['1', '1', '1', '1', '1', ...Array(11).fill('1025'), '1'],
  );
});

test('is what a step changed marked, and nothing else?', () => {
  const marks = frames.map((_, at) => (shown(at, 'changed').x ?? []).filter((x) => x === null).length);
  const changes = shortTrace.steps.map((step) => Math.max(1, step.changes.length));
  assert.equal(marks, [1, ...changes]);
  assert.equal(shown(1, 'changed').x, [null]);
});

test('does the story say who did what, where it is, what changed and who waits?', () => {
  assert.is(
    shown(13, 'story').text?.[0],
    '<b>13. device: DMA writes sector 1 ✗ torn write</b><br>at 24 µs<br>changes page0.sector1 0 → 7<br>blocked meanwhile: fsync (writeback)',
  );
  assert.is(shown(0, 'story').text?.[0], '<b>Before the first step</b><br>16 steps follow.');
});

test('do the buttons of each frame lead to its neighbours?', () => {
  const targets = frames.map((frame) =>
    frame.layout?.updatemenus?.[0].buttons.map(({ args }) => (args[0] as string[])[0]),
  );
  assert.equal(targets[0], ['start', '1']);
  assert.equal(targets[5], ['4', '6']);
  assert.equal(targets[16], ['15', '16']);
});

test('do the lanes of a long run scroll with the step, by whole rows?', () => {
  const ranges = (stepScrubber(longTrace).frames ?? []).map((frame) => frame.layout?.yaxis?.range ?? [0, 0]);
  const heights = new Set(ranges.map(([bottom, top]) => bottom - top));
  assert.is(heights.size, 1);
  assert.is(ranges[0][1], 0);
  assert.ok(ranges[60][1] > ranges[30][1]);
});

test('are ghosts apart, under a line that says so?', () => {
  const heads = scrubber.data[seriesNamed('records')];
  const ghosts = scrubber.data[seriesNamed('ghosts')];
  assert.equal(heads.text, ['page0', 'pte0', 'inode0', 'block0', 'promise0']);
  const row = heads.y[4] as number;
  assert.ok((ghosts.y[0] as number) < row && heads.y.slice(0, 4).every((y) => (y as number) < (ghosts.y[0] as number)));
});

test('can the records be chosen?', () => {
  const chosen = stepScrubber(shortTrace, { records: ['pte0'] });
  assert.equal(chosen.data.find(({ name }) => name === 'records')?.text, ['pte0']);
  assert.is(
    chosen.data.find(({ name }) => name === 'ghosts'),
    undefined,
  );
});

test.run();
