// pinlab bench devices: simulated latencies of devices that are told of invalidations, against their rate.
import { type Command, InvalidArgumentError } from 'commander';
import { benchDevices, type DeviceFigures, measuredDevices } from '../bench/device-bench.js';
import { numberText, timeText } from '../plots/units.js';
import { era } from '../rules/eras.js';
import { progress, report } from './bench-report.js';
import { wholeNumber } from './choices.js';
import { didYouMean } from './nearest.js';
import { finish, oneLine, UsageError } from './usage.js';

type Device = (typeof measuredDevices)[number];

interface Options {
  device?: Device[];
  every?: (number | null)[];
  operations: number;
  era: string;
  json?: true;
}

const help = `
Somebody writes a page over and over, and somebody else cleans it every so often: each cleaning invalidates
what the device has of the page, and the next write faults, or waits until a worker has armed the device again
(notifier): it is held up. Times are simulated: they follow from the costs of
the machine, whose sources are publications, arithmetic, or the word "assumed".

The conclusion of each device is a relation of two means: of its writes that met a cleaning, and a CPU's. Each
assumed cost is made ten times smaller and ten times larger, one at a time; shown is the change that comes
nearest to overturning it.

Exit status: 0 measured, and all conclusions hold; 1 one does not; 2 unusable input.

Examples:
  pinlab bench devices                                     every device, from never to every 200 µs
  pinlab bench devices --device odp --every 100,1000,never its curve, in µs
`;

/** From hardly ever to as often as the slowest of them bears, in nanoseconds. */
const usual = [null, 10e6, 3e6, 1e6, 5e5, 2e5];

/** Adds the command `bench devices` to `bench`. */
export function addBenchDevices(bench: Command): void {
  bench
    .command('devices')
    .description('simulated latencies of devices that fault, against the rate of invalidations, beside a CPU’s')
    .option('--device <NAME>', `this one only: ${measuredDevices.join(', ')}; may be given again`, deviceOption)
    .option('--every <US,US,…>', 'mean times between two cleanings, in µs, or never', timesOption)
    .option('--operations <N>', 'writes of each run; there are five', wholeNumber(2, 100_000), 200)
    .option('--era <VERSION>', 'the Linux version', '6.12')
    .option('--json', 'print the figures as JSON, times in ns')
    .addHelpText('after', help)
    .action((options: Options) => finish('bench devices', () => showDevices(options)));
}

function deviceOption(text: string, before: Device[] = []): Device[] {
  const found = measuredDevices.find((device) => device === text);
  if (found === undefined)
    throw new InvalidArgumentError(
      `There is no such device${didYouMean(text, measuredDevices) || ';'} those that are told of invalidations are ${measuredDevices.join(', ')}.`,
    );
  return [...new Set([...before, found])];
}

function timesOption(text: string): (number | null)[] {
  return text.split(',').map((part) => {
    if (part.trim() === 'never') return null;
    const us = Number(part);
    if (part.trim() === '' || !Number.isFinite(us) || us <= 0 || us > 1e9)
      throw new InvalidArgumentError('Write microseconds above 0, with commas between, or never: 200,1000,never.');
    return us * 1000;
  });
}

function showDevices({ device, era: version, every = usual, json, operations }: Options): number {
  const figures = measured(() =>
    benchDevices({
      era: era(version).version,
      devices: device ?? measuredDevices,
      everyNs: every,
      operations,
      ...progress(),
    }),
  );
  const failed = figures.conclusions.filter(({ holds }) => !holds);
  report(json, { figures, rows: rowsOf(figures), note: noteOf(figures) });
  for (const { text } of failed) process.stderr.write(`pinlab bench devices: does not hold: ${text}\n`);
  return failed.length === 0 ? 0 : 1;
}

/** @throws UsageError for what cannot be measured */
function measured<T>(measure: () => T): T {
  try {
    return measure();
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(oneLine(error));
    throw error;
  }
}

function rowsOf({ latencies }: DeviceFigures): string[][] {
  const head = ['simulated', 'cleaned every', 'writes', 'held up', 'mean', 'median', '99 %', 'mean of those'];
  return [
    head,
    ...latencies.map(({ count, device, everyNs, faultedMeanNs, faulting, meanNs, medianNs, p99Ns }) => [
      device,
      everyNs === null ? 'never' : timeText(everyNs),
      String(count),
      `${(faulting * 100).toFixed(1)} %`,
      timeText(meanNs),
      timeText(medianNs),
      timeText(p99Ns),
      faultedMeanNs === null ? '–' : timeText(faultedMeanNs),
    ]),
  ];
}

function noteOf({ conclusions, era: version }: DeviceFigures): string {
  const lines = conclusions.map(({ holds, inputs, lowest, ratio, text }) => {
    const least = `${numberText(lowest.ratio)} times with ${lowest.input} × ${lowest.factor}`;
    return `${holds ? 'holds' : 'FAILS'}  ${text}: ${numberText(ratio)} times; with each of ${inputs} assumed costs × 0.1 and × 10 at least ${least}`;
  });
  return [`Linux ${version}; all times are simulated.`, ...(lines.length === 0 ? [] : ['']), ...lines].join('\n');
}
