// check('05-fsync'), in a notebook: points, what failed and why, and the shortest way to it.
import { show } from '../../plots/show.js';
import type { Exercise } from '../exercise.js';
import { exerciseOf } from '../exercises/index.js';
import type { Judgement } from '../judge.js';
import { judgementText, wayText } from '../judgement-text.js';
import { type OwnAnswer, ownAnswer } from './own-answer.js';
import { judgedByGrader } from './own-grader.js';

/** The last judgement, for the cells that ask about one check after the other. */
let last: { exercise: string; own: OwnAnswer; judgement: Judgement } | undefined;

function judged(exercise: Exercise, own: OwnAnswer): Judgement {
  const { source, seed } = own;
  if (last?.exercise === exercise.id && last.own.source === source && last.own.seed === seed) return last.judgement;
  const judgement = judgedByGrader({
    exercise: exercise.id,
    source,
    figure: true,
    ...(seed !== undefined && { seed }),
  });
  last = { exercise: exercise.id, own, judgement };
  return judgement;
}

function answerOf(exercise: Exercise): OwnAnswer {
  const own = ownAnswer(exercise);
  if (own !== null) return own;
  throw new Error(
    `no answer cell found for ${exercise.id}: run the cell that declares ${exercise.functions.map(({ name }) => name).join(' and ')}; npx pinlab exercises restore ${exercise.id} brings the stub back`,
  );
}

/**
 * Checks this notebook's answer to an exercise: the very text that the grader reads, by the same process.
 * @param only the id of one check: says nothing when it passes, and throws when it does not, as
 *   nbgrader wants it
 * @throws RangeError for an exercise or a check that there is not
 */
export function check(id: string, only?: string): void {
  try {
    checked(id, only);
  } catch (error) {
    // Where in the library it was thrown tells a student nothing.
    if (error instanceof Error) error.stack = `${error.name}: ${error.message}`;
    throw error;
  }
}

function checked(id: string, only: string | undefined): void {
  const exercise = exerciseOf(id);
  const ids = exercise.checks.map((each) => each.id);
  if (only !== undefined && !ids.includes(only))
    throw new RangeError(`${id} has no check '${only}'; its checks are ${ids.join(', ')}`);
  const own = answerOf(exercise);
  const judgement = judged(exercise, own);
  if (only !== undefined) {
    const result = judgement.checks.find((each) => each.id === only);
    if (result?.status === 'passed') return;
    throw new Error(`${only}: ${result?.reason ?? judgement.reason}`);
  }
  console.log(judgementText(judgement));
  if (judgement.figure !== undefined) show(judgement.figure);
  const way = wayText(judgement);
  if (way !== null) console.log(`\n${way}`);
  if (own.remark !== undefined) console.log(`\n${own.remark}`);
}
