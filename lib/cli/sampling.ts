// pinlab explore --sample: runs drawn at random in place of every interleaving.
import { type Command, Option } from 'commander';
import { type Sampling, sampleInParts } from '../engine/index.js';
import { textTable } from '../plots/text-table.js';
import { type BudgetOptions, reasons } from './budget.js';
import { wholeNumber } from './choices.js';
import { interruptible } from './interrupt.js';
import { type Loaded, runningItLong } from './loaded.js';
import { count, numeral } from './output.js';
import { SearchProgress } from './search-progress.js';
import { UsageError } from './usage.js';

/** What commander makes of the options that `addSampling` adds. */
export interface SamplingOptions {
  sample?: 'random' | 'pct';
  runs?: number;
  seed?: number;
  depth?: number;
  maxSteps?: number;
}

/** For --help: what sampling says, and what it does not. */
export const samplingHelp = `
--sample draws runs instead of searching all; what no run showed is unknown. random: at each step every
task that can take one is alike. pct: priorities drawn for each run, and D − 1 steps at which the task in
turn gets a low one; it finds a bug of depth D, one that D order constraints make, with a chance of at least
1 / (tasks × steps^(D − 1)) a run. A deadlock is reported only where no task at all can take a step.
--max-seconds or Ctrl-C ends the drawing, and what the runs so far showed is told.`;

/** Adds the options of sampling. */
export function addSampling(command: Command): Command {
  return command
    .addOption(new Option('--sample <HOW>', 'draw runs instead of searching all').choices(['random', 'pct']))
    .option('--runs <N>', 'with --sample: how many (default: 1000)', wholeNumber(1, 1_000_000_000))
    .option('--seed <N>', 'with --sample: the same seed draws the same runs (default: 1)', wholeNumber(0, 0xffffffff))
    .option('--depth <D>', 'with --sample pct: depth of the bugs to find (default: 3)', wholeNumber(1, 100))
    .option('--max-steps <N>', 'with --sample: cut a run after so many (default: 1000)', wholeNumber(1, 10_000_000));
}

/** @throws UsageError for options of sampling that go with no sampling */
export function checkSampling({ sample: how, maxMemory, ...options }: SamplingOptions & BudgetOptions): void {
  const names = { runs: '--runs', seed: '--seed', depth: '--depth', maxSteps: '--max-steps' } as const;
  for (const [key, name] of Object.entries(names)) {
    if (options[key as keyof typeof names] === undefined) continue;
    if (how === undefined)
      throw new UsageError(`${name} is for sampled runs; add --sample random or --sample pct, or leave it out`);
    if (key === 'depth' && how !== 'pct')
      throw new UsageError('--depth is PCT’s; a random walk has none: write --sample pct, or leave it out');
  }
  if (how !== undefined && maxMemory !== undefined)
    throw new UsageError('--max-memory limits a search; with --sample write --max-states, the states that are kept');
}

/** Samples a scenario, with a bar on a terminal; Ctrl-C gets what was seen so far. */
export async function sampleIt(
  loaded: Loaded,
  options: SamplingOptions & BudgetOptions & { outcomes?: boolean },
): Promise<Sampling> {
  const { runs, seed, depth, maxSteps, maxStates, maxSeconds, outcomes = false } = options;
  const progress = new SearchProgress('runs');
  const { release, signal } = interruptible();
  try {
    return await runningItLong(loaded, () =>
      sampleInParts(loaded.scenario, {
        scheduler: options.sample!,
        maxStates,
        outcomes,
        signal,
        onProgress: (done, of) => progress.show(of, of - done),
        ...(maxSeconds !== undefined && { maxSeconds }),
        ...(runs !== undefined && { runs }),
        ...(seed !== undefined && { seed }),
        ...(depth !== undefined && { depth }),
        ...(maxSteps !== undefined && { maxSteps }),
      }),
    );
  } finally {
    release();
    progress.stop();
  }
}

/** What the counts of a sampling are of, to stand behind them. */
export function samplingBound({ cut, sampling }: Sampling): string {
  const { full, runs, scheduler, seed } = sampling;
  const how = scheduler === 'pct' ? count(runs, 'PCT run') : count(runs, 'random walk');
  const ended = cut === undefined ? '' : `, cut there${reasons[cut]}`;
  return `seen by ${how} (seed ${seed})${ended}${full ? ', no more were kept (--max-states)' : ''}; what no run showed is unknown`;
}

/** How many runs met what, and what that says. */
export function samplingBlock({ harms, sampling }: Sampling): string {
  const { cutRuns, longestRun, maxSteps, steps } = sampling;
  const random = sampling.scheduler === 'random';
  const rows = harms.map(({ id, runs, firstRun, chance }) => [
    id,
    numeral(runs),
    firstRun === null ? '' : numeral(firstRun),
    ...(chance === undefined ? [] : [`${percent(chance.low)} to ${percent(chance.high)}`]),
  ]);
  const head = ['harm', 'runs', 'first', ...(random ? ['chance of one walk, 95 % interval'] : [])];
  const cut = cutRuns === 0 ? '' : `; ${count(cutRuns, 'run')} cut at ${numeral(maxSteps)} (--max-steps)`;
  return [
    ...(rows.length === 0 ? [] : [textTable(head, rows), '']),
    `${count(steps, 'step')}, longest run ${numeral(longestRun)}${cut}`,
    ...promise(sampling),
  ].join('\n');
}

function promise({ guarantee }: Sampling['sampling']): string[] {
  if (guarantee === undefined) return [];
  const { depth, each, runs, steps, tasks, together } = guarantee;
  return [
    `A bug of depth ${depth} is met with a chance of at least ${percent(each)} a run (${tasks} tasks, ${steps} steps), ${percent(together)} in`,
    `the ${count(runs, 'run')} after the longest, if runs end, none is longer, and no choice of alternatives decides it.`,
  ];
}

/** A chance as a percentage of three digits. */
function percent(chance: number): string {
  return `${Number((100 * chance).toPrecision(3))} %`;
}
