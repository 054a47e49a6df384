// pinlab harms: what can go wrong, where it does under which rules, and what each switch is good for.
import type { Command } from 'commander';
import { harmKinds, observedBy } from '../harms/catalogue.js';
import { withDaxHarms } from '../harms/dax.js';
import { harms, mirrorHarms } from '../harms/harms.js';
import { Explorations, judgedBeside } from '../matrix/explorations.js';
import { type HarmTable, harmTable } from '../matrix/matrix.js';
import { type Mutation, mutation, valuePairs } from '../matrix/mutations.js';
import { ruleSets } from '../matrix/rule-sets.js';
import type { Switches } from '../pages/switches.js';
import { switchValues } from '../rules/proposals.js';
import { scenarios } from '../scenarios/index.js';
import type { NamedScenario } from '../scenarios/machine-scenario.js';
import { wholeNumber } from './choices.js';
import { listText, matrixText, rowName } from './harms-text.js';
import { mutationText } from './mutations-text.js';
import { didYouMean } from './nearest.js';
import { numeral, print, printJson } from './output.js';
import { SearchProgress } from './search-progress.js';
import { finish, oneLineErrors, UsageError } from './usage.js';

interface Options {
  matrix?: boolean;
  mutate?: boolean;
  everywhere?: boolean;
  switch?: string[];
  scenario?: string[];
  harm?: string[];
  maxStates: number;
  json?: boolean;
  timing?: boolean;
}

const help = `
Without an option: the kinds of harm, what is observed for each, and what looks like it and is none.

--matrix: every scenario under every rule set. · Never, S Sometimes, A Always, ? the search was cut,
- the scenario cannot be built so. Scenarios without the harm under any rule set are counted only.
Below each table a pair: a setting in which it can happen, with the shortest schedule, and one change
(a proposal more, or one switch) after which it never does; both searched whole. A harm that no rule set
brings about (H9) is looked for under a driver that breaks its contract: there one breach is the setting.
Rows beside the harms: deadlock; hostage, of operations other than those of H7 and H8; starved.

--mutate: for every two values of each switch, every setting that has one of them gets the other, all else
equal: proposals alone and together, as worded and careful, later eras; scenario by scenario until a verdict
tells the values apart, and where none does on other filesystems and with the scenarios' own switches.
--everywhere goes on through all scenarios. Verdicts that change are counted (one for each scenario, verdict
and way in which it changes; those of a scenario’s own detectors, too), with one example: the verdict as it
is, and with the other value. Values that only outcomes or simulated times tell apart are listed so; that is
not enough. A switch that no run of a scenario reads changes nothing there, so that scenario is not searched
again for it.

Exit status: 0 done, whatever was found; 1 with --mutate, two values of a switch that no verdict tells
apart; 2 unusable input.

Examples:
  pinlab harms                                           what can go wrong
  pinlab harms --matrix                                  all of it; minutes
  pinlab harms --matrix --harm H4                        one harm
  pinlab harms --matrix --scenario rdma-and-fsync --json one scenario, for a program
  pinlab harms --mutate                                  what each switch is good for; minutes
  pinlab harms --mutate --switch pinTest                 one switch
`;

/** Adds the command `harms` to `program`. */
export function harmsCommand(program: Command): void {
  oneLineErrors(program.command('harms'))
    .description('what can go wrong; --matrix: where, under which rules; --mutate: which switch matters where')
    .option('--matrix', 'harms × rule sets × scenarios, each decided over every interleaving')
    .option('--mutate', 'put the values of each switch in each other’s place: whose verdict changes?')
    .option('--everywhere', 'with --mutate, every scenario that tells, not the first alone')
    .option('--switch <NAME>', 'with --mutate, this switch only; may be given again', repeated)
    .option('--scenario <NAME>', 'this scenario only; may be given again', repeated)
    .option('--harm <ID>', 'this harm only, or deadlock, hostage, starved; may be given again', repeated)
    .option('--max-states <N>', 'cut each search after so many states', wholeNumber(1), 400_000)
    .option('--json', 'print the answers as JSON')
    .option('--timing', 'add how long it took')
    .addHelpText('after', help)
    .action((options: Options) => finish('harms', () => showHarms(options)));
}

const repeated = (text: string, before: string[] = []): string[] => [...before, text];

async function showHarms(options: Options): Promise<number> {
  if (options.matrix && options.mutate)
    throw new UsageError('--matrix and --mutate are two questions; give one of the two');
  if (options.switch !== undefined && !options.mutate) throw new UsageError('--switch goes with --mutate; add it');
  if (options.everywhere && !options.mutate) throw new UsageError('--everywhere goes with --mutate; add it');
  if (options.matrix) return showMatrix(options);
  if (options.mutate) return showMutations(options);
  if (options.scenario !== undefined || options.harm !== undefined)
    throw new UsageError('--scenario and --harm choose what to decide; add --matrix or --mutate');
  const all = harmKinds.map((each) => ({ ...each, observedBy: observedBy(each.id) }));
  if (options.json) printJson({ harms: all });
  else print(listText());
  return 0;
}

/** The harms of all machines together: those with a page cache, on DAX, with a device that faults. */
const allHarms = withDaxHarms([...harms, ...mirrorHarms]);

/** Every id that a search judges. */
const judgedIds = [...allHarms.map(({ id }) => id), ...judgedBeside].toSorted((a, b) => {
  const rank = (id: string): number => (/^H\d/.test(id) ? 0 : 1 + judgedBeside.indexOf(id));
  return rank(a) - rank(b) || (a < b ? -1 : 1);
});

/** The ids that were asked for, or all. */
function chosenIds(given: readonly string[] | undefined): readonly string[] {
  for (const id of given ?? []) {
    if (judgedIds.includes(id)) continue;
    throw new UsageError(`--harm: there is no ${id}${didYouMean(id, judgedIds)}; there are ${judgedIds.join(', ')}`);
  }
  return given === undefined ? judgedIds : judgedIds.filter((id) => given.includes(id));
}

/** The scenarios that were asked for, or all that are built on the machine. */
function chosenScenarios(given: readonly string[] | undefined): readonly NamedScenario[] {
  const all = scenarios.filter(({ machine = true }) => machine);
  const names = all.map(({ name }) => name);
  for (const name of given ?? [])
    if (!names.includes(name))
      throw new UsageError(
        `--scenario: there is no scenario '${name}'${didYouMean(name, names) || ';'} pinlab scenarios lists them`,
      );
  return given === undefined ? all : all.filter(({ name }) => given.includes(name));
}

async function showMatrix({ harm, json, maxStates, scenario, timing }: Options): Promise<number> {
  const since = performance.now();
  const [ids, chosen] = [chosenIds(harm), chosenScenarios(scenario)];
  const explorations = new Explorations({ maxStates });
  await exploreAll(explorations, chosen);
  const progress = new SearchProgress('harms looked for');
  const tables: HarmTable[] = [];
  try {
    for (const [i, id] of ids.entries()) {
      progress.show(ids.length, ids.length - i);
      tables.push(await harmTable(id, chosen, explorations));
    }
  } finally {
    progress.stop();
  }
  const { cut, searches } = explorations;
  const elapsedMs = Math.round(performance.now() - since);
  if (json)
    printJson({
      scenarios: chosen.map(({ name }) => name),
      ruleSets: ruleSets.map(({ choices, label }) => ({ label, ...choices })),
      harms: tables.map((table) => ({ ...table, name: rowName(table.id) })),
      searches,
      cut,
      ...(timing && { elapsedMs }),
    });
  else {
    print(matrixText(tables));
    print(`\n${searchesText(explorations)}`);
    if (timing) print(`It took ${(elapsedMs / 1000).toFixed(2)} s.`);
  }
  return 0;
}

/** Explores every scenario under every rule set, so that all tables can be read off. */
async function exploreAll(explorations: Explorations, chosen: readonly NamedScenario[]): Promise<void> {
  const progress = new SearchProgress('scenarios under a rule set');
  const all = chosen.length * ruleSets.length;
  let done = 0;
  try {
    for (const named of chosen)
      for (const { choices } of ruleSets) {
        await explorations.of(named, choices);
        done++;
        progress.show(all, all - done);
      }
  } finally {
    progress.stop();
  }
}

/** The switches that were asked for, or all. */
function chosenSwitches(given: readonly string[] | undefined): readonly (keyof Switches)[] {
  const names = Object.keys(switchValues) as (keyof Switches)[];
  for (const name of given ?? [])
    if (!names.includes(name as keyof Switches))
      throw new UsageError(
        `--switch: there is no switch '${name}'${didYouMean(name, names) || ';'} the switches are ${names.join(', ')}`,
      );
  return given === undefined ? names : names.filter((name) => given.includes(name));
}

async function showMutations(options: Options): Promise<number> {
  const { everywhere = false, harm, json, maxStates, scenario, switch: names, timing } = options;
  const since = performance.now();
  const [ids, chosen, pairs] = [chosenIds(harm), chosenScenarios(scenario), valuePairs(chosenSwitches(names))];
  const explorations = new Explorations({ maxStates });
  const progress = new SearchProgress('pairs of values');
  const found: Mutation[] = [];
  try {
    for (const [i, pair] of pairs.entries()) {
      const onSearch = (): void => progress.show(pairs.length, pairs.length - i);
      found.push(
        await mutation(pair, chosen, explorations, {
          everywhere,
          counts: (id) => harm === undefined || ids.includes(id),
          onSearch,
        }),
      );
    }
  } finally {
    progress.stop();
  }
  const { cut, searches } = explorations;
  const elapsedMs = Math.round(performance.now() - since);
  const alike = found.filter((each) => each.toldBy !== 'verdicts');
  if (json)
    printJson({
      scenarios: chosen.map(({ name }) => name),
      mutations: found,
      unchanged: alike.length,
      searches,
      cut,
      ...(timing && { elapsedMs }),
    });
  else {
    print(mutationText(found));
    print(`\n${searchesText(explorations)}`);
    if (timing) print(`It took ${(elapsedMs / 1000).toFixed(2)} s.`);
  }
  for (const each of alike)
    process.stderr.write(`pinlab harms: no verdict tells ${each.switch}=${each.value} from ${each.instead}\n`);
  return alike.length === 0 ? 0 : 1;
}

const searchesText = ({ cut, searches }: Explorations): string =>
  `${numeral(searches)} searches, ${cut === 0 ? 'none' : numeral(cut)} of them cut (--max-states).`;
