// pinlab exercises: the exercises, whether they are fit to be set, and what a student gets of them.

import { existsSync, readFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { Exercise } from '../grading/exercise.js';
import { pointsOf, variantOf } from '../grading/exercise.js';
import { exerciseOf, exercises } from '../grading/exercises/index.js';
import { release, releaseClass } from '../grading/release/release.js';
import { restore } from '../grading/release/restore.js';
import { wholeStatement } from '../grading/release/statement.js';
import { rosterIn } from '../grading/submissions/formats.js';
import { isSeed } from '../grading/variants.js';
import { type Verification, verify } from '../grading/verify.js';
import { count, print, printJson } from './output.js';
import { finish, oneLineErrors, UsageError } from './usage.js';
import { verificationText } from './verification-text.js';
import { onFile, standardOutput } from './written-file.js';

const help = `
Examples:
  pinlab exercises                      what there is
  pinlab exercises show 05-fsync        one of them: what is asked, which steps there are
  pinlab exercises restore 05-fsync     writes its notebook, 05-fsync.ipynb, or puts its stub back
  pinlab exercises release DIR --seed S a copy for students, with nbgrader’s metadata
  pinlab exercises verify               tries every answer that is kept with the exercises, and their mutants
  pinlab exercises verify 05-fsync      the same for one of them
`;

/** Adds the command `exercises` to `program`. */
export function exercisesCommand(program: Command): void {
  const command = oneLineErrors(program.command('exercises'))
    .description('the exercises: list, show, restore, release, verify')
    .option('--json', 'print as JSON')
    .addHelpText('after', help)
    .action(({ json }: { json?: boolean }) => finish('exercises', () => list(json === true)));
  oneLineErrors(command.command('show'))
    .description('what is asked, and the steps an answer may take')
    .argument('<ID>', 'the exercise')
    .option('--seed <SEED>', 'as the copy with this seed has it')
    .action((id: string, { seed }: { seed?: string }) => finish('exercises show', () => showExercise(id, seed)));
  oneLineErrors(command.command('restore'))
    .description('write the notebook of an exercise, or put its stub back into one')
    .argument('<ID>', 'the exercise')
    .argument('[FILE]', 'the notebook; ID.ipynb here unless given')
    .option('--seed <SEED>', 'whose copy a new notebook is')
    .option('--force', 'replace an answer that is there; the old notebook is kept as FILE.before')
    .action((id: string, file: string | undefined, { force, seed }: { force?: boolean; seed?: string }) =>
      finish('exercises restore', () => restoreExercise(id, file ?? `${id}.ipynb`, force === true, seed)),
    );
  oneLineErrors(command.command('release'))
    .description('write a copy for students: notebooks without answers, nbgrader’s metadata and configuration')
    .argument('<DIR>', 'where')
    .option('--seed <SEED>', 'what is drawn, where copies differ: the same seed draws the same', '1')
    .option('--roster <FILE>', 'a table whose first column names the students: a copy for each, drawn for each')
    .action((folder: string, options: { seed: string; roster?: string }) =>
      finish('exercises release', () => releaseTo(folder, options)),
    );
  oneLineErrors(command.command('verify'))
    .description('are they fit to be set: stub, correct and wrong answers, mutants')
    .argument('[ID...]', 'exercises; all unless given')
    .option('--json', 'print as JSON')
    .action((ids: string[], _: object, self: Command) =>
      finish('exercises verify', () => verifyAll(ids, self.optsWithGlobals().json === true)),
    );
}

/** Why a text is no seed. */
export const seedRule = (seed: string): string =>
  `a seed cannot be ‹${seed}›: it is made of up to 64 letters, digits, dots, dashes and underscores`;

/** The exercise called `id`, as the copy with a seed has it. */
export function exerciseFor(id: string, seed: string | undefined): Exercise {
  if (seed !== undefined && !isSeed(seed)) throw new UsageError(seedRule(seed));
  return variantOf(exerciseNamed(id), seed);
}

/** The names in a roster, each once. */
export function rosterNamed(file: string): string[] {
  if (!existsSync(file)) throw new UsageError(`there is no roster ${file}`);
  return [...new Set(rosterIn(onFile(`the roster ${file} cannot be read`, () => readFileSync(file, 'utf8'))))];
}

function releaseTo(folder: string, { seed, roster }: { seed: string; roster?: string }): number {
  if (!isSeed(seed)) throw new UsageError(seedRule(seed));
  const students = roster === undefined ? null : rosterNamed(roster);
  try {
    const files = onFile(`${folder} cannot be written`, () =>
      students === null ? release(folder, exercises, seed) : releaseClass(folder, exercises, seed, students),
    );
    for (const file of files) print(file);
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
  return 0;
}

function showExercise(id: string, seed: string | undefined): number {
  const exercise = exerciseFor(id, seed);
  print(`${wholeStatement(exercise)}\n`);
  for (const { id: check, title, points } of exercise.checks)
    print(`${count(points, 'point').padStart(9)}  ${check}: ${title}`);
  return 0;
}

function restoreExercise(id: string, file: string, force: boolean, seed: string | undefined): number {
  const exercise = exerciseFor(id, seed);
  if (file === standardOutput)
    throw new UsageError(
      'a notebook is written to a file, so that an answer in it is kept; give its name, ID.ipynb say',
    );
  try {
    const done = onFile('cannot be written', () => restore(exercise, file, force, seed));
    const more = done === 'left as it is' ? ': it holds an answer; --force replaces it by the stub' : '';
    print(`${file}: ${done}${more}`);
  } catch (error) {
    throw new UsageError(`${file} ${(error as Error).message}`);
  }
  return 0;
}

function list(json: boolean): number {
  const rows = exercises.map((each) => ({
    id: each.id,
    title: each.title,
    chapter: each.chapter,
    points: pointsOf(each),
    checks: each.checks.map(({ id, title, points }) => ({ id, title, points })),
  }));
  if (json) printJson({ exercises: rows });
  else
    for (const { id, points, title } of rows) print(`${id.padEnd(18)} ${count(points, 'point').padStart(9)}  ${title}`);
  return 0;
}

/** The exercise called `id`, for a reader. */
export function exerciseNamed(id: string): Exercise {
  try {
    return exerciseOf(id);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function verifyAll(ids: readonly string[], json: boolean): number {
  const chosen = ids.length === 0 ? exercises : ids.map(exerciseNamed);
  const found: Verification[] = [];
  for (const exercise of chosen) {
    const seen = verify(exercise);
    found.push(seen);
    if (!json) print(verificationText(seen));
  }
  if (json) printJson({ exercises: found });
  return found.every(({ problems }) => problems.length === 0) ? 0 : 1;
}
