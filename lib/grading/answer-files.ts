// The folder of an exercise: its statement and stub, which a student gets, and the answers that the
// checks are tried on, which stay with the project.
//
//   statement.md   what is asked, with three hints
//   stub.ts        what a student begins with; it scores nothing
//   correct/       answers that score everything, built differently
//   wrong/         answers that do not; the first line of each says which check it fails: // Fails ID: why
//   mutants.json   changes to a correct answer that change nothing, each with the reason
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the exercises are. */
export const exercisesFolder = fileURLToPath(new URL('../../../exercises', import.meta.url));

/** An answer that the project keeps. */
export interface KeptAnswer {
  readonly name: string;
  readonly source: string;
}

/** A wrong one: the check that it fails, and why. */
export interface WrongAnswer extends KeptAnswer {
  readonly fails: string;
  readonly why: string;
}

/** The text of a file of an exercise. */
export const exerciseFile = (id: string, name: string): string => readFileSync(join(exercisesFolder, id, name), 'utf8');

function answersIn(id: string, folder: string): KeptAnswer[] {
  const path = join(exercisesFolder, id, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .filter((file) => file.endsWith('.ts'))
    .sort()
    .map((file) => ({ name: file.slice(0, -3), source: readFileSync(join(path, file), 'utf8') }));
}

/** The answers that score everything. */
export const correctAnswers = (id: string): KeptAnswer[] => answersIn(id, 'correct');

/**
 * The answers that do not.
 * @throws Error for one that does not say which check it fails
 */
export function wrongAnswers(id: string): WrongAnswer[] {
  return answersIn(id, 'wrong').map((answer) => {
    const [, fails, why] = /^\/\/ Fails (\S+): (.*)/.exec(answer.source) ?? [];
    if (fails === undefined || why === undefined)
      throw new Error(`exercises/${id}/wrong/${answer.name}.ts has to begin with // Fails CHECK: why`);
    return { ...answer, fails, why };
  });
}

/** Mutants that are as good as the answer they are made from, by name, with the reason. */
export function equivalentMutants(id: string): Readonly<Record<string, string>> {
  const path = join(exercisesFolder, id, 'mutants.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>) : {};
}
