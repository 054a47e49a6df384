// Two sets of outcomes side by side: what only one scenario can show, and what both can.
//
// After searches that were cut, the sets are known in part only: what one showed may still turn up in
// the other. A relation is answered only when nothing that is still to be found could change it.
import type { Exploration, OutcomeAnswer } from './exploration.js';
import { type ExploreOptions, explore } from './questions.js';
import type { Scenario } from './scenario.js';

/**
 * How the outcomes of A lie to those of B. `subset`: A shows nothing that B does not, B shows more;
 * `superset` the other way round; `overlapping`: each shows something the other does not, and both
 * something; `disjoint`: both show something, never the same.
 */
export type OutcomeRelation = 'equal' | 'subset' | 'superset' | 'overlapping' | 'disjoint';

/** All relations there are. */
export const outcomeRelations: readonly OutcomeRelation[] = ['equal', 'subset', 'superset', 'overlapping', 'disjoint'];

/** In how many final states something shows, and the shortest way to one. */
export type Sight = Omit<OutcomeAnswer, 'observation'>;

/** What a comparison answers. */
export interface OutcomeComparison {
  /** `unknown` where a cut search leaves more than one possible. */
  relation: OutcomeRelation | 'unknown';
  /** The relations that are possible; one, unless a search was cut. */
  possible: OutcomeRelation[];
  /** Seen in A and not in B; certain only if B's search was complete. */
  onlyA: OutcomeAnswer[];
  onlyB: OutcomeAnswer[];
  both: { observation: string; a: Sight; b: Sight }[];
}

/**
 * Compares what two scenarios can show at the end, or one under two settings.
 * @param a a scenario, which is explored, or an exploration that counted its outcomes
 * @param options for exploring
 * @throws TypeError when an exploration counted none, or a scenario does not say what its outcome is
 */
export function compareOutcomes(
  a: Scenario | Exploration,
  b: Scenario | Exploration,
  options: ExploreOptions = {},
): OutcomeComparison {
  const [one, other] = [explored(a, options), explored(b, options)];
  const inA = seenIn(one);
  const inB = seenIn(other);
  const onlyA = [...inA.values()].filter(({ observation }) => !inB.has(observation));
  const onlyB = [...inB.values()].filter(({ observation }) => !inA.has(observation));
  const both = [...inA.values()].filter(({ observation }) => inB.has(observation));
  const possible = possibleRelations(
    { size: inA.size, alone: onlyA.length, complete: one.complete },
    { size: inB.size, alone: onlyB.length, complete: other.complete },
  );
  return {
    relation: possible.length === 1 ? possible[0]! : 'unknown',
    possible,
    onlyA,
    onlyB,
    both: both.map(({ observation, ...sight }) => {
      const { observation: _, ...sightB } = inB.get(observation)!;
      return { observation, a: sight, b: sightB };
    }),
  };
}

/** What is known of one side: outcomes seen, those of them not seen on the other side, whether there may be more. */
interface Side {
  readonly size: number;
  readonly alone: number;
  readonly complete: boolean;
}

/** The relations that some sets may have of which these were seen. */
function possibleRelations(a: Side, b: Side): OutcomeRelation[] {
  const shared = a.size - a.alone;
  const possible = new Set<OutcomeRelation>();
  const answers = [false, true];
  for (const aHasMore of answers)
    for (const bHasMore of answers)
      for (const share of answers) {
        if (!mayHaveMore(a, b, aHasMore, share) || !mayHaveMore(b, a, bHasMore, share)) continue;
        if (share ? shared === 0 && !canMeet(a, b) : shared > 0) continue;
        possible.add(relationOf(aHasMore, bHasMore, share));
      }
  return outcomeRelations.filter((relation) => possible.has(relation));
}

/** Whether one side may have outcomes that the other has not, or may have none, given whether they share some. */
function mayHaveMore(side: Side, other: Side, hasMore: boolean, share: boolean): boolean {
  const parts = Number(hasMore) + Number(share);
  if (side.complete && parts > side.size) return false;
  if (side.size > 0 && parts === 0) return false;
  return hasMore ? side.alone > 0 || !side.complete : side.alone === 0 || !other.complete;
}

/** Whether what is still to be found on one side may be what the other has, or finds. */
function canMeet(a: Side, b: Side): boolean {
  return (!a.complete && (b.size > 0 || !b.complete)) || (!b.complete && a.size > 0);
}

function relationOf(aHasMore: boolean, bHasMore: boolean, share: boolean): OutcomeRelation {
  if (aHasMore && bHasMore) return share ? 'overlapping' : 'disjoint';
  if (aHasMore) return 'superset';
  return bHasMore ? 'subset' : 'equal';
}

function explored(one: Scenario | Exploration, options: ExploreOptions): Exploration {
  return 'layout' in one ? explore(one, { ...options, outcomes: true }) : one;
}

function seenIn({ outcomes, scenario }: Exploration): Map<string, OutcomeAnswer> {
  if (outcomes === undefined)
    throw new TypeError(
      `the outcomes of ${scenario} were not counted: explore it with { outcomes: true }, and give the scenario outcome(k) {…}`,
    );
  return new Map(outcomes.map((outcome) => [outcome.observation, outcome]));
}
