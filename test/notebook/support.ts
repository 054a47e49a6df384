// Notebooks for tests, made in a temporary folder, and a look at what processes are left.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { Cell, Notebook } from 'pinlab/notebook/notebook-file';

/** A code cell that has not been run. */
export function code(source: string, metadata: Cell['metadata'] = {}): Cell {
  return { id: '', cell_type: 'code', metadata, source, outputs: [], execution_count: null };
}

/** A markdown cell. */
export function prose(source: string): Cell {
  return { id: '', cell_type: 'markdown', metadata: {}, source };
}

/** A notebook of these cells; a string is a code cell. */
export function notebook(cells: readonly (string | Cell)[], metadata: Notebook['metadata'] = {}): Notebook {
  const made = cells.map((cell, index) => ({ ...(typeof cell === 'string' ? code(cell) : cell), id: `c${index}` }));
  return { nbformat: 4, nbformat_minor: 5, metadata: { kernelspec: { name: 'tslab' }, ...metadata }, cells: made };
}

/** A folder that is removed when the test process ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pinlab-test-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes a notebook as plain JSON (not as the runner would) and returns its path. */
export function write(folder: string, name: string, content: Notebook | string): string {
  const file = join(folder, name);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

/** The command lines of all processes that contain `mark`. */
export function processesWith(mark: string): string[] {
  const all = execFileSync('ps', ['-A', '-o', 'args='], { encoding: 'utf8' }).split('\n');
  return all.filter((line) => line.includes(mark) && !line.startsWith('ps '));
}

/** Every file below `folder` with its bytes as text, in the order of the names. */
export function filesBelow(folder: string): [string, string][] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const files = names.map((name) => join(folder, name)).filter((file) => statSync(file).isFile());
  return files.map((file) => [relative(folder, file), readFileSync(file, 'latin1')]);
}
