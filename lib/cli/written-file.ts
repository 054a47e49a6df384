// Writes a text where the reader wants it: into a file, or for `-` to standard output, where nothing else
// is printed then.
import { realpathSync, writeFileSync } from 'node:fs';
import type { Loaded } from './loaded.js';
import { UsageError } from './usage.js';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist; make that first, or choose another',
  ENOTDIR: 'its folder is a file; choose another',
  EEXIST: 'it is a file; name a folder',
  EISDIR: 'it is a folder; name a file in it',
  EACCES: 'it is not allowed; choose another place',
  EPERM: 'it is not allowed; choose another place',
  EROFS: 'the disk is read-only; choose another place',
  ENOSPC: 'the disk is full; choose another place',
  ENAMETOOLONG: 'the name is too long; choose a shorter one',
};

/**
 * Does something with a file or folder that the reader has named.
 * @param what how a message begins: which file cannot be what
 * @throws UsageError that says why it cannot
 */
export function onFile<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const reason = reasons[(error as NodeJS.ErrnoException).code ?? ''];
    if (reason === undefined) throw error;
    throw new UsageError(`${what}: ${reason}`);
  }
}

/** The name that stands for standard output. */
export const standardOutput = '-';

/**
 * Which of the options that write is to write to standard output; undefined for none.
 * @param named what each of them was given
 * @param printing options that print there themselves
 * @throws UsageError where more than one would
 */
export function printedAlone(
  named: Readonly<Record<string, string | undefined>>,
  printing: readonly string[] = [],
): string | undefined {
  const alone = Object.entries(named).flatMap(([option, file]) => (file === standardOutput ? [option] : []));
  if (alone.length > 0 && alone.length + printing.length > 1) {
    const options = [...alone, ...printing].map((option) => `--${option}`);
    throw new UsageError(`${options.join(' and ')} would both print; give all but one a file to write`);
  }
  return alone[0];
}

/**
 * Writes `text` to `file`, which the option `--option` named; prints it for `-`.
 * @throws UsageError that says why it cannot be written
 */
export function writeText(option: string, file: string, text: string, loaded?: Loaded): void {
  if (file === '') throw new UsageError(`--${option} needs the name of a file to write`);
  if (loaded?.file !== undefined && sameFile(file, loaded.file))
    throw new UsageError(`--${option} ${file} would overwrite the scenario itself; choose another file`);
  if (file === standardOutput) return void process.stdout.write(text);
  try {
    writeFileSync(file, text);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    throw new UsageError(
      `--${option} ${file} cannot be written: ${reasons[code] ?? `${code || 'it failed'}; choose another file`}`,
    );
  }
}

function sameFile(a: string, b: string): boolean {
  try {
    return realpathSync(a) === realpathSync(b);
  } catch {
    return false;
  }
}
