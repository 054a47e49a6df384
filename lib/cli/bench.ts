// pinlab bench: the engines' own figures, beside a peer where one is installed.
import { type Command, InvalidArgumentError } from 'commander';
import { benchClock, type ClockFigures } from '../bench/clock-bench.js';
import { benchExplore, type ExploreFigures } from '../bench/explore-bench.js';
import { benchSampling, type SamplingFigures } from '../bench/sampling-bench.js';
import { colours } from './colours.js';
import { finish } from './usage.js';

const help = `
Figures are CPU time, medians of runs that take turns with the peer's, so that other work on the
machine disturbs both alike. Without the peer, ours alone are shown.

Peers: SPIN with gcc (Debian: apt install spin gcc), SimPy (Debian: apt install python3-simpy3).
`;

/** Adds the command `bench` to `program`. */
export function registerBench(program: Command): void {
  const bench = program.command('bench').description('measure the engines, beside a peer where one is installed');
  bench
    .command('explore')
    .description('states a second of the explorer, beside SPIN, on a model of GUP and writeback')
    .option('--pages <N>', 'pages of the file, 1 to 4', wholeNumber(1, 4), 3)
    .option('--pinners <N>', 'tasks that read into the pages, 1 to 3', wholeNumber(1, 3), 2)
    .option('--runs <N>', 'runs of each', wholeNumber(1, 99), 3)
    .option('--json', 'print the figures as JSON')
    .addHelpText('after', help)
    .action((options: ExploreOptions) => finish('bench explore', () => explore(options)));
  bench
    .command('clock')
    .description('events a second of the clock, beside SimPy, on its usual models, and on one lock')
    .option('--runs <N>', 'runs of each', wholeNumber(1, 99), 3)
    .option('--json', 'print the figures as JSON')
    .addHelpText('after', help)
    .action((options: ClockOptions) => finish('bench clock', () => clock(options)));

  bench
    .command('sampling')
    .description('runs that a random walk and PCT need for each harm of the named scenarios')
    .option('--seeds <N>', 'seeds tried; figures are medians', wholeNumber(1, 99), 5)
    .option('--runs <N>', 'most runs for each seed', wholeNumber(1, 10_000_000), 10_000)
    .option('--json', 'print the figures as JSON')
    .action((options: { seeds: number; runs: number; json?: true }) =>
      finish('bench sampling', () => sampling(options)),
    );
}

interface ClockOptions {
  runs: number;
  json?: true;
}

interface ExploreOptions extends ClockOptions {
  pages: number;
  pinners: number;
}

function explore({ json, ...options }: ExploreOptions): number {
  const figures = benchExplore({ ...options, ...progress() });
  print(json, figures, exploreTable(figures), figures.spin !== undefined || !figures.complete ? '' : noSpin);
  return 0;
}

function clock({ json, runs }: ClockOptions): number {
  const figures = benchClock({ runs, ...progress() });
  const alone = figures.models.every((model) => model.simpy === undefined);
  print(json, figures, clockTable(figures), alone ? noSimpy : '');
  return 0;
}

function sampling({ json, runs, seeds }: { seeds: number; runs: number; json?: true }): number {
  const figures = benchSampling({ seeds, mostRuns: runs, ...progress() });
  print(
    json,
    figures,
    samplingTable(figures),
    `Median number of the first run that meets the harm, of ${seeds} seeds.`,
  );
  return 0;
}

const noSpin = 'SPIN is not installed: apt install spin gcc puts its figures beside ours.';
const noSimpy = 'SimPy is not installed: apt install python3-simpy3 puts its figures beside ours.';

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}

/** One line of progress, on a terminal only. */
function progress() {
  const { stderr } = process;
  if (!stderr.isTTY) return {};
  process.once('exit', () => stderr.write('\r\x1b[K'));
  return {
    onProgress: (done: number, total: number, what: string) =>
      void stderr.write(`\r\x1b[K${String(done + 1).padStart(String(total).length)}/${total} ${what}`),
  };
}

function print(json: true | undefined, figures: object, rows: readonly string[][], note: string): void {
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  if (json) {
    process.stdout.write(`${JSON.stringify(figures, rounded, 2)}\n`);
    return;
  }
  process.stdout.write(`${aligned(rows)}\n`);
  if (note !== '') process.stdout.write(`\n${note}\n`);
}

/** Measured fractions to four digits. */
function rounded(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value;
}

function exploreTable({ spin, ...ours }: ExploreFigures): string[][] {
  const head = ['', 'states', 'transitions', 'CPU s', 'states/s'];
  const rows = [
    head,
    ['pinlab', count(ours.states), count(ours.transitions), seconds(ours.seconds), count(ours.statesPerSecond)],
  ];
  if (spin !== undefined) {
    const rate = spin.ratio === null ? 'too few to tell' : count(Math.round(spin.states / spin.cpuSeconds));
    rows.push(['SPIN', count(spin.states), count(spin.transitions), seconds(spin.cpuSeconds), rate]);
    rows.push(['ratio', '', '', '', spin.ratio === null ? '–' : times(spin.ratio)]);
    rows.push([
      `ratio, with SPIN's compile of ${seconds(spin.compileSeconds)} s`,
      '',
      '',
      '',
      times(spin.ratioWithCompile),
    ]);
  }
  rows.push(['bytes a state', '', '', '', ours.bytesPerState.toFixed(1)]);
  if (!ours.complete) rows.push(['gave up before the end', '', '', '', '']);
  return rows;
}

function clockTable({ models, lock }: ClockFigures): string[][] {
  const rows = [['', 'events', 'events/s', 'SimPy', 'ratio', 'mean', 'SimPy', 'theory']];
  for (const { name, unit, events, eventsPerSecond, simpy, mean, theory } of models)
    rows.push([
      `${name} (${unit})`,
      count(events),
      count(eventsPerSecond),
      simpy === undefined ? '' : count(simpy.eventsPerSecond),
      simpy === undefined ? '' : times(simpy.ratio),
      mean?.toFixed(2) ?? '',
      simpy?.mean?.toFixed(2) ?? '',
      theory?.toFixed(2) ?? '',
    ]);
  for (const { waiters, eventsPerSecond, ratio } of lock)
    rows.push([`lock, ${waiters} waiters`, '', count(eventsPerSecond), '', `${times(ratio)} of 10`, '', '', '']);
  return rows;
}

function samplingTable({ harms, mostRuns, runsPerSecond, stepsPerSecond, ways }: SamplingFigures): string[][] {
  const never = `over ${count(mostRuns)}`;
  return [
    ['', 'states', 'steps', ...ways],
    ...harms.map(({ scenario, harm, states, shortest, firstRun }) => [
      `${scenario}, ${harm}`,
      count(states),
      String(shortest),
      ...firstRun.map((run) => (run === null ? never : count(run))),
    ]),
    ['runs/s', '', '', ...runsPerSecond.map(count)],
    ['steps/s', '', '', ...stepsPerSecond.map(count)],
  ];
}

const count = (n: number): string => n.toLocaleString('en-US');
const seconds = (n: number): string => n.toFixed(2);
const times = (n: number): string => `${n.toFixed(2)} ×`;

/** Rows as lines: the first column to the left, the others to the right. */
function aligned(rows: readonly string[][]): string {
  const columns = rows[0]!.map((_, c) => c).filter((c) => rows.some((row) => row[c] !== ''));
  const widths = columns.map((c) => Math.max(...rows.map((row) => row[c]!.length)));
  const lines = rows.map((row) =>
    columns
      .map((c, i) => (c === 0 ? row[c]!.padEnd(widths[i]!) : row[c]!.padStart(widths[i]!)))
      .join('  ')
      .trimEnd(),
  );
  return [colours.bold(lines[0]!), ...lines.slice(1)].join('\n');
}
