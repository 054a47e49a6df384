// pinlab replay: one schedule of a scenario, told step by step.
import type { Command } from 'commander';
import { type Counterexample, counterexample } from '../exports/counterexample.js';
import { storyText } from '../exports/story-text.js';
import { addChoices, type ChoiceOptions, choicesHelp, choicesOf, wholeNumber } from './choices.js';
import { headLine, headOf, type Loaded, loadScenario, runningIt } from './loaded.js';
import { count, harmsMet, print, printJson } from './output.js';
import { stepList } from './step-list.js';
import { writeTrace } from './trace-file.js';
import { finish, oneLine, oneLineErrors, UsageError } from './usage.js';

interface Options extends ChoiceOptions {
  seed: number;
  json?: boolean;
  trace?: string;
  steps?: boolean;
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
    .option('--steps', 'list the steps with their times and fields instead of telling them')
    .option('--json', 'print the steps as JSON')
    .addHelpText('after', help)
    .action((given: string, text: string, options: Options) => finish('replay', () => replayIt(given, text, options)));
}

async function replayIt(
  given: string,
  text: string,
  { seed, trace, json, steps, ...options }: Options,
): Promise<number> {
  const loaded = await loadScenario(given, choicesOf(options));
  const example = replayed(loaded, text.trim(), seed);
  const { run } = example;
  if (trace !== undefined) writeTrace(trace, run.trace, loaded);
  const harms = harmsMet(loaded.scenario, run.harms);
  if (json) printJson({ ...headOf(loaded), steps: run.trace.steps, harms, standing: run.standing });
  else print(`${headLine(loaded)}\n${loaded.scenario.about}\n\n${told(example, steps ?? false)}`);
  if (!json && trace !== undefined) print(`trace: ${trace}; open it in https://ui.perfetto.dev`);
  return 0;
}

/** @throws UsageError for a schedule that cannot be read or does not fit */
function replayed(loaded: Loaded, text: string, seed: number): Counterexample {
  const repeats = text.match(/\d*[a-zA-Z]/g) ?? [];
  const length = repeats.reduce((sum, part) => sum + (part.length === 1 ? 1 : Number.parseInt(part, 10)), 0);
  if (length > mostSteps)
    throw new UsageError(`the schedule has more than ${mostSteps} steps; give one that pinlab explore printed`);
  return runningIt(loaded, () => {
    try {
      return counterexample(loaded.scenario, text, seed);
    } catch (error) {
      const ours = error instanceof SyntaxError || error instanceof RangeError;
      if (ours && error.message.includes('the schedule ')) throw new UsageError(oneLine(error));
      throw error;
    }
  });
}

/** The story, or the list of steps, and what was observed on the way. */
function told({ scenario, run, harms, story }: Counterexample, asList: boolean): string {
  const list = stepList(run.trace, harms);
  const [after, ...standing] = story.ending;
  const observed = [...run.observations].map(([id, times]) => {
    const name = scenario.observations.find((each) => each.id === id)?.name ?? id;
    return `observed in ${count(times, 'step')}: ${id}, ${name}`;
  });
  const text = asList ? [list, '', after, ...standing.map((line) => `  ${line}`)].join('\n') : storyText(story);
  return [text, ...observed].join('\n');
}
