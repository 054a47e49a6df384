// pinlab bench grade: a class's work judged by the grader, from a cold start and with nothing kept, beside
// nbgrader's way, which starts a kernel for each submission and runs its notebook.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { type ClassSize, classSample, type SampleAnswer, writeClass } from '../grading/class-sample.js';
import { exerciseOf } from '../grading/exercises/index.js';
import { exerciseNotebook } from '../grading/release/exercise-notebook.js';
import type { Grade } from '../grading/submissions/grades.js';
import { notebookText } from '../notebook/notebook-file.js';
import { runNotebook } from '../notebook/runner.js';
import { progress, report } from './bench-report.js';
import { wholeNumber } from './choices.js';
import { finish } from './usage.js';

interface Options extends ClassSize {
  kernels: number;
  json?: true;
}

/** What was measured. */
interface Figures {
  readonly submissions: number;
  readonly exercises: number;
  readonly cores: number;
  /** From the command's start to its end, and the CPU time of it and of all that it started. */
  readonly grader: { readonly seconds: number; readonly cpuSeconds: number; readonly perSubmission: number };
  /** Grades that came out as the kind of answer says. */
  readonly asExpected: number;
  /** A kernel started, the notebook with the answer run in it, one at a time. */
  readonly kernels: { readonly tried: number; readonly perSubmission: number };
}

/** Adds the command. */
export function addBenchGrade(bench: Command): void {
  bench
    .command('grade')
    .description('seconds to judge a class’s work, cold and with nothing kept, beside a kernel for each notebook')
    .option('--correct <N>', 'right answers', wholeNumber(0, 10_000), 40)
    .option('--stubs <N>', 'stubs', wholeNumber(0, 10_000), 40)
    .option('--wrong <N>', 'wrong answers', wholeNumber(1, 10_000), 120)
    .option('--kernels <N>', 'submissions that are run in a kernel as well', wholeNumber(1, 1000), 6)
    .option('--json', 'print the figures as JSON')
    .action((options: Options) => finish('bench grade', () => benchGrade(options)));
}

async function benchGrade(options: Options): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'pinlab-class-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const answers = classSample(options);
  const judged = gradeClass(join(folder, 'class'), answers, options);
  const perKernel = await runInKernels(join(folder, 'kernels'), answers, options.kernels);
  const figures: Figures = {
    submissions: answers.length,
    exercises: new Set(answers.map(({ exercise }) => exercise)).size,
    cores: availableParallelism(),
    ...judged,
    kernels: { tried: perKernel.tried, perSubmission: perKernel.seconds / perKernel.tried },
  };
  report(options.json, { figures, rows: rowsOf(figures), note: note(figures) });
  return 0;
}

/** The command as a lecturer types it, in a process of its own. */
function gradeClass(
  folder: string,
  answers: readonly SampleAnswer[],
  size: ClassSize,
): Pick<Figures, 'grader' | 'asExpected'> {
  writeClass(folder, answers);
  const out = `${folder}.json`;
  const cli = fileURLToPath(new URL('../../cli/pinlab.cjs', import.meta.url));
  const line = '"$@" >"$OUT"; times';
  const started = process.hrtime.bigint();
  const run = spawnSync('/bin/sh', ['-c', line, 'sh', process.execPath, cli, 'grade', folder, '--no-cache', '--json'], {
    encoding: 'utf8',
    env: { ...process.env, OUT: out },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  const { grades } = JSON.parse(readFileSync(out, 'utf8')) as { grades: Grade[] };
  const { correct, stubs } = size;
  const asExpected = grades.filter(({ judgement }, n) => {
    const { points = -1, maxPoints = 0 } = judgement ?? {};
    return n < correct ? points === maxPoints : n < correct + stubs ? points === 0 : points >= 0 && points < maxPoints;
  }).length;
  return {
    grader: { seconds, cpuSeconds: childrenSeconds(run.stdout), perSubmission: seconds / answers.length },
    asExpected,
  };
}

/** The second line of `times`: user and system time of the children. */
function childrenSeconds(times: string): number {
  const [, children = ''] = times.trim().split('\n');
  return [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce((sum, [, m, s]) => sum + 60 * Number(m) + Number(s), 0);
}

/** Starts a kernel for each of some submissions, spread over all, and runs their released notebooks. */
async function runInKernels(folder: string, answers: readonly SampleAnswer[], count: number) {
  mkdirSync(folder, { recursive: true });
  const { onProgress } = progress();
  const tried = Math.min(count, answers.length);
  let seconds = 0;
  for (let n = 0; n < tried; n++) {
    onProgress?.(n, tried, 'a kernel for a notebook');
    const { exercise, source } = answers[Math.floor((n * answers.length) / tried)]!;
    const notebook = exerciseNotebook(exerciseOf(exercise), { nbgrader: true });
    const cells = notebook.cells.map((cell) =>
      cell.id === 'answer' ? { ...cell, source: source.replaceAll(/^export (?=function)/gm, '') } : cell,
    );
    const file = join(folder, `${n}.ipynb`);
    writeFileSync(file, notebookText({ ...notebook, cells }));
    const started = process.hrtime.bigint();
    await runNotebook(file, { ...notebook, cells });
    seconds += Number(process.hrtime.bigint() - started) / 1e9;
    rmSync(file);
  }
  return { tried, seconds };
}

const rowsOf = ({ grader, kernels, submissions, cores }: Figures): string[][] => [
  ['', 'submissions', 'seconds', 'CPU seconds', 'seconds a submission'],
  [
    `grade, ${cores} cores`,
    String(submissions),
    grader.seconds.toFixed(1),
    grader.cpuSeconds.toFixed(1),
    grader.perSubmission.toFixed(3),
  ],
  [
    'a kernel each',
    String(kernels.tried),
    (kernels.tried * kernels.perSubmission).toFixed(1),
    '',
    kernels.perSubmission.toFixed(3),
  ],
];

const note = ({ asExpected, submissions, exercises }: Figures): string =>
  `${submissions} answers to ${exercises} exercises, no two alike; ${asExpected} of them graded as they should be. A notebook is run up to its first error; nbgrader goes on, so its way takes at least as long.`;
