// Brings an exercise back: a notebook that is gone, a cell that was deleted, or the stub in place of an
// answer, of which a copy is kept.
import { existsSync, readFileSync } from 'node:fs';
import { type Notebook, notebookText, readNotebook, replaceFile } from '../../notebook/notebook-file.js';
import { type Exercise, variantOf } from '../exercise.js';
import { markedCells } from '../submissions/notebook-answers.js';
import { exerciseNotebook, stubCell } from './exercise-notebook.js';

/** What was done to the notebook. */
export type Restored = 'written' | 'stub put back' | 'answer replaced' | 'left as it is';

/**
 * Restores an exercise in a notebook.
 * @param force replace an answer that is there
 * @param seed whose copy a new notebook is, where copies differ
 * @throws UnusableNotebook for a file that is no notebook
 */
export function restore(exercise: Exercise, file: string, force: boolean, seed?: string): Restored {
  if (!existsSync(file)) {
    replaceFile(file, notebookText(exerciseNotebook(variantOf(exercise, seed), seed === undefined ? {} : { seed })));
    return 'written';
  }
  const text = readFileSync(file, 'utf8');
  const notebook = readNotebook(file);
  if (markedCells(text, exercise.id).length === 0) {
    notebook.cells.push(uniqueIn(notebook, stubCell(exercise)));
    replaceFile(file, notebookText(notebook));
    return 'stub put back';
  }
  if (!force) return 'left as it is';
  replaceFile(`${file}.before`, text);
  replaceFile(file, notebookText({ ...notebook, cells: withStub(notebook, exercise) }));
  return 'answer replaced';
}

function uniqueIn({ cells }: Notebook, cell: Notebook['cells'][number]): Notebook['cells'][number] {
  let { id } = cell;
  while (cells.some((each) => each.id === id)) id = `${id}-again`;
  return { ...cell, id };
}

/** The first marked cell gets the stub, the others go. */
function withStub({ cells }: Notebook, exercise: Exercise): Notebook['cells'] {
  const isMarked = ({ metadata }: Notebook['cells'][number]) =>
    (metadata.pinlab as { answer?: string } | undefined)?.answer === exercise.id;
  const first = cells.find(isMarked);
  return cells
    .filter((cell) => cell === first || !isMarked(cell))
    .map((cell) => (cell === first ? { ...cell, source: stubCell(exercise).source, outputs: [] } : cell));
}
