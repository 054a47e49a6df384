// What was handed in: a notebook, a TypeScript file, or a folder with a submission a student.
//
// In a folder, each entry is one student's: a file, or a folder of files. Nothing is followed out of it.
import { type Dirent, existsSync, lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, extname, join, relative, sep } from 'node:path';
import { isSeed } from '../variants.js';
import { answersIn } from './notebook-answers.js';

/** An answer that was found, or a file or student of whom there is none. */
export interface Submission {
  readonly student: string;
  /** Where it was found, relative to what was named. */
  readonly file: string;
  /** The exercise; null where that cannot be told. */
  readonly exercise: string | null;
  /** The answer's text; null where there is none. */
  readonly source: string | null;
  /** The seed of the copy that it says it answers. */
  readonly seed?: string;
  /** Why there is none. */
  readonly problem?: string;
  /** It was named by itself, and not found in a folder of students. */
  readonly alone?: true;
}

/** The largest file that is read, in bytes. */
export const largestFile = 10_000_000;

/**
 * Everything that was handed in at a path.
 * @throws Error when there is nothing at the path
 */
export function collect(path: string, exercises: readonly string[]): Submission[] {
  if (!statSync(path).isDirectory())
    return fromFile(path, basename(path), studentOf(basename(path)), exercises).map((each) => ({
      ...each,
      alone: true,
    }));
  const root = realpathSync(path);
  const entries = readdirSync(root, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.'))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const student = entry.isDirectory() ? entry.name.normalize('NFC') : studentOf(entry.name);
    return readable(student, entry.name, () => fromEntry(root, entry, student, exercises));
  });
}

/** What is found in a file or folder; where that cannot be read, why: nobody else’s answer is lost with it. */
function readable(student: string, file: string, found: () => Submission[]): Submission[] {
  try {
    return found();
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    const odd = file.includes('\uFFFD') ? ', whose name is no UTF-8' : '';
    return [without(student, file, `the system cannot read it${odd}: ${code}`)];
  }
}

const studentOf = (name: string): string => basename(name, extname(name)).normalize('NFC');

const isAnswerFile = (name: string): boolean => /\.(ipynb|ts)$/.test(name) && !name.endsWith('.d.ts');

function fromEntry(root: string, entry: Dirent, student: string, exercises: readonly string[]): Submission[] {
  const path = join(root, entry.name);
  if (entry.isSymbolicLink()) return [without(student, entry.name, existsSync(path) ? itself : nowhere)];
  if (!statSync(path).isDirectory())
    return isAnswerFile(entry.name) ? fromFile(path, entry.name, student, exercises) : [];
  const files = answerFiles(root, path);
  if (files.length === 0) return [without(student, entry.name, 'the folder holds no notebook and no .ts file')];
  return files.flatMap((file) => {
    const name = relative(root, file);
    return readable(student, name, () => {
      const strange = leadsAway(path, file);
      return strange === null ? fromFile(file, name, student, exercises) : [without(student, name, strange)];
    });
  });
}

/** The files of a student, three folders deep at most. */
function answerFiles(root: string, folder: string, depth = 0): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.name.startsWith('.') || entry.name === 'node_modules') return [];
      if (entry.isDirectory()) return depth < 3 ? answerFiles(root, path, depth + 1) : [];
      return isAnswerFile(entry.name) ? [path] : [];
    });
}

const itself = 'it is a link, and not followed: hand in the file itself';
const nowhere = 'it is a link that leads nowhere';

/** Why a path is not read: a link that leads out of the student’s own folder, or nowhere; null where it may be. */
function leadsAway(own: string, path: string): string | null {
  if (!lstatSync(path).isSymbolicLink()) return null;
  try {
    const target = realpathSync(path);
    if (target.startsWith(realpathSync(own) + sep)) return null;
  } catch {
    return nowhere;
  }
  return 'it is a link that leads out of the folder, and is not followed';
}

const without = (student: string, file: string, problem: string, exercise: string | null = null): Submission => ({
  student,
  file,
  exercise,
  source: null,
  problem,
});

function fromFile(path: string, name: string, student: string, exercises: readonly string[]): Submission[] {
  const status = statSync(path);
  if (!status.isFile()) return [without(student, name, 'it is no file')];
  if (status.size > largestFile)
    return [
      without(
        student,
        name,
        `it has ${Math.round(status.size / 1e6)} MB; more than ${largestFile / 1e6} MB are not read. Clear the outputs and hand it in again`,
      ),
    ];
  if (status.size < 2) return [without(student, name, 'the file is empty')];
  const bytes = readFileSync(path);
  if ([0xfeff, 0xfffe].includes(bytes.readUInt16BE(0)))
    return [without(student, name, 'it is written in UTF-16; save it as UTF-8, and hand that in')];
  const text = bytes.toString('utf8');
  if (!name.endsWith('.ipynb')) return [fromText(text, name, student, exercises)];
  const found = answersIn(text, exercises);
  if ('problem' in found) return [without(student, name, found.problem)];
  const { seed } = found;
  return [...found.answers].map(([exercise, source]) => ({
    student,
    file: name,
    exercise,
    source,
    ...(seed !== undefined && { seed }),
  }));
}

/** The seed that a comment names: `// seed: ann-7`. */
export function seedSaid(source: string): { seed?: string } {
  const seed = /^\/\/ *seed: *(\S+)/m.exec(source)?.[1];
  return seed !== undefined && isSeed(seed) ? { seed } : {};
}

/** A TypeScript file is the answer to the exercise that its name, or the folder it lies in, begins with. */
function fromText(source: string, name: string, student: string, exercises: readonly string[]): Submission {
  const parts = name.split(sep).reverse();
  const exercise = exercises.find((id) => parts.some((part) => part.startsWith(id)));
  const seed = seedSaid(source);
  if (exercise !== undefined) return { student, file: name, exercise, source, ...seed };
  const said = /^\/\/ *exercise: *(\S+)/m.exec(source)?.[1];
  if (said !== undefined && exercises.includes(said)) return { student, file: name, exercise: said, source, ...seed };
  return without(
    student,
    name,
    'which exercise it answers cannot be told: name the file 05-fsync.ts, or give --exercise 05-fsync',
  );
}
