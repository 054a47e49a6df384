// Runs several notebooks, a few at a time, each with a verdict of its own: one that fails stops no other.
import { compareNotebooks, type Difference } from './comparison.js';
import { describeFailure, type Failure } from './failure.js';
import { type Notebook, readNotebook, UnusableNotebook } from './notebook-file.js';
import { executableCells, kernelSpecOf, type RunOptions, runNotebook } from './runner.js';
import type { Selected } from './selection.js';

/** What was found about a notebook. */
export type Verdict = 'ok' | 'failed' | 'differs' | 'unusable';

/** The result of one notebook. */
export interface Result {
  selected: Selected;
  verdict: Verdict;
  /** Code cells, and how many of them ran to their end. */
  cells: number;
  executed: number;
  /** The notebook with fresh outputs; absent when it could not be used. */
  notebook?: Notebook;
  failure?: Failure;
  /** Why it is not `ok`, in one line, without the notebook's name; undefined when the differences say it. */
  message?: string;
  differences: Difference[];
  notes: string[];
  elapsedMs: number;
  firstFigureMs?: number;
}

/** How to run several notebooks. */
export interface RunAllOptions extends RunOptions {
  /** How many at a time. */
  jobs: number;
  /** Compare with the committed outputs. */
  check?: boolean;
  /** Called once, with the number of cells that will run if none fails. */
  onStart?: (cells: number) => void;
}

type Opened = { selected: Selected; notebook: Notebook } | Result;

/** Runs `selection`, the last first: later chapters search most. The results are in its order. */
export async function runAll(selection: readonly Selected[], options: RunAllOptions): Promise<Result[]> {
  const opened = selection.map(open);
  const cells = opened.map((one) => ('verdict' in one ? 0 : executableCells(one.notebook).length));
  options.onStart?.(cells.reduce((sum, count) => sum + count, 0));
  const run = (one: Opened) => ('verdict' in one ? one : runOne(one.selected, one.notebook, options));
  return (await mapFew(opened.reverse(), options.jobs, run)).reverse();
}

/** Reads a notebook, or says why it cannot be used. */
function open(selected: Selected): Opened {
  try {
    const notebook = readNotebook(selected.file);
    kernelSpecOf(notebook);
    return { selected, notebook };
  } catch (error) {
    if (!(error instanceof UnusableNotebook)) throw error;
    const nothing = { cells: 0, executed: 0, differences: [], notes: [], elapsedMs: 0 };
    return { selected, verdict: 'unusable', message: error.message, ...nothing };
  }
}

async function runOne(selected: Selected, committed: Notebook, options: RunAllOptions): Promise<Result> {
  const { failure, ...run } = await runNotebook(selected.file, committed, options);
  const differences = options.check && !failure ? compareNotebooks(committed, run.notebook) : [];
  if (failure) return { selected, verdict: 'failed', failure, message: describeFailure(failure), differences, ...run };
  return { selected, verdict: differences.length > 0 ? 'differs' : 'ok', differences, ...run };
}

/** Like Promise.all over `items.map(work)`, with at most `most` under way at a time. */
async function mapFew<T, R>(items: readonly T[], most: number, work: (item: T) => R | Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(items[index]!);
    }
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker));
  return results;
}
