// Judging an answer: each check's scenario is searched with the answer in it, in the order of the
// checks, and the first thing that must not be is named, with the shortest way to it.
import { answersOf, type Exploration, parseSchedule, replay, type Scenario, search } from '../engine/index.js';
import { counterexample } from '../exports/counterexample.js';
import { storyText } from '../exports/story-text.js';
import type { Figure } from '../plots/figure.js';
import { stepScrubber } from '../plots/step-scrubber.js';
import { AnswerLost, type AnswerSource } from './answers/protocol.js';
import { AnswerTable } from './answers/table.js';
import type { Check, CheckResult, Finding } from './check.js';
import { type Exercise, pointsOf } from './exercise.js';
import { type Operations, operationsOf, type Stumble } from './operation.js';

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
  /** The shortest way to the first failure, step by step. */
  readonly figure?: Figure;
}

/** How to judge. */
export interface JudgeOptions {
  /** Stop at the first check that does not pass: it is only asked whether all do. */
  readonly firstFailure?: boolean;
  /** Tell the shortest schedule of what failed as a story. */
  readonly stories?: boolean;
  /** Draw the first of those schedules. */
  readonly figure?: boolean;
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
  readonly stumble: Stumble;
}

/** Makes an answer's functions, to be used in an exercise's scenarios. */
export function read(exercise: Exercise, source: AnswerSource): Read {
  const takes = Object.fromEntries(Object.entries(exercise.steps).map(([name, step]) => [name, step.takes]));
  const table = new AnswerTable(source, takes);
  const stumble: Stumble = { why: null };
  return { table, stumble, operations: operationsOf(exercise, table, stumble) };
}

function judgeSource(
  exercise: Exercise,
  source: AnswerSource,
  { firstFailure = false, stories = false, figure = false }: JudgeOptions,
): Judgement {
  const answer = read(exercise, source);
  const results: CheckResult[] = [];
  const explored = new Map<Check['scenario'], Explored>();
  for (const check of exercise.checks) {
    const missing = check.needs?.find((id) => results.find((each) => each.id === id)?.status !== 'passed');
    results.push(
      missing === undefined ? decideCheck(check, exercise.checks, answer, explored) : notRun(check, exercise, missing),
    );
    if (stories) results.push(withStory(results.pop()!, explored.get(check.scenario)?.scenario));
    if (firstFailure && results.at(-1)!.status !== 'passed') break;
  }
  const inconstant = answer.table.inconstancy();
  if (inconstant !== null) return whole(exercise, 'refused', `the answer ${inconstant}`);
  const points = results.reduce((sum, each) => sum + each.points, 0);
  const drawn = figure ? figureOf(exercise, results, explored) : undefined;
  return {
    exercise: exercise.id,
    status: 'graded',
    points,
    maxPoints: pointsOf(exercise),
    checks: results,
    ...(drawn !== undefined && { figure: drawn }),
  };
}

/** The first failure that has a schedule, drawn. */
function figureOf(
  { checks }: Exercise,
  results: readonly CheckResult[],
  explored: ReadonlyMap<Check['scenario'], Explored>,
): Figure | undefined {
  const failed = results.find(({ schedule }) => schedule !== undefined);
  const scenario = explored.get(checks.find(({ id }) => id === failed?.id)?.scenario as Check['scenario'])?.scenario;
  if (failed?.schedule === undefined || scenario === undefined) return undefined;
  const { trace } = replay(scenario, parseSchedule(failed.schedule, scenario.tasks.length));
  return stepScrubber(trace, { title: `${failed.id}: the shortest way to fail it`, at: trace.steps.length - 1 });
}

/** A result with its schedule told, where it has one. */
function withStory(result: CheckResult, scenario: Scenario | undefined): CheckResult {
  if (scenario === undefined || result.schedule === undefined) return result;
  const told = storyText(counterexample(scenario, result.schedule).story);
  const { loop } = result;
  return {
    ...result,
    story: loop === undefined ? told : `${told}\n\nFrom there on, round and round for ever:\n  ${loop}`,
  };
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
  const failure = failureIn(check, answers) ?? askedOf(check, known, answer);
  if (failure !== null) {
    const { reason, ...shown } = failure;
    const why = shown.found === 'broken' ? brokenReason(scenario, shown.schedule, answer.stumble) : reason;
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
  return { ...begun(check), points: check.points, status: 'passed', ...timed, states };
}

/** What a check that asks a question of its own finds, once all is searched. */
const askedOf = ({ asks }: Check, { scenario, answers }: Explored, { table }: Read): Finding | null =>
  answers.complete ? (asks?.({ scenario, answers, table }) ?? null) : null;

/** What must not be, first of all what breaks the kernel's own rules. */
function failureIn(check: Check, answers: Exploration): Finding | null {
  const met = (id: string) => answers.harms.find((harm) => harm.id === id && /Sometimes|Always/.test(harm.verdict));
  const broken = met('broken');
  if (broken !== undefined) return shown('broken', '', broken.schedule);
  for (const [id, reason] of Object.entries(check.never)) {
    const harm = met(id);
    if (harm !== undefined) return shown(id, reason, harm.schedule);
  }
  if (!answers.complete || check.asks !== undefined) return null;
  return stuckIn(check, answers) ?? unreachedIn(check, answers);
}

const shown = (found: string, reason: string, schedule: string | null): Finding => ({
  found,
  reason,
  ...(schedule !== null && { schedule }),
});

function stuckIn({ completes, mayWait = [] }: Check, { deadlock, hostage, starved }: Exploration): Finding | null {
  if (deadlock.verdict !== 'Never' && deadlock.tasks.some((task) => !mayWait.includes(task)))
    return shown('deadlock', completes, deadlock.schedule);
  const held = hostage.find(({ operation }) => !mayWait.includes(operation));
  if (held !== undefined) return shown('hostage', completes, held.schedule);
  const putOff = starved.find(({ operation }) => !mayWait.includes(operation));
  if (putOff === undefined) return null;
  const loop = putOff.steps.map(({ task, step }) => `${task} ‹${step}›`).join(', ');
  return { ...shown('starved', completes, putOff.schedule), loop };
}

function unreachedIn({ reaches }: Check, { harms }: Exploration): Finding | null {
  for (const [id, reason] of Object.entries(reaches)) {
    const good = harms.find((harm) => harm.id === id);
    if (good === undefined || good.verdict === 'Never') return shown('unreached', reason, null);
  }
  return null;
}

/** Why the machine stopped: the rule that was broken, or why the answer could not go on. */
function brokenReason(scenario: Scenario, schedule: string | undefined, stumble: Stumble): string {
  stumble.why = null;
  const { trace } = replay(scenario, parseSchedule(schedule ?? '', scenario.tasks.length));
  const label = trace.steps.at(-1)?.label ?? '';
  return stumble.why ?? label.replace(/^BUG: /, '');
}
