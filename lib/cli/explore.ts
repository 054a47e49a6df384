// pinlab explore: every interleaving of a scenario, and what can happen in it.
import type { Command } from 'commander';
import { type Exploration, explore, type Sampling } from '../engine/index.js';
import { addChoices, type ChoiceOptions, choicesHelp, choicesOf, wholeNumber } from './choices.js';
import { compareValues } from './compare.js';
import { checkExpectations, disappointments, type Expectation, expectation } from './expectations.js';
import { headLine, headOf, type Loaded, loadScenario, runningIt, typedAgain } from './loaded.js';
import { numeral, print, printJson } from './output.js';
import {
  addSampling,
  checkSampling,
  type SamplingOptions,
  sampleIt,
  samplingBlock,
  samplingBound,
  samplingHelp,
} from './sampling.js';
import { SearchProgress } from './search-progress.js';
import { finish, oneLineErrors, UsageError } from './usage.js';
import { firstSchedule, verdictBlock } from './verdict-block.js';

interface Options extends ChoiceOptions, SamplingOptions {
  outcomes?: boolean;
  expect?: Expectation[];
  maxStates: number;
  compare?: string;
  json?: boolean;
  timing?: boolean;
}

/** States are numbered with 31 bits; memory ends earlier on most machines. */
const mostStates = 1_000_000_000;

const help = `
SCENARIO is a name (pinlab scenarios lists them) or a .ts file whose default export is a scenario.

Verdicts: Never (none in a complete search), Sometimes, Always (no fair run avoids it), unknown (the
search was cut). Deadlock: a task that should end no longer can; each that waits is shown with the fields it
waits on, the step that kept it back and those that would let it past, and if they wait in a circle, that.
Hostage: it can end, but only if user space does something it may withhold. Starved: its end can be put off
for ever. A schedule is one letter a task in the scenario's order, a number before it for repetition, 'n
behind it for another alternative.
${samplingHelp}

What the explorer does not see:
  - lost wake-ups: a task that waits goes on when its condition holds, whoever forgot to wake it
  - weak memory: every step sees all steps before it, in one order for all processors
  - TLB entries that outlive their page-table entry on a CPU
  - failing allocations
  - lock orders that only lockdep would object to, where no run of this scenario deadlocks
  - deadlocks with a journal commit, unless the scenario has a journal
  - anything beyond the bound: more pages, tasks or devices than the scenario has, states past --max-states

${choicesHelp()}

Exit status: 0 explored, whatever was found; 1 an expectation failed; 2 unusable input.

Examples:
  pinlab explore direct-read-and-fsync
  pinlab explore direct-read-and-fsync --rules a,b,b2 --expect H1=Never --expect deadlock=Never
  pinlab explore direct-read-and-fsync --set pinTestWhen=before-write-protect --rules b --outcomes
  pinlab explore direct-read-and-fsync --pages 3 --sample pct --depth 2 --runs 5000
  pinlab explore direct-read-and-fsync --compare syncWaitsForPins --outcomes
  pinlab explore my-scenario.ts --json
`;

/** Adds the command `explore` to `program`. */
export function exploreCommand(program: Command): void {
  addSampling(
    addChoices(
      oneLineErrors(program.command('explore'))
        .description('explore every interleaving of a scenario: what can happen, and the shortest way it does')
        .argument('SCENARIO', 'a name, or a .ts file'),
    ),
  )
    .option('--outcomes', 'also count the different results an outsider can see')
    .option(
      '--expect <HARM=VERDICT>',
      'fail unless it is so; H2=Never or deadlock=Never, say; may be given again',
      expectation,
    )
    .option('--max-states <N>', 'stop after so many states', wholeNumber(1, mostStates), 4_000_000)
    .option('--compare <SWITCH>', 'once for each value of a switch, side by side: what it changes')
    .option('--json', 'print the answers as JSON')
    .option('--timing', 'add how long it took')
    .addHelpText('after', help)
    .action((given: string, options: Options) => finish('explore', () => exploreIt(given, options)));
}

async function exploreIt(given: string, options: Options): Promise<number> {
  checkSampling(options);
  if (options.compare !== undefined) {
    if (options.expect !== undefined)
      throw new UsageError('--compare shows several answers, and --expect is for one; give one of the two');
    const answered = (each: Loaded): Exploration => answersOf(each, options);
    return compareValues(given, choicesOf(options), options.compare, answered, options.json === true);
  }
  const loaded = await loadScenario(given, choicesOf(options));
  const { expect = [] } = options;
  checkExpectations(loaded.scenario, expect);
  const since = performance.now();
  const answers = answersOf(loaded, options);
  const elapsedMs = Math.round(performance.now() - since);
  const failed = disappointments(answers, expect);
  process.exitCode = failed.length === 0 ? 0 : 1;
  if (options.json) {
    const { scenario: _, ...rest } = answers;
    printJson({ ...headOf(loaded), ...rest, ...(options.timing && { elapsedMs }) });
  } else printText(loaded, answers, options, elapsedMs);
  for (const line of failed) process.stderr.write(`pinlab explore: ${line}\n`);
  return failed.length === 0 ? 0 : 1;
}

/** @throws UsageError when outcomes are asked for and the scenario names none */
function answersOf(loaded: Loaded, options: Options): Exploration | Sampling {
  if (options.outcomes && loaded.scenario.outcome === undefined)
    throw new UsageError(
      `--outcomes: ${loaded.scenario.name} does not say what its outcome is; give it outcome(k) {…}`,
    );
  return options.sample === undefined ? search(loaded, options) : sampleIt(loaded, options);
}

function search(loaded: Loaded, { outcomes = false, maxStates }: Options): Exploration {
  const progress = new SearchProgress();
  try {
    return runningIt(loaded, () => explore(loaded.scenario, { outcomes, maxStates, onProgress: progress.show }));
  } finally {
    progress.stop();
  }
}

function printText(
  loaded: Loaded,
  answers: Exploration | Sampling,
  { maxStates, timing }: Options,
  elapsedMs: number,
): void {
  const bound = answers.complete
    ? 'complete'
    : `cut at ${numeral(maxStates)} states (--max-states), so what was not found is unknown`;
  const sampled = 'sampling' in answers;
  print(
    `${headLine(loaded)}\n${loaded.scenario.about}\n\n${verdictBlock(answers, sampled ? samplingBound(answers) : bound)}`,
  );
  if (sampled) print(`\n${samplingBlock(answers)}`);
  if (timing) print(`\nIt took ${(elapsedMs / 1000).toFixed(2)} s.`);
  const schedule = firstSchedule(answers);
  if (schedule !== null) print(`\nTo watch a schedule:\n  npx pinlab replay ${typedAgain(loaded)} "${schedule}"`);
}
