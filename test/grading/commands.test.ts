import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { correctAnswers, wrongAnswers } from 'pinlab/grading/answer-files';
import { exerciseOf } from 'pinlab/grading/exercises/index';
import type { Judgement } from 'pinlab/grading/judge';
import { csv, exercism, gradescope, prairielearn, rosterIn } from 'pinlab/grading/submissions/formats';
import { countedOnce, type Grade } from 'pinlab/grading/submissions/grades';
import { JudgementStore } from 'pinlab/grading/submissions/store';
import { judgeKept } from 'pinlab/grading/verify';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { folder, pinlab } from '../cli/command.js';

const id = '02-unpin';
const exercise = exerciseOf(id);
const right = correctAnswers(id)[0]!.source;
const wrong = wrongAnswers(id).find(({ name }) => name === 'too-soon')!.source;
const graded = (student: string, source: string): Grade => ({
  student,
  file: `${student}.ts`,
  exercise: id,
  judgement: judgeKept(exercise, source),
});

test('does a course tool get points, checks and reasons in its own form?', () => {
  const grades = [graded('bob', wrong)];
  const scope = gradescope(grades) as { score: number; tests: { score: number; max_score: number; status: string }[] };
  assert.is(scope.score, 4);
  assert.equal(
    scope.tests.map(({ status }) => status),
    ['passed', 'passed', 'passed', 'failed'],
  );
  assert.is(
    scope.tests.reduce((sum, each) => sum + each.score, 0),
    scope.score,
  );
  const track = exercism(grades) as { version: number; status: string; tests: { message?: string }[] };
  assert.equal([track.version, track.status, track.tests.length], [3, 'fail', 4]);
  assert.match(track.tests[3]!.message!, /the chunk was lost/);
  const lab = prairielearn(grades) as { score: number; gradable: boolean };
  assert.equal([lab.gradable, lab.score.toFixed(3)], [true, '0.667']);
});

test('does a submission without an answer say why in each form?', () => {
  const none: Grade[] = [
    { student: 'eve', file: 'eve.ipynb', exercise: null, judgement: null, problem: 'the file is empty' },
  ];
  assert.match(JSON.stringify(gradescope(none)), /"score":0,"output":"the file is empty"/);
  assert.match(JSON.stringify(exercism(none)), /"status":"error","message":"the file is empty"/);
  assert.match(JSON.stringify(prairielearn(none)), /"gradable":false.*the file is empty/);
  assert.match(csv(none), /eve,,0,,no answer,,the file is empty,eve\.ipynb/);
});

test('does a table take no name for a formula, and does a roster lose its heading?', () => {
  assert.match(csv([{ student: '=1+1', file: 'x', exercise: null, judgement: null }]), /^'=1\+1,/m);
  assert.equal(rosterIn('Student,mail\nann,a@b\n"O’Neil, Zoë",z@b\n\n'), ['ann', 'O’Neil, Zoë']);
});

test('is an answer that is handed in twice counted once, and the better one not?', () => {
  const [good, bad] = [graded('bob', right), graded('bob', wrong)];
  const twice = countedOnce([
    { ...good, file: 'bob/02-unpin.ts' },
    { ...bad, file: 'bob/02-unpin-2.ts' },
    { ...good, file: 'bob/02-unpin-3.ts' },
  ]);
  assert.equal(
    twice.map(({ judgement }) => judgement?.points ?? null),
    [null, 4, null],
  );
  assert.is((gradescope(twice) as { score: number }).score, 4);
  assert.match(twice[0]!.problem!, /handed in more than once; of these bob\/02-unpin-2\.ts counts/);
  const beside = countedOnce([good, { ...bad, file: 'bob/02-unpin.ts' }]);
  assert.equal(
    beside.map(({ judgement }) => judgement?.points ?? null),
    [null, 4],
  );
  const named = countedOnce([good, { ...bad, alone: true }]);
  assert.is(named.filter(({ judgement }) => judgement !== null).length, 2);
  assert.is(countedOnce([good, graded('ann', right)]).filter(({ judgement }) => judgement !== null).length, 2);
});

test('is a judgement kept by answer and exercise, whole, and not where the machine could not tell?', () => {
  const store = new JudgementStore(join(folder, 'kept'), [exercise]);
  const judgement = judgeKept(exercise, right);
  store.keep(id, right, judgement);
  assert.equal(store.get(id, right), judgement);
  assert.is(store.get(id, `${right} `), undefined);
  const unsure: Judgement = { ...judgement, status: 'not graded' };
  store.keep(id, wrong, unsure);
  assert.is(store.get(id, wrong), undefined);
});

test('do practice and grade agree on one answer, and is nothing judged twice?', async () => {
  const mine = join(folder, 'mine');
  mkdirSync(mine);
  writeFileSync(join(mine, `${id}.ts`), wrong);
  const practised = await pinlab('practice', id, '--once', '--folder', mine);
  assert.is(practised.status, 1, practised.stderr);
  assert.match(practised.stdout, /02-unpin: 4 of 6 points[\s\S]*The way to the first failure[\s\S]*0 of/);
  const first = await pinlab('grade', mine, '--out', join(folder, 'out'), '--report');
  assert.match(first.stdout, /02-unpin {2}4\/6[\s\S]*1 answer: 02-unpin\/chunk/);
  const again = await pinlab('grade', mine, '--out', join(folder, 'out'), '--regrade', '--json');
  assert.is((JSON.parse(again.stdout) as { grades: Grade[] }).grades[0]!.judgement!.points, 4);
  assert.match(readFileSync(join(folder, 'out', 'grades.csv'), 'utf8'), /02-unpin,4,6,graded,02-unpin\/chunk/);
});

test('is unusable input told in one line?', async () => {
  const lines: [string[], RegExp][] = [
    [['grade', 'nothing-there'], /^pinlab grade: there is nothing at nothing-there/],
    [['grade', folder, '--format', 'xml'], /^pinlab grade: there is no form 'xml'; the forms are gradescope/],
    [['practice', '99'], /^pinlab practice: there is no exercise '99'/],
    [['practice', '03-play-it', '--once', '--seed', 'a b'], /^pinlab practice: a seed cannot be ‹a b›/],
    [['exercises', 'release', join(folder, 'r'), '--seed', 'x y'], /a seed cannot be ‹x y›/],
    [['exercises', 'release', join(folder, 'r'), '--roster', 'nope.csv'], /there is no roster nope\.csv/],
    [['grade', folder, '--private', 'a/b'], /a seed cannot be ‹a\/b›/],
    [['grade', folder, '--roster', folder], /the roster .* cannot be read: it is a folder/],
    [['grade', folder, '--out', '/dev/null'], /--out \/dev\/null cannot be written/],
    [['practice', '02-unpin', '--once', '--folder', '/dev/null'], /--folder \/dev\/null cannot be used: it is a file/],
    [['practice', '02-unpin', '--once', '--html', '-'], /--html needs the name of a file/],
    [['exercises', 'release', '/dev/null/x'], /\/dev\/null\/x cannot be written: its folder is a file/],
    [['exercises', 'restore', '02-unpin', '/nope/x.ipynb'], /its folder does not exist/],
    [['exercises', 'verify', '13-luck'], /there is no exercise '13-luck'; the exercises are 01-page-mkwrite/],
  ];
  for (const [argv, pattern] of lines) {
    const { status, stderr } = await pinlab(...argv);
    assert.is(status, 2);
    assert.match(stderr, pattern);
    assert.is(stderr.trimEnd().split('\n').length, 1);
  }
});

test.run();
