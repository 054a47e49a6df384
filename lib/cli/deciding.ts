// pinlab explore --fast: which harms can happen, on classes of states and on all cores.
import type { Command } from 'commander';
import { type Decision, decideOnCores, type Recipe } from '../engine/index.js';
import { textTable } from '../plots/text-table.js';
import { type BudgetOptions, budgetOf, cutReason } from './budget.js';
import { wholeNumber } from './choices.js';
import { disappointment, type Expectation } from './expectations.js';
import { interruptible } from './interrupt.js';
import { headLine, headOf, type Loaded, runningItLong, typedAgain } from './loaded.js';
import { count, paintVerdict, print, printJson } from './output.js';
import { SearchProgress } from './search-progress.js';
import { UsageError } from './usage.js';

/** What commander makes of the options that `addDeciding` adds. */
export interface DecidingOptions {
  fast?: boolean;
  /** False with --no-symmetry. */
  symmetry: boolean;
  workers?: number;
}

/** Everything that may be said beside --fast, and what may not. */
interface Options extends DecidingOptions, BudgetOptions {
  expect?: readonly Expectation[];
  json?: boolean;
  timing?: boolean;
  outcomes?: boolean;
  reach?: readonly string[];
  against?: string;
  compare?: string;
  sample?: string;
}

/** Adds the options for deciding fast. */
export function addDeciding(command: Command): Command {
  return command
    .option('--fast', 'only which harms can happen: interchangeable states once, on all cores, no counts')
    .option('--no-symmetry', 'with --fast: store every state')
    .option('--workers <N>', 'with --fast: how many cores', wholeNumber(1, 64));
}

/** @throws UsageError for options that only go with --fast, or do not */
export function checkDeciding(options: Options): void {
  if (!options.fast) {
    if (options.workers !== undefined) throw new UsageError('--workers goes with --fast; add it');
    if (!options.symmetry)
      throw new UsageError('--no-symmetry goes with --fast; without it every state is stored anyway');
    return;
  }
  for (const name of ['outcomes', 'reach', 'against', 'compare', 'sample'] as const)
    if (options[name] !== undefined)
      throw new UsageError(`--fast answers for harms alone; leave it out, or leave out --${name}`);
}

/** Decides and prints; 1 when an expectation failed. */
export async function decideIt(loaded: Loaded, options: Options): Promise<number> {
  const expect = options.expect ?? [];
  const harms = loaded.scenario.harms.map(({ id }) => id);
  const other = expect.find(({ id }) => !harms.includes(id));
  if (other !== undefined)
    throw new UsageError(
      `--fast answers for harms alone (${harms.join(', ') || 'here none'}), so there is nothing to expect of ${other.id}`,
    );
  const since = performance.now();
  const { decision, stopped } = await runningItLong(loaded, () => decided(loaded, options));
  const elapsedMs = Math.round(performance.now() - since);
  if (options.json) printJson({ ...headOf(loaded), ...decisionJson(decision), ...(options.timing && { elapsedMs }) });
  else {
    print(
      `${headLine(loaded)}\n${loaded.scenario.about}\n\n${decisionBlock(decision, cutReason(options, decision.stored, stopped))}`,
    );
    if (options.timing) print(`\nIt took ${(elapsedMs / 1000).toFixed(2)} s.`);
    const schedule = decision.harms.find((harm) => harm.schedule !== null)?.schedule;
    if (schedule !== undefined)
      print(`\nTo watch a schedule:\n  npx pinlab replay ${typedAgain(loaded)} "${schedule}"`);
  }
  const failed = expect.flatMap((each) => disappointment(each, decision.harms.find((harm) => harm.id === each.id)!));
  for (const line of failed) process.stderr.write(`pinlab explore: ${line}\n`);
  return failed.length === 0 ? 0 : 1;
}

/** Decides; Ctrl-C gets what was found so far, and is told. */
async function decided(loaded: Loaded, options: Options): Promise<{ decision: Decision; stopped: boolean }> {
  const { symmetry, workers } = options;
  const progress = new SearchProgress();
  const { release, signal } = interruptible();
  try {
    const decision = await decideOnCores(recipeOf(loaded), {
      ...budgetOf(options),
      symmetry,
      signal,
      ...(workers !== undefined && { workers }),
      onProgress: (states) => progress.show(states, 0),
    });
    return { decision, stopped: signal.aborted };
  } finally {
    release();
    progress.stop();
  }
}

/** How a worker thread makes the scenario. */
function recipeOf({ given, choices }: Loaded): Recipe {
  return { module: new URL('./loaded.js', import.meta.url).href, name: 'builtScenario', args: [given, choices] };
}

/** A decision as JSON: counts that nobody made are null. */
function decisionJson(decision: Decision) {
  const { complete, depth, harms, reduced, states, stored, workers } = decision;
  return { complete, states, transitions: null, depth, stored, reduced, workers, harms };
}

/** How far a decision went: all of the graph, as far as was needed, or as far as was allowed. */
function reachOf({ complete, harms }: Decision, why: string): string {
  if (complete) return 'complete';
  const open = harms.some(({ verdict }) => verdict === 'unknown');
  return open ? `cut${why}, so what was not found is unknown` : 'ended early, for every harm is found';
}

/** What a fast search leaves open, lest its silence be taken for Never. */
const notAsked = 'not asked with --fast: deadlock, hostage, starved';

/** A decision as lines of text; `why` says what ended a search that was cut. */
function decisionBlock(decision: Decision, why: string): string {
  const { depth, harms, reduced, stored, workers } = decision;
  const how = [
    ...(reduced ? ['interchangeable states once'] : []),
    ...(workers > 0 ? [`on ${count(workers, 'core')}`] : []),
    reachOf(decision, why),
  ];
  const head = `${count(stored, 'state')} stored, depth ${depth}: ${how.join(', ')}`;
  if (harms.length === 0) return `${head}\n\nThe scenario names no harm, so there is nothing to decide.\n${notAsked}`;
  const rows = harms.map(({ id, name, verdict, shortest, schedule }) => [
    id,
    name,
    verdict,
    shortest === null ? '' : String(shortest),
    schedule ?? '',
  ]);
  const [top, rule, ...lines] = textTable(['harm', '', 'verdict', 'steps', 'schedule'], rows).split('\n');
  return `${head}\n\n${[top, rule, ...lines.map(paintVerdict)].join('\n')}\n\n${notAsked}`;
}
