// pinlab bench explore: the explorer's figures, its time to a verdict, and how that grows.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Command, InvalidArgumentError } from 'commander';
import { benchExplore } from '../bench/explore-bench.js';
import { benchGrowth, type GrowthCell } from '../bench/growth.js';
import { benchVerdict, type Size, verdictSizes } from '../bench/verdict-bench.js';
import { type Figure, figureToHtml, figureToSvg, growthCurve } from '../plots/index.js';
import { type Measured, progress, report, runsOption } from './bench-report.js';
import { exploreTable, growthTable, peerOptions, verdictTable } from './bench-tables.js';
import { wholeNumber } from './choices.js';
import { count } from './output.js';
import { UsageError } from './usage.js';

/** What commander makes of the options. */
export interface ExploreOptions {
  pages?: number;
  pinners?: number;
  runs?: number;
  verdict?: true;
  growth?: true;
  maxSeconds?: number;
  maxStates?: number;
  /** In megabytes. */
  maxMemory?: number;
  out?: string;
  json?: true;
}

const usualSeconds = 60;
const usualStates = 100_000_000;

const help = `
States and seconds are of a model of GUP and writeback that SPIN and rumur are given too, word for
word: lib/bench/gup-model.ts, gup.pml, gup.m. Without more, all its states, unreduced, a CPU second.
--verdict measures the time on the wall until it is known that no harm can happen: ours with
interchangeable states stored once and on all cores, as a whole process (cold) and in one that has
searched before (warm); SPIN's and rumur's with the options that are fastest here, with and without
their compile. The ratios are theirs over ours.
--growth searches every size up to --pages and --pinners. A size that does not fit the budget is
unknown, and so are the larger ones; of memory, at most half of what is free is taken.
`;

/** Adds the command's options. */
export function addBenchExplore(command: Command): Command {
  return command
    .option('--pages <N>', 'pages of the file, 1 to 5 (default: 3)', wholeNumber(1, 5))
    .option('--pinners <N>', 'tasks that read into the pages, 1 to 3 (default: 2)', wholeNumber(1, 3))
    .option('--runs <N>', 'runs of each (default: 5, of --verdict 3)', runsOption)
    .option('--verdict', 'seconds to a verdict, beside SPIN and rumur at their fastest')
    .option('--growth', 'states and seconds for every size up to 5 pages and 3 pinners')
    .option('--max-seconds <N>', `with --growth: longest time for a size (default: ${usualSeconds})`, wholeNumber(1))
    .option('--max-states <N>', 'with --growth: most states of a size (default: 100 million)', wholeNumber(1))
    .option(
      '--max-memory <MB>',
      'with --growth: most memory for a size (default: half of what is free)',
      wholeNumber(1),
    )
    .option('--out <FILE>', 'with --growth: write the figure to FILE, .svg or .html', figureFile)
    .option('--json', 'print the figures as JSON')
    .addHelpText('after', help);
}

/** Does what the options ask for. */
export async function exploreBench(options: ExploreOptions): Promise<number> {
  const { growth, json, verdict } = options;
  if (growth && verdict) throw new UsageError('--verdict and --growth are two measurements; ask for one at a time');
  for (const [name, value] of Object.entries({
    'max-seconds': options.maxSeconds,
    'max-states': options.maxStates,
    'max-memory': options.maxMemory,
    out: options.out,
  }))
    if (value !== undefined && !growth)
      throw new UsageError(`--${name} belongs to --growth; leave it out, or add --growth`);
  report(json, await (growth ? growthOf(options) : verdict ? verdictOf(options) : unreducedOf(options)));
  return 0;
}

function unreducedOf({ pages = 3, pinners = 2, runs = 5 }: ExploreOptions): Measured {
  const figures = benchExplore({ pages, pinners, runs, ...progress() });
  const alone = figures.spin === undefined && figures.complete;
  return {
    figures,
    rows: exploreTable(figures),
    note: alone ? 'SPIN is not installed: apt install spin gcc puts its figures beside ours.' : '',
  };
}

async function verdictOf({ pages, pinners, runs = 3 }: ExploreOptions): Promise<Measured> {
  const asked = pages !== undefined || pinners !== undefined;
  const sizes: readonly Size[] = asked ? [[pages ?? 3, pinners ?? 2]] : verdictSizes;
  const figures = await benchVerdict({ sizes, runs, ...progress() });
  const missing = [
    figures.some(({ spin }) => spin === undefined) ? 'SPIN' : '',
    figures.some(({ rumur }) => rumur === undefined) ? 'rumur' : '',
  ].filter((name) => name !== '');
  const absent =
    missing.length === 0
      ? ''
      : `\nMissing: ${missing.join(' and ')}; apt install spin rumur gcc puts their figures beside ours.`;
  return {
    figures: { verdict: figures },
    rows: verdictTable(figures),
    note: `${peerOptions(figures)}${absent}`.trim(),
  };
}

async function growthOf(options: ExploreOptions): Promise<Measured> {
  const { maxMemory, maxSeconds = usualSeconds, maxStates = usualStates, out, pages = 5, pinners = 3 } = options;
  const budget = { maxSeconds, maxStates, ...(maxMemory !== undefined && { maxBytes: maxMemory * 1e6 }) };
  const cells = await benchGrowth({ pages, pinners, ...budget, ...progress() });
  if (out !== undefined) write(out, figureOf(cells));
  return {
    figures: { growth: cells },
    rows: growthTable(cells),
    note: out === undefined ? '' : `The figure: ${out}`,
  };
}

/** States and seconds of every size as a figure. */
export function figureOf(cells: readonly GrowthCell[]): Figure {
  const pinners = [...new Set(cells.map((cell) => cell.pinners))];
  return growthCurve(
    pinners.map((each) => ({
      name: count(each, 'pinner'),
      points: cells
        .filter((cell) => cell.pinners === each)
        .map(({ cut, pages, seconds, states }) => ({ x: pages, states, seconds, complete: cut === null })),
    })),
    { title: 'States and time to a verdict grow with the size of the model', parameter: 'pages', counted: 'states' },
  );
}

function write(file: string, figure: Figure): void {
  const svg = figureToSvg(figure);
  const text = file.endsWith('.svg') ? svg : page(figure, svg);
  try {
    writeFileSync(file, text);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(`--out ${file} cannot be written (${code}); name a file in a folder that exists`);
  }
}

/** The figure alone, with plotly inside, so that it needs no network. */
function page(figure: Figure, svg: string): string {
  const plotly = readFileSync(createRequire(import.meta.url).resolve('plotly.js'), 'utf8').replaceAll(
    '</script',
    '<\\/script',
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${figure.title}</title>
<script>${plotly}</script>
</head>
<body>
${figureToHtml(figure, svg)}
</body>
</html>
`;
}

function figureFile(text: string): string {
  if (/\.(svg|html)$/.test(text)) return text;
  throw new InvalidArgumentError('Its name must end in .svg or .html.');
}
