// A class's work to try the grader on: answers that are right, stubs and wrong ones, of all exercises by
// turns, no two with the same text.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { correctAnswers, exerciseFile, wrongAnswers } from './answer-files.js';
import type { Exercise } from './exercise.js';
import { exercises } from './exercises/index.js';

/** How many of each kind. */
export interface ClassSize {
  readonly correct: number;
  readonly stubs: number;
  readonly wrong: number;
}

/** One student's answer. */
export interface SampleAnswer {
  readonly exercise: string;
  readonly source: string;
}

/** Answers of every exercise by turns: the first of each, then the second of each, and so on. */
function byTurns(of: (exercise: Exercise) => readonly string[]): SampleAnswer[] {
  const kept = exercises.map((exercise) => ({ id: exercise.id, sources: of(exercise) }));
  const most = Math.max(...kept.map(({ sources }) => sources.length));
  return Array.from({ length: most }, (_, n) => n).flatMap((n) =>
    kept.flatMap(({ id, sources }) => (sources[n] === undefined ? [] : [{ exercise: id, source: sources[n] }])),
  );
}

const many = (count: number, from: readonly SampleAnswer[]): SampleAnswer[] =>
  Array.from({ length: count }, (_, n) => from[n % from.length]!);

const texts = (answers: readonly { source: string }[]): string[] => answers.map(({ source }) => source);

/** The answers of a class; a comment with the student's number makes each text its own. */
export function classSample({ correct, stubs, wrong }: ClassSize): SampleAnswer[] {
  return [
    ...many(
      correct,
      byTurns(({ id }) => texts(correctAnswers(id))),
    ),
    ...many(
      stubs,
      byTurns(({ id }) => [exerciseFile(id, 'stub.ts')]),
    ),
    ...many(
      wrong,
      byTurns(({ id }) => texts(wrongAnswers(id))),
    ),
  ].map(({ exercise, source }, n) => ({ exercise, source: `${source}\n// student ${n + 1}\n` }));
}

/** Writes them as a class hands them in: a folder a student. */
export function writeClass(folder: string, answers: readonly SampleAnswer[]): void {
  for (const [n, { exercise, source }] of answers.entries()) {
    const own = join(folder, `student-${String(n + 1).padStart(3, '0')}`);
    mkdirSync(own, { recursive: true });
    writeFileSync(join(own, `${exercise}.ts`), source);
  }
}
