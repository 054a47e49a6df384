// Judging an answer: each check's scenario is searched with the answer in it, in the order of the
// checks, and the first thing that must not be is named, with the shortest way to it.
import { answersOf, type Exploration, parseSchedule, replay, type Scenario, search } from '../engine/index.js';
import type { Figure } from '../plots/figure.js';
import { AnswerLost, type AnswerSource } from './answers/protocol.js';
import { AnswerTable } from './answers/table.js';
import type { Check, CheckResult, Finding } from './check.js';
import { type Exercise, pointsOf } from './exercise.js';
import { lapAfter } from './lap.js';
import { brokenRuleIn, type Operations, operationsOf } from './operation.js';
import { figureOf, pageOf, storyOf, type Way } from './way.js';

/** How an answer came out. */
export interface Judgement {
  readonly exercise: string;
  /** `graded`; `refused`: the answer as a whole is no answer; `not graded`: the machine could not tell. */
  readonly status: 'graded' | 'refused' | 'not graded';
  readonly points: number;
  readonly maxPoints: number;
  /** Why the answer as a whole was refused or could not be graded. */
  readonly reason?: string;
  readonly checks: readonly CheckResult[];
  /** What there is to look at, step by step: the shortest way to the first failure, else what was achieved. */
  readonly figure?: Figure;
  /** The same as a page of HTML. */
  readonly page?: string;
}

/** How to judge. */
export interface JudgeOptions {
  /** Stop at the first check that does not pass: it is only asked whether all do. */
  readonly firstFailure?: boolean;
  /** Tell the shortest schedule of what failed, or was achieved, as a story. */
  readonly stories?: boolean;
  /** Draw the first of those schedules. */
  readonly figure?: boolean;
  /** Write a page of it. */
  readonly page?: boolean;
}

/**
 * Judges an answer.
 * @param open makes the answer ready to be asked; it is closed when all is done
 */
export function judge(exercise: Exercise, open: () => AnswerSource, options: JudgeOptions = {}): Judgement {
  let source: AnswerSource | undefined;
  try {
    source = open();
    return judgeSource(exercise, source, options);
  } catch (error) {
    if (!(error instanceof AnswerLost)) throw error;
    return whole(exercise, error.machine ? 'not graded' : 'refused', error.message);
  } finally {
    source?.close();
  }
}

/** A judgement on an answer as a whole: no points. */
export function whole(exercise: Exercise, status: 'refused' | 'not graded', reason: string): Judgement {
  return { exercise: exercise.id, status, points: 0, maxPoints: pointsOf(exercise), reason, checks: [] };
}

/** An answer's functions, and what they are read from. */
export interface Read {
  readonly table: AnswerTable;
  readonly operations: Operations;
}

/** Makes an answer's functions, to be used in an exercise's scenarios. */
export function read(exercise: Exercise, source: AnswerSource): Read {
  const takes = Object.fromEntries(Object.entries(exercise.steps).map(([name, step]) => [name, step.takes]));
  const table = new AnswerTable(source, takes);
  return { table, operations: operationsOf(exercise, table) };
}

function judgeSource(exercise: Exercise, source: AnswerSource, options: JudgeOptions): Judgement {
  const answer = read(exercise, source);
  const results: CheckResult[] = [];
  const searches = new Map<Check['scenario'], Explored>();
  for (const check of exercise.checks) {
    const missing = check.needs?.find((id) => results.find((each) => each.id === id)?.status !== 'passed');
    results.push(
      missing === undefined ? decideCheck(check, exercise.checks, answer, searches) : notRun(check, exercise, missing),
    );
    if (options.firstFailure && results.at(-1)!.status !== 'passed') break;
  }
  const inconstant = answer.table.inconstancy();
  if (inconstant !== null) return whole(exercise, 'refused', `the answer ${inconstant}`);
  const ways = waysOf(exercise, results, searches);
  const told = new Map(options.stories ? ways.map((way) => [way.result, storyOf(way)]) : []);
  const first = ways.find(({ result }) => result.status !== 'passed') ?? ways.at(-1);
  return {
    exercise: exercise.id,
    status: 'graded',
    points: results.reduce((sum, each) => sum + each.points, 0),
    maxPoints: pointsOf(exercise),
    checks: results.map((each) => (told.has(each) ? { ...each, story: told.get(each)! } : each)),
    ...(options.figure && first !== undefined && { figure: figureOf(first) }),
    ...(options.page && first !== undefined && { page: pageOf(first) }),
  };
}

/** The results that have a schedule, each with the scenario in which it runs. */
function waysOf(
  { checks }: Exercise,
  results: readonly CheckResult[],
  searches: ReadonlyMap<Check['scenario'], Explored>,
): Way[] {
  return results.flatMap((result, n) => {
    const searched = searches.get(checks[n]!.scenario);
    return result.schedule === undefined || searched === undefined ? [] : [{ result, scenario: searched.scenario }];
  });
}

function notRun(check: Check, exercise: Exercise, missing: string): CheckResult {
  const title = exercise.checks.find(({ id }) => id === missing)?.title ?? missing;
  return { ...begun(check), status: 'not run', reason: `it means something only once ‹${title}› passes`, states: 0 };
}

const begun = ({ id, title, points }: Check) => ({ id, title, points: 0, maxPoints: points });

/** A scenario with an answer in it, and what its search tells. */
interface Explored {
  readonly scenario: Scenario;
  readonly answers: Exploration;
}

/** Searches of scenarios that are the same whatever an answer says: made once a process. */
const fixed = new WeakMap<Check['scenario'], Explored>();

function exploreCheck(check: Check, checks: readonly Check[], { operations, table }: Read): Explored {
  const known = fixed.get(check.scenario);
  if (known !== undefined) return known;
  const scenario = onlyWanted(check.scenario(operations, table), check, checks);
  const made = explored(scenario, check);
  if (check.asks !== undefined) fixed.set(check.scenario, made);
  return made;
}

function explored(scenario: Scenario, check: Check): Explored {
  return { scenario, answers: answersOf(search(scenario, { maxStates: check.states, maxBytes: 1e9 })) };
}

/** A scenario that looks for what the checks on it ask about, and for nothing else: looking is much of a search. */
function onlyWanted(scenario: Scenario, check: Check, checks: readonly Check[]): Scenario {
  if (check.asks !== undefined) return { ...scenario, observations: [] };
  const alike = checks.filter((each) => each.scenario === check.scenario);
  const wanted = new Set([
    'broken',
    ...alike.flatMap(({ never, reaches }) => [...Object.keys(never), ...Object.keys(reaches)]),
  ]);
  return { ...scenario, observations: [], harms: scenario.harms.filter(({ id }) => wanted.has(id)) };
}

/**
 * Decides one check.
 * @param checks all of the exercise’s
 * @param searches the searches made so far: checks may ask about the same scenario
 */
export function decideCheck(
  check: Check,
  checks: readonly Check[],
  answer: Read,
  searches: Map<Check['scenario'], Explored>,
): CheckResult {
  const known = searches.get(check.scenario) ?? exploreCheck(check, checks, answer);
  searches.set(check.scenario, known);
  const { scenario, answers } = known;
  const { states } = answers;
  const failure = failureIn(check, known) ?? askedOf(check, known, answer);
  if (failure !== null) {
    const { reason, ...shown } = failure;
    const why = shown.found === 'broken' ? brokenReason(scenario, shown.schedule ?? '') : reason;
    return { ...begun(check), status: 'failed', reason: why, ...shown, states };
  }
  if (!answers.complete)
    return {
      ...begun(check),
      status: 'undecided',
      reason: `more than ${check.states} states: not decided, so no points. An answer that waits in a loop, or takes steps that do nothing, has many`,
      states,
    };
  const measured = check.measured?.(answer.table);
  const timed = measured === undefined ? {} : { timesNs: measured.timesNs };
  const slow = measured?.wrong ?? null;
  if (slow !== null) return { ...begun(check), status: 'failed', reason: slow, found: 'measured', ...timed, states };
  const achieved = check.achieves?.({ scenario, answers, table: answer.table });
  return { ...begun(check), points: check.points, status: 'passed', ...timed, ...achieved, states };
}

/** What a check that asks a question of its own finds, once all is searched. */
const askedOf = ({ asks }: Check, { scenario, answers }: Explored, { table }: Read): Finding | null =>
  answers.complete ? (asks?.({ scenario, answers, table }) ?? null) : null;

/** What must not be, first of all what breaks the kernel's own rules. */
function failureIn(check: Check, { scenario, answers }: Explored): Finding | null {
  const met = (id: string) => answers.harms.find((harm) => harm.id === id && /Sometimes|Always/.test(harm.verdict));
  const broken = met('broken');
  if (broken !== undefined) return shown('broken', '', broken.schedule);
  for (const [id, reason] of Object.entries(check.never)) {
    const harm = met(id);
    if (harm !== undefined) return shown(id, reason, harm.schedule);
  }
  if (!answers.complete || check.asks !== undefined) return null;
  return stuckIn(check, scenario, answers) ?? unreachedIn(check, answers);
}

const shown = (found: string, reason: string, schedule: string | null): Finding => ({
  found,
  reason,
  ...(schedule !== null && { schedule }),
});

function stuckIn(
  { completes, putOff = completes, mayWait = [] }: Check,
  scenario: Scenario,
  { deadlock, hostage, starved }: Exploration,
): Finding | null {
  if (deadlock.verdict !== 'Never' && deadlock.tasks.some((task) => !mayWait.includes(task))) {
    const lap = lapAfter(scenario, deadlock.schedule ?? '', deadlock.tasks);
    return { ...shown('deadlock', lap === null ? completes : putOff, deadlock.schedule), ...lap };
  }
  const held = hostage.find(({ operation }) => !mayWait.includes(operation));
  if (held !== undefined) return shown('hostage', completes, held.schedule);
  const late = starved.find(({ operation }) => !mayWait.includes(operation));
  return late === undefined ? null : { ...shown('starved', putOff, late.schedule), loop: late.loop! };
}

function unreachedIn({ reaches }: Check, { harms }: Exploration): Finding | null {
  for (const [id, reason] of Object.entries(reaches)) {
    const good = harms.find((harm) => harm.id === id);
    if (good === undefined || good.verdict === 'Never') return shown('unreached', reason, null);
  }
  return null;
}

const brokenReason = (scenario: Scenario, schedule: string): string =>
  brokenRuleIn(replay(scenario, parseSchedule(schedule, scenario.tasks.length)).trace);
