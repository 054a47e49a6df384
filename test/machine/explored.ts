// Explorations of named scenarios for the tests of the machine, each made once a process.
import { type Exploration, explore } from 'pinlab/engine/index';
import type { Choices } from 'pinlab/rules/setting';
import { namedScenario } from 'pinlab/scenarios/index';
import * as assert from 'uvu/assert';

const known = new Map<string, Exploration>();

/** A complete exploration, with outcomes. */
export function explored(name: string, choices: Choices = {}): Exploration {
  const key = JSON.stringify([name, choices]);
  const answer = known.get(key) ?? explore(namedScenario(name).build(choices), { outcomes: true });
  known.set(key, answer);
  assert.ok(answer.complete);
  return answer;
}

/** The word for one harm. */
export const verdict = (answer: Exploration, harm: string): string =>
  answer.harms.find(({ id }) => id === harm)!.verdict;

/** How often something was observed. */
export const observed = (answer: Exploration, id: string): number =>
  answer.observations.find((each) => each.id === id)!.count;
