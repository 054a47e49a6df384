// What the benches have in common: progress on a terminal, a table or JSON at the end.
import { aligned } from './bench-tables.js';
import { wholeNumber } from './choices.js';

/** What was measured, as data and as a table with a note under it. */
export interface Measured {
  figures: object;
  rows: readonly string[][];
  note: string;
}

/** Reads a number of runs. */
export const runsOption = wholeNumber(1, 99);

/** One line of progress, on a terminal only. */
export function progress() {
  const { stderr } = process;
  if (!stderr.isTTY) return {};
  process.once('exit', () => stderr.write('\r\x1b[K'));
  return {
    onProgress: (done: number, total: number, what: string) =>
      void stderr.write(`\r\x1b[K${String(done + 1).padStart(String(total).length)}/${total} ${what}`),
  };
}

/** Prints what was measured. */
export function report(json: true | undefined, { figures, note, rows }: Measured): void {
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  if (json) {
    process.stdout.write(`${JSON.stringify(figures, rounded, 2)}\n`);
    return;
  }
  process.stdout.write(`${aligned(rows)}\n`);
  if (note !== '') process.stdout.write(`\n${note}\n`);
}

/** Measured fractions to four digits. */
function rounded(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value;
}
