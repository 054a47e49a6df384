import type { Figure, ScatterPlot } from 'pinlab/plots/figure';
import { complaints } from 'pinlab/plots/gate';
import { axis, font, themed } from 'pinlab/plots/theme';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const good: ScatterPlot = { type: 'scatter', mode: 'lines+markers', name: 'a', x: [1, 2, 3], y: [1, 3, 2] };

function figure(data: ScatterPlot[], layout: Partial<Figure['layout']> = {}): Figure {
  return {
    title: 'A figure',
    text: 'a table',
    data,
    layout: { ...themed('A figure', { plotPx: 200, xaxis: axis('time (µs)'), yaxis: axis('pages') }), ...layout },
  };
}

function labels(x: number[], text: string[], sizePx = 12): ScatterPlot {
  return {
    type: 'scatter',
    mode: 'text',
    name: 'labels',
    x,
    y: x.map(() => 2),
    text,
    textfont: font(),
    cliponaxis: false,
    ...(sizePx === 12 ? {} : { textfont: { ...font(), size: sizePx } }),
  };
}

test('does a good figure pass?', () => {
  assert.equal(complaints(figure([good, labels([1.5, 2.5], ['one', 'two'])])), []);
});

test('is a label that leaves the frame found?', () => {
  const found = complaints(figure([good, labels([3], ['a long label at the right edge of the plot'])]));
  assert.is(found.length, 1);
  assert.match(found[0], /^'a long label at the right edge of the plot' leaves the frame by \d+ px\.$/);
});

test('is a label that the plot cuts found?', () => {
  const cut = { ...labels([3], ['cut at the edge']), cliponaxis: true };
  assert.match(complaints(figure([good, cut]))[0], /^'cut at the edge' is cut by \d+ px at the edge of the plot\.$/);
});

test('is a label outside of its plot found?', () => {
  const range = axis('time (µs)', { range: [0, 4] });
  const away = { ...labels([40], ['away']), cliponaxis: true };
  assert.equal(complaints(figure([good, away], { xaxis: range })), ["'away' lies outside its plot and is not seen."]);
});

test('are two labels on top of each other found?', () => {
  assert.equal(complaints(figure([good, labels([2, 2.05], ['the first', 'the second'])])), [
    "'the first' and 'the second' overlap.",
  ]);
});

test('are small letters found?', () => {
  assert.equal(complaints(figure([good, labels([2], ['tiny'], 9)])), [
    "'tiny' is written in 9 px; 11 px is the least.",
  ]);
});

test('is a series without marks found?', () => {
  assert.equal(complaints(figure([good, { ...good, name: 'nothing', x: [], y: [] }])), [
    "The series 'nothing' has no mark.",
  ]);
  assert.equal(complaints(figure([good, { ...good, name: 'gaps', y: [null, null, null] }])), [
    "The series 'gaps' has no mark.",
  ]);
  assert.equal(complaints(figure([])), ['The figure has no series.']);
});

test('are missing titles found?', () => {
  const bare = figure([good], { xaxis: { ...axis('x'), title: undefined }, title: undefined });
  assert.equal(complaints({ ...bare, text: '' }), [
    'The xaxis has no title.',
    'The figure has no title.',
    'The figure has no version in text.',
  ]);
});

test.run();
