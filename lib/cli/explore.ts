// pinlab explore: every interleaving of a scenario, and what can happen in it.
import type { Command } from 'commander';
import {
  compareOutcomes,
  type Exploration,
  exploreInParts,
  type OutcomeComparison,
  type Sampling,
  type Scenario,
  type StepName,
} from '../engine/index.js';
import { withAccepted } from '../harms/catalogue.js';
import { withHostageHarms } from '../harms/hostage.js';
import { comparisonBlock, comparisonJson, otherSide } from './against.js';
import { addBudget, type BudgetOptions, boundOf, budgetOf } from './budget.js';
import { addChoices, type ChoiceOptions, choicesHelp, choicesOf } from './choices.js';
import { compareValues } from './compare.js';
import { addDeciding, checkDeciding, type DecidingOptions, decideIt } from './deciding.js';
import { checkExpectations, disappointments, type Expectation, expectation } from './expectations.js';
import { interruptible } from './interrupt.js';
import { headBlock, headOf, type Loaded, loadScenario, runningItLong, typedAgain, unsimulated } from './loaded.js';
import { print, printJson } from './output.js';
import { checkReach, reachOption, stepMeant } from './reaching.js';
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

interface Options extends ChoiceOptions, SamplingOptions, DecidingOptions, BudgetOptions {
  outcomes?: boolean;
  reach?: string[];
  against?: string;
  expect?: Expectation[];
  compare?: string;
  json?: boolean;
  timing?: boolean;
}

const help = `
SCENARIO is a name (pinlab scenarios lists them) or a .ts file whose default export is a scenario.

Verdicts: Never (none in a complete search), Sometimes, Always (no fair run avoids it), unknown (the
search was cut). Deadlock: a task that should end no longer can; each that waits is shown with the fields it
waits on, the step that kept it back and those that would let it past, and if they wait in a circle, that.
Hostage: it can end, but only if user space does something it may withhold; of fsync this is H7,
of truncation and its like H8. Starved: its end can be put off for ever.
A schedule is one letter a task in the scenario's order, a number before it for repetition, 'n behind it
for another alternative.
--outcomes: a line for each result, with the number of final states that show it (no frequency). Of a named
scenario that is the file's size in pages and, page by page, what its two sectors hold for who reads them
now / after a power cut at the end: - zeros, 0 what was there before, another digit the bytes of a writer
(in most 1 a store's, 2 a device's), EIO a checksum that does not fit. A next file is a clone, or another.
BUG: the kernel stopped.
--reach takes a task, a colon and the beginning of a step's label, or the label alone for any task.
--against takes what differs on the other side, written as behind explore and in quotes: another scenario,
other rules, switches, an era; all else is as on this side. The relation is of outcomes: equal, subset,
superset, overlapping, disjoint, or unknown after a search that was cut.
--fast answers for harms alone, sooner in large graphs: states in which interchangeable tasks have changed
places are stored once, and all cores share the work. It counts nothing and does not tell Always from
Sometimes. Ctrl-C ends a search and shows what was found so far.
--expect takes a harm, deadlock, hostage, starved (or hostage:TASK, starved:TASK), reach, outcomes.
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
  pinlab explore reflink-under-pin --pages 2 --sample pct --runs 5000
  pinlab explore direct-read-and-fsync --compare syncWaitsForPins --outcomes
  pinlab explore direct-read-and-fsync --reach 'fsync: wait for pins' --rules b --expect reach=Sometimes
  pinlab explore direct-read-and-fsync --against '--rules a,b' --expect outcomes=superset
  pinlab explore two-page-readv-and-fsync --fast --max-seconds 60
  pinlab explore my-scenario.ts --json
`;

/** Adds the command `explore` to `program`. */
export function exploreCommand(program: Command): void {
  const command = oneLineErrors(program.command('explore'))
    .description('explore every interleaving of a scenario: what can happen, and the shortest way it does')
    .argument('SCENARIO', 'a name, or a .ts file');
  for (const add of [addChoices, addBudget, addDeciding, addSampling]) add(command);
  command
    .option('--outcomes', 'also count the different results an outsider can see')
    .option('--reach <TASK: STEP>', 'also tell whether a step is ever taken; may be given again', reachOption)
    .option('--against <OTHER>', "also compare the outcomes with another side's: '--rules a,b', say")
    .option(
      '--expect <WHAT=VERDICT>',
      'fail unless it is so; H2=Never or deadlock=Never, say; may be given again',
      expectation,
    )
    .option('--compare <SWITCH>', 'once for each value of a switch, side by side: what it changes')
    .option('--json', 'print the answers as JSON')
    .option('--timing', 'add how long it took')
    .addHelpText('after', help)
    .action((given: string, options: Options) => finish('explore', () => exploreIt(given, options)));
}

async function exploreIt(given: string, options: Options): Promise<number> {
  checkSampling(options);
  checkDeciding(options);
  if (options.fast) return decideIt(await loadScenario(given, choicesOf(options)), options);
  if (options.compare !== undefined) return compareSwitch(given, options.compare, options);
  const loaded = await loadScenario(given, choicesOf(options));
  const other = options.against === undefined ? null : await otherSide(options.against, loaded);
  const expect = options.expect ?? [];
  checkQuestions(loaded, other, options);
  const since = performance.now();
  const asked = { ...options, outcomes: options.outcomes || other !== null };
  const answers = await answersOf(loaded, asked);
  const beside = other === null ? null : await compared(answers, other, asked);
  const elapsedMs = Math.round(performance.now() - since);
  const failed = disappointments({ answers, ...beside }, expect);
  process.exitCode = failed.length === 0 ? 0 : 1;
  if (options.json) {
    const { scenario: _, ...rest } = withAccepted(withHostageHarms(answers));
    const comparison = beside && { comparison: comparisonJson(beside.other, beside.answersThere, beside.comparison) };
    printJson({
      ...headOf(loaded),
      ...leftOut(loaded),
      ...rest,
      ...comparison,
      ...(options.timing && { elapsedMs }),
    });
  } else printText(loaded, answers, beside, options, elapsedMs);
  for (const line of failed) process.stderr.write(`pinlab explore: ${line}\n`);
  return failed.length === 0 ? 0 : 1;
}

/** Once for each value of a switch; what is asked of one search alone is refused. */
function compareSwitch(given: string, name: string, options: Options): Promise<number> {
  for (const one of ['expect', 'against', 'reach'] as const)
    if (options[one] !== undefined)
      throw new UsageError(`--compare shows several answers, and --${one} is for one; give one of the two`);
  const answered = async (each: Loaded): Promise<Exploration> => {
    checkOutcome(each.scenario, options.outcomes ? '--outcomes' : null);
    return answersOf(each, options);
  };
  return compareValues(given, choicesOf(options), name, answered, options.json === true);
}

/** Refuses questions that this scenario, or the other side, cannot be asked. */
function checkQuestions({ scenario }: Loaded, other: Loaded | null, options: Options): void {
  const { expect = [], outcomes, reach = [], sample } = options;
  if (sample !== undefined && (other !== null || reach.length > 0))
    throw new UsageError(`--${other === null ? 'reach' : 'against'} is answered by a search; leave --sample out`);
  checkReach(
    reach,
    scenario.tasks.map((task) => task.name),
  );
  checkExpectations(scenario, expect, { reach, against: other !== null });
  checkOutcome(scenario, other === null ? (outcomes ? '--outcomes' : null) : '--against');
  if (other !== null) checkOutcome(other.scenario, '--against');
}

/** @throws UsageError when an option asks for outcomes and the scenario names none */
function checkOutcome({ name, outcome }: Scenario, option: string | null): void {
  if (option !== null && outcome === undefined)
    throw new UsageError(`${option}: ${name} does not say what its outcome is; give it outcome(k) {…}`);
}

async function answersOf(loaded: Loaded, options: Options): Promise<Exploration | Sampling> {
  return options.sample === undefined ? search(loaded, options) : sampleIt(loaded, options);
}

/** Searches; Ctrl-C gets what was found so far. */
async function search(loaded: Loaded, options: Options): Promise<Exploration> {
  const { outcomes = false, reach: texts = [] } = options;
  const progress = new SearchProgress();
  const { release, signal } = interruptible();
  const tasks = loaded.scenario.tasks.map((task) => task.name);
  const reach = (steps: readonly StepName[]) => texts.map((text) => stepMeant(text, steps, tasks));
  try {
    return await runningItLong(loaded, () =>
      exploreInParts(loaded.scenario, {
        outcomes,
        ...budgetOf(options),
        signal,
        onProgress: progress.show,
        ...(texts.length > 0 && { reach }),
      }),
    );
  } finally {
    release();
    progress.stop();
  }
}

/** The other side, what was found there, and how it compares. */
interface Beside {
  readonly other: Loaded;
  readonly answersThere: Exploration;
  readonly comparison: OutcomeComparison;
}

async function compared(answers: Exploration, other: Loaded, options: Options): Promise<Beside> {
  const { reach: _, ...rest } = options;
  const answersThere = await search(other, { ...rest, outcomes: true });
  return { other, answersThere, comparison: compareOutcomes(answers, answersThere) };
}

/** What of the era is not simulated, where there is any. */
function leftOut(loaded: Loaded): { notSimulated?: string[] } {
  const left = unsimulated(loaded);
  return left.length === 0 ? {} : { notSimulated: left };
}

function printText(
  loaded: Loaded,
  answers: Exploration | Sampling,
  beside: Beside | null,
  { outcomes, timing }: Options,
  elapsedMs: number,
): void {
  const bound = boundOf(answers);
  const sampled = 'sampling' in answers;
  const { outcomes: _, ...others } = answers;
  const shown = outcomes ? answers : others;
  print(`${headBlock(loaded)}\n\n${verdictBlock(shown, sampled ? samplingBound(answers) : bound)}`);
  if (sampled) print(`\n${samplingBlock(answers)}`);
  if (beside !== null) print(`\n${comparisonBlock(beside.other, beside.answersThere, beside.comparison)}`);
  if (timing) print(`\nIt took ${(elapsedMs / 1000).toFixed(2)} s.`);
  const schedule = firstSchedule(answers);
  if (schedule !== null) print(`\nTo watch a schedule:\n  npx pinlab replay ${typedAgain(loaded)} "${schedule}"`);
}
