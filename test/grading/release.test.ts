import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exercises } from 'pinlab/grading/exercises/index';
import { cellChecksum, exerciseNotebook } from 'pinlab/grading/release/exercise-notebook';
import { release } from 'pinlab/grading/release/release';
import { restore } from 'pinlab/grading/release/restore';
import { statementOf } from 'pinlab/grading/release/statement';
import { answersIn, markedCells } from 'pinlab/grading/submissions/notebook-answers';
import { notebookText, readNotebook, replaceFile } from 'pinlab/notebook/notebook-file';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const folder = mkdtempSync(join(tmpdir(), 'pinlab-release-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

for (const exercise of exercises)
  test(`${exercise.id}: is its notebook the statement and the stub as they are now, with three hints?`, () => {
    assert.is(statementOf(exercise.id).hints.length, 3);
    const kept = readFileSync(`exercises/${exercise.id}/${exercise.id}.ipynb`, 'utf8');
    assert.is(
      kept,
      notebookText(exerciseNotebook(exercise)),
      `npx pinlab exercises restore ${exercise.id} writes it anew`,
    );
  });

test('does what is handed out hold no answer?', () => {
  release(folder, exercises, 's');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  assert.ok(files.length > exercises.length);
  assert.not(files.some((file) => /correct|wrong|mutants/.test(file)));
});

test('is a cell’s checksum nbgrader’s own?', () => {
  // md5 of source, type, grade, solution, locked, id and points, one after the other.
  assert.is(cellChecksum('x', 'code', { id: 'q', points: 2 }), 'b3c1faeab26e747fd3866c3086d9ffba');
});

test('is an answer the marked cells, by pinlab’s mark or nbgrader’s, and is a deleted one missed?', () => {
  const cell = (source: string, metadata: object) => ({ cell_type: 'code', source: [source], metadata });
  const text = (...cells: object[]) => JSON.stringify({ cells });
  const ids = exercises.map(({ id }) => id);
  const own = text(
    cell('a', { pinlab: { answer: '05-fsync' } }),
    cell('no', {}),
    cell('b', { nbgrader: { solution: true, grade_id: '05-fsync' } }),
  );
  assert.equal(markedCells(own, '05-fsync'), ['a', 'b']);
  const found = answersIn(own, ids);
  assert.is('answers' in found && found.answers.get('05-fsync'), 'a\nb');
  const none = answersIn(text(cell('a', {})), ids);
  assert.match('problem' in none ? none.problem : '', /no answer cell found.*exercises restore/);
});

test('does restore write what is gone, put a stub back, and keep what it replaces?', () => {
  const exercise = exercises[0]!;
  const file = join(folder, 'mine.ipynb');
  assert.is(restore(exercise, file, false), 'written');
  assert.is(restore(exercise, file, false), 'left as it is');
  const notebook = readNotebook(file);
  replaceFile(file, notebookText({ ...notebook, cells: notebook.cells.filter(({ id }) => id !== 'answer') }));
  assert.is(restore(exercise, file, false), 'stub put back');
  assert.is(markedCells(readFileSync(file, 'utf8'), exercise.id).length, 1);
  assert.is(restore(exercise, file, true), 'answer replaced');
  assert.ok(existsSync(`${file}.before`));
});

test.run();
