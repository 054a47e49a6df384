// How an answer leaves a notebook: the text of the cells that are marked as the answer to an exercise,
// joined in their order. No other cell is looked at, and none is run.
import { isObject } from '../../notebook/notebook-file.js';
import { isSeed } from '../variants.js';

/** The answers of a notebook by exercise, with the seed of the copy, or why there are none. */
export type Found =
  | { readonly answers: ReadonlyMap<string, string>; readonly seed?: string }
  | { readonly problem: string };

interface MarkedCell {
  readonly exercise: string;
  readonly text: string;
}

/** Which exercise a cell answers: what our own mark says, else nbgrader's. */
function exerciseOfCell(metadata: unknown, known: ReadonlySet<string>): string | null {
  if (!isObject(metadata)) return null;
  const { pinlab, nbgrader } = metadata;
  if (isObject(pinlab) && typeof pinlab.answer === 'string') return pinlab.answer;
  if (!isObject(nbgrader) || nbgrader.solution !== true) return null;
  const { grade_id: id } = nbgrader;
  return typeof id === 'string' && known.has(id) ? id : null;
}

function textOf(source: unknown): string {
  const parts: unknown[] = Array.isArray(source) ? source : [source];
  return parts.filter((part) => typeof part === 'string').join('');
}

/** The texts of the cells that are marked as the answer to an exercise, in their order; none in what is no notebook. */
export function markedCells(text: string, exercise: string): string[] {
  const cells = cellsIn(text);
  return 'problem' in cells
    ? []
    : marked(cells.cells, new Set([exercise]))
        .filter((each) => each.exercise === exercise)
        .map((each) => each.text);
}

type Cells = { readonly cells: readonly unknown[]; readonly seed?: string };

/** The seed of the copy that a notebook is, where it names one. */
export function seedIn(text: string): { readonly seed?: string } {
  const read = cellsIn(text);
  return 'cells' in read && read.seed !== undefined ? { seed: read.seed } : {};
}

function cellsIn(text: string): Cells | { readonly problem: string } {
  let notebook: unknown;
  try {
    notebook = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return { problem: 'it is no notebook: what is in it is not JSON. Save it again in Jupyter, and hand that in' };
  }
  if (!isObject(notebook) || !Array.isArray(notebook.cells))
    return { problem: 'it is JSON and no notebook: it has no list of cells' };
  const { metadata } = notebook;
  const own = isObject(metadata) && isObject(metadata.pinlab) ? metadata.pinlab.seed : undefined;
  return { cells: notebook.cells, ...(typeof own === 'string' && isSeed(own) && { seed: own }) };
}

function marked(cells: readonly unknown[], known: ReadonlySet<string>): MarkedCell[] {
  return cells.flatMap((cell) => {
    if (!isObject(cell) || cell.cell_type !== 'code') return [];
    const exercise = exerciseOfCell(cell.metadata, known);
    return exercise === null ? [] : [{ exercise, text: textOf(cell.source) }];
  });
}

/**
 * Finds the answers in a notebook's text.
 * @param exercises the exercises there are
 */
export function answersIn(text: string, exercises: readonly string[]): Found {
  const read = cellsIn(text);
  if ('problem' in read) return read;
  const known = new Set(exercises);
  const found = marked(read.cells, known);
  const strange = found.find(({ exercise }) => !known.has(exercise));
  if (strange !== undefined)
    return { problem: `a cell is marked as the answer to ‹${strange.exercise}›, which is no exercise` };
  if (found.length === 0)
    return {
      problem:
        'no answer cell found: the marked cell was deleted, or its metadata edited. `npx pinlab exercises restore ID` brings the exercise back',
    };
  const answers = new Map<string, string>();
  for (const { exercise, text: part } of found) {
    const before = answers.get(exercise);
    answers.set(exercise, before === undefined ? part : `${before}\n${part}`);
  }
  return { answers, ...(read.seed !== undefined && { seed: read.seed }) };
}
