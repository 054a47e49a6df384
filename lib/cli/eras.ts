// pinlab eras: Linux versions as switches, each with a value and a source; what two differ in.
import type { Command } from 'commander';
import { textTable } from '../plots/text-table.js';
import { type Era, type EraDifference, type EraSwitch, era, eraDifferences, eras, type Part } from '../rules/eras.js';
import { print, printJson } from './output.js';
import { finish, oneLine, oneLineErrors, UsageError } from './usage.js';

interface Options {
  diff?: string[];
  json?: boolean;
}

const help = `
Three kinds of switches: the machine's own (--set changes them one by one), those by which
get_user_pages admits callers (pinlab conformance), and behaviours that the machine does not
simulate, or only in one of their forms; explore names those that concern it.

Sources: read (in the source named), observed (on a running kernel), documented, assumed (from memory
or inferred), choice (of this model, no statement about Linux).

Examples:
  pinlab eras                      all switches, their values by version
  pinlab eras 6.12                 one version's, with their sources
  pinlab eras --diff 6.1 6.12      what changed, with the sources
  pinlab eras --json               everything, for a program
`;

/** Adds the command `eras` to `program`. */
export function erasCommand(program: Command): void {
  oneLineErrors(program.command('eras'))
    .description('Linux versions as sets of switches, with sources; what two of them differ in')
    .argument('[VERSION]', 'one version, with the source of each value')
    .option('--diff <VERSION...>', 'two versions: print what they differ in')
    .option('--json', 'print them as JSON')
    .addHelpText('after', help)
    .action((version: string | undefined, options: Options) => finish('eras', () => showEras(version, options)));
}

function showEras(version: string | undefined, { diff, json = false }: Options): number {
  if (diff !== undefined) return showDifference(version, diff, json);
  const shown = version === undefined ? eras : [known(version)];
  if (json) printJson({ eras: shown.map(plainEra) });
  else if (version === undefined) print(overview());
  else print(eraText(shown[0]!));
  return 0;
}

function showDifference(version: string | undefined, diff: readonly string[], json: boolean): number {
  if (version !== undefined || diff.length !== 2)
    throw new UsageError(`--diff compares two versions, as in pinlab eras --diff 6.1 6.12; leave anything else out`);
  const [first, second] = diff.map(known) as [Era, Era];
  const differences = eraDifferences(first, second);
  if (json) printJson({ first: first.version, second: second.version, differences: differences.map(plainDifference) });
  else print(differenceText(first, second, differences));
  return 0;
}

/** An era by what was typed. */
function known(version: string): Era {
  try {
    return era(version);
  } catch (error) {
    throw new UsageError(oneLine(error));
  }
}

const headings: { readonly [P in Part]: string } = {
  machine: 'the machine’s switches',
  admission: 'whom get_user_pages admits (pinlab conformance)',
  behaviour: 'beyond the machine; a value in (brackets) is not simulated',
};

/** Every switch in a line: its values, each with the versions it holds for. */
function overview(): string {
  const parts = (Object.keys(headings) as Part[]).map((part) => {
    const switches = eras[0]!.table.filter((each) => each.part === part);
    const rows = switches.map(({ name }) => [name, valuesByVersion(name)]);
    return `${headings[part]}:\n${textTable(['switch', 'values'], rows)}`;
  });
  return `${parts.join('\n\n')}\n\npinlab eras VERSION says what each switch decides and where its value comes from.`;
}

function valuesByVersion(name: string): string {
  const runs: { value: string; from: string; to: string }[] = [];
  for (const { version, table } of eras) {
    const value = shownValue(table.find((each) => each.name === name)!);
    const last = runs.at(-1);
    if (last?.value === value) last.to = version;
    else runs.push({ value, from: version, to: version });
  }
  if (runs.length === 1) return runs[0]!.value;
  return runs.map(({ value, from, to }) => `${from === to ? from : `${from}–${to}`}: ${value}`).join('; ');
}

const shownValue = ({ value, simulated }: EraSwitch): string => (simulated ? value : `(${value})`);

function eraText({ version, released, table }: Era): string {
  const kinds = ['read', 'observed', 'documented', 'assumed', 'choice'] as const;
  const tally = kinds.map((kind) => [kind, table.filter(({ source }) => source.kind === kind).length] as const);
  const parts = (Object.keys(headings) as Part[]).map((part) =>
    [`${headings[part]}:`, ...table.filter((each) => each.part === part).map(switchText)].join('\n'),
  );
  const sources = tally.filter(([, n]) => n > 0).map(([kind, n]) => `${n} ${kind}`);
  return [`Linux ${version}, ${released}: ${`${table.length} switches`}, ${sources.join(', ')}`, ...parts].join('\n\n');
}

const switchText = (each: EraSwitch): string =>
  `  ${each.name} = ${shownValue(each)}\n      ${each.title}\n      ${sourceText(each)}`;

const sourceText = ({ source: { kind, where, text } }: EraSwitch): string =>
  kind === 'choice' || where === 'not checked' ? `${kind}: ${text}` : `${kind}: ${where}: ${text}`;

function differenceText(first: Era, second: Era, differences: readonly EraDifference[]): string {
  if (differences.length === 0) return `Linux ${first.version} and ${second.version} differ in no switch`;
  const blocks = differences.map((each) =>
    [
      `${each.name}: ${each.title}`,
      `  ${first.version}: ${shownValue(each.first)}\n      ${sourceText(each.first)}`,
      `  ${second.version}: ${shownValue(each.second)}\n      ${sourceText(each.second)}`,
    ].join('\n'),
  );
  return [
    `Linux ${first.version} and ${second.version} differ in ${differences.length === 1 ? 'one switch' : `${differences.length} switches`}`,
    ...blocks,
  ].join('\n\n');
}

const plainSwitch = ({ name, title, part, value, simulated, source }: EraSwitch) => ({
  name,
  title,
  part,
  value,
  simulated,
  source,
});

const plainEra = ({ version, released, table }: Era) => ({ version, released, switches: table.map(plainSwitch) });

const plainDifference = ({ name, title, part, first, second }: EraDifference) => ({
  name,
  title,
  part,
  first: { value: first.value, source: first.source },
  second: { value: second.value, source: second.source },
});
