// Can the book be read by anyone, without a network, and without trusting what it shows?
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeBook } from 'pinlab/notebook/book/book';
import type { Cell } from 'pinlab/notebook/notebook-file';
import type { Output } from 'pinlab/notebook/output';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { code, filesBelow, notebook, prose, temporaryFolder } from './support.js';

const folder = temporaryFolder();
const out = join(folder, 'book');
const plotly = {
  data: [{ type: 'bar', y: [1] }],
  layout: { title: { text: '<b>Latency </script> of<br>a store</b>' } },
};
const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200"><title>t</title></svg>';

function ran(source: string, outputs: Output[]): Cell {
  return { ...code(source), outputs, execution_count: 1 };
}

const first = notebook([
  prose('# Pages & files\n\nA *first* paragraph.\n\n## Part <1>\n\n[next](b.ipynb#end) [web](https://example.org)'),
  prose('<details><summary>Hint</summary>\n\n<script>alert(1)</script> <img src=x onerror=alert(1)>\n\n</details>'),
  prose(
    '[bad](javascript:alert(1)) ![far](https://example.org/a.png) ![near](dot.svg)\n\n| a | b |\n|---|---|\n| 1 | 2 |',
  ),
  ran('const a: string = "<b>"', [
    { output_type: 'stream', name: 'stdout', text: '<i>& \u001b[31mred\u001b[0m\n' },
    { output_type: 'display_data', data: { 'text/html': '<div><b>unclosed</template>' }, metadata: {} },
    {
      output_type: 'display_data',
      data: {
        'application/vnd.plotly.v1+json': plotly,
        'text/html': '<p>live</p>',
        'image/svg+xml': svg,
        'text/plain': 'as text',
      },
      metadata: {},
    },
    { output_type: 'error', ename: 'E', evalue: 'v', traceback: ['E: v'] },
  ]),
]);
writeFileSync(join(folder, 'dot.svg'), svg);
const chapters = [
  { file: join(folder, 'a.ipynb'), name: '00-a', notebook: first },
  { file: join(folder, 'b.ipynb'), name: '01-b', notebook: notebook([prose('# Second')]), failure: 'cell 1: <no>' },
];
const index = writeBook(out, chapters);
const page = (name: string) => readFileSync(join(out, name), 'utf8');

/** Checks that every tag is closed in order; the content of scripts does not count. */
function unbalanced(html: string): string[] {
  const empty = new Set(['meta', 'link', 'img', 'br', 'hr', 'input']);
  const open: string[] = [];
  const wrong: string[] = [];
  const bare = html
    .replaceAll(/(<script\b[^>]*>)[\s\S]*?<\/script>/g, '')
    .replaceAll(/<template\b[\s\S]*?<\/template>/g, '');
  for (const [, slash, name] of bare.matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^>]*>/g)) {
    if (empty.has(name!)) continue;
    if (slash === '') open.push(name!);
    else if (open.pop() !== name) wrong.push(name!);
  }
  return [...wrong, ...open];
}

test('is every page well formed, with unique ids and one main heading?', () => {
  for (const name of ['index.html', '00-a.html', '01-b.html']) {
    assert.equal(unbalanced(page(name)), [], name);
    const ids = [...page(name).matchAll(/\sid="([^"]*)"/g)].map((match) => match[1]);
    assert.is(new Set(ids).size, ids.length, name);
    assert.is(page(name).split('<h1').length, 2, name);
    assert.match(page(name), /^<!doctype html>\n<html lang="en">/);
  }
});

const asking = notebook([
  prose('# A question'),
  ran("const guess = lab.predict('01.q1', '?');", [{ output_type: 'stream', name: 'stdout', text: 'asked' }]),
  prose('Between them.'),
  ran('lab.show(lab.fsync)', [{ output_type: 'stream', name: 'stdout', text: 'the figure' }]),
  ran("lab.reveal('01.q1', 'once')", [{ output_type: 'stream', name: 'stdout', text: 'Measured: once.' }]),
  prose('## After\n\nThe xylophone section.'),
  ran("lab.namedScenario('store-and-fsync')", [{ output_type: 'stream', name: 'stdout', text: 'free' }]),
]);

const askingOut = join(folder, 'asking');
writeBook(askingOut, [{ file: join(folder, 'q.ipynb'), name: '00-q', notebook: asking }]);
const askingPage = (name: string) => readFileSync(join(askingOut, name), 'utf8');

test('does a prediction become a choice, and wait what would give the answer away?', () => {
  const html = askingPage('00-q.html');
  assert.equal(unbalanced(html), []);
  assert.is(html.match(/<fieldset class="question" data-question="01.q1" hidden>/g)?.length, 1);
  const waiting = html.split('data-awaits="01.q1"').slice(1);
  assert.equal(
    waiting.map((part) => />(the figure|Measured: once\.|free|asked)</.exec(part)?.[1]),
    ['the figure', 'Measured: once.'],
  );
});

test('does the search know every section, and a chapter where its code is written?', () => {
  const passages = JSON.parse(askingPage('assets/passages.js').replace(/^window\.pinlabPassages = |;\n$/g, ''));
  assert.equal(
    passages.map(({ heading, link }: { heading: string; link: string }) => [heading, link]),
    [
      ['', '00-q.html'],
      ['After', '00-q.html#after'],
    ],
  );
  assert.match(passages[1].text, /xylophone section/);
  for (const name of ['fsync', 'store-and-fsync']) {
    const [, target, line] = new RegExp(`<a href="(source-[^"#]*)#L(\\d+)"><code>${name}<`).exec(
      askingPage('00-q.html'),
    )!;
    const marked = askingPage(target!).split(`id="L${line}" class="line">`)[1]!.split('\n')[0]!;
    assert.match(marked.replaceAll(/<[^>]*>/g, ''), name);
  }
  assert.equal(unbalanced(askingPage('source.html')), []);
});

test('does every asset lie beside the pages, so that nothing needs a network?', () => {
  for (const [name, text] of filesBelow(out)) {
    if (name.endsWith('.html')) {
      for (const [, address] of text.matchAll(/<(?:img|script|link|iframe|source)\b[^>]*?(?:src|href)="([^"]*)"/g)) {
        if (!address!.startsWith('data:')) assert.ok(existsSync(join(out, address!)), `${name}: ${address}`);
      }
    }
    if (name.endsWith('.css')) assert.not.match(text, /@import|url\(/);
  }
});

test('do links lead to the right pages?', () => {
  assert.match(page('00-a.html'), '<a href="01-b.html#end">next</a>');
  assert.match(page('00-a.html'), 'rel="next" href="01-b.html"');
  assert.match(page('01-b.html'), 'rel="prev" href="00-a.html"');
  assert.match(page('00-a.html'), '<a href="#part-1">Part &lt;1&gt;</a>');
  assert.is(index, join(out, 'index.html'));
  assert.match(page('index.html'), '<p>A first paragraph.</p>');
  assert.match(page('index.html'), 'stopped at cell 1: &lt;no&gt;');
});

test('does nothing in the prose run, and nothing shown break the page?', () => {
  const html = page('00-a.html');
  assert.not.match(html, /<script>alert|<img src=x|href="javascript:|example\.org\/a\.png/);
  assert.match(html, '&lt;script&gt;alert(1)');
  assert.match(html, '<details><summary>Hint</summary>');
  assert.match(html, '&lt;i&gt;&amp; red</pre>');
  assert.match(html, 'src="data:image/svg+xml;base64,');
  assert.match(html, '<table>');
});

test('is a figure its picture first, with its title for those who cannot see it, and data to draw it live?', () => {
  const html = page('00-a.html');
  assert.match(
    html,
    '<img class="still" src="figures/00-a-cell-1-3.svg" alt="Latency  of a store" width="300" height="200">',
  );
  assert.is(page('figures/00-a-cell-1-3.svg'), svg);
  const json = /<script type="application\/json">(.*?)<\/script>/.exec(html)![1]!;
  assert.equal(JSON.parse(json), plotly);
  assert.match(html, '<script src="assets/plotly.js" defer>');
  assert.not.match(page('01-b.html'), 'plotly.js');
  assert.match(html, '<pre tabindex="0">as text</pre>');
});

test('is the book the same, byte for byte, when written again?', () => {
  const before = filesBelow(out);
  writeBook(out, chapters);
  assert.equal(filesBelow(out), before);
});

test.run();
