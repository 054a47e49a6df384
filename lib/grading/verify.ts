// Are the exercises fit to be set? The stub scores nothing, every correct answer everything, every
// wrong one fails the check that names its reason, every check is the only failure of some answer, and
// no mutant of a correct answer passes unless the list says why it may.
import { correctAnswers, equivalentMutants, exerciseFile, type KeptAnswer, wrongAnswers } from './answer-files.js';
import { LocalSource } from './answers/local-source.js';
import type { CheckResult } from './check.js';
import { type Exercise, offerOf, pointsOf } from './exercise.js';
import { type Judgement, type JudgeOptions, judge } from './judge.js';
import { mutantsOf } from './mutants.js';

/** How one wrong answer came out. */
export interface WrongRow {
  readonly name: string;
  /** The check that it says it fails. */
  readonly fails: string;
  /** The checks that it failed. */
  readonly failed: readonly string[];
}

/** What became of an exercise's mutants. */
export interface MutantCounts {
  readonly made: number;
  readonly killed: number;
  readonly equivalent: number;
}

/** What was seen of an exercise. */
export interface Verification {
  readonly exercise: string;
  readonly points: number;
  readonly correct: readonly string[];
  readonly checks: readonly string[];
  readonly wrong: readonly WrongRow[];
  readonly mutants: MutantCounts;
  /** What is not as it should be; empty when all is. */
  readonly problems: readonly string[];
}

/** Judges an answer that the project itself wrote. */
export const judgeKept = (exercise: Exercise, source: string, options: JudgeOptions = {}): Judgement =>
  judge(exercise, () => new LocalSource(source, offerOf(exercise)), options);

const failedOf = ({ checks }: Judgement): CheckResult[] =>
  checks.filter(({ status }) => status === 'failed' || status === 'undecided');

/** Looks at everything there is of an exercise. */
export function verify(exercise: Exercise): Verification {
  const problems: string[] = [];
  const { id } = exercise;
  const stub = judgeKept(exercise, exerciseFile(id, 'stub.ts'));
  if (stub.status !== 'graded') problems.push(`the stub cannot be graded: ${stub.reason}`);
  if (stub.points !== 0) problems.push(`the stub scores ${stub.points}`);
  const correct = correctAnswers(id);
  if (correct.length < 2) problems.push('there are fewer than two correct answers');
  for (const answer of correct) problems.push(...problemsOfCorrect(exercise, answer));
  const wrong = wrongAnswers(id).map((answer) => {
    const failed = failedOf(judgeKept(exercise, answer.source)).map((each) => each.id);
    if (!failed.includes(answer.fails))
      problems.push(`${answer.name} is to fail ${answer.fails} and fails ${failed.join(', ') || 'nothing'}`);
    return { name: answer.name, fails: answer.fails, failed };
  });
  if (wrong.length < 4) problems.push('there are fewer than four wrong answers');
  for (const check of exercise.checks)
    if (!wrong.some(({ failed }) => failed.length === 1 && failed[0] === check.id))
      problems.push(`${check.id} is nobody’s only failure`);
  const mutants = verifyMutants(exercise, correct, problems);
  const checks = exercise.checks.map((check) => check.id);
  return {
    exercise: id,
    points: pointsOf(exercise),
    correct: correct.map(({ name }) => name),
    checks,
    wrong,
    mutants,
    problems,
  };
}

function problemsOfCorrect(exercise: Exercise, { name, source }: KeptAnswer): string[] {
  const { points, maxPoints, reason, checks } = judgeKept(exercise, source);
  if (points === maxPoints) return [];
  const first = checks.find(({ status }) => status !== 'passed');
  return [`the correct answer ${name} scores ${points} of ${maxPoints}: ${reason ?? `${first?.id}: ${first?.reason}`}`];
}

function verifyMutants(exercise: Exercise, correct: readonly KeptAnswer[], problems: string[]): MutantCounts {
  const excused = equivalentMutants(exercise.id);
  const mutants = correct.flatMap(mutantsOf);
  let killed = 0;
  for (const { name, source } of mutants) {
    const { points, maxPoints } = judgeKept(exercise, source, { firstFailure: true });
    const survives = points === maxPoints;
    if (!survives) killed++;
    if (survives && excused[name] === undefined) problems.push(`the mutant ‹${name}› passes every check`);
    if (!survives && excused[name] !== undefined) problems.push(`the mutant ‹${name}› is listed and does not pass`);
  }
  for (const name of Object.keys(excused))
    if (!mutants.some((each) => each.name === name)) problems.push(`there is no mutant ‹${name}›`);
  return { made: mutants.length, killed, equivalent: mutants.length - killed };
}
