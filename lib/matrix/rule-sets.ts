// The rule sets that are compared: an era without rules, each proposal alone, some together, as
// worded and careful, and what Linux did later.
import type { Switches } from '../pages/switches.js';
import { eras } from '../rules/eras.js';
import { proposals, switchValues } from '../rules/proposals.js';
import type { Choices } from '../rules/setting.js';

/** A rule set under the short name that heads its column. */
export interface RuleSet {
  readonly label: string;
  readonly choices: Choices;
}

/** The era over which proposals are tried: the one in which they were made. */
const tried = eras[0]!.version;

/** Proposals of the thread that are tried together, by letters. */
const together: readonly (readonly string[])[] = [
  ['a', 'b'],
  ['a', 'b', 'b2', 'c'],
];
const everything = together.at(-1)!;

const labelOf = (rules: readonly string[]): string => (rules === everything ? 'all' : rules.join(','));

/** The waiting switches that some rules turn on, each set to one way of waiting. */
function waiting(rules: readonly string[], how: 'as-worded' | 'careful', also: readonly string[] = []) {
  const turnedOn = proposals.filter(({ id }) => rules.includes(id)).flatMap(({ sets }) => Object.keys(sets));
  const names = [...new Set([...turnedOn, ...also])] as (keyof Switches)[];
  return Object.fromEntries(names.filter((name) => waits(name)).map((name) => [name, how]));
}

const waits = (name: keyof Switches): boolean => (switchValues[name] as readonly string[]).includes('as-worded');

/** A rule set in which every rule that waits does so where the thread put it; null where none waits. */
function asWorded(rules: readonly string[]): RuleSet | null {
  const set = waiting(rules, 'as-worded');
  if (Object.keys(set).length === 0) return null;
  return { label: `${labelOf(rules)}/w`, choices: { era: tried, rules, set } };
}

const alone = proposals.map(({ id }) => [id]);

/** The columns of the matrix. */
export const ruleSets: readonly RuleSet[] = [
  { label: tried, choices: { era: tried } },
  ...[...alone, ...together].map((rules) => ({ label: labelOf(rules), choices: { era: tried, rules } })),
  ...[...alone, everything].map(asWorded).filter((each) => each !== null),
  {
    label: 'all/c',
    choices: { era: tried, rules: everything, set: waiting(everything, 'careful', Object.keys(switchValues)) },
  },
  ...eras.slice(1).map(({ version }) => ({ label: version, choices: { era: version } })),
];

/** Switches whose values beside the first are breaches of one contract, one at a time. */
export const breachSwitches: readonly (keyof Switches)[] = ['driver'];

/**
 * A driver that breaks its contract, one breach at a time. No version is said to have one, so these are no
 * columns; a harm that no rule set brings about is looked for there.
 */
export const breachSets: readonly RuleSet[] = switchValues.driver
  .filter((driver) => driver !== 'correct')
  .map((driver) => ({ label: `driver=${driver}`, choices: { era: tried, set: { driver } } }));

/** All settings in which switches are disabled: those of the matrix, and later eras with all proposals. */
export const settings: readonly RuleSet[] = [
  ...ruleSets,
  ...eras.slice(1).map(({ version }) => ({ label: `${version}+all`, choices: { era: version, rules: everything } })),
];

/** What the columns mean that are no version and no letter. */
export const ruleSetLegend: readonly string[] = [
  `letters: proposals over ${tried} (d: bounce; e, f: EBUSY of fsync, of truncation); all: ${everything.join(',')}`,
  '/w: each wait where the thread’s words put it, locks held',
  '/c: every wait careful, that of stable pages, too',
];

/** A setting in words: `Linux 4.20, rules a,b, syncWaitsForPins=off`. */
export function settingText({ era, rules = [], set = {} }: Choices): string {
  return [
    ...(era === undefined ? [] : [`Linux ${era}`]),
    ...(rules.length === 0 ? [] : [`rules ${rules.join(',')}`]),
    ...Object.entries(set).map(([name, value]) => `${name}=${value}`),
  ].join(', ');
}
