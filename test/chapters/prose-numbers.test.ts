// Is every number in the prose one that the same chapter prints, or one that says which: a chapter, a version, a date?
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

interface Cell {
  cell_type: string;
  source: string | string[];
  outputs?: { text?: string | string[]; data?: Record<string, string | string[]> }[];
}

const joined = (text: string | string[] | undefined): string => (Array.isArray(text) ? text.join('') : (text ?? ''));

/** What names something by a number, or is code: none of it measured. */
const names: readonly RegExp[] = [
  /`[^`]*`|\]\([^)]*\)/g,
  /^#.*$|\*\*Next:.*$/gm,
  /[Cc]hapters? \d\d(?:(?:,| and| to) \d\d)*/g,
  /\b\d{1,2} (?:January|December) 2018|\b(?:19|20)\d\d\b/g,
  /\b[HC]\d+[a-z]?\b/g,
  /(?:Linux|[Ss]ince|[Ii]n|from|of|and|until) \d+\.\d+(?:\.\d+)?|\b[4-7]\.\d+\b/g,
];

/** Numbers that a chapter may say without printing them, each with the reason. */
const allowed: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '12-what-linux-did.ipynb': { 1024: 'GUP_PIN_COUNTING_BIAS, which chapter 02 prints and the sentence names' },
};

const number = /(?<![\w.])\d+(?:,\d{3})*(?:\.\d+)?/g;

/** The numbers of a text that are no names. */
const numbersIn = (text: string): string[] =>
  names.reduce((left, name) => left.replaceAll(name, ' '), text).match(number) ?? [];

test('are names by number told from numbers?', () => {
  assert.equal(numbersIn('In Linux 6.12 chapter 05 and H1 of C23, on 20 December 2018, `lab.ms(3)`'), []);
  assert.equal(numbersIn('It took 1,024 steps, 697 times as many, or 2.5 ms.'), ['1,024', '697', '2.5']);
});

for (const name of readdirSync('notebooks').filter((file) => file.endsWith('.ipynb')))
  test(`is every number in the prose of ${name} printed there?`, () => {
    const { cells } = JSON.parse(readFileSync(join('notebooks', name), 'utf8')) as { cells: Cell[] };
    const outputs = cells.flatMap(({ outputs: all = [] }) => all);
    const printed = new Set(
      outputs.flatMap(({ data, text }) => (joined(text) + joined(data?.['text/plain'])).match(number) ?? []),
    );
    const prose = cells.filter(({ cell_type }) => cell_type === 'markdown').map(({ source }) => joined(source));
    assert.equal(
      prose.flatMap(numbersIn).filter((each) => !printed.has(each) && allowed[name]?.[each] === undefined),
      [],
    );
  });

test.run();
