// pinlab bench machine: simulated latencies of the machine's operations, and what simulating them costs.
import type { Command } from 'commander';
import { benchMachine, type MachineFigures } from '../bench/machine-bench.js';
import { numberText, timeText } from '../plots/units.js';
import { era } from '../rules/eras.js';
import { progress, report } from './bench-report.js';
import { wholeNumber } from './choices.js';
import { numeral } from './output.js';
import { finish, oneLine, UsageError } from './usage.js';

interface Options {
  operations: number;
  era: string;
  json?: true;
}

const help = `
Times are simulated: they follow from the costs of the machine, whose sources are publications,
arithmetic, or the word "assumed". The seconds are CPU time of this computer, for all operations of a line
and those of the same workload.

Each conclusion is a relation of two medians. Each assumed cost is made ten times smaller and ten times
larger, one at a time; shown is the change that comes nearest to overturning it.

Exit status: 0 measured, and all conclusions hold; 1 one does not; 2 unusable input.
`;

/** Adds the command `bench machine` to `bench`. */
export function addBenchMachine(bench: Command): void {
  bench
    .command('machine')
    .description('simulated latencies of fsync, truncate, stores and device operations, and what simulating them costs')
    .option('--operations <N>', 'operations of each kind', wholeNumber(1, 1_000_000), 10_000)
    .option('--era <VERSION>', 'the Linux version', '6.12')
    .option('--json', 'print the figures as JSON')
    .addHelpText('after', help)
    .action((options: Options) => finish('bench machine', () => showMachine(options)));
}

function showMachine({ era: version, json, operations }: Options): number {
  const figures = benchMachine({ era: known(version), rounds: operations, ...progress() });
  const failed = figures.conclusions.filter(({ holds }) => !holds);
  report(json, { figures, rows: rowsOf(figures), note: noteOf(figures) });
  for (const { text } of failed) process.stderr.write(`pinlab bench machine: does not hold: ${text}\n`);
  return failed.length === 0 ? 0 : 1;
}

function known(version: string): string {
  try {
    return era(version).version;
  } catch (error) {
    throw new UsageError(oneLine(error));
  }
}

function rowsOf({ workloads }: MachineFigures): string[][] {
  const rows = workloads.flatMap(({ operations, seconds, storage }) =>
    operations.map(({ about, count, maxNs, medianNs, p99Ns }, i) => [
      about,
      storage,
      numeral(count),
      timeText(medianNs),
      timeText(p99Ns),
      timeText(maxNs),
      i === 0 ? `${seconds.toFixed(2)} s` : '',
    ]),
  );
  return [['simulated', 'storage', 'times', 'median', '99 %', 'most', 'CPU time'], ...rows];
}

function noteOf({ conclusions, era: version }: MachineFigures): string {
  const lines = conclusions.map(({ holds, inputs, lowest, ratio, text }) => {
    const least = `${numberText(lowest.ratio)} times with ${lowest.input} × ${lowest.factor}`;
    return `${holds ? 'holds' : 'FAILS'}  ${text}: ${numberText(ratio)} times; with each of ${inputs} assumed costs × 0.1 and × 10 at least ${least}`;
  });
  return [`Linux ${version}; all times but the last column are simulated.`, '', ...lines].join('\n');
}
