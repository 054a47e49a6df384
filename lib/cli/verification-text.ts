// What was seen of an exercise, as text: the matrix of its wrong answers and its checks.
import type { Verification } from '../grading/verify.js';
import { colours } from './colours.js';
import { count } from './output.js';

/** The matrix of wrong answers and checks, with the counts. */
export function verificationText({
  exercise,
  points,
  correct,
  checks,
  wrong,
  mutants,
  problems,
}: Verification): string {
  const width = Math.max(...wrong.map(({ name }) => name.length), 10);
  const short = checks.map((id) => id.slice(id.indexOf('/') + 1));
  const columns = short.map((name) => Math.max(name.length, 1));
  const row = (name: string, cells: readonly string[]) =>
    `  ${name.padEnd(width)}  ${cells.map((cell, n) => cell.padEnd(columns[n]!)).join('  ')}`.trimEnd();
  return [
    `${colours.bold(exercise)}: stub 0 of ${points}, ${correct.join(' and ')} ${points} of ${points}; ${count(mutants.made, 'mutant')}, ${mutants.killed} killed, ${mutants.equivalent} equivalent`,
    row('', short),
    ...wrong.map(({ name, fails, failed }) =>
      row(
        name,
        checks.map((id) => (id === fails && failed.includes(id) ? 'FAILS' : failed.includes(id) ? 'fails' : '.')),
      ),
    ),
    ...problems.map((problem) => colours.red(`  not as it should be: ${problem}`)),
    '',
  ].join('\n');
}
