import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { answersOf, parseSchedule, search } from 'pinlab';
import { correctAnswers, exerciseFile, wrongAnswers } from 'pinlab/grading/answer-files';
import { type Exercise, privateOf, variantOf } from 'pinlab/grading/exercise';
import { exerciseOf, exercises } from 'pinlab/grading/exercises/index';
import { statementText } from 'pinlab/grading/release/statement';
import type { Grade } from 'pinlab/grading/submissions/grades';
import { isSeed, studentSeed } from 'pinlab/grading/variants';
import { judgeKept } from 'pinlab/grading/verify';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { folder, pinlab } from '../cli/command.js';

const seeds = ['ann', 'bob', 'eve', 'mallory', 's1', 's2'];
const points = (exercise: Exercise, source: string) => judgeKept(exercise, source).points;
const drawnAs = (id: string) => seeds.map((seed) => variantOf(exerciseOf(id), seed));

/** The shortest way to the harm that a student is to play, written as moves: what `explore` would tell. */
function played({ checks, given }: Exercise): string {
  const scenario = checks[0]!.scenario({}, undefined as never);
  const harm = /\((H\d)\)/.exec(given!)![1]!;
  const { schedule } = answersOf(search(scenario)).harms.find(({ id }) => id === harm)!;
  const moves = parseSchedule(schedule!, scenario.tasks.length).map(({ task }) => scenario.tasks[task]!.name);
  const runs: { task: string; steps: number }[] = [];
  for (const task of moves)
    if (runs.at(-1)?.task === task) runs.at(-1)!.steps++;
    else runs.push({ task, steps: 1 });
  return `export function* play(k: any): any {\n${runs.map(({ task, steps }) => `yield* k.run('${task}', ${steps});`).join('\n')}\n}`;
}

/** The verdicts on a student’s three scenarios; one of them turned round. */
function predicted({ checks }: Exercise, wrong = -1): string {
  const lines = checks.flatMap((check, n) => {
    const place = ['first', 'second', 'third'][n]!;
    const { harms, deadlock } = answersOf(search(check.scenario({}, undefined as never)));
    const happens = (what: string) =>
      (what === 'deadlock' ? deadlock : harms.find(({ id }) => id === what)!).verdict !== 'Never';
    return ['H1', 'H2', 'H4', 'deadlock'].map((what) => ({ place, what, said: happens(what) }));
  });
  const said = lines.map(({ place, what, said }, n) =>
    said !== (n === wrong) ? `yield* k.sometimes('${place}', '${what}');` : `yield* k.never('${place}', '${what}');`,
  );
  return `export function* predict(k: any): any {\n${said.join('\n')}\n}`;
}

test('does the same seed draw the same, and do seeds differ in what is asked?', () => {
  for (const id of ['03-break-it', '03-play-it', '07-predict-it']) {
    const texts = drawnAs(id).map(statementText);
    assert.equal(drawnAs(id).map(statementText), texts);
    assert.ok(new Set(texts).size >= 4, `${id}: ${new Set(texts).size} of ${seeds.length}`);
  }
  assert.is(variantOf(exerciseOf('05-fsync'), 'ann'), exerciseOf('05-fsync'));
});

test('is every variant fit to be set: the same checks and points, and a stub that scores nothing?', () => {
  for (const { id, checks } of exercises.filter(({ variant }) => variant !== undefined))
    for (const variant of drawnAs(id)) {
      assert.equal(
        variant.checks.map((check) => [check.id, check.points]),
        checks.map((check) => [check.id, check.points]),
      );
      assert.is(points(variant, exerciseFile(id, 'stub.ts')), 0);
    }
});

test('can every kernel of 03-break-it be broken, by the cleaner that is given and by no other?', () => {
  const [byFsync, byWriteback] = correctAnswers('03-break-it').map(({ source }) => source);
  for (const variant of drawnAs('03-break-it')) {
    const fsyncs = variant.steps.writeback === undefined;
    assert.is(points(variant, fsyncs ? byFsync! : byWriteback!), fsyncs ? 8 : 0, variant.given);
    const turned = byWriteback!.replace('program(', 'x(').replace('other(', 'program(').replace('x(', 'other(');
    assert.is(
      points(variant, fsyncs ? turned : turned.replace(/_?file: FileHandle/, '')),
      fsyncs ? 0 : 8,
      variant.given,
    );
  }
});

test('is a game won by its own shortest way, and by nobody else’s?', () => {
  const variants = drawnAs('03-play-it');
  const ways = variants.map(played);
  variants.forEach((variant, n) => {
    assert.is(points(variant, ways[n]!), 6, variant.given);
    ways.forEach((way) => {
      if (way !== ways[n]) assert.ok(points(variant, way) < 6, `${variant.given}: ${way}`);
    });
  });
});

test('are predictions decided anew: twelve right ones score everything, one wrong one costs what comes after?', () => {
  for (const variant of drawnAs('07-predict-it').slice(0, 3)) {
    assert.is(points(variant, predicted(variant)), 6);
    assert.equal(
      [3, 5, 11].map((wrong) => points(variant, predicted(variant, wrong))),
      [0, 2, 4],
    );
  }
});

test('is a student’s seed the course’s secret, and a seed a plain word?', () => {
  assert.is(studentSeed('s', 'ann'), studentSeed('s', 'ann'));
  assert.is.not(studentSeed('s', 'ann'), studentSeed('s', 'bob'));
  assert.is.not(studentSeed('s', 'ann'), studentSeed('t', 'ann'));
  assert.equal(['a-1.b_2', '', 'a b', 'x'.repeat(65), '../x'].map(isSeed), [true, false, false, false, false]);
});

test('is the capstone judged on what the lecturer’s seed draws, and on nothing that a copy tells?', async () => {
  const capstone = exerciseOf('12-capstone');
  const drawn = ['p1', 'p2', 'p3', 'p4', 'p5', 'p6'].map((seed) => privateOf(capstone, seed));
  const titles = drawn.map(({ checks }) => checks.at(-1)!.title);
  assert.ok(new Set(titles).size >= 3, titles.join('; '));
  const hides = wrongAnswers('12-capstone').find(({ name }) => name === 'lets-long-pins-in')!.source;
  const [right] = correctAnswers('12-capstone').map(({ source }) => source);
  for (const [n, exercise] of drawn.entries())
    if (titles.indexOf(titles[n]!) === n) {
      assert.is(points(exercise, right!), 17, titles[n]);
      assert.is(points(exercise, hides), 14, titles[n]);
    }
  const file = join(folder, '12-capstone.ts');
  writeFileSync(file, right!);
  const { stdout } = await pinlab('grade', file, '--private', 'p1', '--json');
  const [grade] = (JSON.parse(stdout) as { grades: Grade[] }).grades;
  assert.equal([grade!.judgement!.points, grade!.judgement!.checks.at(-1)!.title], [17, titles[0]]);
});

test('is a class’s work judged by the copies that were handed out, whatever a file says of itself?', async () => {
  const [out, again, handed, roster] = ['class', 'class-again', 'handed', 'roster.csv'].map((name) =>
    join(folder, name),
  );
  writeFileSync(roster!, 'student\nann\nbob\n');
  for (const to of [out!, again!]) {
    const { status, stderr } = await pinlab('exercises', 'release', to, '--seed', 'autumn', '--roster', roster!);
    assert.is(status, 0, stderr);
  }
  const files = readdirSync(out!, { recursive: true, encoding: 'utf8' }).filter((name) => /\.\w+$/.test(name));
  for (const name of files) assert.equal(readFileSync(join(out!, name)), readFileSync(join(again!, name)), name);
  const id = '03-play-it';
  const copy = (student: string) => readFileSync(join(out!, student, id, `${id}.ipynb`), 'utf8');
  assert.is.not(copy('ann'), copy('bob'));
  assert.not.match(copy('ann'), 'autumn');
  const seedOf = (student: string) => studentSeed('autumn', student);
  const right = played(variantOf(exerciseOf(id), seedOf('ann')));
  for (const student of ['ann', 'bob']) {
    mkdirSync(join(handed!, student), { recursive: true });
    writeFileSync(join(handed!, student, `${id}.ts`), `// seed: ${seedOf('ann')}\n${right}`);
  }
  const graded = async (...more: string[]) => {
    const { stdout } = await pinlab('grade', handed!, '--json', ...more);
    return (JSON.parse(stdout) as { grades: Grade[] }).grades.map(({ seed, judgement }) => [seed, judgement!.points]);
  };
  assert.equal(await graded(), [
    [seedOf('ann'), 6],
    [seedOf('ann'), 6],
  ]);
  const [[annSeed, ann], [bobSeed, bob]] = (await graded('--seed', 'autumn', '--roster', roster!)) as [
    [string, number],
    [string, number],
  ];
  assert.equal([annSeed, ann, bobSeed], [seedOf('ann'), 6, seedOf('bob')]);
  assert.ok(bob < 6);
});

test.run();
