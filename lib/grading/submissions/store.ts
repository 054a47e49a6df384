// Judgements that are kept, so that a run that was ended goes on where it was, and nothing is judged twice.
//
// A judgement's name is a hash of all that it depends on: the answer, the exercise, the grader. Change an
// exercise and its judgements alone are made again. A file is written whole or not at all.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { replaceFile } from '../../notebook/notebook-file.js';
import type { Exercise } from '../exercise.js';
import type { Judgement } from '../judge.js';

const library = fileURLToPath(new URL('../..', import.meta.url));

const hashOf = (...parts: readonly string[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part);
  return hash.digest('hex');
};

let grader: string | undefined;

/** All compiled code that a judgement can depend on, but the exercises’ own files. */
function graderHash(ownFiles: ReadonlySet<string>): string {
  if (grader !== undefined) return grader;
  const parts: string[] = [];
  for (const name of readdirSync(library, { recursive: true, encoding: 'utf8' }).sort()) {
    const matters = /^(engine|pages|filesystems|gup|devices|harms|rules|scenarios|grading)[\\/].*\.js$/.test(name);
    const file = join(library, name);
    if (matters && !ownFiles.has(file) && !/grading[\\/]exercises[\\/]index\.js$/.test(name))
      parts.push(name, readFileSync(file, 'utf8'));
  }
  grader = hashOf(...parts);
  return grader;
}

/** Judgements in a folder. */
export class JudgementStore {
  readonly #grader: string;
  readonly #exercises: ReadonlyMap<string, string>;

  /** @param folder where they are kept, null to keep none */
  constructor(
    readonly folder: string | null,
    exercises: readonly Exercise[],
  ) {
    if (folder !== null) mkdirSync(folder, { recursive: true });
    const files = exercises.map(({ module }) => fileURLToPath(module));
    this.#grader = folder === null ? '' : graderHash(new Set(files));
    this.#exercises = new Map(
      exercises.map(({ id }, n) => [id, folder === null ? '' : hashOf(readFileSync(files[n]!, 'utf8'))]),
    );
  }

  #file(exercise: string, source: string, seed: string | undefined): string {
    const parts = [this.#grader, this.#exercises.get(exercise)!, exercise, source];
    return join(this.folder!, `${hashOf(...parts, ...(seed === undefined ? [] : [seed]))}.json`);
  }

  /** The judgement on an answer, undefined when there is none yet. */
  get(exercise: string, source: string, seed?: string): Judgement | undefined {
    if (this.folder === null) return undefined;
    try {
      return JSON.parse(readFileSync(this.#file(exercise, source, seed), 'utf8')) as Judgement;
    } catch {
      return undefined;
    }
  }

  /** Keeps a judgement, unless it says only that the machine could not tell. */
  keep(exercise: string, source: string, judgement: Judgement, seed?: string): void {
    if (this.folder === null || judgement.status === 'not graded') return;
    replaceFile(this.#file(exercise, source, seed), JSON.stringify(judgement));
  }
}
