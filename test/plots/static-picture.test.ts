import { spawnSync } from 'node:child_process';
import type { Figure } from 'pinlab/plots/figure';
import { figureToSvg, stopDrawing } from 'pinlab/plots/static-picture';
import { stepScrubber } from 'pinlab/plots/step-scrubber';
import { axis, themed } from 'pinlab/plots/theme';
import { timeline } from 'pinlab/plots/timeline';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { shortTrace } from './samples.js';

test('is the picture there when the call returns?', () => {
  const svg = figureToSvg(timeline(shortTrace));
  assert.type(svg, 'string');
  assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
  assert.match(svg, /<\/svg>$/);
});

test('does a drawing thread that was stopped start again?', () => {
  const svg = figureToSvg(timeline(shortTrace));
  stopDrawing();
  assert.is(figureToSvg(timeline(shortTrace)), svg);
});

test('do other processes draw the same bytes and end by themselves?', () => {
  const script =
    "const { figureToSvg } = await import('pinlab/plots/static-picture');" +
    "const { timeline } = await import('pinlab/plots/timeline');" +
    'process.stdout.write(figureToSvg(timeline(JSON.parse(process.env.TRACE))));';
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    timeout: 20_000,
    env: { ...process.env, TRACE: JSON.stringify(shortTrace) },
  });
  assert.is(run.status, 0, run.stderr);
  assert.is(run.stdout, figureToSvg(timeline(shortTrace)));
});

test('does the picture keep what labels say?', () => {
  const layout = themed('a < b && "c" > d', { plotPx: 200, xaxis: axis('<b>x</b>'), yaxis: axis('y & z') });
  const svg = figureToSvg({
    title: 't',
    text: 't',
    layout,
    data: [{ type: 'scatter', mode: 'markers', x: [1], y: [1] }],
  });
  const texts = [...svg.matchAll(/<text[^>]*>(?:<tspan[^>]*>)?([^<]+)/g)].map(([, text]) => text);
  for (const wanted of ['a &#60; b &amp;&amp; "c" &#62; d', '&#60;b&#62;x&#60;/b&#62;', 'y &amp; z'])
    assert.ok(texts.includes(wanted), texts.join(' | '));
});

test('are kinds of series that need a browser refused before anything is drawn?', () => {
  const surface = { ...timeline(shortTrace), data: [{ type: 'surface', x: [1], y: [1] }] } as unknown as Figure;
  assert.throws(
    () => figureToSvg(surface),
    /'surface' cannot be drawn without a browser; a figure here is made of scatter and bar/,
  );
});

test('does a picture leave out controls and their room?', () => {
  const scrubber = stepScrubber(shortTrace);
  const svg = figureToSvg(scrubber);
  assert.not.match(svg, /after step|previous/);
  assert.is(Number(/ height="(\d+)"/.exec(svg)?.[1]), scrubber.layout.height - 84);
});

test.run();
