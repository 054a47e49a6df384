// What a course hands out: for each exercise a notebook without answers, with nbgrader’s metadata, and the
// configuration that nbgrader needs for TypeScript.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { notebookText, replaceFile } from '../../notebook/notebook-file.js';
import { exerciseFile } from '../answer-files.js';
import { type Exercise, variantOf } from '../exercise.js';
import { studentSeed } from '../variants.js';
import { exerciseNotebook } from './exercise-notebook.js';
import { statementOf, wholeStatement } from './statement.js';

/** nbgrader knows no stub for TypeScript and stops without one. */
const nbgraderConfig = `c = get_config()
c.ClearSolutions.code_stub = {
    "typescript": "// YOUR CODE HERE\\nthrow new Error('not implemented')",
    "python": "# YOUR CODE HERE\\nraise NotImplementedError()",
}
# check() throws where a check does not pass, and nbgrader counts a cell that writes to standard error as wrong.
c.ExecutePreprocessor.allow_errors = True
`;

/** The stub as a student’s file; where copies differ, it says which one it is. */
export function stubText({ id, variant }: Exercise, seed: string | undefined): string {
  const stub = exerciseFile(id, 'stub.ts');
  return seed === undefined || variant === undefined ? stub : `// seed: ${seed}\n${stub}`;
}

/**
 * Writes a student copy.
 * @param seed whose copy it is: kept in it, so that what is drawn can be drawn again
 * @returns the files that were written
 */
export function release(folder: string, exercises: readonly Exercise[], seed: string): string[] {
  const written: string[] = [];
  mkdirSync(folder, { recursive: true });
  for (const original of exercises) {
    const exercise = variantOf(original, seed);
    const own = join(folder, exercise.id);
    mkdirSync(own, { recursive: true });
    const notebook = join(own, `${exercise.id}.ipynb`);
    replaceFile(notebook, notebookText(exerciseNotebook(exercise, { nbgrader: true, seed })));
    replaceFile(join(own, 'statement.md'), `${wholeStatement(exercise)}\n\n${hintsText(exercise.id)}`);
    replaceFile(join(own, 'stub.ts'), stubText(exercise, seed));
    written.push(notebook, join(own, 'statement.md'), join(own, 'stub.ts'));
  }
  const config = join(folder, 'nbgrader_config.py');
  replaceFile(config, nbgraderConfig);
  return [...written, config];
}

const hintsText = (id: string): string =>
  statementOf(id)
    .hints.map((hint, n) => `## Hint ${n + 1}\n\n${hint}\n`)
    .join('\n');

/**
 * Writes a copy for each student of a course, in a folder of the student’s name. What is drawn differs from
 * student to student; from one’s copy nobody can tell another’s.
 * @param seed the course’s: with it, and the student’s name, the grader draws the same again
 * @throws RangeError for a name that is no folder’s
 */
export function releaseClass(
  folder: string,
  exercises: readonly Exercise[],
  seed: string,
  students: readonly string[],
): string[] {
  const strange = students.find((name) => /[/\\\0]/.test(name) || name.startsWith('.'));
  if (strange !== undefined)
    throw new RangeError(`‹${strange}› cannot be the name of a folder; write it without / and dots before it`);
  return students.flatMap((student) => release(join(folder, student), exercises, studentSeed(seed, student)));
}
