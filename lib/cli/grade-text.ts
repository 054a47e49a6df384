// Grades as text: everybody's points, what went wrong most, what changed.
import type { CheckResult } from '../grading/check.js';
import type { Grade } from '../grading/submissions/grades.js';
import { colours } from './colours.js';
import { count } from './output.js';

/** Why a grade is not full, in one line; empty where it is. */
function reasonOf({ judgement, problem }: Grade): string {
  if (judgement === null) return problem ?? 'not graded';
  if (judgement.reason !== undefined) return judgement.reason;
  const first = judgement.checks.find(({ status }) => status !== 'passed' && status !== 'not run');
  return first === undefined ? '' : `${first.title}: ${first.reason}`;
}

/** A name as a terminal shows it: what would move the cursor or hide text is left out. */
const printable = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}]/gu, '·');

/** The longest name that a table shows whole. */
const longestName = 40;

/** A name as a column of a table has it. */
function columnName(student: string): string {
  const name = printable(student);
  return name.length > longestName ? `${name.slice(0, longestName - 1)}…` : name;
}

/** A table, a line a grade, and who is missing. */
export function gradesText(grades: readonly Grade[], missing: readonly string[], sandbox: string): string {
  const rows = grades.map((grade) => {
    const { judgement } = grade;
    const points =
      judgement === null || judgement.status === 'not graded' ? '–' : `${judgement.points}/${judgement.maxPoints}`;
    return [columnName(grade.student), grade.exercise ?? '?', points, printable(reasonOf(grade))] as const;
  });
  const widths = [0, 1, 2].map((n) => Math.max(...rows.map((row) => row[n]!.length)));
  const lines = rows.map((row) =>
    `${row[0].padEnd(widths[0]!)}  ${row[1].padEnd(widths[1]!)}  ${row[2].padStart(widths[2]!)}  ${row[3]}`.trimEnd(),
  );
  const full = grades.filter(({ judgement }) => judgement !== null && judgement.points === judgement.maxPoints).length;
  const tail = [`${count(grades.length, 'answer')}, ${full} with all points; sandbox: ${sandbox}`];
  if (missing.length > 0) tail.push(`${colours.yellow('missing')}: ${missing.map(printable).join(', ')}`);
  return [...lines, '', ...tail].join('\n');
}

/** How many failed for which reason, the most frequent first, with one counterexample each. */
export function reportText(grades: readonly Grade[]): string {
  const all = new Map<string, CheckResult[]>();
  for (const grade of grades)
    for (const check of grade.judgement?.checks ?? [])
      if (check.status === 'failed') {
        const key = `${check.id}\n${check.reason}`;
        all.set(key, [...(all.get(key) ?? []), check]);
      }
  const sorted = [...all.values()].sort((a, b) => b.length - a.length);
  return sorted
    .map((failed) => {
      const [{ story, ...check }] = failed as [CheckResult];
      return [
        colours.bold(`${count(failed.length, 'answer')}: ${check.id}, ${check.title}`),
        `  ${check.reason}`,
        ...(story === undefined ? [] : ['', ...story.split('\n').map((line) => `    ${line}`)]),
        '',
      ].join('\n');
    })
    .join('\n');
}

/** Whose points changed. */
export function changesText(before: readonly Grade[], after: readonly Grade[]): string {
  const key = ({ student, file, exercise }: Grade) => `${student}\n${file}\n${exercise}`;
  const old = new Map(before.map((grade) => [key(grade), grade.judgement?.points ?? 0]));
  const lines = after
    .map((grade) => ({ grade, was: old.get(key(grade)), is: grade.judgement?.points ?? 0 }))
    .filter(({ was, is }) => was !== is)
    .map(
      ({ grade, was, is }) => `  ${printable(grade.student)}, ${grade.exercise ?? '?'}: ${was ?? 'not there'} → ${is}`,
    );
  return lines.length === 0 ? 'No points changed.' : ['Points that changed:', ...lines].join('\n');
}
