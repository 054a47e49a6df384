// Two sets of outcomes: relations known by hand, and of cut searches those that any completion allows.
import fc from 'fast-check';
import {
  compareOutcomes,
  type Exploration,
  explore,
  type OutcomeComparison,
  type OutcomeRelation,
  one,
  outcomeRelations,
  record,
  type Scenario,
  scenario,
  search,
  uint,
} from 'pinlab/engine/index';
import { parseSchedule } from 'pinlab/engine/schedule';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { randomScenario } from './random-scenario.js';

const Board = record('Board', { value: uint(3) });

/** A scenario that ends with any of these values. */
const ends = (...values: number[]): Scenario =>
  scenario({
    name: `ends ${values.join()}`,
    about: 'a test',
    memory: { board: one(Board) },
    tasks: [
      {
        name: 'one',
        *run(k) {
          const ways = values.map((value) => [
            String(value),
            () => {
              k.board.value = value;
            },
          ]);
          yield* k.choose('which', Object.fromEntries(ways));
        },
      },
    ],
    outcome: (k) => String(k.board.value),
  });

test('each relation, with what is only on one side and the way to it', () => {
  const relation = (a: number[], b: number[]) => compareOutcomes(ends(...a), ends(...b)).relation;
  assert.is(relation([1, 2], [2, 1]), 'equal');
  assert.is(relation([1], [1, 2]), 'subset');
  assert.is(relation([1, 2], [2]), 'superset');
  assert.is(relation([1, 2], [2, 3]), 'overlapping');
  assert.is(relation([1], [2]), 'disjoint');
  assert.equal(compareOutcomes(ends(1, 2), ends(2, 3)), {
    relation: 'overlapping',
    possible: ['overlapping'],
    onlyA: [{ observation: '1', count: 1, shortest: 1, schedule: 'a' }],
    onlyB: [{ observation: '3', count: 1, shortest: 1, schedule: "a'1" }],
    both: [
      {
        observation: '2',
        a: { count: 1, shortest: 1, schedule: "a'1" },
        b: { count: 1, shortest: 1, schedule: 'a' },
      },
    ],
  });
});

test('explorations may be compared too, if they counted their outcomes', () => {
  const a = explore(ends(1, 2), { outcomes: true });
  assert.is(compareOutcomes(a, ends(1)).relation, 'superset');
  assert.throws(() => compareOutcomes(explore(ends(1)), a), /the outcomes of ends 1 were not counted/);
});

/** What a search that was or was not cut has seen. */
interface Known {
  readonly seen: readonly number[];
  readonly complete: boolean;
}
const universe = [0, 1, 2, 3, 4];
const known = fc.record({ seen: fc.subarray(universe.slice(0, 3)), complete: fc.boolean() });
const exploration = ({ seen, complete }: Known) =>
  ({
    scenario: 'made up',
    complete,
    outcomes: seen.map((value) => ({ observation: String(value), count: 1, shortest: 0, schedule: '' })),
  }) as unknown as Exploration;

/** All sets that a search may turn out to have. */
function completions({ seen, complete }: Known): (readonly number[])[] {
  if (complete) return [seen];
  const rest = universe.filter((value) => !seen.includes(value));
  return Array.from({ length: 2 ** rest.length }, (_, bits) => [...seen, ...rest.filter((__, i) => (bits >> i) & 1)]);
}

function relationOf(a: readonly number[], b: readonly number[]): OutcomeRelation {
  const shared = a.filter((value) => b.includes(value)).length;
  if (shared === a.length && shared === b.length) return 'equal';
  if (shared === a.length) return 'subset';
  if (shared === b.length) return 'superset';
  return shared > 0 ? 'overlapping' : 'disjoint';
}

test('after cut searches, the relations are those that some completion has', () => {
  fc.assert(
    fc.property(known, known, (a, b) => {
      const truth = new Set<OutcomeRelation>();
      for (const all of completions(a)) for (const other of completions(b)) truth.add(relationOf(all, other));
      const { possible, relation } = compareOutcomes(exploration(a), exploration(b));
      assert.equal(
        possible,
        outcomeRelations.filter((each) => truth.has(each)),
      );
      assert.is(relation, truth.size === 1 ? [...truth][0] : 'unknown');
    }),
    { numRuns: 2000, seed: 2018 },
  );
});

const swapped: Readonly<Record<OutcomeComparison['relation'], OutcomeComparison['relation']>> = {
  equal: 'equal',
  subset: 'superset',
  superset: 'subset',
  overlapping: 'overlapping',
  disjoint: 'disjoint',
  unknown: 'unknown',
};

test('random scenarios: A against A is equal, B against A is A against B turned round, ways lead there', () => {
  const seen: Record<string, number> = {};
  fc.assert(
    fc.property(fc.nat({ max: 100_000 }), fc.nat({ max: 100_000 }), fc.constantFrom(40, 20_000), (one, other, most) => {
      const options = { outcomes: true, maxStates: most };
      const a = explore(randomScenario(one), options);
      const b = explore(randomScenario(other), options);
      const there = compareOutcomes(a, b);
      const back = compareOutcomes(b, a);
      assert.is(back.relation, swapped[there.relation]);
      assert.equal([back.onlyA, back.onlyB], [there.onlyB, there.onlyA]);
      const self = compareOutcomes(a, a);
      assert.equal([self.onlyA, self.onlyB], [[], []]);
      assert.is(self.relation, a.complete ? 'equal' : 'unknown');
      assert.ok(self.possible.includes('equal'));
      seen[there.relation] = (seen[there.relation] ?? 0) + 1;
      for (const { observation, schedule, shortest } of a.outcomes!)
        assert.is(shown(randomScenario(one), schedule, shortest), observation);
    }),
    { numRuns: 60, seed: 2018 },
  );
  assert.ok(Object.keys(seen).length >= 4, JSON.stringify(seen));
});

/** The outcome where a schedule ends. */
function shown(of: Scenario, schedule: string, steps: number): string {
  const found = search(of, { maxStates: 20_000 });
  const { action, first, target } = found.edges!;
  const moves = parseSchedule(schedule, of.tasks.length);
  assert.is(moves.length, steps);
  let state = 0;
  for (const { alternative, task } of moves) {
    const at = action.subarray(first[state]!, first[state + 1]!).indexOf((task << 8) | alternative);
    assert.ok(at >= 0);
    state = target[first[state]! + at]!;
  }
  return of.outcome!(found.kernelAt(state));
}

test.run();
