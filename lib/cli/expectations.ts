// What a reader expects of an exploration: `--expect H2=Never`, `--expect deadlock=Never`.
import { InvalidArgumentError } from 'commander';
import type { Exploration, Scenario, Verdict } from '../engine/index.js';
import { didYouMean } from './nearest.js';
import { UsageError } from './usage.js';

/** A verdict that one harm, or the deadlock, should have. */
export interface Expectation {
  readonly id: string;
  readonly verdict: Verdict;
}

const verdicts: readonly Verdict[] = ['Never', 'Sometimes', 'Always', 'unknown'];

/** Reads one `--expect` and adds it to those before it. */
export function expectation(text: string, before: readonly Expectation[] = []): Expectation[] {
  const at = text.lastIndexOf('=');
  const [id, word] = [text.slice(0, Math.max(at, 0)).trim(), text.slice(at + 1).trim()];
  const verdict = verdicts.find((each) => each.toLowerCase() === word.toLowerCase());
  if (id === '' || verdict === undefined)
    throw new InvalidArgumentError(`Write a harm or deadlock, = and one of ${verdicts.join(', ')}, as in H2=Never.`);
  return [...before, { id, verdict }];
}

/**
 * Makes sure that there is something to expect of.
 * @throws UsageError for a harm the scenario does not look for
 */
export function checkExpectations(scenario: Scenario, expected: readonly Expectation[]): void {
  const ids = [...scenario.harms.map((harm) => harm.id), 'deadlock'];
  for (const { id } of expected)
    if (!ids.includes(id))
      throw new UsageError(
        `--expect ${id}: ${scenario.name} does not look for ${id}${didYouMean(id, ids) || ';'} it looks for ${ids.join(', ')}`,
      );
}

/** What is not as expected, a line each. */
export function disappointments(answers: Exploration, expected: readonly Expectation[]): string[] {
  return expected.flatMap(({ id, verdict }) => {
    const { verdict: found, schedule } =
      id === 'deadlock' ? answers.deadlock : answers.harms.find((harm) => harm.id === id)!;
    if (found === verdict) return [];
    return [`expected ${id}=${verdict}, found ${found}${schedule === null ? '' : ` (${schedule})`}`];
  });
}
