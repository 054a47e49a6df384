// Figures with a slider, and matrices whose cells open their schedules: data that a page can use by itself.
import { bars } from 'pinlab/plots/bars';
import { matrix } from 'pinlab/plots/matrix';
import { sliding } from 'pinlab/plots/sliding';
import { standingStill } from 'pinlab/plots/standing-still';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { shortTrace } from './samples.js';

const drawn = (values: number[], roomFor: number[] = [1000], name = 'fsync') =>
  bars(['no rule', 'rule (b)'], [{ name, values }], { title: 'Waiting', axisTitle: 'time', unit: 'time', roomFor });
const slides = [1, 10, 100].map((ms) => ({ value: `${ms} ms`, figure: drawn([1, ms]) }));

test('does a slider have a step and a frame for each value, and the values in its text?', () => {
  const figure = sliding(slides, { parameter: 'held for', at: 1 });
  const [slider] = figure.layout.sliders!;
  assert.equal(
    slider!.steps.map(({ label }) => label),
    ['1 ms', '10 ms', '100 ms'],
  );
  assert.is(slider!.active, 1);
  assert.equal(figure.data[0]!.y, slides[1]!.figure.data[0]!.y, 'it starts as it was told');
  assert.equal(
    figure.frames!.map(({ data }) => data[0]!.y),
    slides.map(({ figure: { data } }) => data[0]!.y),
  );
  for (const { value } of slides) assert.match(figure.text, `held for: ${value}\n`);
});

test('does its static picture leave the slider and its room out?', () => {
  const still = standingStill(sliding(slides, { parameter: 'held for' }));
  assert.is(still.layout.sliders, undefined);
  assert.is(still.layout.height, slides[0]!.figure.layout.height);
  assert.is(still.layout.title!.y!.toFixed(6), slides[0]!.figure.layout.title!.y!.toFixed(6));
});

test('are figures refused that the eye could not compare?', () => {
  const refused = (odd: ReturnType<typeof drawn>) => () =>
    sliding([...slides, { value: 'odd', figure: odd }], { parameter: 'held for' });
  assert.throws(refused(drawn([1, 5000])), /the figure for odd has other series or axes than the one for 1 ms/);
  assert.throws(refused(drawn([1, 2], [1000], 'truncate')), /give each the same series/);
  assert.throws(() => sliding([], { parameter: 'held for' }), /there is no figure number 0/);
});

const opening = () =>
  matrix(
    ['none', 'b'],
    ['H1', 'H2'],
    (row, column) => (row + column === 0 ? { word: 'Sometimes', opens: { trace: shortTrace, ends: 'H1' } } : 'Never'),
    {
      title: 'Rules against harms',
      rowTitle: 'rules',
      columnTitle: 'harm',
    },
  );

test('does a cell carry the steps that it opens, in order, each in its task’s lane?', () => {
  const { cells, labels, words } = opening().layout.meta!.openings!;
  assert.is(cells.length, 1);
  const { column, ends, row, steps, tasks } = cells[0]!;
  assert.equal([row, column, ends], [0, 0, 'H1']);
  assert.equal(
    steps.split(' ').map((step) => {
      const [task, label] = step.split('.').map(Number);
      return [tasks[task!]!.name, labels[label!]];
    }),
    shortTrace.steps.map(({ label, task }) => [task, label]),
  );
  assert.equal(words, [
    ['Sometimes', 'Never'],
    ['Never', 'Never'],
  ]);
});

test('does a matrix that opens nothing carry nothing, and a static picture neither?', () => {
  const closed = matrix(['none'], ['H1'], () => 'Never', { title: 'One', rowTitle: 'rules', columnTitle: 'harm' });
  assert.is(closed.layout.meta, undefined);
  const still = standingStill(opening());
  assert.is(still.layout.meta, undefined);
  assert.is(still.layout.height, opening().layout.height);
});

test.run();
