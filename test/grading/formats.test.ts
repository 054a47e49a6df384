import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import Papa from 'papaparse';
import { correctAnswers, exerciseFile, wrongAnswers } from 'pinlab/grading/answer-files';
import { exerciseOf, exercises } from 'pinlab/grading/exercises/index';
import type { Judgement } from 'pinlab/grading/judge';
import { release } from 'pinlab/grading/release/release';
import { csv, exercism, gradescope, prairielearn } from 'pinlab/grading/submissions/formats';
import type { Grade } from 'pinlab/grading/submissions/grades';
import { judgeKept } from 'pinlab/grading/verify';
import { readNotebook } from 'pinlab/notebook/notebook-file';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  exercismShape,
  gradescopeShape,
  nbgraderShape,
  prairielearnBytes,
  prairielearnShape,
} from './published-shapes.js';

const folder = mkdtempSync(join(tmpdir(), 'pinlab-formats-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const ajv = new Ajv({ allowUnionTypes: true, strictTypes: false });

function grade(exercise: string, source: string): Grade {
  return {
    student: 'Zoë',
    file: 'zoë.ts',
    exercise,
    judgement: judgeKept(exerciseOf(exercise), source, { stories: true }),
  };
}

const wrong = (id: string, name: string) => wrongAnswers(id).find((each) => each.name === name)!.source;
const undecided: Judgement = {
  exercise: '02-unpin',
  status: 'not graded',
  points: 0,
  maxPoints: 6,
  reason: 'busy',
  checks: [],
};

/** A student’s work each: right, wrong, refused, not gradable, several exercises, measured, nothing at all. */
const classes: Readonly<Record<string, readonly Grade[]>> = {
  right: [grade('02-unpin', correctAnswers('02-unpin')[0]!.source)],
  wrong: [grade('02-unpin', wrong('02-unpin', 'too-soon'))],
  stub: [grade('02-unpin', exerciseFile('02-unpin', 'stub.ts'))],
  refused: [grade('02-unpin', 'export function* finishDma( {')],
  busy: [{ student: 'x', file: 'x.ts', exercise: '02-unpin', judgement: undecided }],
  several: [
    grade('02-unpin', wrong('02-unpin', 'drops-first')),
    grade('07-smallest-set', wrong('07-smallest-set', 'everything')),
  ],
  measured: [grade('12-capstone', correctAnswers('12-capstone')[0]!.source)],
  nothing: [{ student: '=1+1', file: '@x', exercise: null, judgement: null, problem: '-the file, "empty"\nand more' }],
};

const forms = {
  gradescope: [gradescope, gradescopeShape],
  exercism: [exercism, exercismShape],
  prairielearn: [prairielearn, prairielearnShape],
} as const;

for (const [name, [make, shape]] of Object.entries(forms))
  test(`does ${name} take what is written for it, whatever became of an answer?`, () => {
    const valid = ajv.compile(shape);
    for (const [what, grades] of Object.entries(classes)) {
      const written: unknown = JSON.parse(JSON.stringify(make(grades)));
      assert.ok(valid(written), `${what}: ${ajv.errorsText(valid.errors)} in ${JSON.stringify(written).slice(0, 300)}`);
      assert.ok(JSON.stringify(written).length < prairielearnBytes);
    }
  });

test('do the shapes refuse what is wrong?', () => {
  const refuses = (shape: object, ...bad: unknown[]) => {
    for (const each of bad) assert.not(ajv.compile(shape)(each), JSON.stringify(each));
  };
  refuses(
    gradescopeShape,
    {},
    { score: 1, visible: true },
    { tests: [{ name: 'no score' }] },
    { score: 1, tests: [{ status: 'pass' }] },
  );
  refuses(
    exercismShape,
    { version: 3, status: 'error', tests: [] },
    { version: 3, status: 'pass', message: 'x', tests: [] },
    { version: 2, status: 'pass', tests: [] },
  );
  refuses(prairielearnShape, { gradable: true }, { score: 6 }, { score: 1, tests: [{ name: 'x' }] });
  refuses(
    nbgraderShape,
    { schema_version: 3, grade: true, locked: true, solution: false, grade_id: 'a' },
    { schema_version: 2, grade: false, locked: false, solution: true },
  );
});

test('do points add up in each form, and is the first failure the first that a reader meets?', () => {
  const [{ judgement }] = classes.wrong as [Grade];
  const scope = gradescope(classes.wrong!) as { score: number; tests: { score: number; max_score: number }[] };
  assert.is(scope.score, judgement!.points);
  assert.is(
    scope.tests.reduce((sum, { score }) => sum + score, 0),
    scope.score,
  );
  assert.is(
    scope.tests.reduce((sum, { max_score }) => sum + max_score, 0),
    judgement!.maxPoints,
  );
  const lab = prairielearn(classes.several!) as { score: number };
  const [first, second] = classes.several!.map((each) => each.judgement!);
  assert.is(lab.score, (first!.points + second!.points) / (first!.maxPoints + second!.maxPoints));
  const track = exercism(classes.wrong!) as { tests: { status: string; message?: string }[] };
  assert.match(track.tests.find(({ status }) => status === 'fail')!.message!, /the chunk was lost/);
});

test('does a leaderboard have the capstone’s times, the fewest first?', () => {
  const { leaderboard } = gradescope(classes.measured!) as {
    leaderboard: { name: string; value: number; order: string }[];
  };
  assert.equal(
    leaderboard.map(({ name, order }) => [name, order]),
    ['stores', 'reads', 'syncs', 'truncates'].map((what) => [`${what}, µs simulated`, 'asc']),
  );
  assert.ok(leaderboard.every(({ value }) => value > 0));
  assert.is('leaderboard' in gradescope(classes.right!), false);
});

test('is the table one row a grade with the same columns, and nothing in it a formula?', () => {
  const { data, errors, meta } = Papa.parse<Record<string, string>>(csv(Object.values(classes).flat()), {
    header: true,
    skipEmptyLines: true,
  });
  assert.equal(errors, []);
  assert.equal(meta.fields, ['student', 'exercise', 'points', 'max_points', 'status', 'failed', 'reason', 'file']);
  assert.is(data.length, Object.values(classes).flat().length);
  for (const row of data) {
    assert.match(row.points!, /^\d+$/);
    for (const cell of Object.values(row)) assert.not.match(cell, /^[=+\-@]/);
  }
});

test('does nbgrader’s schema take every released cell, with the checksum that nbgrader computes?', () => {
  const valid = ajv.compile(nbgraderShape);
  release(folder, exercises, 'ann');
  for (const { id, checks } of exercises) {
    const { cells } = readNotebook(join(folder, id, `${id}.ipynb`));
    const marked = cells.filter(({ metadata }) => metadata.nbgrader !== undefined);
    assert.is(marked.length, 1 + checks.length);
    for (const { source, cell_type, metadata } of marked) {
      const said = metadata.nbgrader as Record<string, unknown>;
      assert.ok(valid(said), `${id}: ${ajv.errorsText(valid.errors)}`);
      assert.is(said.cell_type, cell_type);
      assert.is(said.checksum, checksumOf(source, cell_type, said), `${id}: ${String(said.grade_id)}`);
    }
    const ids = marked.map(({ metadata }) => (metadata.nbgrader as { grade_id: string }).grade_id);
    assert.is(new Set(ids).size, ids.length);
  }
});

/** As nbgrader’s utils.compute_checksum has it, from what a cell says of itself; written anew from its description. */
function checksumOf(source: string, cellType: string, said: Record<string, unknown>): string {
  const python = (value: unknown) => (value === true ? 'True' : 'False');
  const locked = said.solution === true ? false : said.grade === true ? true : said.locked;
  const parts = [source, cellType, python(said.grade), python(said.solution), python(locked), String(said.grade_id)];
  if (said.grade === true) parts.push(Number.isInteger(said.points) ? `${String(said.points)}.0` : String(said.points));
  return createHash('md5').update(parts.join('')).digest('hex');
}

test.run();
