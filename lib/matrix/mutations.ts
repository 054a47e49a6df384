// Mutations: every two values of a switch, put in each other's place, all else equal. If no verdict
// of any scenario changes, either the machine or the scenarios do not show what the switch is for.
import { simulate } from '../engine/index.js';
import type { Switches } from '../pages/switches.js';
import { switchValues } from '../rules/proposals.js';
import { type Choices, machineParts } from '../rules/setting.js';
import type { NamedScenario } from '../scenarios/machine-scenario.js';
import { switchesOf, withSwitch } from './changes.js';
import { type Answers, builtOrNull, type Explorations, type Judged } from './explorations.js';
import { breachSwitches, type RuleSet, settings } from './rule-sets.js';

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

/** Every two values of each switch. */
export function valuePairs(names: readonly (keyof Switches)[]): Values[] {
  return names.flatMap((name) => {
    const values: readonly string[] = switchValues[name];
    const first = breachSwitches.includes(name) ? values.slice(0, 1) : values;
    return first.flatMap((instead, i) => values.slice(i + 1).map((value) => ({ switch: name, value, instead })));
  });
}

/** What to look at, and whom to tell. */
export interface MutationOptions {
  /** Go on when a scenario has told the values apart, through all of them. Default false. */
  everywhere?: boolean;
  /** Which verdicts count, by id; all unless said. */
  counts?(id: string): boolean;
  /** Called before each place is looked at. */
  onSearch?(): void;
}

/** Each setting with parts of the machine, or switches of a scenario's own, at another value. */
function elsewhere({ choices: own, patch = {} }: NamedScenario): readonly RuleSet[] {
  const parts = { filesystem: machineParts.filesystem, signals: machineParts.signals, ...patch };
  return Object.entries(parts).flatMap(([name, values]) =>
    values
      .filter((value) => value !== (own.set?.[name] ?? values[0]))
      .flatMap((value) =>
        settings.map(({ choices, label }) => ({
          label: `${label}, ${name}=${value}`,
          choices: withSwitch(choices, name, value),
        })),
      ),
  );
}

/** What places of one scenario tell of two values. */
interface Told {
  readonly changes: readonly VerdictChange[];
  /** Places with other answers, and those of them with other outcomes. */
  readonly unlike: readonly Place[];
  readonly otherwise: readonly Place[];
}

type Values = Pick<Mutation, 'switch' | 'value' | 'instead'>;

/**
 * Puts two values of a switch in each other's place, in every setting that has one of them, scenario by
 * scenario until a verdict tells them apart. Where none does, other filesystems and the scenarios'
 * own switches are tried likewise.
 */
export async function mutation(
  pair: Values,
  scenarios: readonly NamedScenario[],
  explorations: Explorations,
  options: MutationOptions = {},
): Promise<Mutation> {
  const asked: Told[] = [];
  for (const named of scenarios) {
    const told = await toldIn(placesOf(pair, named, settings), explorations, options);
    if (told.changes.length > 0 && options.everywhere !== true) return summedUp(pair, [told]);
    asked.push(told);
  }
  if (asked.some(({ changes }) => changes.length > 0)) return summedUp(pair, asked);
  for (const named of scenarios) {
    const told = await toldIn(placesOf(pair, named, elsewhere(named)), explorations, options);
    if (told.changes.length > 0) return summedUp(pair, [told]);
  }
  return summedUp(pair, asked);
}

/** What was told, and by what. */
function summedUp(pair: Values, asked: readonly Told[]): Mutation {
  const changes = asked.flatMap((each) => each.changes).sort(mostTelling(pair.value));
  if (changes.length > 0) return { ...pair, changes, toldBy: 'verdicts', onlyIn: [] };
  const names = (places: readonly Place[]): string[] => [...new Set(places.map(({ named }) => named.name))];
  const otherwise = names(asked.flatMap((each) => each.otherwise));
  if (otherwise.length > 0) return { ...pair, changes, toldBy: 'outcomes', onlyIn: otherwise };
  const late = names(asked.flatMap((each) => each.unlike).filter(timesDiffer));
  return { ...pair, changes, toldBy: late.length > 0 ? 'times' : 'nothing', onlyIn: late };
}

/** What tells two values apart in some places. */
async function toldIn(
  places: readonly Place[],
  explorations: Explorations,
  { counts = () => true, onSearch }: MutationOptions,
): Promise<Told> {
  const changes = new Map<string, VerdictChange>();
  const unlike: Place[] = [];
  const otherwise: Place[] = [];
  for (const place of places) {
    onSearch?.();
    const before = await explorations.of(place.named, place.choices);
    const after = await explorations.of(place.named, place.mutated);
    if (before === null || after === null || before === after) continue;
    unlike.push(place);
    for (const change of changesBetween(place, before, after)) {
      const key = [change.scenario, change.id, change.before.verdict, change.after.verdict, change.from].join();
      if (counts(change.id) && !changes.has(key)) changes.set(key, change);
    }
    if (before.complete && after.complete && before.outcomes.join('\n') !== after.outcomes.join('\n'))
      otherwise.push(place);
  }
  return { changes: [...changes.values()], unlike, otherwise };
}

/** Where a scenario has one of two values; where it never has, it is given one. */
function placesOf({ instead, switch: name, value }: Values, named: NamedScenario, among: readonly RuleSet[]): Place[] {
  const all = among.flatMap(({ choices }) => {
    const from = switchesOf(named, choices)?.[name];
    return from === undefined ? [] : [{ choices, from }];
  });
  const having = all.filter(({ from }) => from === value || from === instead);
  if (having.length === 0)
    return all.map(({ choices }) => {
      const [given, mutated] = [withSwitch(choices, name, value), withSwitch(choices, name, instead)];
      return { named, choices: given, mutated, from: value, to: instead };
    });
  return having.map(({ choices, from }) => {
    const to = from === value ? instead : value;
    return { named, choices, mutated: withSwitch(choices, name, to), from, to };
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
