// Harms × rule sets × scenarios, and for each harm a pair: a setting in which it can happen, and one
// change after which it never does.
import type { Verdict } from '../engine/index.js';
import type { Choices } from '../rules/setting.js';
import type { NamedScenario } from '../scenarios/machine-scenario.js';
import { type Change, oneChangeAway } from './changes.js';
import type { Answers, Explorations, Judged } from './explorations.js';
import { breachSets, ruleSets } from './rule-sets.js';

/** One scenario under one rule set. */
export interface Cell {
  readonly ruleSet: string;
  /** Null where the scenario cannot be built so. */
  readonly verdict: Verdict | null;
  readonly shortest: number | null;
  readonly schedule: string | null;
}

/** One scenario under every rule set. */
export interface MatrixRow {
  readonly scenario: string;
  readonly cells: readonly Cell[];
}

/** A setting in which a harm can happen, and one change after which it never does; both searched whole. */
export interface Pair {
  readonly scenario: string;
  readonly choices: Choices;
  readonly found: Judged & { readonly states: number };
  readonly change: Change;
  readonly never: { readonly choices: Choices; readonly states: number };
}

/** All there is of one harm. */
export interface HarmTable {
  readonly id: string;
  readonly rows: readonly MatrixRow[];
  readonly pair: Pair | null;
}

/**
 * The table of one harm.
 * @param explorations what is explored already is not explored again
 */
export async function harmTable(
  id: string,
  scenarios: readonly NamedScenario[],
  explorations: Explorations,
): Promise<HarmTable> {
  const rows: MatrixRow[] = [];
  for (const named of scenarios) {
    const cells: Cell[] = [];
    for (const { choices, label } of ruleSets) cells.push(cellOf(id, label, await explorations.of(named, choices)));
    rows.push({ scenario: named.name, cells });
  }
  return { id, rows, pair: await pairFor(id, scenarios, explorations) };
}

function cellOf(id: string, ruleSet: string, answers: Answers | null): Cell {
  const found = answers?.judged.get(id);
  return {
    ruleSet,
    verdict: found?.verdict ?? null,
    shortest: found?.shortest ?? null,
    schedule: found?.schedule ?? null,
  };
}

/** The first pair there is, rule sets in their order and each through all scenarios; breaches of a driver’s contract last. */
async function pairFor(
  id: string,
  scenarios: readonly NamedScenario[],
  explorations: Explorations,
): Promise<Pair | null> {
  for (const { choices } of [...ruleSets, ...breachSets])
    for (const named of scenarios) {
      const pair = await pairIn(id, named, choices, explorations);
      if (pair !== null) return pair;
    }
  return null;
}

async function pairIn(
  id: string,
  named: NamedScenario,
  choices: Choices,
  explorations: Explorations,
): Promise<Pair | null> {
  const before = await explorations.of(named, choices);
  const found = before?.judged.get(id);
  if (!before?.complete || found?.verdict !== 'Sometimes') return null;
  for (const { change, choices: other } of oneChangeAway(named, choices)) {
    const after = await explorations.of(named, other);
    if (!after?.complete || after.judged.get(id)?.verdict !== 'Never') continue;
    return {
      scenario: named.name,
      choices,
      found: { ...found, states: before.states },
      change,
      never: { choices: other, states: after.states },
    };
  }
  return null;
}
