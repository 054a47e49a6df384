// An exercise's statement: what is asked, and three hints, each stronger than the one before.
import { exerciseFile } from '../answer-files.js';
import type { Exercise } from '../exercise.js';

/** A statement and its hints. */
export interface Statement {
  readonly text: string;
  readonly hints: readonly string[];
}

/** @throws Error for a statement that has not three hints */
export function statementOf(id: string): Statement {
  const [text = '', ...hints] = exerciseFile(id, 'statement.md')
    .split(/^## Hint \d$/m)
    .map((part) => part.trim());
  if (hints.length !== 3) throw new Error(`exercises/${id}/statement.md has ${hints.length} hints; three are wanted`);
  return { text, hints };
}

/** The statement with what this student is given. */
export function statementText({ id, given }: Exercise): string {
  const { text } = statementOf(id);
  return given === undefined ? text : `${text}\n\n**What you are given.** ${given}`;
}

/** The statement with what this student is given and, where the statement has no table of its own, the steps. */
export function wholeStatement(exercise: Exercise): string {
  const text = statementText(exercise);
  return text.includes('| step |') ? text : `${text}\n\n${stepsTable(exercise)}`;
}

/** What an answer may do, as a table in Markdown. */
export function stepsTable({ steps, functions }: Exercise): string {
  const rows = Object.entries(steps).map(
    ([name, { takes, about, lock }]) =>
      `| \`k.${name}(${takes.join(', ')})\` | ${about}${lock === 'under' ? '; the page lock must be held' : ''} |`,
  );
  return [
    ...functions.map(({ signature }) => `\`${signature}\``),
    '',
    'What you call is the machine’s own. Call it with `yield* k.…`, which gives what it returns; between two steps of the machine anybody else may go on.',
    '',
    '| step | does |',
    '|---|---|',
    ...rows,
    '| `return k.retry()` | starts over, remembering nothing |',
  ].join('\n');
}
