// Grades in the forms that course tools read: Gradescope's results.json, Exercism's (version 3),
// PrairieLearn's, and a table as CSV.
import Papa from 'papaparse';
import type { CheckResult } from '../check.js';
import { hasPrivate } from '../exercises/index.js';
import type { Judgement } from '../judge.js';
import type { Grade } from './grades.js';

/** The forms there are. */
export const formats = ['gradescope', 'exercism', 'prairielearn', 'csv'] as const;

/** One of them. */
export type Format = (typeof formats)[number];

/** A check in a line, with the reason where it did not pass. */
export function checkText({ title, status, reason }: CheckResult): string {
  return status === 'passed' ? title : `${title}: ${reason ?? status}`;
}

/** Why there are no points at all; null where checks say it. */
const wholeReason = ({ judgement, problem }: Grade): string | null =>
  judgement === null ? (problem ?? 'it was not graded') : (judgement.reason ?? null);

const judgementsOf = (grades: readonly Grade[]): { grade: Grade; judgement: Judgement }[] =>
  grades.flatMap((grade) => (grade.judgement === null ? [] : [{ grade, judgement: grade.judgement }]));

/** One student's grades as Gradescope's results.json. */
export function gradescope(grades: readonly Grade[]): object {
  const output = grades.map(wholeReason).filter((reason) => reason !== null);
  const tests = judgementsOf(grades).flatMap(({ judgement }) =>
    judgement.checks.map((check) => ({
      name: check.id,
      name_format: 'text',
      score: check.points,
      max_score: check.maxPoints,
      status: check.status === 'passed' ? 'passed' : 'failed',
      output: checkText(check),
      output_format: 'text',
      visibility: 'visible',
    })),
  );
  return {
    score: judgementsOf(grades).reduce((sum, { judgement }) => sum + judgement.points, 0),
    output: output.length > 0 ? output.join('\n') : 'Each check was decided over every interleaving.',
    output_format: 'text',
    visibility: 'visible',
    stdout_visibility: 'hidden',
    tests,
    ...leaderboard(grades),
  };
}

/** What was measured, for a class to compare: in simulated time, so it is the same on every machine. */
function leaderboard(grades: readonly Grade[]): { leaderboard?: object[] } {
  const capstone = judgementsOf(grades).find(({ judgement }) => hasPrivate(judgement.exercise));
  const times = capstone?.judgement.checks.flatMap(({ timesNs = {} }) => Object.entries(timesNs)) ?? [];
  if (times.length === 0) return {};
  return {
    leaderboard: times.map(([what, ns]) => ({ name: `${what}, µs simulated`, value: ns / 1000, order: 'asc' })),
  };
}

/** The longest output of a test, and the longest message, that Exercism takes. */
const exercismOutput = 500;
const exercismMessage = 65_535;

/** One student's grades as Exercism's results.json, version 3. */
export function exercism(grades: readonly Grade[]): object {
  const reasons = grades.map(wholeReason).filter((reason) => reason !== null);
  const tests = judgementsOf(grades).flatMap(({ judgement }) => judgement.checks);
  if (tests.length === 0)
    return {
      version: 3,
      status: 'error',
      message: (reasons.join('\n') || 'no answer').slice(0, exercismMessage),
      tests: [],
    };
  return {
    version: 3,
    status: tests.every(({ status }) => status === 'passed') && reasons.length === 0 ? 'pass' : 'fail',
    tests: tests.map((check) => ({
      name: `${check.id}: ${check.title}`,
      status: check.status === 'passed' ? 'pass' : 'fail',
      ...(check.status !== 'passed' && { message: (check.reason ?? check.status).slice(0, exercismMessage) }),
      ...(check.schedule !== undefined && { output: `shortest schedule: ${check.schedule}`.slice(0, exercismOutput) }),
      test_code: check.title,
    })),
  };
}

/** One student's grades as PrairieLearn's results.json. */
export function prairielearn(grades: readonly Grade[]): object {
  const judged = judgementsOf(grades);
  const most = judged.reduce((sum, { judgement }) => sum + judgement.maxPoints, 0);
  const points = judged.reduce((sum, { judgement }) => sum + judgement.points, 0);
  const reasons = grades.map(wholeReason).filter((reason) => reason !== null);
  const tests = judged.flatMap(({ judgement }) => judgement.checks);
  return {
    gradable: tests.length > 0,
    score: most === 0 ? 0 : points / most,
    message: reasons.join('\n') || 'Each check was decided over every interleaving.',
    ...(tests.length === 0 && { format_errors: reasons }),
    tests: tests.map((check) => ({
      name: check.id,
      description: check.title,
      points: check.points,
      max_points: check.maxPoints,
      message: check.reason ?? '',
    })),
  };
}

/** A text that no spreadsheet takes for a formula. */
const inert = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

/** Everybody's grades as a table, a line an exercise. */
export function csv(grades: readonly Grade[]): string {
  const rows = grades.map((grade) => ({
    student: inert(grade.student),
    exercise: grade.exercise ?? '',
    points: grade.judgement?.points ?? 0,
    max_points: grade.judgement?.maxPoints ?? '',
    status: grade.judgement?.status ?? 'no answer',
    failed:
      grade.judgement?.checks
        .filter(({ status }) => status === 'failed')
        .map(({ id }) => id)
        .join(' ') ?? '',
    reason: inert(
      wholeReason(grade) ?? grade.judgement?.checks.find(({ reason }) => reason !== undefined)?.reason ?? '',
    ),
    file: inert(grade.file),
  }));
  return `${Papa.unparse(rows, { newline: '\n' })}\n`;
}

/** The first column of a table: the names of a roster, without a heading such as “student” or “id”. */
export function rosterIn(text: string): string[] {
  const { data } = Papa.parse<string[]>(text.replace(/^\uFEFF/, ''), { skipEmptyLines: 'greedy' });
  const names = data.map(([name]) => (name ?? '').trim().normalize('NFC')).filter((name) => name !== '');
  return /^(student|name|id|login|sid|user(name)?)$/i.test(names[0] ?? '') ? names.slice(1) : names;
}
