// `--against "…"`: the outcomes of a scenario beside those of another, or of itself under another setting.
//
// The other side is written as it would be behind `explore`, in quotes. What it leaves open is as on
// the first side: its scenario, and every option that is not given again.
import { Command, CommanderError } from 'commander';
import type { Exploration, OutcomeAnswer, OutcomeComparison } from '../engine/index.js';
import { textTable } from '../plots/text-table.js';
import { addChoices, type ChoiceOptions, choicesOf } from './choices.js';
import { headLine, headOf, type Loaded, loadScenario, typedAgain } from './loaded.js';
import { count, numeral } from './output.js';
import { oneLine, UsageError } from './usage.js';

/**
 * The other side of a comparison.
 * @param text as given with --against: `--rules a,b`, or `SCENARIO --set integrity=off`
 * @throws UsageError when it cannot be read, or is the first side again
 */
export async function otherSide(text: string, first: Loaded): Promise<Loaded> {
  const { given = first.given, options } = parsed(text);
  const choices = choicesOf(options);
  const set = { ...first.choices.set, ...choices.set };
  const other = await loadScenario(given, {
    ...first.choices,
    ...choices,
    ...(Object.keys(set).length > 0 && { set }),
  });
  if (typedAgain(other) === typedAgain(first))
    throw new UsageError(
      `--against '${text}' is the first side again; write what differs, as in --against '--rules a,b' or --against 'SCENARIO'`,
    );
  return other;
}

function parsed(text: string): { given: string | undefined; options: ChoiceOptions } {
  if (/['"]/.test(text.replaceAll(/'[^']*'|"[^"]*"/g, '')))
    throw new UsageError(`--against ${text}: a quotation mark is not closed; close it, or leave it out`);
  const words = (text.match(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g) ?? []).map((word) => word.replaceAll(/['"]/g, ''));
  const command = addChoices(new Command('other'))
    .argument('[SCENARIO]')
    .helpOption(false)
    .exitOverride()
    .configureOutput({ writeErr: () => {}, writeOut: () => {} });
  try {
    command.parse(words, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    throw new UsageError(`--against '${text}': ${oneLine(error).replace(/^error: /, '')}`);
  }
  return { given: command.args[0], options: command.opts<ChoiceOptions>() };
}

/** The comparison as a part of the command's JSON. */
export function comparisonJson(other: Loaded, { complete, states }: Exploration, comparison: OutcomeComparison) {
  const { possible, relation, onlyA, onlyB, both } = comparison;
  return { with: { ...headOf(other), complete, states }, relation, possible, onlyHere: onlyA, onlyThere: onlyB, both };
}

const sentences: Readonly<Record<OutcomeComparison['relation'], string>> = {
  equal: 'both can show the same',
  subset: 'what is seen here can be seen there too, and more there',
  superset: 'what is seen there can be seen here too, and more here',
  overlapping: 'each can show what the other cannot',
  disjoint: 'nothing can be seen in both',
  unknown: 'a search was cut',
};

/** The comparison as lines of text. */
export function comparisonBlock(other: Loaded, searched: Exploration, comparison: OutcomeComparison): string {
  const { both, onlyA, onlyB, possible, relation } = comparison;
  const open = relation === 'unknown' ? `, so it may be ${possible.join(' or ')}` : '';
  const seen = searched.complete ? 'complete' : 'cut';
  const sides = both.map(({ observation, a, b }) => [numeral(a.count), numeral(b.count), '', observation, '']);
  const rows = [...onlyA.map((each) => alone(each, 0)), ...onlyB.map((each) => alone(each, 1)), ...sides];
  return [
    `here, against there: ${headLine(other)} (${count(searched.states, 'state')}, ${seen})`,
    `${relation}: ${sentences[relation]}${open}`,
    ...(rows.length === 0 ? [] : ['', textTable(['here', 'there', 'steps', 'outcome', 'schedule'], rows)]),
  ].join('\n');
}

/** A row for an outcome that was seen on one side. */
function alone({ count: states, observation, schedule, shortest }: OutcomeAnswer, side: 0 | 1): string[] {
  const counts = ['0', '0'];
  counts[side] = numeral(states);
  return [...counts, String(shortest), observation, schedule];
}
