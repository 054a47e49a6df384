// The exercises, in the order of the book.
import type { Exercise } from '../exercise.js';
import { breakItExercise } from './break-it.js';
import { capstoneExercise } from './capstone.js';
import { fsyncExercise } from './fsync.js';
import { leaseExercise } from './lease.js';
import { longTermExercise } from './long-term.js';
import { notifierExercise } from './notifier.js';
import { pageMkwriteExercise } from './page-mkwrite.js';
import { playItExercise } from './play-it.js';
import { predictItExercise } from './predict-it.js';
import { reflinkAndDaxExercise } from './reflink-and-dax.js';
import { smallestSetExercise } from './smallest-set.js';
import { stablePagesExercise } from './stable-pages.js';
import { truncateExercise } from './truncate.js';
import { unpinExercise } from './unpin.js';

export const exercises: readonly Exercise[] = [
  pageMkwriteExercise,
  unpinExercise,
  breakItExercise,
  playItExercise,
  stablePagesExercise,
  fsyncExercise,
  truncateExercise,
  smallestSetExercise,
  predictItExercise,
  longTermExercise,
  leaseExercise,
  notifierExercise,
  reflinkAndDaxExercise,
  capstoneExercise,
];

/** Whether students get copies of an exercise that differ. */
export const hasVariants = (id: string): boolean => exercises.find((each) => each.id === id)?.variant !== undefined;

/** Whether an exercise is judged on what a lecturer's private seed draws. */
export const hasPrivate = (id: string): boolean => exercises.find((each) => each.id === id)?.privately !== undefined;

/**
 * The exercise called `id`.
 * @throws RangeError that names those there are
 */
export function exerciseOf(id: string): Exercise {
  const found = exercises.find((each) => each.id === id);
  if (found === undefined)
    throw new RangeError(
      `there is no exercise '${id}'; the exercises are ${exercises.map((each) => each.id).join(', ')}`,
    );
  return found;
}
