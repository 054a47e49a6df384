// The five questions for readers and their key: is what the key quotes still what the chapters print?
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

interface Cell {
  outputs?: { text?: string | string[]; data?: Record<string, string | string[]> }[];
}

const folder = 'test/chapters/readers';
const questions = readFileSync(join(folder, 'questions.md'), 'utf8');
const key = readFileSync(join(folder, 'key.md'), 'utf8');
const headings = (text: string): string[] => [...text.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading!);
const joined = (text: string | string[] | undefined): string => (Array.isArray(text) ? text.join('') : (text ?? ''));

function printedBy(chapter: string): string {
  const { cells } = JSON.parse(readFileSync(join('notebooks', `${chapter}.ipynb`), 'utf8')) as { cells: Cell[] };
  return cells
    .flatMap(({ outputs = [] }) => outputs.map(({ data, text }) => joined(text) + joined(data?.['text/plain'])))
    .join('\n');
}

test('are there five questions, and a key to each with points that an answer must have?', () => {
  assert.is(headings(questions).length, 5);
  assert.equal(headings(key), headings(questions));
  for (const part of key.split(/^## /m).slice(1)) assert.ok((part.match(/^- must: /gm) ?? []).length >= 3, part);
});

test('are answers of a student and of a kernel developer kept, one to each question, with their marks?', () => {
  for (const who of ['student', 'kernel']) {
    const answers = readFileSync(join(folder, `answers-${who}.md`), 'utf8');
    assert.equal(headings(answers), headings(questions), who);
    assert.match(answers, /^Marked by the key: .*(Four|Five) of five\.$/m);
  }
});

test('is all that the key quotes still printed by the chapters?', () => {
  const quotes = [...key.matchAll(/^- (\d\d-[a-z-]+): `(.*)`$/gm)];
  assert.ok(quotes.length >= 15);
  for (const [, chapter, words] of quotes) assert.ok(printedBy(chapter!).includes(words!), `${chapter}: ${words}`);
});

test('do the questions leave the chapters to be read: does none of them give its key away?', () => {
  for (const [, words] of key.matchAll(/`([^`]{12,})`/g)) assert.not.ok(questions.includes(words!), words);
  assert.ok(readdirSync(folder).includes('questions.md'));
});

test.run();
