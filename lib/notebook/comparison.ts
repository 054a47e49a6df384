// Compares the outputs committed with a notebook to the outputs of a fresh run, cell by cell.
//
// Outputs are compared as what they mean (pieces of a stream joined, JSON with sorted keys), so a notebook saved by
// Jupyter and one saved by this runner compare equal; their order, number, kinds and every byte of text count.
// Execution counts do not: front ends differ in whether they keep them.

import type { Cell, Notebook } from './notebook-file.js';
import { sortKeys } from './notebook-file.js';
import type { Output } from './output.js';
import { executableCells } from './runner.js';

/** The first difference within one code cell. */
export interface Difference {
  /** The number of the code cell, as in `In [3]`. */
  cell: number;
  /** The number of the output within the cell. */
  output: number;
  /** The mime type that differs, or `stdout`, `stderr`, `error`. */
  mime: string;
  /** The first line that differs, from 1; 0 when the whole output is on one side only. */
  line: number;
  /** That line, or undefined when that side has none. */
  committed?: string;
  fresh?: string;
}

/** The first difference of each cell; empty when the committed outputs are current. */
export function compareNotebooks(committed: Notebook, fresh: Notebook): Difference[] {
  const freshCells = executableCells(fresh);
  return executableCells(committed).flatMap((cell, index) => {
    const difference = compareCells(cell, freshCells[index]);
    return difference ? [{ cell: index + 1, ...difference }] : [];
  });
}

const longestShown = 80;

/** One line: `cell 3, output 1 (text/plain), line 2: committed "7", now "8"`. */
export function describeDifference({ cell, output, mime, line, committed, fresh }: Difference): string {
  const where = `cell ${cell}, output ${output} (${mime})`;
  if (line === 0) return `${where}: ${fresh === undefined ? 'committed, but no longer there' : 'new, not committed'}`;
  const [was, is] = shorten(committed, fresh);
  return `${where}, line ${line}: committed ${was}, now ${is}`;
}

interface Part {
  output: number;
  mime: string;
  text: string;
}

function compareCells(committed: Cell, fresh: Cell | undefined): Omit<Difference, 'cell'> | undefined {
  const was = parts(committed.outputs ?? []);
  const is = parts(fresh?.outputs ?? []);
  for (let index = 0; index < Math.max(was.length, is.length); index++) {
    const [a, b] = [was[index], is[index]];
    if (a && b && a.output === b.output && a.mime === b.mime) {
      if (a.text !== b.text) return { output: a.output, mime: a.mime, ...firstLine(a.text, b.text) };
      continue;
    }
    const onlyCommitted = a && (!b || a.output < b.output || (a.output === b.output && a.mime < b.mime));
    const part = onlyCommitted ? a : b!;
    const text = part.text.split('\n', 1)[0]!;
    return {
      output: part.output,
      mime: part.mime,
      line: 0,
      ...(onlyCommitted ? { committed: text } : { fresh: text }),
    };
  }
  return undefined;
}

/** The outputs as comparable texts, one for each mime type, consecutive pieces of one stream joined. */
function parts(outputs: readonly Output[]): Part[] {
  const found: Part[] = [];
  let number = 0;
  for (const output of outputs) {
    const last = found.at(-1);
    if (output.output_type === 'stream') {
      if (last?.mime === output.name) last.text += output.text;
      else found.push({ output: ++number, mime: output.name, text: output.text });
      continue;
    }
    number++;
    if (output.output_type === 'error') {
      found.push({ output: number, mime: 'error', text: `${output.ename}: ${output.evalue}` });
      continue;
    }
    const entries = [...Object.entries(output.data ?? {})];
    if (Object.keys(output.metadata ?? {}).length > 0) entries.push(['metadata', output.metadata]);
    for (const [mime, value] of entries.sort(([a], [b]) => (a < b ? -1 : 1))) {
      found.push({ output: number, mime, text: comparable(value) });
    }
  }
  return found;
}

function comparable(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(sortKeys(value), null, 1);
}

function firstLine(was: string, is: string): Pick<Difference, 'line' | 'committed' | 'fresh'> {
  const [a, b] = [was.split('\n'), is.split('\n')];
  const index = a.findIndex((line, at) => line !== b[at]);
  const at = index < 0 ? a.length : index;
  return {
    line: at + 1,
    ...(a[at] !== undefined && { committed: a[at] }),
    ...(b[at] !== undefined && { fresh: b[at] }),
  };
}

/** Both lines in quotes, cut to the part around the first character that differs. */
function shorten(...lines: (string | undefined)[]): string[] {
  const [a = '', b = ''] = lines;
  let same = 0;
  while (same < Math.min(a.length, b.length) && a[same] === b[same]) same++;
  const start = Math.max(a.length, b.length) <= longestShown ? 0 : Math.max(0, same - longestShown / 4);
  return lines.map((line) => {
    if (line === undefined) return 'nothing';
    const cut = line.slice(start, start + longestShown);
    return `${start > 0 ? '…' : ''}${JSON.stringify(cut)}${start + longestShown < line.length ? '…' : ''}`;
  });
}
