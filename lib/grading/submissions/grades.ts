// Everybody's grades: each submission judged, or the reason why it could not be.
import { exercises, hasPrivate, hasVariants } from '../exercises/index.js';
import type { Judgement } from '../judge.js';
import type { Grader } from '../sandbox/grader.js';
import type { Submission } from './collect.js';
import type { JudgementStore } from './store.js';

/** One student's result in one exercise, or one file that gave none. */
export interface Grade {
  readonly student: string;
  readonly file: string;
  readonly exercise: string | null;
  readonly judgement: Judgement | null;
  /** The seed of the copy that it was judged as, where copies differ. */
  readonly seed?: string;
  /** Why there is no judgement. */
  readonly problem?: string;
  /** It was named by itself, and not found in a folder of students. */
  readonly alone?: true;
}

/** How the work goes on. */
export interface Progress {
  done(finished: number, total: number): void;
}

/**
 * Judges submissions, as many at a time as the grader has threads. Equal answers are judged once.
 * @param privateSeed the lecturer’s, for exercises that draw from it
 * @param ended true once no more is to be begun
 */
export async function gradeAll(
  submissions: readonly Submission[],
  grader: Grader,
  store: JudgementStore,
  progress: Progress,
  privateSeed?: string,
  ended: () => boolean = () => false,
): Promise<Grade[]> {
  let finished = 0;
  const underWay = new Map<string, Promise<Judgement>>();
  const judged = async (exercise: string, source: string, seed: string | undefined): Promise<Judgement> => {
    const hidden = hasPrivate(exercise) ? privateSeed : undefined;
    const drawnFrom = hidden ?? seed;
    const known = store.get(exercise, source, drawnFrom);
    if (known !== undefined) return known;
    const judgement = await grader.grade(exercise, source, {
      ...(seed !== undefined && { seed }),
      ...(hidden !== undefined && { privateSeed: hidden }),
    });
    store.keep(exercise, source, judgement, drawnFrom);
    return judgement;
  };
  const grades = await Promise.all(
    submissions.map(async ({ student, file, exercise, source, seed: said, problem, alone }) => {
      const seed = exercise !== null && hasVariants(exercise) ? said : undefined;
      let judgement: Judgement | null = null;
      if (exercise !== null && source !== null && !ended()) {
        const key = JSON.stringify([exercise, seed, source]);
        const work = underWay.get(key) ?? judged(exercise, source, seed);
        underWay.set(key, work);
        judgement = await work;
      }
      progress.done(++finished, submissions.length);
      return {
        student,
        file,
        exercise,
        judgement,
        ...(seed !== undefined && { seed }),
        ...(problem !== undefined && { problem }),
        ...(alone && { alone }),
      };
    }),
  );
  return countedOnce(grades);
}

/** Whose answer to what it is, for one that lies in a folder of students. */
const placeOf = ({ student, exercise, alone }: Grade): string | null =>
  alone ? null : JSON.stringify([student, exercise]);

/**
 * One answer to an exercise counts for a student: of several, the one with the fewest points, so that
 * handing in twice is worth nothing.
 */
export function countedOnce(grades: readonly Grade[]): Grade[] {
  const pointsOf = ({ judgement }: Grade): number => judgement?.points ?? Number.POSITIVE_INFINITY;
  const counted = new Map<string, Grade>();
  for (const grade of grades) {
    const place = placeOf(grade);
    const known = place === null ? undefined : counted.get(place);
    if (place !== null && grade.judgement !== null && (known === undefined || pointsOf(grade) < pointsOf(known)))
      counted.set(place, grade);
  }
  return grades.map((grade) => {
    const place = placeOf(grade);
    const counts = place === null ? grade : (counted.get(place) ?? grade);
    if (counts === grade || grade.judgement === null) return grade;
    const problem = `the exercise was handed in more than once; of these ${counts.file} counts, which has the fewest points`;
    return { ...grade, judgement: null, problem };
  });
}

/** What an exercise is worth; 0 for one that there is not. */
export const maxPointsOf = (id: string): number =>
  exercises.find((each) => each.id === id)?.checks.reduce((sum, { points }) => sum + points, 0) ?? 0;
