// Which text `check` sends: the one that the grader will read, as far as it was run here.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Exercise } from '../exercise.js';
import { answersIn, markedCells, seedIn } from '../submissions/notebook-answers.js';
import { executedCells } from './executed-cells.js';

/** An answer's text and, where it may not be what will be handed in, a remark on that. */
export interface OwnAnswer {
  readonly source: string;
  /** The seed of the copy that it answers. */
  readonly seed?: string;
  readonly remark?: string;
}

/** The notebooks of a folder that hold an answer to an exercise, as texts. */
function savedNotebooks(folder: string, id: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ipynb'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .filter((text) => {
      const found = answersIn(text, [id]);
      return 'answers' in found && found.answers.has(id);
    });
}

const declaresAll = (text: string, { functions }: Exercise): boolean =>
  functions.every(({ name }) =>
    new RegExp(`^\\s*(export\\s+)?(async\\s+)?(function\\s*\\*?|const|let)\\s*${name}\\b`, 'm').test(text),
  );

/**
 * The answer of the notebook that is running.
 * @returns null where there is none
 */
export function ownAnswer(exercise: Exercise, folder = process.cwd()): OwnAnswer | null {
  const ran = executedCells().map((text) => text.trim());
  const latest = ran.findLast((text) => declaresAll(text, exercise));
  const saved = savedNotebooks(folder, exercise.id);
  for (const text of saved) {
    const cells = markedCells(text, exercise.id);
    const asRun = latest === undefined || cells.some((cell) => cell.trim() === latest);
    if (asRun && cells.every((cell) => ran.includes(cell.trim()))) return { source: cells.join('\n'), ...seedIn(text) };
  }
  if (latest !== undefined)
    return {
      source: latest,
      ...(saved.length === 1 && seedIn(saved[0]!)),
      remark: 'This is what you ran. The saved notebook differs: save it before you hand it in.',
    };
  if (saved.length !== 1) return null;
  return {
    source: markedCells(saved[0]!, exercise.id).join('\n'),
    ...seedIn(saved[0]!),
    remark: 'This is the saved notebook; its answer was not run here.',
  };
}
