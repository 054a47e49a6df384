// pinlab replay: one schedule of a scenario, told step by step, and written in other forms.
import type { Command } from 'commander';
import { type WhatIf, whatIf } from '../engine/index.js';
import { type Counterexample, counterexample } from '../exports/counterexample.js';
import { itf } from '../exports/itf.js';
import { mermaid } from '../exports/mermaid.js';
import { counterexamplePage } from '../exports/page/page.js';
import { storyText } from '../exports/story-text.js';
import { whatIfText } from '../exports/what-if-text.js';
import { addChoices, type ChoiceOptions, choicesHelp, choicesOf, switchesOf, wholeNumber } from './choices.js';
import { headBlock, headLine, headOf, type Loaded, loadScenario, runningIt, typedAgain } from './loaded.js';
import { harmsMet, print, printJson } from './output.js';
import { stepList } from './step-list.js';
import { writeTrace } from './trace-file.js';
import { finish, oneLine, oneLineErrors, UsageError } from './usage.js';
import { changedChoices, changedOf, changedText, whatIfOption } from './what-if-choices.js';
import { printedAlone, standardOutput, writeText } from './written-file.js';

interface Options extends ChoiceOptions {
  seed: number;
  json?: boolean;
  steps?: boolean;
  trace?: string;
  itf?: string;
  mermaid?: string | true;
  html?: string;
  whatIf?: string[];
}

/** A longer schedule would take more memory than its story is worth. */
const mostSteps = 100_000;

const help = `
SCENARIO is a name (pinlab scenarios lists them) or a .ts file whose default export is a scenario.
STRING is a schedule as pinlab explore prints it: one letter a task in the scenario's order, a number
before it for repetition, 'n behind it for another alternative. Quote it, and give the same --era,
--rules, --set and --pages with which it was found.

Times are simulated. Where the schedule makes a task wait although it could go on, the story marks the part
as held back. The end says where the tasks stand after the last step.

--what-if runs the same schedule with a rule or a switch changed, up to the first difference: b (rule b
is on), b=as-worded (the switch that b stands for), pinTestWhen=before-write-protect, or a switch of the
scenario's own. May be given again.

--trace, --itf, --mermaid and --html take - for standard output: then nothing else is printed.

${choicesHelp()}

Exit status: 0 replayed, whatever was met; 2 unusable input, or a schedule that does not fit.

Examples:
  pinlab explore direct-read-and-fsync                       prints the schedules to replay
  pinlab replay direct-read-and-fsync "8a3b"                 eight steps of the first task, three of the second
  pinlab replay direct-read-and-fsync "14a11ba5c" --what-if b
  pinlab replay direct-read-and-fsync "14a11ba5c" --html torn.html
  pinlab replay direct-read-and-fsync "8a3b" --trace t.json  then open it in https://ui.perfetto.dev
  pinlab replay my-patch.ts "10a4b5ca2b" --what-if protect=first
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
    .option(
      '--what-if <RULE>',
      'also run it with a rule or SWITCH=VALUE changed, and show where they part',
      whatIfOption,
    )
    .option('--steps', 'list the steps with their times and fields instead of telling them')
    .option('--trace <FILE>', 'also write the run as Chrome trace events, for Perfetto')
    .option('--itf <FILE>', 'also write the states in the Informal Trace Format (Apalache, Quint)')
    .option('--mermaid [FILE]', 'also write a Mermaid sequence diagram; without FILE, print only that')
    .option('--html <FILE>', 'also write one HTML page to step through, which needs no network')
    .option('--json', 'print the steps as JSON')
    .addHelpText('after', help)
    .action((given: string, text: string, options: Options) => finish('replay', () => replayIt(given, text, options)));
}

/** A comparison, and what is on either side. */
interface Compared {
  result: WhatIf;
  names: readonly [string, string];
}

async function replayIt(given: string, text: string, options: Options): Promise<number> {
  const { json, itf: states, trace, html } = options;
  const diagram = options.mermaid === true ? standardOutput : options.mermaid;
  const alone = printedAlone({ trace, itf: states, mermaid: diagram, html }, json ? ['json'] : []);
  const loaded = await loadScenario(given, choicesOf(options));
  const example = replayed(loaded, text.trim(), options.seed);
  const compared =
    options.whatIf === undefined ? undefined : await compare(loaded, example, options.whatIf, options.seed);
  const written = writeAll(loaded, example, compared, { ...options, mermaid: diagram });
  if (alone !== undefined) return 0;
  if (json) printJson(answerOf(loaded, example, compared));
  else {
    print(`${headBlock(loaded)}\n\n${told(example, options.steps ?? false)}`);
    if (compared !== undefined) print(`\n${whatIfText(compared.result, compared.names)}`);
    for (const line of written) print(line);
  }
  return 0;
}

/** @throws UsageError for a schedule that cannot be read or does not fit */
function replayed(loaded: Loaded, text: string, seed: number): Counterexample {
  const repeats = text.match(/\d*[a-zA-Z]/g) ?? [];
  const length = repeats.reduce((sum, part) => sum + (part.length === 1 ? 1 : Number.parseInt(part, 10)), 0);
  if (length > mostSteps)
    throw new UsageError(`the schedule has more than ${mostSteps} steps; give one that pinlab explore printed`);
  return fitting(loaded, () => counterexample(loaded.scenario, text, seed));
}

/** Runs the scenario's code; a schedule that does not fit becomes one line. */
function fitting<T>(loaded: Loaded, work: () => T): T {
  return runningIt(loaded, () => {
    try {
      return work();
    } catch (error) {
      const ours = error instanceof SyntaxError || error instanceof RangeError;
      if (ours && error.message.includes('the schedule ')) throw new UsageError(oneLine(error));
      throw error;
    }
  });
}

/** The same schedule under the changed choices. */
async function compare(
  loaded: Loaded,
  example: Counterexample,
  texts: readonly string[],
  seed: number,
): Promise<Compared> {
  if (Object.keys(switchesOf(loaded)).length === 0)
    throw new UsageError(
      `--what-if: ${loaded.given} exports a scenario that is built already, so no rule can be changed; export one made with machineScenario or withPatch`,
    );
  const changed = changedOf(texts, loaded);
  const other = await loadScenario(loaded.given, changedChoices(loaded.choices, changed, loaded.rules));
  const result = fitting(loaded, () => whatIf(loaded.scenario, other.scenario, example.schedule, seed));
  return { result, names: [headLine(loaded).replace(/^[^:]*: /, ''), changedText(changed)] };
}

/** Writes the files that were asked for; says where they are. */
function writeAll(
  loaded: Loaded,
  example: Counterexample,
  compared: Compared | undefined,
  options: Pick<Options, 'trace' | 'itf' | 'html'> & { mermaid: string | undefined },
): string[] {
  const { run, harms, schedule } = example;
  const lines: string[] = [];
  if (options.trace !== undefined) {
    writeTrace(options.trace, run.trace, loaded);
    lines.push(`trace: ${options.trace}; open it in https://ui.perfetto.dev`);
  }
  if (options.itf !== undefined) {
    const states = itf(run.trace, { standing: run.standing, harms, schedule });
    writeText('itf', options.itf, `${JSON.stringify(states, null, 1)}\n`, loaded);
    lines.push(`states: ${options.itf}, in the Informal Trace Format`);
  }
  if (options.mermaid !== undefined) {
    writeText('mermaid', options.mermaid, diagramOf(loaded, example), loaded);
    lines.push(`diagram: ${options.mermaid}; paste it into a Markdown file between \`\`\`mermaid and \`\`\``);
  }
  if (options.html !== undefined) {
    writeText('html', options.html, pageOf(loaded, example, compared), loaded);
    lines.push(`page: ${options.html}; open it in a browser`);
  }
  return lines;
}

function diagramOf(loaded: Loaded, { run, harms }: Counterexample): string {
  return mermaid(run.trace, { title: headLine(loaded), harms });
}

function pageOf(loaded: Loaded, example: Counterexample, compared: Compared | undefined): string {
  return counterexamplePage(example, {
    setting: headLine(loaded),
    command: `npx pinlab replay ${typedAgain(loaded)} "${example.schedule}"`,
    ...(compared !== undefined && { whatIf: compared }),
  });
}

function answerOf(loaded: Loaded, { run, harms }: Counterexample, compared: Compared | undefined) {
  const shows = new Map(harms.map(({ id, evidence }) => [id, evidence]));
  return {
    ...headOf(loaded),
    steps: run.trace.steps,
    harms: harmsMet(loaded.scenario, run.harms).map((harm) => ({ ...harm, evidence: shows.get(harm.id) ?? [] })),
    standing: run.standing,
    ...(compared !== undefined && {
      whatIf: { common: compared.result.common, difference: compared.result.difference },
    }),
  };
}

/** The story, or the list of steps, and what was observed on the way. */
function told({ scenario, run, harms, story }: Counterexample, asList: boolean): string {
  const [after, ...standing] = story.ending;
  const observed = [...run.observations].map(([id, times]) => {
    const name = scenario.observations.find((each) => each.id === id)?.name ?? id;
    const first = run.firstObserved.get(id)!;
    return `observed ${times === 1 ? `at step ${first}` : `in ${times} steps, first at step ${first}`}: ${id}, ${name}`;
  });
  const list = () => [stepList(run.trace, harms), '', after, ...standing.map((line) => `  ${line}`)].join('\n');
  return [asList ? list() : storyText(story), ...observed].join('\n');
}
