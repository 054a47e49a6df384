// The table behind C10: every subset of the rules, as worded and careful, by each test for pins, for
// calls of one page and of two: what harm is left, and who is put off for ever.
import { textTable } from '../../plots/text-table.js';
import { proposals, switchValues } from '../../rules/proposals.js';
import type { Choices } from '../../rules/setting.js';
import type { Laboratory } from '../laboratory.js';
import { asWorded, everyRule, harmsOfShortPins, noneIn, putOff, shortPins } from './short-pins.js';

/** All subsets of the rules, the empty one first. */
const subsets: readonly (readonly string[])[] = Array.from({ length: 1 << everyRule.length }, (_, mask) =>
  everyRule.filter((_rule, i) => (mask >> i) & 1),
);

const ways = ['as worded', 'careful'] as const;
type Way = (typeof ways)[number];

/** The waiting switches of some rules, each as worded. */
function choicesOf(rules: readonly string[], way: Way, under: Readonly<Record<string, string>>): Choices {
  // A value set by hand would win over a rule's.
  const { stablePages, ...others } = under;
  const set = stablePages === undefined || rules.includes('a') ? others : under;
  const turnedOn = proposals.filter(({ id }) => rules.includes(id)).flatMap(({ sets }) => Object.keys(sets));
  const worded = Object.entries(asWorded).filter(([name]) => way === 'as worded' && turnedOn.includes(name));
  return { rules, set: { ...Object.fromEntries(worded), ...set } };
}

/** The harms that are left, in words: `H3 H4`, or `none`, or with a question mark what is unknown. */
function left(lab: Laboratory, choices: Choices, pages: 1 | 2): string {
  const explored = shortPins(lab, pages, choices);
  const marks = harmsOfShortPins.flatMap((id) => {
    const { truth } = noneIn(explored, [id]);
    return truth === 'yes' ? [] : [truth === 'no' ? id : `${id}?`];
  });
  return marks.length === 0 ? 'none' : marks.join(' ');
}

/** The harms left in calls of one page, of two, and who is put off for ever by a program that pins again and again. */
const cellsOf = (lab: Laboratory, choices: Choices): string[] => [
  ...([1, 2] as const).map((pages) => left(lab, choices, pages)),
  putOff(lab, choices).join(' ') || 'nobody',
];

const subsetName = (rules: readonly string[]): string =>
  rules.length === 0 ? 'no rule' : rules.map((id) => id.replace('2', '′')).join(' ');

/** The least subsets that leave nothing, for one way of waiting and one test for pins. */
function least(rows: readonly { rules: readonly string[]; clean: boolean }[]): string {
  const clean = rows.filter((row) => row.clean).map(({ rules }) => rules);
  const minimal = clean.filter(
    (rules) => !clean.some((other) => other.length < rules.length && other.every((id) => rules.includes(id))),
  );
  return minimal.length === 0 ? 'none suffices' : minimal.map(subsetName).join('; or ');
}

/** One test for pins, or another change to all cells: the rows, and what suffices. */
function section(
  lab: Laboratory,
  title: string,
  set: Readonly<Record<string, string>>,
  shown: readonly Way[] = ways,
): Section {
  const rows = subsets.map((rules) => ({
    rules,
    cells: shown.flatMap((way) => cellsOf(lab, choicesOf(rules, way, set))),
  }));
  const table = textTable(
    ['rules', ...shown.flatMap((way) => [`${way}, 1 page`, '2 pages', 'put off'])],
    rows.map(({ cells, rules }) => [subsetName(rules), ...cells]),
  );
  const suffices = shown.map((way, w) => {
    const clean = rows.map(({ cells, rules }) => ({
      rules,
      clean: cells.slice(3 * w, 3 * w + 2).every((cell) => cell === 'none'),
    }));
    return `  ${way}: ${least(clean)}`;
  });
  return { title, table, suffices };
}

interface Section {
  readonly title: string;
  readonly table: string;
  readonly suffices: readonly string[];
}

/** The whole table; sections that come out alike are printed once. */
export function subsetTable(lab: Laboratory): string[] {
  const tests = switchValues.pinTest.map((pinTest) => section(lab, `pinTest ${pinTest}`, { pinTest }));
  const blind = { pinTest: 'bias', biasSeesDirectIo: 'no' };
  const others = [
    section(lab, 'a bias that does not see direct I/O (5.10, 6.1)', blind, ['careful']),
    section(lab, 'no stable pages anywhere, but for rule (a)', { stablePages: 'never' }, ['careful']),
  ];
  const tables = new Map<string, Section[]>();
  for (const each of [...tests, ...others]) tables.set(each.table, [...(tables.get(each.table) ?? []), each]);
  return [...tables.values()].flatMap((alike) => [
    `${alike.map(({ title }) => title).join('; ')}:`,
    ...alike[0]!.table.split('\n').map((line) => `  ${line}`),
    'Least subsets that leave no harm and no deadlock:',
    ...alike[0]!.suffices,
    '',
  ]);
}
