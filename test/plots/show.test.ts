import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { figureBundle, figureToText, show } from 'pinlab/plots/show';
import { stepScrubber } from 'pinlab/plots/step-scrubber';
import { timeline } from 'pinlab/plots/timeline';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { shortTrace } from './samples.js';

const require = createRequire(import.meta.url);
const figure = timeline(shortTrace);

/** Runs `work` while a tslab with these files counts as loaded. */
function withTslab(files: Record<string, string>, work: (exports: Record<string, unknown>) => void): void {
  const folder = join(mkdtempSync(join(tmpdir(), 'pinlab-')), 'tslab', 'dist');
  mkdirSync(folder, { recursive: true });
  for (const [name, source] of Object.entries(files)) writeFileSync(join(folder, name), source);
  const jupyter = join(folder, 'jupyter.js');
  try {
    work(require(jupyter));
  } finally {
    delete require.cache[jupyter];
    rmSync(folder, { recursive: true });
  }
}

test('does a figure outside of a kernel print its text?', () => {
  const printed: unknown[] = [];
  const log = console.log;
  console.log = (...given: unknown[]) => printed.push(...given);
  show(figure);
  console.log = log;
  assert.equal(printed, [figureToText(figure)]);
});

test('is a figure in a kernel one output with every version?', () => {
  withTslab(
    { 'jupyter.js': 'exports.sent = []; exports.lastWriteDisplayData = (...given) => exports.sent.push(given);' },
    (tslab) => {
      show(figure);
      assert.equal(tslab.sent, [[{ data: figureBundle(figure), metadata: {}, transient: {} }, false]]);
    },
  );
});

test('does a kernel without that function get the HTML?', () => {
  const files = {
    'jupyter.js': 'exports.lastWriteDisplayData = null;',
    'public.js': 'exports.sent = []; exports.display = { html: (text) => exports.sent.push(text) };',
  };
  withTslab(files, () => {
    show(figure);
    const shown = Object.keys(require.cache).find((file) => file.endsWith('public.js')) as string;
    assert.equal(require(shown).sent, [figureBundle(figure)['text/html']]);
  });
});

test('does the HTML carry the picture, the data and no library, address or absolute path?', () => {
  const { 'text/html': html, 'image/svg+xml': svg } = figureBundle(stepScrubber(shortTrace));
  assert.ok(html.includes(svg));
  assert.ok(html.includes('"frames":['));
  assert.not.match(html.replaceAll('http://www.w3.org/', ''), /https?:|file:|cdn|src="/);
  assert.ok(!html.includes(process.cwd()));
  assert.is(html.match(/<script>/g)?.length, 1);
});

test('are numbers in the JSON short?', () => {
  const { data } = figureBundle({
    ...figure,
    data: [{ type: 'scatter', mode: 'markers', x: [0.1 + 0.2], y: [123456789.25] }],
  })['application/vnd.plotly.v1+json'];
  assert.equal([data[0].x, data[0].y], [[0.3], [123456789.3]]);
});

test.run();
