// The book's ledger: does the page show what was decided, whole and with its evidence, and lead to the sources?
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ledger } from 'pinlab/claims/ledger/index';
import { claim } from 'pinlab/claims/settle';
import { ledgerClaim } from 'pinlab/cli/ledger-page';
import { writeBook } from 'pinlab/notebook/book/book';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { notebook, prose, temporaryFolder } from './support.js';

const out = temporaryFolder();
const chapter = (name: string, title: string) => ({
  file: join(out, `${name}.ipynb`),
  name,
  notebook: notebook([prose(`# ${title}\n\nA chapter.`)]),
});
const chapters = [chapter('02-pinning-a-page', '02 · Pinning a page'), chapter('05-fsync-waits', '05 · fsync waits')];
/** One that searches decide, with a condition; a definition. */
const claims = ['C8', 'C15'].flatMap((id) => claim(id)).map(ledgerClaim);
writeBook(out, chapters, claims);
const page = (name: string) => readFileSync(join(out, name), 'utf8');

test('does the page show of each claim who, when, what it means, what refutes it, its verdict and Linux then and now?', () => {
  const html = page('ledger.html');
  for (const { condition, date, falsifier, in2018, person, today, verdict } of claims)
    for (const said of [condition, date, falsifier, person, verdict, in2018.says, today.says])
      assert.ok(html.includes(said.replaceAll('&', '&amp;')), said);
  assert.match(html, /<strong>holds only if every other cleaner/);
  assert.match(html, /<strong>a definition<\/strong>/);
});

test('does each search come with its bound, its scenario’s source and the command that replays it?', () => {
  const html = page('ledger.html');
  assert.match(html, /4 searches decide C8/);
  assert.match(html, /<a href="source-scenarios-[a-z-]+\.html#L\d+"><code>direct-read-and-flusher<\/code><\/a>/);
  assert.match(html, /<dt>bound<\/dt><dd>4 searches, complete, of [\d,]+ states and \d+ steps/);
  assert.match(html, /\d+ states, depth \d+, complete/);
  assert.match(html, /<code>npx pinlab replay direct-read-and-flusher /);
  assert.match(html, /<a href="source-claims-ledger-c08\.html">/);
  assert.match(page('source-claims-ledger-c08.html'), /lib\/claims\/ledger\/c08\.ts/);
});

test('do chapters and ledger lead to each other, and does the search know the claims?', () => {
  assert.match(page('05-fsync-waits.html'), /<a href="ledger\.html#C8">C8<\/a>/);
  assert.not.match(page('05-fsync-waits.html'), /ledger\.html#C15/);
  assert.match(page('ledger.html'), /<dt>chapters<\/dt><dd><a href="05-fsync-waits\.html">/);
  assert.match(page('index.html'), /href="ledger\.html"/);
  assert.match(page('assets/passages.js'), /"link":"ledger\.html#C8"/);
});

test('does a book of some chapters do without, and lead nowhere?', () => {
  const less = temporaryFolder();
  writeBook(less, chapters);
  assert.not.match(readFileSync(join(less, 'index.html'), 'utf8'), /ledger\.html/);
  assert.not.match(readFileSync(join(less, '05-fsync-waits.html'), 'utf8'), /ledger\.html/);
});

test('does every claim of the ledger name a file that is a page of the book?', () => {
  for (const entry of ledger) {
    const { source } = ledgerClaim({ ...claim('C15')[0]!, entry, id: entry.id });
    assert.match(page(`source-${source.replaceAll('/', '-').replace('.ts', '')}.html`), /<h1/);
  }
});

test.run();
