// pinlab simulate: one run of a scenario on the clock, with who waited for what.
import type { Command } from 'commander';
import { type OperationRun, type Run, type Scenario, simulate } from '../engine/index.js';
import { textTable } from '../plots/text-table.js';
import { timeText } from '../plots/units.js';
import { addChoices, type ChoiceOptions, choicesHelp, choicesOf, wholeNumber } from './choices.js';
import { headBlock, headOf, type Loaded, loadScenario, runningIt } from './loaded.js';
import { count, type HarmMet, harmsMet, numeral, print, printJson } from './output.js';
import { writeTrace } from './trace-file.js';
import { finish, oneLineErrors } from './usage.js';
import { printedAlone } from './written-file.js';

interface Options extends ChoiceOptions {
  seed: number;
  json?: boolean;
  trace?: string;
}

/** A run that does not end is cut here, its trace earlier. */
const mostSteps = 1_000_000;
const mostTracedSteps = 200_000;

const help = `
SCENARIO is a name (pinlab scenarios lists them) or a .ts file whose default export is a scenario.
Times are simulated: they follow from the costs of the machine, not from this computer.
The same seed gives the same run. For what can happen in any run, use pinlab explore.

${choicesHelp()}

Exit status: 0 simulated, whatever was met; 2 unusable input.

Examples:
  pinlab simulate direct-read-and-fsync
  pinlab simulate direct-read-and-fsync --rules b --storage hdd --seed 7
  pinlab simulate direct-read-and-fsync --trace trace.json     then open it in https://ui.perfetto.dev
  pinlab simulate my-scenario.ts --json
`;

/** Adds the command `simulate` to `program`. */
export function simulateCommand(program: Command): void {
  addChoices(
    oneLineErrors(program.command('simulate'))
      .description('run a scenario once on the clock: how long it takes and who waits for what')
      .argument('SCENARIO', 'a name, or a .ts file'),
  )
    .option('--seed <N>', 'which of the possible runs', wholeNumber(0, 0xffffffff), 1)
    .option('--trace <FILE>', 'also write the run as Chrome trace events, for Perfetto; - prints only that')
    .option('--json', 'print the answers as JSON')
    .addHelpText('after', help)
    .action((given: string, options: Options) => finish('simulate', () => simulateIt(given, options)));
}

async function simulateIt(given: string, { seed, trace, json, ...options }: Options): Promise<number> {
  const alone = printedAlone({ trace }, json ? ['json'] : []);
  const loaded = await loadScenario(given, choicesOf(options));
  const { scenario } = loaded;
  const run = runningIt(loaded, () => simulate(scenario, { seed, maxSteps: mostSteps }));
  if (trace !== undefined) {
    const traced = runningIt(loaded, () => simulate(scenario, { seed, maxSteps: mostTracedSteps, record: true }));
    writeTrace(trace, traced.trace!, loaded);
    if (alone !== undefined) return 0;
  }
  const harms = harmsMet(scenario, run.harms);
  if (json) printJson({ ...headOf(loaded), seed, operations: run.operations.map(plainOperation), harms });
  else printText(loaded, run, harms, trace);
  return 0;
}

function plainOperation({ task, name, startNs, endNs, status, blocked }: OperationRun) {
  const waits = blocked.map(({ on, reason, startNs, endNs }) => ({ on, reason, ns: endNs - startNs }));
  return { task, name, startNs, endNs: endNs < 0 ? null : endNs, status, blocked: waits };
}

function printText(loaded: Loaded, run: Run, harms: readonly HarmMet[], trace: string | undefined): void {
  const lines = [
    headBlock(loaded, `; seed ${run.seed}`),
    '',
    operationTable(run),
    '',
    `${count(run.steps, 'step')} in ${timeText(run.endNs)} of simulated time${endOf(loaded.scenario, run)}`,
    ...harms.map(({ id, name, steps }) => `${id}, ${name}: met after ${count(steps, 'step')}`),
    ...(harms.length === 0 ? ['no harm was met in this run; pinlab explore decides about all runs'] : []),
    ...(run.outcome === undefined ? [] : [`outcome: ${run.outcome}`]),
  ];
  if (trace !== undefined) {
    const cut = run.steps > mostTracedSteps ? `, its first ${numeral(mostTracedSteps)} steps` : '';
    lines.push(`trace: ${trace}${cut}; open it in https://ui.perfetto.dev`);
  }
  print(lines.join('\n'));
}

function operationTable({ operations }: Run): string {
  if (operations.length === 0) return 'no task called a kernel function, so there is no operation to time';
  const rows = operations.map(({ task, name, startNs, endNs, status, blocked }) => [
    task,
    name,
    timeText(startNs),
    endNs < 0 ? 'not ended' : timeText(endNs - startNs),
    endNs < 0 || status === null ? '-' : String(status),
    blocked.map((wait) => waitText(wait, endNs < 0 && wait === blocked.at(-1))).join(', ') || '-',
  ]);
  return textTable(['task', 'operation', 'start', 'duration', 'status', 'waited (all times simulated)'], rows);
}

function waitText({ reason, startNs, endNs }: OperationRun['blocked'][number], last: boolean): string {
  return `${timeText(endNs - startNs)} for ${reason}${last ? ', in vain so far' : ''}`;
}

function endOf({ tasks }: Scenario, { finished, results, steps, outcome }: Run): string {
  if (finished) return '';
  if (steps >= mostSteps) return '; cut there, because it goes on and on';
  if (outcome?.startsWith('BUG')) return '; the machine stopped at a BUG';
  const left = tasks.filter(({ name, daemon }) => daemon !== true && results.get(name) === undefined);
  const names = left.map(({ name }) => name).join(', ');
  return `; nothing can go on, and ${names} ${left.length === 1 ? 'has' : 'have'} not ended`;
}
