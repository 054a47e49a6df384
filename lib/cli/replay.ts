// pinlab replay: one schedule of a scenario, told step by step.
import type { Command } from 'commander';
import { parseSchedule, type Replayed, replay } from '../engine/index.js';
import { addChoices, type ChoiceOptions, choicesHelp, choicesOf, wholeNumber } from './choices.js';
import { headLine, headOf, type Loaded, loadScenario, runningIt } from './loaded.js';
import { type HarmMet, harmsMet, print, printJson } from './output.js';
import { story } from './story.js';
import { writeTrace } from './trace-file.js';
import { finish, oneLine, oneLineErrors, UsageError } from './usage.js';

interface Options extends ChoiceOptions {
  seed: number;
  json?: boolean;
  trace?: string;
}

/** A longer schedule would take more memory than its story is worth. */
const mostSteps = 100_000;

const help = `
SCENARIO is a name (pinlab scenarios lists them) or a .ts file whose default export is a scenario.
STRING is a schedule as pinlab explore prints it: one letter a task in the scenario's order, a number
before it for repetition, 'n behind it for another alternative. Quote it, and give the same --era,
--rules, --set and --pages with which it was found.

Times are simulated. Where the schedule makes a task wait although it could go on, its step is marked
as stretched. 'Waits' and 'can go on' at the end say where the tasks stand after the last step.

${choicesHelp()}

Exit status: 0 replayed, whatever was met; 2 unusable input, or a schedule that does not fit.

Examples:
  pinlab explore direct-read-and-fsync                       prints the schedules to replay
  pinlab replay direct-read-and-fsync "8a3b"                 eight steps of the first task, three of the second
  pinlab replay direct-read-and-fsync "8a3b" --trace t.json  then open it in https://ui.perfetto.dev
  pinlab replay my-scenario.ts "3ab'1" --json
`;

/** Adds the command `replay` to `program`. */
export function replayCommand(program: Command): void {
  addChoices(
    oneLineErrors(program.command('replay'))
      .description('tell one schedule of a scenario as a story, step by step')
      .argument('SCENARIO', 'a name, or a .ts file')
      .argument('STRING', 'the schedule, as explore prints it'),
  )
    .option('--seed <N>', 'for the costs; the steps are the schedule’s', wholeNumber(0, 0xffffffff), 1)
    .option('--trace <FILE>', 'also write the run as Chrome trace events, for Perfetto')
    .option('--json', 'print the steps as JSON')
    .addHelpText('after', help)
    .action((given: string, text: string, options: Options) => finish('replay', () => replayIt(given, text, options)));
}

async function replayIt(given: string, text: string, { seed, trace, json, ...options }: Options): Promise<number> {
  const loaded = await loadScenario(given, choicesOf(options));
  const run = replayed(loaded, text.trim(), seed);
  if (trace !== undefined) writeTrace(trace, run.trace, loaded);
  const harms = harmsMet(loaded.scenario, run.harms);
  if (json) printJson({ ...headOf(loaded), steps: run.trace.steps, harms, standing: run.standing });
  else printText(loaded, run, harms, trace);
  return 0;
}

/** @throws UsageError for a schedule that cannot be read or does not fit */
function replayed(loaded: Loaded, text: string, seed: number): Replayed {
  const repeats = text.match(/\d*[a-zA-Z]/g) ?? [];
  const length = repeats.reduce((sum, part) => sum + (part.length === 1 ? 1 : Number.parseInt(part, 10)), 0);
  if (length > mostSteps)
    throw new UsageError(`the schedule has more than ${mostSteps} steps; give one that pinlab explore printed`);
  return runningIt(loaded, () => {
    try {
      return replay(loaded.scenario, parseSchedule(text, loaded.scenario.tasks.length), seed);
    } catch (error) {
      const ours = error instanceof SyntaxError || error instanceof RangeError;
      if (ours && error.message.includes('the schedule ')) throw new UsageError(oneLine(error));
      throw error;
    }
  });
}

function printText(loaded: Loaded, run: Replayed, harms: readonly HarmMet[], trace: string | undefined): void {
  print(`${headLine(loaded)}\n${loaded.scenario.about}\n\n${story(loaded.scenario, run, harms)}`);
  if (trace !== undefined) print(`trace: ${trace}; open it in https://ui.perfetto.dev`);
}
