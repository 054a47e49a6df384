// pinlab run: executes notebooks, writes executed copies and the book, or checks the committed outputs.
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import cliProgress from 'cli-progress';
import { type Command, InvalidArgumentError } from 'commander';
import { type Chapter, writeBook } from '../notebook/book/book.js';
import { describeDifference } from '../notebook/comparison.js';
import { notebookText, replaceFile } from '../notebook/notebook-file.js';
import { type Result, runAll, type Verdict } from '../notebook/run-all.js';
import { NothingSelected, type Selected, selectNotebooks } from '../notebook/selection.js';
import { colours } from './colours.js';
import { ledgerForBook } from './ledger-page.js';

interface Options {
  out: string;
  inPlace?: boolean;
  check?: boolean;
  timeout?: number;
  jobs: number;
  json?: boolean;
  timing?: boolean;
}

/** Something asked for that cannot be done; ends the command with status 2. */
class UsageError extends Error {}

const help = `
Without NOTEBOOK, all of notebooks/*.ipynb; a folder stands for the notebooks in it.
Each notebook runs in a tslab kernel of its own, in its own folder, and stops at its first failing cell.
The notebooks themselves are changed only by --in-place, and then only those that ran without failure.
With all the chapters the book has a page of the thread's claims: they are decided for it, unless this library
has decided them before (.build/ledger.json).

In a notebook: metadata execution.timeout (seconds for a cell); cell tags raises-exception, skip-execution.

Exit status: 0 all ran (and, with --check, all match); 1 a notebook failed or differs; 2 unusable input.

Examples:
  pinlab run                                  run the book, write .build/book/index.html
  pinlab run notebooks/00-start-here.ipynb    run one chapter
  pinlab run --in-place                       run, and update the outputs kept in the notebooks
  pinlab run --check                          run, and fail if the outputs kept are not what comes out
`;

/** Adds the command `run` to `program`. */
export function runCommand(program: Command): void {
  program
    .command('run')
    .description('execute notebooks in a real tslab kernel and write the book (no Python needed)')
    .argument('[NOTEBOOK...]', 'notebooks or folders of notebooks')
    .option('--out <DIR>', 'where the book and the executed copies go', join('.build', 'book'))
    .option('--in-place', 'also update the outputs in the notebooks themselves')
    .option('--check', 'compare with the outputs in the notebooks; differences fail')
    .option(
      '--timeout <SECONDS>',
      'longest time for one cell (default: 120, or what the notebook says)',
      positiveNumber,
    )
    .option('--jobs <N>', 'how many notebooks to run at a time', positiveInteger, 2)
    .option('--json', 'print the result as JSON')
    .option('--timing', 'with --json: add wall times')
    .addHelpText('after', help)
    .action(async (notebooks: string[], options: Options) => {
      process.exitCode = await run(notebooks, options);
    });
}

async function run(notebooks: string[], options: Options): Promise<number> {
  try {
    const selection = selectNotebooks(notebooks, process.cwd());
    checkOptions(selection, options);
    const results = await runWithProgress(selection, options);
    if (options.inPlace) updateNotebooks(results);
    const book = await bookOf(results, options);
    report(results, book, options);
    return exitStatus(results);
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof NothingSelected)) throw error;
    process.stderr.write(`pinlab run: ${error.message}\n`);
    return 2;
  }
}

/** Writes the book; with the ledger where all of the project's own chapters are in it. */
async function bookOf(results: readonly Result[], { out }: Options): Promise<string | undefined> {
  if (!results.some((result) => result.notebook)) return undefined;
  const folder = fileURLToPath(new URL('../../../notebooks', import.meta.url));
  const own = readdirSync(folder).filter((name) => name.endsWith('.ipynb'));
  const whole = own.every((name) => results.some(({ selected: { file } }) => file === join(folder, name)));
  return writeBook(out, chapters(results), whole ? await ledgerForBook() : []);
}

function checkOptions(selection: readonly Selected[], { out, inPlace, check }: Options): void {
  if (inPlace && check) {
    throw new UsageError('--check compares with the outputs that --in-place would replace; give one of the two');
  }
  const overwritten = selection.find(({ file, name }) => resolve(out, `${name}.ipynb`) === file);
  if (overwritten) {
    throw new UsageError(
      `--out ${out} would overwrite ${overwritten.shown}; choose another folder, or give --in-place`,
    );
  }
  try {
    mkdirSync(out, { recursive: true });
    if (!statSync(out).isDirectory()) throw new Error();
  } catch {
    throw new UsageError(`--out ${out} is not a folder and cannot be made one; choose another`);
  }
}

async function runWithProgress(selection: readonly Selected[], options: Options): Promise<Result[]> {
  const bar = new cliProgress.SingleBar({
    format: '{bar} {value}/{total} cells',
    noTTYOutput: false,
    hideCursor: true,
    clearOnComplete: true,
  });
  try {
    return await runAll(selection, {
      jobs: options.jobs,
      ...(options.check && { check: true }),
      ...(options.timeout !== undefined && { timeoutMs: options.timeout * 1000 }),
      onStart: (cells) => bar.start(cells, 0),
      onCell: () => bar.increment(),
    });
  } finally {
    bar.stop();
  }
}

function updateNotebooks(results: readonly Result[]): void {
  for (const { verdict, notebook, selected } of results) {
    if (verdict === 'ok' && notebook) replaceFile(selected.file, notebookText(notebook));
  }
}

function chapters(results: readonly Result[]): Chapter[] {
  return results.flatMap(({ selected: { file, name }, notebook, message }) =>
    notebook ? [{ file, name, notebook, ...(message !== undefined && { failure: message }) }] : [],
  );
}

function exitStatus(results: readonly Result[]): number {
  if (results.some(({ verdict }) => verdict === 'unusable')) return 2;
  return results.every(({ verdict }) => verdict === 'ok') ? 0 : 1;
}

function report(results: readonly Result[], book: string | undefined, { json, timing }: Options): void {
  const index = book && relative(process.cwd(), book);
  if (json) {
    const notebooks = results.map((result) => jsonResult(result, timing === true));
    process.stdout.write(`${JSON.stringify({ notebooks, ...(index && { book: index }) }, null, 2)}\n`);
    return;
  }
  printTable(results);
  for (const { selected, message, differences, notes } of results) {
    if (message !== undefined) process.stderr.write(`${selected.shown}: ${message}\n`);
    for (const difference of differences)
      process.stderr.write(`${selected.shown}: ${describeDifference(difference)}\n`);
    for (const note of notes) process.stderr.write(`${selected.shown}: note: ${note}\n`);
  }
  if (index) process.stdout.write(`\nThe book: ${index}\n`);
}

function jsonResult({ selected, verdict, cells, executed, failure, message, ...rest }: Result, timing: boolean) {
  const { differences, notes, elapsedMs, firstFigureMs } = rest;
  const where = { ...(failure?.cell && { cell: failure.cell }), ...(failure?.line && { line: failure.line }) };
  return {
    notebook: selected.shown,
    verdict,
    cells,
    executed,
    ...(message !== undefined && { message, ...where }),
    differences,
    notes,
    ...(timing && { elapsedMs: Math.round(elapsedMs) }),
    ...(timing && firstFigureMs !== undefined && { firstFigureMs: Math.round(firstFigureMs) }),
  };
}

const verdictColours: Readonly<Record<Verdict, (text: string) => string>> = {
  ok: colours.green,
  failed: colours.red,
  differs: colours.red,
  unusable: colours.yellow,
};

function printTable(results: readonly Result[]): void {
  const rows = results.map(({ selected, cells, executed, elapsedMs, verdict }) => [
    selected.shown,
    verdict === 'unusable' ? '-' : `${executed}/${cells}`,
    verdict === 'unusable' ? '-' : `${(elapsedMs / 1000).toFixed(1)} s`,
    verdict,
  ]);
  const head = ['notebook', 'cells', 'time', 'verdict'];
  const widths = head.map((word, column) => Math.max(word.length, ...rows.map((row) => row[column]!.length)));
  const line = ([name, cells, time, verdict]: string[]) =>
    [name!.padEnd(widths[0]!), cells!.padStart(widths[1]!), time!.padStart(widths[2]!), verdict].join('  ');
  process.stdout.write(`${colours.bold(line(head))}\n`);
  for (const [index, row] of rows.entries()) {
    const paint = verdictColours[results[index]!.verdict];
    process.stdout.write(`${line([row[0]!, row[1]!, row[2]!, paint(row[3]!)])}\n`);
  }
}

function positiveNumber(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError('It must be a number above 0.');
  return value;
}

function positiveInteger(text: string): number {
  const value = positiveNumber(text);
  if (!Number.isInteger(value)) throw new InvalidArgumentError('It must be a whole number, 1 or more.');
  return value;
}
