// A notebook as a file: reading one that a person may have damaged, writing one as Jupyter would.
//
// Whatever cannot be run is refused here with one line that says what the file is and what to do. Writing is
// canonical (sorted keys, one space of indentation, text as lines), so equal notebooks are equal bytes.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Output } from './output.js';
import type { Content } from './wire.js';

/** A cell; `source` is joined on reading and split into lines on writing. */
export interface Cell {
  id: string;
  cell_type: 'code' | 'markdown' | 'raw';
  metadata: Content;
  source: string;
  /** Code cells only. */
  outputs?: Output[];
  /** Code cells only. */
  execution_count?: number | null;
  /** Images pasted into a markdown cell. */
  attachments?: Record<string, Content>;
}

/** A notebook of format 4. */
export interface Notebook {
  nbformat: 4;
  nbformat_minor: number;
  metadata: Content;
  cells: Cell[];
}

/** A file that cannot be run; the message says why and what to do, without naming the file. */
export class UnusableNotebook extends Error {}

const firstMinorWithIds = 5;

/** Reads a notebook, or throws UnusableNotebook. */
export function readNotebook(file: string): Notebook {
  const raw = parseJson(readText(file));
  if (!isObject(raw) || !('cells' in raw || 'worksheets' in raw)) {
    throw new UnusableNotebook('is JSON but not a notebook (it has no list "cells"); was another file meant?');
  }
  if (raw.nbformat !== 4 || !Array.isArray(raw.cells)) {
    const format = raw.nbformat === undefined ? 'no format' : `format ${JSON.stringify(raw.nbformat)}`;
    throw new UnusableNotebook(`has ${format}, not notebook format 4; open and save it in a current Jupyter`);
  }
  if (raw.cells.length === 0) throw new UnusableNotebook('has no cells, so there is nothing to run');
  const cells = raw.cells.map(readCell);
  const minor = Math.max(Number(raw.nbformat_minor) || 0, firstMinorWithIds);
  return { nbformat: 4, nbformat_minor: minor, metadata: isObject(raw.metadata) ? raw.metadata : {}, cells };
}

/** The bytes Jupyter would save for this notebook. */
export function notebookText(notebook: Notebook): string {
  const cells = notebook.cells.map((cell) => ({
    ...cell,
    source: splitLines(cell.source),
    ...(cell.outputs && { outputs: cell.outputs.map(splitOutput) }),
  }));
  return `${JSON.stringify(sortKeys({ ...notebook, cells }), null, 1)}\n`;
}

/** Writes `text` so that a reader sees the old file or the new one, never half of it. */
export function replaceFile(file: string, text: string): void {
  const beside = `${file}.${process.pid}.tmp`;
  writeFileSync(beside, text);
  renameSync(beside, file);
}

/** Puts the keys of every object within `value` into one order. */
export function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (!isObject(value)) return value;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, sortKeys(value[key])]));
}

/** Whether `value` is a JSON object. */
export function isObject(value: unknown): value is Content {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether the data of this mime type is JSON rather than text. */
export function isJsonMime(mime: string): boolean {
  return mime === 'application/json' || mime.endsWith('+json');
}

/** Joins what notebooks write as a string or as an array of lines; undefined for anything else. */
export function joinLines(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return Array.isArray(value) && value.every((line) => typeof line === 'string') ? value.join('') : undefined;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') throw new UnusableNotebook('does not exist; check the name');
    if (code === 'EACCES') throw new UnusableNotebook('may not be read by you; check its permissions');
    throw new UnusableNotebook(`cannot be read (${code})`);
  }
}

function parseJson(text: string): unknown {
  if (text.trim() === '') throw new UnusableNotebook('is an empty file, not a notebook; restore it');
  try {
    return JSON.parse(text);
  } catch (error) {
    const conflict = /^(<{7} |={7}$|>{7} )/m.exec(text);
    if (conflict) {
      const line = lineAt(text, conflict.index);
      throw new UnusableNotebook(`is not JSON: line ${line} holds a merge conflict; resolve it first`);
    }
    const { message } = error as Error;
    const position = /position (\d+)/.exec(message)?.[1];
    if (position !== undefined) throw new UnusableNotebook(`is not JSON: mend line ${lineAt(text, Number(position))}`);
    const cut = /end of JSON|Unterminated/.test(message);
    throw new UnusableNotebook(`is not JSON${cut ? ': it breaks off' : ''}; restore it from where it came`);
  }
}

function lineAt(text: string, position: number): number {
  return text.slice(0, position).split('\n').length;
}

function readCell(raw: unknown, index: number): Cell {
  const source = isObject(raw) ? joinLines(raw.source) : undefined;
  const type = isObject(raw) ? raw.cell_type : undefined;
  if (!isObject(raw) || source === undefined || (type !== 'code' && type !== 'markdown' && type !== 'raw')) {
    throw new UnusableNotebook(`has a damaged cell (number ${index + 1}): it needs a cell_type and a source`);
  }
  const id = typeof raw.id === 'string' ? raw.id : `cell-${index + 1}`;
  const cell: Cell = { id, cell_type: type, metadata: isObject(raw.metadata) ? raw.metadata : {}, source };
  if (isObject(raw.attachments)) cell.attachments = raw.attachments as Record<string, Content>;
  if (type !== 'code') return cell;
  const outputs = Array.isArray(raw.outputs) ? raw.outputs.filter(isObject).map(joinOutput) : [];
  return { ...cell, outputs, execution_count: typeof raw.execution_count === 'number' ? raw.execution_count : null };
}

function joinOutput(raw: Content): Output {
  const text = joinLines(raw.text);
  const joined: Content = { ...raw, ...(text !== undefined && { text }) };
  if (isObject(raw.data)) joined.data = mapData(raw.data, (value) => joinLines(value) ?? value);
  return joined as unknown as Output;
}

function splitOutput(output: Output): Content {
  if (output.output_type === 'stream') return { ...output, text: splitLines(output.text) };
  if (output.output_type === 'error') return { ...output };
  return { ...output, data: mapData(output.data, (value) => (typeof value === 'string' ? splitLines(value) : value)) };
}

function mapData(data: Content, change: (value: unknown) => unknown): Content {
  const entries = Object.entries(data);
  return Object.fromEntries(entries.map(([mime, value]) => [mime, isJsonMime(mime) ? value : change(value)]));
}

function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
