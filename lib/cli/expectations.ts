// What a reader expects of an exploration: `--expect H2=Never`, `--expect starved:read=Never`.
import { InvalidArgumentError } from 'commander';
import {
  type Exploration,
  type OutcomeComparison,
  type OutcomeRelation,
  outcomeRelations,
  type Scenario,
  type Verdict,
} from '../engine/index.js';
import { hostageIds, hostageVerdict } from '../harms/hostage.js';
import { didYouMean } from './nearest.js';
import { UsageError } from './usage.js';

/** A verdict that one harm, or one of the other questions, should have. */
export interface Expectation {
  readonly id: string;
  readonly verdict: Verdict | OutcomeRelation;
}

/** What was asked beside the harms. */
export interface Asked {
  /** As given with --reach. */
  readonly reach: readonly string[];
  readonly against: boolean;
}

/** What was answered. */
export interface Answered {
  readonly answers: Exploration;
  readonly comparison?: OutcomeComparison;
}

const verdicts: readonly Verdict[] = ['Never', 'Sometimes', 'Always', 'unknown'];
const relations: readonly (OutcomeRelation | 'unknown')[] = [...outcomeRelations, 'unknown'];

/** Reads one `--expect` and adds it to those before it. */
export function expectation(text: string, before: readonly Expectation[] = []): Expectation[] {
  const at = text.lastIndexOf('=');
  const [id, word] = [
    text.slice(0, Math.max(at, 0)).trim(),
    text
      .slice(at + 1)
      .trim()
      .toLowerCase(),
  ];
  const words = id === 'outcomes' ? relations : verdicts;
  const verdict = words.find((each) => each.toLowerCase() === word);
  if (id === '' || verdict === undefined)
    throw new InvalidArgumentError(
      id === 'outcomes'
        ? `Write outcomes, = and one of ${words.join(', ')}, as in outcomes=subset.`
        : `Write a harm or deadlock, = and one of ${words.join(', ')}, as in H2=Never.`,
    );
  return [...before, { id, verdict }];
}

/**
 * Makes sure that there is something to expect of.
 * @throws UsageError for what is not looked for
 */
export function checkExpectations(scenario: Scenario, expected: readonly Expectation[], asked: Asked): void {
  const operations = scenario.tasks.filter((task) => !task.daemon).map((task) => task.name);
  const common = [...scenario.harms.map((harm) => harm.id), ...hostageIds, 'deadlock', 'hostage', 'starved'];
  const ids = [
    ...common,
    ...operations.flatMap((task) => [`hostage:${task}`, `starved:${task}`]),
    ...asked.reach.map((text) => `reach:${text}`),
    ...(asked.reach.length === 1 ? ['reach'] : []),
    ...(asked.against ? ['outcomes'] : []),
  ];
  for (const { id } of expected) {
    if (ids.includes(id)) continue;
    if (id === 'outcomes')
      throw new UsageError('--expect outcomes: add --against, which says what to compare them with');
    if (/^reach(:|$)/.test(id))
      throw new UsageError(
        asked.reach.length === 0
          ? `--expect ${id}: add --reach with the step that is meant, and expect reach=…`
          : `--expect ${id}: that was not asked; write ${asked.reach.map((text) => `reach:${text}`).join(' or ')}`,
      );
    throw new UsageError(
      `--expect ${id}: ${scenario.name} does not look for ${id}${didYouMean(id, ids) || ';'} it looks for ${common.join(', ')}, and for hostage:TASK and starved:TASK of ${operations.join(', ')}`,
    );
  }
}

/** What is not as expected, a line each. */
export function disappointments(answered: Answered, expected: readonly Expectation[]): string[] {
  return expected.flatMap((each) => disappointment(each, foundFor(answered, each.id)));
}

/** What was found of one that is expected. */
export interface Found {
  readonly verdict: Expectation['verdict'];
  readonly schedule: string | null;
}

/** A line where it is not as expected, none where it is. */
export function disappointment({ id, verdict }: Expectation, found: Found): string[] {
  if (found.verdict === verdict) return [];
  return [`expected ${id}=${verdict}, found ${found.verdict}${found.schedule === null ? '' : ` (${found.schedule})`}`];
}

function foundFor({ answers, comparison }: Answered, id: string): Found {
  const harm = answers.harms.find((each) => each.id === id);
  if (harm !== undefined) return harm;
  if (hostageIds.includes(id)) return hostageVerdict(answers, id);
  const [kind, ...rest] = id.split(':');
  const of = rest.join(':');
  switch (kind) {
    case 'hostage':
    case 'starved':
      return worst(
        answers[kind].filter(({ operation }) => of === '' || operation === of),
        answers.complete,
      );
    case 'reach':
      return answers.reach!.find((each) => of === '' || each.id === of)!;
    case 'outcomes':
      return { verdict: comparison!.relation, schedule: null };
    default:
      return answers.deadlock;
  }
}

/** Sometimes where it is so of any; who is not listed never is, if the search was complete. */
function worst(found: readonly Found[], complete: boolean): Found {
  const nobody: Found = { verdict: complete ? 'Never' : 'unknown', schedule: null };
  return found.find(({ verdict }) => verdict === 'Sometimes') ?? found[0] ?? nobody;
}
