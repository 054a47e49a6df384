import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { correctAnswers, wrongAnswers } from 'pinlab/grading/answer-files';
import { exerciseOf } from 'pinlab/grading/exercises/index';
import type { Grade } from 'pinlab/grading/submissions/grades';
import { JudgementStore } from 'pinlab/grading/submissions/store';
import { judgeKept } from 'pinlab/grading/verify';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { folder, pinlab } from '../cli/command.js';

const id = '02-unpin';
const answers = [...correctAnswers(id), ...wrongAnswers(id)];

test('is a run that was killed taken up where it was: nothing lost, nothing judged twice?', async () => {
  const [handed, out] = [join(folder, 'handed'), join(folder, 'out')];
  for (const [n, { source }] of answers.entries()) {
    mkdirSync(join(handed, `s${n}`), { recursive: true });
    writeFileSync(join(handed, `s${n}`, `${id}.ts`), source);
  }
  const kept = join(out, 'judgements');
  const whole = (): string[] => (existsSync(kept) ? readdirSync(kept).filter((name) => name.endsWith('.json')) : []);
  const times = (names: readonly string[]) => names.map((name) => statSync(join(kept, name)).mtimeMs);
  const run = spawn(process.execPath, ['lib/cli/pinlab.cjs', 'grade', handed, '--out', out, '--jobs', '1'], {
    stdio: 'ignore',
  });
  const ended = new Promise((done) => run.once('exit', done));
  while (whole().length < 2 && run.exitCode === null) await new Promise((done) => setTimeout(done, 5));
  run.kill('SIGKILL');
  await ended;
  const before = whole().sort();
  assert.ok(before.length >= 2 && before.length < answers.length, `${before.length} of ${answers.length} were judged`);
  assert.not(existsSync(join(out, 'grades.csv')));
  const was = times(before);
  const { stdout } = await pinlab('grade', handed, '--out', out, '--json');
  const { grades } = JSON.parse(stdout) as { grades: Grade[] };
  assert.is(grades.length, answers.length);
  assert.ok(grades.every(({ judgement }) => judgement?.status === 'graded'));
  assert.equal(times(before), was, 'what was judged before the end stays as it was');
  assert.is(whole().length, answers.length);
  for (const name of whole()) JSON.parse(readFileSync(join(kept, name), 'utf8'));
});

test('is only what a changed check touches judged again?', () => {
  const [first, second] = ['02-unpin', '05-fsync'].map((name) => {
    const module = resolve(folder, `${name}.js`);
    writeFileSync(module, `// ${name}`);
    return { ...exerciseOf(name), module: pathToFileURL(module).href };
  });
  const store = () => new JudgementStore(join(folder, 'kept-by-check'), [first!, second!]);
  const source = answers[0]!.source;
  const judgement = judgeKept(exerciseOf(id), source);
  store().keep(first!.id, source, judgement);
  store().keep(second!.id, source, judgement);
  assert.equal(store().get(first!.id, source), judgement);
  writeFileSync(resolve(folder, '02-unpin.js'), '// 02-unpin, with a check changed');
  assert.is(store().get(first!.id, source), undefined);
  assert.equal(store().get(second!.id, source), judgement);
});

test.run();
