// Writes a text where the reader wants it.
import { realpathSync, writeFileSync } from 'node:fs';
import type { Loaded } from './loaded.js';
import { UsageError } from './usage.js';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist; make that first, or choose another',
  ENOTDIR: 'its folder is a file; choose another',
  EISDIR: 'it is a folder; name a file in it',
  EACCES: 'it is not allowed; choose another place',
  EPERM: 'it is not allowed; choose another place',
  EROFS: 'the disk is read-only; choose another place',
  ENOSPC: 'the disk is full; choose another place',
  ENAMETOOLONG: 'the name is too long; choose a shorter one',
};

/**
 * Writes `text` to `file`, which the option `--option` named.
 * @throws UsageError that says why it cannot be written
 */
export function writeText(option: string, file: string, text: string, loaded: Loaded): void {
  if (file === '') throw new UsageError(`--${option} needs the name of a file to write`);
  if (loaded.file !== undefined && sameFile(file, loaded.file))
    throw new UsageError(`--${option} ${file} would overwrite the scenario itself; choose another file`);
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
