import type { Figure } from 'pinlab/plots/figure';
import { complaints } from 'pinlab/plots/gate';
import { figureToHtml, plotlyJson } from 'pinlab/plots/html';
import { figureToSvg } from 'pinlab/plots/static-picture';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { everyFigure } from './every.js';

const figures: [string, Figure, string][] = Object.entries(everyFigure).map(([name, make]) => [
  name,
  make(),
  figureToSvg(make()),
]);

for (const [name, figure, picture] of figures) {
  test(`does the gate let this through: ${name}`, () => {
    assert.equal(complaints(figure, picture), []);
  });
}

test('is a figure plain data?', () => {
  for (const [name, figure] of figures) assert.equal(structuredClone(figure), figure, name);
});

test('does the same input give the same picture, and another input another?', () => {
  for (const [name, figure, picture] of figures) assert.is(figureToSvg(figure), picture, name);
  assert.is(new Set(figures.map(([, , picture]) => picture)).size, figures.length);
});

test('do two pictures in one page share no id?', () => {
  const ids = figures.flatMap(([, , picture]) => [
    ...new Set([...picture.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)),
  ]);
  assert.is(new Set(ids).size, ids.length);
});

test('does an ordinary figure stay small with all its versions?', () => {
  for (const [name, figure, svg] of figures) {
    const versions = [plotlyJson(figure), figureToHtml(figure, svg), svg, figure.text];
    const bytes = Buffer.byteLength(JSON.stringify(versions));
    const limit = /long|wide/.test(name) ? 320_000 : /scrubber/.test(name) ? 120_000 : 80_000;
    assert.ok(bytes < limit, `${name}: ${bytes} bytes`);
  }
});

test.run();
