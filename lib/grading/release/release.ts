// What a course hands out: for each exercise a notebook without answers, with nbgrader’s metadata, and the
// configuration that nbgrader needs for TypeScript.
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { notebookText, replaceFile } from '../../notebook/notebook-file.js';
import { exercisesFolder } from '../answer-files.js';
import type { Exercise } from '../exercise.js';
import { exerciseNotebook } from './exercise-notebook.js';

/** nbgrader knows no stub for TypeScript and stops without one. */
const nbgraderConfig = `c = get_config()
c.ClearSolutions.code_stub = {
    "typescript": "// YOUR CODE HERE\\nthrow new Error('not implemented')",
    "python": "# YOUR CODE HERE\\nraise NotImplementedError()",
}
# check() throws where a check does not pass, and nbgrader counts a cell that writes to standard error as wrong.
c.ExecutePreprocessor.allow_errors = True
`;

/**
 * Writes a student copy.
 * @param seed whose copy it is: kept in each notebook, so that what is drawn can be drawn again
 * @returns the files that were written
 */
export function release(folder: string, exercises: readonly Exercise[], seed: string): string[] {
  const written: string[] = [];
  mkdirSync(folder, { recursive: true });
  for (const exercise of exercises) {
    const own = join(folder, exercise.id);
    mkdirSync(own, { recursive: true });
    const notebook = join(own, `${exercise.id}.ipynb`);
    replaceFile(notebook, notebookText(exerciseNotebook(exercise, { nbgrader: true, seed })));
    for (const name of ['statement.md', 'stub.ts'])
      copyFileSync(join(exercisesFolder, exercise.id, name), join(own, name));
    written.push(notebook, join(own, 'statement.md'), join(own, 'stub.ts'));
  }
  const config = join(folder, 'nbgrader_config.py');
  replaceFile(config, nbgraderConfig);
  return [...written, config];
}
