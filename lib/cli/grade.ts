// pinlab grade: judges what was handed in, each answer in a sandbox of its own, on all cores.
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { exercises } from '../grading/exercises/index.js';
import { Grader } from '../grading/sandbox/grader.js';
import { mechanism } from '../grading/sandbox/mechanism.js';
import { collect, type Submission } from '../grading/submissions/collect.js';
import { csv, exercism, type Format, formats, gradescope, prairielearn } from '../grading/submissions/formats.js';
import { type Grade, gradeAll } from '../grading/submissions/grades.js';
import { JudgementStore } from '../grading/submissions/store.js';
import { isSeed, studentSeed } from '../grading/variants.js';
import { replaceFile } from '../notebook/notebook-file.js';
import { exerciseNamed, rosterNamed, seedRule } from './exercises.js';
import { changesText, gradesText, reportText } from './grade-text.js';
import { print, printJson } from './output.js';
import { SearchProgress } from './search-progress.js';
import { finish, oneLineErrors, UsageError } from './usage.js';
import { onFile } from './written-file.js';

interface Options {
  json?: boolean;
  format?: string;
  out?: string;
  roster?: string;
  report?: boolean;
  regrade?: boolean;
  exercise?: string;
  seed?: string;
  private?: string;
  trust?: boolean;
  cache: boolean;
  jobs?: string;
}

const help = `
A folder holds an entry for each student: a notebook, a .ts file named like the exercise, or a folder of those.
Each answer runs in a process of its own without network and files, limited in time and memory; what it
does is decided by search, so points never depend on how fast the machine is. With --out, results are kept:
a run that was ended goes on where it was, and only what changed is judged again.

Examples:
  pinlab grade 05-fsync.ipynb                       one notebook
  pinlab grade handed-in --out grades --report      a class, and what went wrong most
  pinlab grade handed-in --out grades --roster class.csv --format gradescope
  pinlab grade handed-in --out grades --regrade     old points beside new ones
`;

/** Adds the command `grade` to `program`. */
export function gradeCommand(program: Command): void {
  oneLineErrors(program.command('grade'))
    .description('judge what was handed in: notebooks, .ts files, folders of them')
    .argument('<PATH...>', 'notebooks, .ts files, or folders with an entry for each student')
    .option('--json', 'print the grades as JSON')
    .option('--format <FORM>', `${formats.join(', ')}: print them so, or a file a student with --out`)
    .option('--out <DIR>', 'keep judgements and write results here')
    .option('--roster <FILE>', 'a table whose first column names the students; who is missing is listed')
    .option('--report', 'how many failed for which reason, with a counterexample each')
    .option('--regrade', 'show what changed since the last run with the same --out')
    .option('--exercise <ID>', 'the exercise that .ts files answer')
    .option(
      '--seed <SEED>',
      'the seed of the release, from which everybody’s copy is drawn again (with --roster each student’s own); else what a submission says of itself is believed',
    )
    .option('--private <SEED>', 'your own seed: what the capstone is judged on, beside the scenarios that all know')
    .option('--trust', 'judge without a sandbox, where the machine has none')
    .option('--no-cache', 'judge everything, whatever was kept')
    .option('--jobs <N>', 'how many at a time; as many as there are cores unless given')
    .addHelpText('after', help)
    .action((paths: string[], options: Options) => finish('grade', () => grade(paths, options)));
}

async function grade(paths: readonly string[], options: Options): Promise<number> {
  const format = formatOf(options.format);
  if (options.private !== undefined && !isSeed(options.private)) throw new UsageError(seedRule(options.private));
  const submissions = paths.flatMap((path) => collected(path, options.exercise)).map(seeded(options));
  const sandbox = mechanism();
  if (sandbox === 'none' && options.trust !== true)
    throw new UsageError(
      'this machine has no sandbox (bubblewrap, or user namespaces), and the code is somebody’s: install bubblewrap, or say --trust if you know all of it',
    );
  if (options.regrade && options.out === undefined)
    throw new UsageError('--regrade compares with an earlier run: name its folder with --out');
  const roster = options.roster === undefined ? [] : rosterNamed(options.roster);
  const before = options.regrade ? earlier(options.out!) : null;
  const grades = await judged(submissions, options, sandbox);
  const missing = missingFrom(roster, grades);
  if (options.out !== undefined) writeResults(options.out, grades, format);
  if (options.json) printJson({ sandbox, grades, missing });
  else if (format !== null && options.out === undefined) print(inFormat(format, grades).trimEnd());
  else {
    print(gradesText(grades, missing, sandbox));
    if (options.report) print(reportText(grades));
    if (before !== null) print(changesText(before, grades));
  }
  const perfect = ({ judgement }: Grade) => judgement !== null && judgement.points === judgement.maxPoints;
  return grades.every(perfect) && missing.length === 0 ? 0 : 1;
}

/** Says which copy a submission answers, whatever it says of itself, where the release’s seed is known. */
function seeded({ seed, roster }: Options): (submission: Submission) => Submission {
  if (seed === undefined) return (submission) => submission;
  if (!isSeed(seed)) throw new UsageError(seedRule(seed));
  return (submission) => ({
    ...submission,
    seed: roster === undefined ? seed : studentSeed(seed, submission.student),
  });
}

function formatOf(given: string | undefined): Format | null {
  if (given === undefined) return null;
  const found = formats.find((each) => each === given);
  if (found === undefined) throw new UsageError(`there is no form '${given}'; the forms are ${formats.join(', ')}`);
  return found;
}

function collected(path: string, exercise: string | undefined): Submission[] {
  if (!existsSync(path)) throw new UsageError(`there is nothing at ${path}; name a notebook, a .ts file or a folder`);
  if (exercise !== undefined) exerciseNamed(exercise);
  const found = collect(
    path,
    exercises.map(({ id }) => id),
  );
  if (found.length === 0) throw new UsageError(`${path} holds no notebook and no .ts file`);
  return found.map((each) =>
    each.exercise === null && exercise !== undefined && each.file.endsWith('.ts') && statSync(path).isFile()
      ? { ...each, problem: undefined as never, exercise, source: readFileSync(path, 'utf8') }
      : each,
  );
}

async function judged(submissions: readonly Submission[], options: Options, sandbox: ReturnType<typeof mechanism>) {
  const jobs = Number(options.jobs ?? availableParallelism());
  if (!Number.isInteger(jobs) || jobs < 1)
    throw new UsageError(`--jobs cannot be ${options.jobs}; give a whole number from 1 on`);
  const folder = options.out === undefined || !options.cache ? null : join(options.out, judgementsName);
  const store = onFile(`--out ${options.out} cannot be written`, () => new JudgementStore(folder, exercises));
  const grader = new Grader(sandbox, Math.min(jobs, submissions.length));
  const progress = new SearchProgress('answers judged');
  try {
    const told = { done: (finished: number, total: number) => progress.show(total, total - finished) };
    return await gradeAll(submissions, grader, store, told, options.private);
  } finally {
    progress.stop();
    await grader.end();
  }
}

function missingFrom(roster: readonly string[], grades: readonly Grade[]): string[] {
  const present = new Set(grades.map(({ student }) => student));
  return roster.filter((name) => !present.has(name));
}

const byStudent = (grades: readonly Grade[]): Map<string, Grade[]> => {
  const all = new Map<string, Grade[]>();
  for (const each of grades) all.set(each.student, [...(all.get(each.student) ?? []), each]);
  return all;
};

function inFormat(format: Format, grades: readonly Grade[]): string {
  if (format === 'csv') return csv(grades);
  const form = { gradescope, exercism, prairielearn }[format];
  return `${JSON.stringify(form(grades), null, 2)}\n`;
}

/** Grades as they are kept for a later run. */
const keptName = 'grades.json';
const tableName = 'grades.csv';
const judgementsName = 'judgements';

/** The folder of a student’s results: of the student’s name, unless that is taken. */
const folderOf = (student: string): string =>
  [keptName, tableName, judgementsName].includes(student.toLowerCase()) ? `student ${student}` : student;

function writeResults(out: string, grades: readonly Grade[], format: Format | null): void {
  mkdirSync(out, { recursive: true });
  replaceFile(join(out, tableName), csv(grades));
  replaceFile(join(out, keptName), JSON.stringify(grades));
  if (format === null || format === 'csv') return;
  for (const [student, own] of byStudent(grades)) {
    const folder = join(out, folderOf(student));
    mkdirSync(folder, { recursive: true });
    replaceFile(join(folder, 'results.json'), inFormat(format, own));
  }
}

function earlier(out: string): Grade[] {
  try {
    return JSON.parse(readFileSync(join(out, keptName), 'utf8')) as Grade[];
  } catch {
    throw new UsageError(`${out} holds no earlier grades to compare with; run it without --regrade first`);
  }
}
