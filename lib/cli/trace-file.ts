// Writes a trace where the reader wants it, as Chrome trace events.
import { realpathSync, writeFileSync } from 'node:fs';
import type { Trace } from '../engine/index.js';
import { chromeTrace } from '../exports/chrome-trace.js';
import { headLine, type Loaded } from './loaded.js';
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
 * Writes `trace` to `file`.
 * @throws UsageError that says why it cannot be written
 */
export function writeTrace(file: string, trace: Trace, loaded: Loaded): void {
  if (file === '') throw new UsageError('--trace needs the name of a file to write, trace.json say');
  if (loaded.file !== undefined && sameFile(file, loaded.file))
    throw new UsageError(`--trace ${file} would overwrite the scenario itself; choose another file`);
  const { traceEvents, otherData } = chromeTrace(trace, headLine(loaded));
  const lines = traceEvents.map((event) => JSON.stringify(event)).join(',\n');
  try {
    writeFileSync(file, `{"otherData":${JSON.stringify(otherData)},"traceEvents":[\n${lines}\n]}\n`);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    throw new UsageError(
      `--trace ${file} cannot be written: ${reasons[code] ?? `${code || 'it failed'}; choose another file`}`,
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
