import { chapterVerdicts, verdictLine } from 'pinlab/claims/verdicts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

test('does a chapter give each of its claims a verdict, and no verdict to what nothing computes?', () => {
  const found = chapterVerdicts('02', { C15: 'a definition', C33: ['holds only if', 'pins are counted apart'] });
  assert.equal(
    found.map(({ claim, kind, verdict }) => [claim, kind, verdict]),
    [
      ['C15', 'definition', 'not computed'],
      ['C33', 'decided', 'holds only if'],
    ],
  );
});

test('is a claim left out, foreign or of the wrong kind refused?', () => {
  assert.throws(() => chapterVerdicts('02', { C15: 'x' }), /settles C33 too/);
  assert.throws(
    () => chapterVerdicts('02', { C15: 'x', C33: ['holds', 'x'], C1: ['holds', 'x'] }),
    /does not settle C1/,
  );
  assert.throws(
    () => chapterVerdicts('02', { C15: ['holds', 'x'], C33: ['holds', 'x'] }),
    /C15 is of the kind definition/,
  );
  assert.throws(() => chapterVerdicts('02', { C15: 'x', C33: 'x' }), /C33 is decided by experiment/);
});

test('is a verdict one line that begins with its claim and says what it is about?', () => {
  const found = chapterVerdicts('02', { C15: 'it sorts pins', C33: ['holds only if', 'pins are counted apart'] });
  assert.equal(found.map(verdictLine), [
    'C15, what long-term means: a definition; it sorts pins',
    'C33, pins told apart: holds only if pins are counted apart',
  ]);
});

test.run();
