// pinlab bench: the engines' own figures, beside a peer where one is installed.
import type { Command } from 'commander';
import { benchClock } from '../bench/clock-bench.js';
import { benchSampling } from '../bench/sampling-bench.js';
import { addBenchDevices } from './bench-devices.js';
import { addBenchExplore, type ExploreOptions, exploreBench } from './bench-explore.js';
import { addBenchGrade } from './bench-grade.js';
import { addBenchMachine } from './bench-machine.js';
import { progress, report, runsOption } from './bench-report.js';
import { clockTable, samplingTable } from './bench-tables.js';
import { wholeNumber } from './choices.js';
import { finish } from './usage.js';

const help = `
Figures are CPU time, medians of runs that take turns with the peer's, so that other work on the
machine disturbs both alike. Without the peer, ours alone are shown.

Peers: SPIN and rumur with gcc (Debian: apt install spin rumur gcc), SimPy (Debian: apt install
python3-simpy3).
`;

/** Adds the command `bench` to `program`. */
export function registerBench(program: Command): void {
  const bench = program.command('bench').description('measure the engines, beside a peer where one is installed');
  addBenchExplore(
    bench
      .command('explore')
      .description('states a second of the explorer, beside SPIN, on a model of GUP and writeback')
      .addHelpText('after', help),
  ).action((options: ExploreOptions) => finish('bench explore', () => exploreBench(options)));
  bench
    .command('clock')
    .description('events a second of the clock, beside SimPy, on its usual models, and on one lock')
    .option('--runs <N>', 'runs of each', runsOption, 3)
    .option('--json', 'print the figures as JSON')
    .addHelpText('after', help)
    .action((options: ClockOptions) => finish('bench clock', () => clock(options)));
  addBenchMachine(bench);
  addBenchDevices(bench);
  addBenchGrade(bench);
  bench
    .command('sampling')
    .description('runs that a random walk and PCT need for each harm of the named scenarios')
    .option('--seeds <N>', 'seeds tried; figures are medians', runsOption, 5)
    .option('--runs <N>', 'most runs for each seed', wholeNumber(1, 10_000_000), 10_000)
    .option('--json', 'print the figures as JSON')
    .action((options: SamplingOptions) => finish('bench sampling', () => sampling(options)));
}

interface ClockOptions {
  runs: number;
  json?: true;
}

interface SamplingOptions extends ClockOptions {
  seeds: number;
}

function clock({ json, runs }: ClockOptions): number {
  const figures = benchClock({ runs, ...progress() });
  const alone = figures.models.every((model) => model.simpy === undefined);
  const note = 'SimPy is not installed: apt install python3-simpy3 puts its figures beside ours.';
  report(json, { figures, rows: clockTable(figures), note: alone ? note : '' });
  return 0;
}

function sampling({ json, runs, seeds }: SamplingOptions): number {
  const figures = benchSampling({ seeds, mostRuns: runs, ...progress() });
  const note = `Median number of the first run that meets the harm, of ${seeds} seeds.`;
  report(json, { figures, rows: samplingTable(figures), note });
  return 0;
}
