// Exercise 07-predict-it: what can happen, said before it is searched. The scenarios are drawn, and every
// verdict is decided when an answer is judged: none is kept anywhere.
import type { Exploration } from '../../engine/index.js';
import type { Check, Finding, Seen } from '../check.js';
import type { Exercise } from '../exercise.js';
import type { Offers, Op, Steps } from '../op.js';
import { drawn } from '../variants.js';
import { type Entry, listAsked, saying } from './list-asked.js';
import { type Meets, type Met, metScenario, metText } from './met-scenarios.js';

const places = ['first', 'second', 'third'] as const;
type Place = (typeof places)[number];

/** What is asked about, each in words. */
const asked = {
  H1: 'inconsistent write',
  H2: 'lost data',
  H4: 'orphan write',
  deadlock: 'a deadlock',
} as const;
type What = keyof typeof asked;
const questions = Object.keys(asked) as What[];

const wordsFor = (what: What): string => (what === 'deadlock' ? asked[what] : `${what} (${asked[what]})`);

/** What an answer to it may do. */
export interface PredictSteps extends Steps {
  /** Says that no interleaving of a scenario does it. */
  never(scenario: Place, what: What): Op;
  /** Says that some interleaving of a scenario does it. */
  sometimes(scenario: Place, what: What): Op;
}

/** What is decided: whether some interleaving does it, and by which shortest way. */
function decided(
  { harms, deadlock }: Exploration,
  what: What,
): { happens: boolean; schedule: string | null; shortest: number | null } {
  const { verdict, schedule, shortest } = what === 'deadlock' ? deadlock : harms.find(({ id }) => id === what)!;
  return { happens: verdict !== 'Never', schedule, shortest };
}

const namesOf = (step: Entry): string => `k.${step.step}(${step.args.map((arg) => `'${String(arg)}'`).join(', ')})`;

/** Why the list cannot be read; null where it can. */
function unreadable(entries: readonly Entry[], problem: string | null): string | null {
  const strange = entries.find(
    ({ args: [place, what] }) => !places.includes(place as Place) || !questions.includes(what as What),
  );
  if (strange === undefined) return problem;
  return `${namesOf(strange)} says nothing that was asked: the scenarios are ${places.join(', ')}, the questions ${questions.join(', ')}`;
}

function wrongOf(entries: readonly Entry[], place: Place, answers: Exploration): Finding | null {
  for (const what of questions) {
    const said = entries.filter(({ args }) => args[0] === place && args[1] === what);
    if (said.length !== 1)
      return {
        found: 'unsaid',
        reason: `of the ${place} scenario ${said.length === 0 ? 'nothing is said' : 'more than one thing is said'} about ${what}: k.never('${place}', '${what}') or k.sometimes('${place}', '${what}')`,
      };
    const { happens, schedule, shortest } = decided(answers, what);
    if (happens === (said[0]!.step === 'sometimes')) continue;
    if (!happens)
      return {
        found: what,
        reason: `you said that ${wordsFor(what)} can happen: all ${answers.states} states were looked at, and it does in none. What keeps it out?`,
      };
    return {
      found: what,
      reason: `you said that ${wordsFor(what)} never happens: it does, in ${shortest} steps, which the story tells`,
      ...(schedule !== null && { schedule }),
    };
  }
  return null;
}

const asks =
  (place: Place) =>
  ({ answers, table }: Seen): Finding | null => {
    const { entries, problem } = listAsked(table, 'predict');
    const why = unreadable(entries, problem);
    return why === null ? wrongOf(entries, place, answers) : { found: 'unreadable', reason: why };
  };

const worded: Readonly<Record<string, string>> = {
  syncWaitsForPins: 'fsync waits for pins',
  backgroundSkipsPins: 'writeback and reclaim leave pinned pages alone',
  truncateWaitsForPins: 'truncation waits for pins',
};
const howWorded: Readonly<Record<string, string>> = {
  'as-worded': ', where the thread put it, with the locks held',
  careful: ', its locks dropped, and looks again',
  on: '',
};

function rulesText(rules: Met['rules']): string {
  const all = Object.entries(rules).map(([rule, how]) => `${worded[rule]}${howWorded[how]}`);
  return all.length === 0 ? 'no rule' : all.join('; ');
}

const exerciseWith = (scenarios: readonly [Met, Met, Met]): Exercise => ({
  id: '07-predict-it',
  title: 'say what can happen',
  module: import.meta.url,
  chapter: '07-three-rules',
  functions: [{ name: 'predict', signature: 'predict(k: PredictSteps): Op', returns: [null] }],
  steps: {
    never: saying('says that no interleaving of the scenario does it', ['how', 'how']),
    sometimes: saying('says that some interleaving of the scenario does it', ['how', 'how']),
  } satisfies Offers<PredictSteps>,
  checks: places.map(
    (place, n): Check => ({
      id: `07-predict-it/${place}`,
      title: `all four verdicts on the ${place} scenario`,
      points: 2,
      ...(n > 0 && { needs: [`07-predict-it/${places[n - 1]}`] }),
      scenario: () => metScenario(`07-predict-it, the ${place}`, scenarios[n]!),
      never: {},
      completes: '',
      reaches: {},
      asks: asks(place),
      states: 400_000,
    }),
  ),
  given: scenarios
    .map((met, n) => `\n\n${n + 1}. \`${places[n]}\`: ${metText(met)}. Rules: ${rulesText(met.rules)}.`)
    .join(''),
  variant: (seed) => exerciseWith([drawnMet(seed, 'first'), drawnMet(seed, 'second'), drawnMet(seed, 'third')]),
});

/** Whom each of the three is about: cleaning, taking away, and cleaning once more. */
const meetsOf: Readonly<Record<Place, readonly [Meets, ...Meets[]]>> = {
  first: ['fsync'],
  second: ['truncate', 'punch'],
  third: ['writeback', 'fsync'],
};

/** The rule that concerns each, as it may wait; without one, or with the locks held, something happens in the first. */
const rulesOf = (rule: string, ...how: readonly string[]): readonly [Met['rules'], ...Met['rules'][]] => [
  {},
  ...how.map((each) => ({ [rule]: each })),
];

function rulesFor(place: Place, meets: Meets): readonly [Met['rules'], ...Met['rules'][]] {
  if (place === 'first') return rulesOf('syncWaitsForPins', 'as-worded');
  if (place === 'second') return rulesOf('truncateWaitsForPins', 'as-worded', 'careful');
  return meets === 'fsync' ? rulesOf('syncWaitsForPins', 'careful') : rulesOf('backgroundSkipsPins', 'on');
}

function drawnMet(seed: string, place: Place): Met {
  const draw = <T>(what: string, from: readonly [T, ...T[]]): T => drawn(seed, `07-predict-it ${place} ${what}`, from);
  const meets = draw('meets', meetsOf[place]);
  const kernel = draw<Pick<Met, 'era' | 'filesystem'>>('kernel', [
    { era: '4.20', filesystem: 'ext4' },
    { era: '6.1', filesystem: 'ext4' },
    { era: '6.12', filesystem: 'xfs' },
  ]);
  return {
    meets,
    ...kernel,
    checksums: place === 'first' || draw('checksums', [true, false]),
    // A third task beside a read that an interrupt completes has ten times the states: too long to wait for.
    stores: kernel.era === '4.20' && draw('stores', [true, false]),
    rules: draw('rules', rulesFor(place, meets)),
  };
}

const ext4 = { era: '4.20', filesystem: 'ext4' } as const;

/** The exercise. */
export const predictItExercise: Exercise = exerciseWith([
  { ...ext4, meets: 'fsync', checksums: true, stores: true, rules: {} },
  { ...ext4, meets: 'truncate', checksums: false, stores: false, rules: { truncateWaitsForPins: 'as-worded' } },
  { ...ext4, meets: 'writeback', checksums: true, stores: false, rules: { backgroundSkipsPins: 'on' } },
]);
