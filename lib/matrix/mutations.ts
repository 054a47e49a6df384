// Mutations: every two values of a switch, put in each other's place, all else equal. If no verdict
// of any scenario changes, either the machine or the scenarios do not show what the switch is for.
import { simulate } from '../engine/index.js';
import type { Switches } from '../pages/switches.js';
import { switchValues } from '../rules/proposals.js';
import { type Choices, machineParts } from '../rules/setting.js';
import type { NamedScenario } from '../scenarios/machine-scenario.js';
import { switchesOf, withSwitch } from './changes.js';
import { type Answers, builtOrNull, type Explorations, type Judged } from './explorations.js';
import { type RuleSet, settings } from './rule-sets.js';

/** A verdict that a mutation changes. */
export interface VerdictChange {
  readonly scenario: string;
  readonly id: string;
  /** The setting, in which the switch is `from`. */
  readonly choices: Choices;
  readonly from: string;
  readonly to: string;
  readonly before: Omit<Judged, 'id'>;
  readonly after: Omit<Judged, 'id'>;
}

/** What shows that two values differ; anything but a verdict is not enough. */
export type ToldBy = 'verdicts' | 'outcomes' | 'times' | 'nothing';

/** Two values of a switch, and what tells them apart. */
export interface Mutation {
  readonly switch: keyof Switches;
  readonly value: string;
  readonly instead: string;
  readonly toldBy: ToldBy;
  /** One for each scenario, verdict, and way in which it changes. */
  readonly changes: readonly VerdictChange[];
  /** Scenarios in which only outcomes, or only simulated times differ, where no verdict does. */
  readonly onlyIn: readonly string[];
}

/** A setting of a scenario in which a switch has one of two values, and the same with the other. */
interface Place {
  readonly named: NamedScenario;
  readonly choices: Choices;
  readonly mutated: Choices;
  readonly from: string;
  readonly to: string;
}

/** Seeds of the runs whose simulated times are compared. */
const seeds = [1, 2, 3, 4, 5];

/**
 * Values that no verdict is expected to tell apart, and why. An entry that a verdict does tell apart
 * is out of date.
 */
export const expectedAlike: readonly (Pick<Mutation, 'switch' | 'value' | 'instead'> & { readonly why: string })[] = [
  {
    switch: 'stablePages',
    value: 'always',
    instead: 'device',
    why: 'Linux waits wherever a checksum has to fit; elsewhere content may change in flight, so waiting costs time alone',
  },
  {
    switch: 'stableWait',
    value: 'careful',
    instead: 'as-worded',
    why: 'the wait is for the device alone, which needs no page lock: who waits with it held delays others and blocks nobody',
  },
  {
    switch: 'directRead',
    value: 'iomap-checks-first',
    instead: 'iomap',
    why: 'the work item that dirties pages again runs after read(2) has returned in both: the gap is shorter, not closed',
  },
  {
    switch: 'truncateSetsSize',
    value: 'under-lock',
    instead: 'before-lock',
    why: 'a fault in between meets an error, or a page that is about to go: either way nothing of it stays',
  },
];

/** Why no verdict is expected to tell two values apart; null where one should. */
export function whyAlike({
  instead,
  switch: name,
  value,
}: Pick<Mutation, 'switch' | 'value' | 'instead'>): string | null {
  const found = expectedAlike.find((each) => each.switch === name && each.value === value && each.instead === instead);
  return found?.why ?? null;
}

/** Every two values of each switch. */
export function valuePairs(names: readonly (keyof Switches)[]): Pick<Mutation, 'switch' | 'value' | 'instead'>[] {
  return names.flatMap((name) => {
    const values: readonly string[] = switchValues[name];
    return values.flatMap((instead, i) => values.slice(i + 1).map((value) => ({ switch: name, value, instead })));
  });
}

/** What to look at, and whom to tell. */
export interface MutationOptions {
  /** Which verdicts count, by id; all unless said. */
  counts?(id: string): boolean;
  /** Called before each place is looked at. */
  onSearch?(): void;
}

/** The same settings on each kind of filesystem. */
const onOtherFilesystems: readonly RuleSet[] = machineParts.filesystem.flatMap((filesystem) =>
  settings.map(({ choices, label }) => ({
    label: `${label} on ${filesystem}`,
    choices: withSwitch(choices, 'filesystem', filesystem),
  })),
);

/**
 * Puts two values of a switch in each other's place, in every setting that has one of them. Where no
 * verdict tells them apart on the scenarios' own filesystems, the others are tried.
 */
export async function mutation(
  pair: Pick<Mutation, 'switch' | 'value' | 'instead'>,
  scenarios: readonly NamedScenario[],
  explorations: Explorations,
  { counts, onSearch }: MutationOptions = {},
): Promise<Mutation> {
  const places = scenarios.flatMap((named) => placesOf(pair, named, settings));
  const told = await toldIn(pair, places, explorations, { counts, onSearch });
  if (told.toldBy === 'verdicts' || whyAlike(pair) !== null) return told;
  const elsewhere = scenarios.flatMap((named) => placesOf(pair, named, onOtherFilesystems));
  const toldElsewhere = await toldIn(pair, elsewhere, explorations, { counts, onSearch });
  return toldElsewhere.toldBy === 'verdicts' ? toldElsewhere : told;
}

/** What tells two values apart in some places. */
async function toldIn(
  pair: Pick<Mutation, 'switch' | 'value' | 'instead'>,
  places: readonly Place[],
  explorations: Explorations,
  { counts = () => true, onSearch }: MutationOptions,
): Promise<Mutation> {
  const changes = new Map<string, VerdictChange>();
  const otherwise = new Set<string>();
  for (const place of places) {
    onSearch?.();
    const before = await explorations.of(place.named, place.choices);
    const after = await explorations.of(place.named, place.mutated);
    if (before === null || after === null || before === after) continue;
    for (const change of changesBetween(place, before, after)) {
      const key = [change.scenario, change.id, change.before.verdict, change.after.verdict, change.from].join();
      if (counts(change.id) && !changes.has(key)) changes.set(key, change);
    }
    if (before.complete && after.complete && before.outcomes.join('\n') !== after.outcomes.join('\n'))
      otherwise.add(place.named.name);
  }
  const told = { ...pair, changes: [...changes.values()].sort(mostTelling(pair.value)) };
  if (changes.size > 0) return { ...told, toldBy: 'verdicts', onlyIn: [] };
  if (otherwise.size > 0) return { ...told, toldBy: 'outcomes', onlyIn: [...otherwise] };
  const late = new Set(places.filter(timesDiffer).map(({ named }) => named.name));
  return { ...told, toldBy: late.size > 0 ? 'times' : 'nothing', onlyIn: [...late] };
}

/** Where a scenario has one of two values. */
function placesOf(
  { instead, switch: name, value }: Pick<Mutation, 'switch' | 'value' | 'instead'>,
  named: NamedScenario,
  among: readonly RuleSet[],
): Place[] {
  return among.flatMap(({ choices }): Place[] => {
    const from = switchesOf(named, choices)?.[name];
    if (from !== value && from !== instead) return [];
    const to = from === value ? instead : value;
    return [{ named, choices, mutated: withSwitch(choices, name, to), from, to }];
  });
}

function changesBetween({ choices, from, named, to }: Place, before: Answers, after: Answers): VerdictChange[] {
  return [...before.judged.values()].flatMap(({ id, ...was }) => {
    const now = after.judged.get(id);
    if (now === undefined || now.verdict === was.verdict) return [];
    if (now.verdict === 'unknown' || was.verdict === 'unknown') return [];
    const { id: _, ...is } = now;
    return [{ scenario: named.name, id, choices, from, to, before: was, after: is }];
  });
}

/** First harms that come where a value is taken away, then other verdicts, each by the steps it takes. */
function mostTelling(value: string): (a: VerdictChange, b: VerdictChange) => number {
  const rank = ({ after, before, from, id }: VerdictChange): number =>
    (/^H/.test(id) ? 0 : 100) +
    (id === 'starved' ? 100 : 0) +
    (before.verdict === 'Never' || after.verdict === 'Never' ? 0 : 50) +
    (from === value ? 0 : 10) +
    (before.verdict === 'Never' ? 0 : 5);
  const steps = ({ after, before }: VerdictChange): number => after.shortest ?? before.shortest ?? 0;
  return (a, b) => rank(a) - rank(b) || steps(a) - steps(b);
}

/** Whether an operation ends at another simulated time, by the same seeds. */
function timesDiffer({ choices, mutated, named }: Place): boolean {
  const [before, after] = [builtOrNull(named, choices), builtOrNull(named, mutated)];
  if (before === null || after === null) return false;
  const ends = (scenario: typeof before, seed: number): string =>
    simulate(scenario, { seed })
      .operations.map(({ endNs, task }) => `${task} ${endNs}`)
      .join();
  return seeds.some((seed) => ends(before, seed) !== ends(after, seed));
}
