// pinlab explore --compare: what one switch changes, its values side by side.
import type { Exploration } from '../engine/index.js';
import { withHostageHarms } from '../harms/hostage.js';
import { textTable } from '../plots/text-table.js';
import type { Choices } from '../rules/setting.js';
import { optionsText, switchesOf } from './choices.js';
import { aboutBlock, type Loaded, loadScenario, typedAgain } from './loaded.js';
import { didYouMean } from './nearest.js';
import { count, numeral, print, printJson } from './output.js';
import { UsageError } from './usage.js';
import { firstSchedule } from './verdict-block.js';

/** What stands for an outcome that is not reached. */
const none = '–';

/** One value of the switch, and what exploring it answered. */
interface Compared {
  readonly value: string;
  readonly loaded: Loaded;
  readonly answers: Exploration;
}

/**
 * Explores a scenario once for each value of a switch.
 * @param given the scenario as it was given
 * @param search explores one of them
 * @throws UsageError for a switch that the scenario does not have, or that is set as well
 */
export async function compareValues(
  given: string,
  choices: Choices,
  name: string,
  search: (loaded: Loaded) => Promise<Exploration>,
  json: boolean,
): Promise<number> {
  if (choices.set !== undefined && Object.hasOwn(choices.set, name))
    throw new UsageError(`--compare ${name} tries every value of ${name}; leave --set ${name}=… out`);
  const compared: Compared[] = [];
  for (const value of await valuesOf(given, choices, name)) {
    const loaded = await loadScenario(given, { ...choices, set: { ...choices.set, [name]: value } });
    compared.push({ value, loaded, answers: await search(loaded) });
  }
  if (json) printJson(plain(name, compared));
  else print(sideBySide(name, compared, optionsText(choices)));
  return 0;
}

/** What --against takes where somebody wants to compare more than a switch. */
const sides = { era: '--era 6.12', rules: '--rules a,b' } as const;

async function valuesOf(given: string, choices: Choices, name: string): Promise<readonly string[]> {
  const all = switchesOf(await loadScenario(given, choices));
  const names = Object.keys(all);
  if (names.length === 0)
    throw new UsageError(
      `--compare ${name}: ${given} has no switches; make it with withPatch({ ${name}: ['off', 'on'] }, …) or machineScenario`,
    );
  if (name === 'era' || name === 'rules')
    throw new UsageError(
      `--compare ${name}: it takes one switch; to set two sides beside each other write --against, as in --against '${sides[name]}'`,
    );
  if (!Object.hasOwn(all, name))
    throw new UsageError(
      `--compare: there is no switch '${name}'${didYouMean(name, names) || ';'} the switches are ${names.join(', ')}`,
    );
  return all[name]!;
}

function plain(name: string, compared: readonly Compared[]) {
  const { scenario, era, rules } = compared[0]!.loaded;
  return {
    scenario: scenario.name,
    era,
    rules,
    compare: name,
    answers: compared.map(({ value, answers }) => {
      const { scenario: _, ...rest } = withHostageHarms(answers);
      return { value, ...rest };
    }),
  };
}

function sideBySide(name: string, compared: readonly Compared[], options: string): string {
  const { loaded } = compared[0]!;
  const rows = rowsOf(compared.map(({ answers }) => answers)).map(([label, ...cells]) => [
    differ(label!, cells) ? '≠' : '',
    label!,
    ...cells,
  ]);
  const head = ['', '', ...compared.map(({ value }) => `${name}=${value}`)];
  const ways = compared.flatMap(({ answers, loaded: one }) => {
    const schedule = firstSchedule({ ...answers, observations: [] });
    return schedule === null ? [] : [`  npx pinlab replay ${typedAgain(one)} "${schedule}"`];
  });
  return [
    `${loaded.scenario.name}${options === '' ? '' : ` ${options}`}: what ${name} changes`,
    aboutBlock(loaded),
    '',
    textTable(head, rows),
    ...(ways.length === 0 ? [] : ['', 'To watch a schedule:', ...ways]),
  ].join('\n');
}

/** Whether a row is worth a look: how many states there are, or end in one way, is not. */
function differ(label: string, cells: readonly string[]): boolean {
  if (label === 'states') return false;
  const told = label.startsWith('outcome ') ? cells.map((cell) => String(cell === none)) : cells;
  return told.some((cell) => cell !== told[0]);
}

/** A row for each thing that is answered: its name, and what each exploration says of it. */
function rowsOf(all: readonly Exploration[]): string[][] {
  const row = (label: string, cell: (answers: Exploration) => string): string[] => [label, ...all.map(cell)];
  const outcomes = [...new Set(all.flatMap((each) => (each.outcomes ?? []).map(({ observation }) => observation)))];
  return [
    row('states', ({ complete, states }) => `${numeral(states)}${complete ? '' : ', not all'}`),
    ...all[0]!.harms.map(({ id, name }, h) => row(`${id} ${name}`, ({ harms }) => said(harms[h]!))),
    row('deadlock', ({ deadlock }) => said(deadlock)),
    row('hostage', ({ complete, hostage }) => names(hostage, complete)),
    row('starved', ({ complete, starved }) => names(starved, complete)),
    ...outcomes.map((text) =>
      row(`outcome ${text}`, ({ outcomes: each = [] }) => {
        const found = each.find(({ observation }) => observation === text);
        return found === undefined ? none : count(found.count, 'state');
      }),
    ),
  ];
}

function said({ verdict, shortest }: { verdict: string; shortest: number | null }): string {
  return shortest === null ? verdict : `${verdict}, ${count(shortest, 'step')}`;
}

function names(answers: readonly { operation: string; verdict: string }[], complete: boolean): string {
  if (answers.every(({ verdict }) => verdict === 'unknown')) return complete ? 'Never' : 'unknown';
  return answers.map(({ operation, verdict }) => `${verdict}: ${operation}`).join(', ');
}
