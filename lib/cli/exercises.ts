// pinlab exercises: the exercises, whether they are fit to be set, and what a student gets of them.
import type { Command } from 'commander';
import { pointsOf } from '../grading/exercise.js';
import { exerciseOf, exercises } from '../grading/exercises/index.js';
import { type Verification, verify } from '../grading/verify.js';
import { count, print, printJson } from './output.js';
import { finish, oneLineErrors, UsageError } from './usage.js';
import { verificationText } from './verification-text.js';

const help = `
Examples:
  pinlab exercises                      what there is
  pinlab exercises verify               tries every answer that is kept with the exercises, and their mutants
  pinlab exercises verify 05-fsync      the same for one of them
`;

/** Adds the command `exercises` to `program`. */
export function exercisesCommand(program: Command): void {
  const command = oneLineErrors(program.command('exercises'))
    .description('the exercises: list, verify')
    .option('--json', 'print as JSON')
    .addHelpText('after', help)
    .action(({ json }: { json?: boolean }) => finish('exercises', () => list(json === true)));
  oneLineErrors(command.command('verify'))
    .description('are they fit to be set: stub, correct and wrong answers, mutants')
    .argument('[ID...]', 'exercises; all unless given')
    .option('--json', 'print as JSON')
    .action((ids: string[], _: object, self: Command) =>
      finish('exercises verify', () => verifyAll(ids, self.optsWithGlobals().json === true)),
    );
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
export function exerciseNamed(id: string) {
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
