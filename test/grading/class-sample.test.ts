import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { classSample, writeClass } from 'pinlab/grading/class-sample';
import { exercises } from 'pinlab/grading/exercises/index';
import { collect } from 'pinlab/grading/submissions/collect';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const size = { correct: 40, stubs: 40, wrong: 120 };

test('is a class two hundred answers to every exercise, no two alike?', () => {
  const answers = classSample(size);
  assert.is(answers.length, 200);
  assert.is(new Set(answers.map(({ source }) => source)).size, 200);
  for (const part of [answers.slice(0, 40), answers.slice(40, 80), answers.slice(80)])
    assert.is(new Set(part.map(({ exercise }) => exercise)).size, exercises.length);
  assert.equal(classSample(size), answers);
});

test('are they handed in as a class hands them in, one a student, in that order?', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pinlab-sample-'));
  const answers = classSample({ correct: 2, stubs: 1, wrong: 3 });
  writeClass(folder, answers);
  assert.is(readdirSync(folder).length, 6);
  const found = collect(
    folder,
    exercises.map(({ id }) => id),
  );
  assert.equal(
    found.map(({ exercise, source }) => ({ exercise, source })),
    answers,
  );
  rmSync(folder, { recursive: true });
});

test.run();
