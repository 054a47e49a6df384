// Why a notebook failed, in one line a reader can act on: which cell, which line where that is known, what happened.
//
// tslab writes errors to stderr, as Node prints them: with the compiled line, ten frames of its own and absolute
// paths. All of that is taken away here.
import { homedir } from 'node:os';
import { relative, resolve, sep } from 'node:path';
import type { KernelExit } from './kernel-process.js';
import { sourceLine } from './source-line.js';

/** Why a notebook failed. */
export interface Failure {
  /** The number of the code cell, as in `In [3]`; absent when no cell is to blame. */
  cell?: number;
  /** The line of that cell, from 1, when it is certain. */
  line?: number;
  /** The error's class, as in `TypeError`. */
  name: string;
  message: string;
}

/** What is known of the cell that failed. */
export interface FailedCell {
  readonly cell: number;
  readonly source: string;
  /** The JavaScript tslab made of it, when it got that far. */
  readonly compiled: string | undefined;
  /** The notebook's folder, which messages must not show. */
  readonly folder: string;
}

const longestMessage = 300;

/** One line: `cell 3, line 7: TypeError: x is not a function`. */
export function describeFailure({ cell, line, name, message }: Failure): string {
  const place = [cell === undefined ? '' : `cell ${cell}`, line === undefined ? '' : `line ${line}`];
  const where = place.filter((part) => part !== '').join(', ');
  const told = oneLine(message);
  const what = name === '' ? told : told === '' ? name : `${name}: ${told}`;
  return where === '' ? what : `${where}: ${what}`;
}

/** A diagnostic of the compiler, as tslab prints it: `1:7 - message`, after a file name when it is another file's. */
const diagnosticPattern = /^(?:(\S+) )?(\d+):\d+ - ([\s\S]*)$/;

/** Whether these pieces of stderr, and no other output, are the compiler's. */
export function areDiagnostics(pieces: readonly string[]): boolean {
  return pieces.length > 0 && pieces.every((piece) => diagnosticPattern.test(piece));
}

/** The failure the compiler reported first. */
export function compileFailure(pieces: readonly string[], at: FailedCell): Failure {
  const [, file, line, message] = diagnosticPattern.exec(pieces[0] ?? '') ?? [];
  const text = hidePaths(`${file ? `${file}: ` : ''}${(message ?? '').trim()}`, at);
  return { cell: at.cell, ...(file ? {} : { line: Number(line) }), name: 'CompileError', message: text };
}

/** The failure in a printed error. */
export function thrownFailure(report: string, at: FailedCell): Failure {
  const line = at.compiled === undefined ? undefined : sourceLine(at.source, at.compiled, report);
  const where = { cell: at.cell, ...(line !== undefined && { line }) };
  const head = report.replace(/^\S+:\d+\n[\s\S]*?\n\n/, '');
  const frame = /\n\s+at /.exec(head);
  const text = hidePaths((frame ? head.slice(0, frame.index) : head).trim(), at);
  const error = /^([A-Za-z_$][\w$.]*)(?: \[\w+\])?(?:: ([\s\S]*))?$/.exec(text);
  if (!error || !frame) return { ...where, name: '', message: `threw ${text}, which is not an Error` };
  return { ...where, name: error[1]!, message: error[2] ?? '' };
}

const unawaited = /^(?:UnhandledPromiseRejection|UncaughtException): /;

/** Whether this piece of stderr is tslab's report of an error that no cell waited for. */
export function isUnawaitedError(piece: string): boolean {
  return unawaited.test(piece);
}

/** The failure in such a report. */
export function unawaitedFailure(piece: string, at: FailedCell): Failure {
  const { name, message } = thrownFailure(piece.replace(unawaited, ''), { ...at, compiled: undefined });
  const what = `${name}${name && message ? ': ' : ''}${message}`;
  return { cell: at.cell, name: 'Unhandled', message: `${what} (nothing awaited the work that failed; await it)` };
}

/** The failure of a cell in which the kernel ended. */
export function goneFailure(exit: KernelExit, cell: number): Failure {
  if (/heap out of memory|allocation failed/i.test(exit.log)) {
    return { cell, name: '', message: 'the kernel ran out of memory; keep less at a time' };
  }
  if (exit.signal) return { cell, name: '', message: `the kernel was ended by ${exit.signal}` };
  const message = `the kernel ended (exit code ${exit.code}): a cell must not call process.exit; throw an error instead`;
  return { cell, name: '', message };
}

/** The failure of a cell that did not end in time. */
export function timeoutFailure(timeoutMs: number, cell: number): Failure {
  const message = `stopped after ${timeoutMs / 1000} s without an end; if it needs longer, give --timeout SECONDS`;
  return { cell, name: '', message: `${message} or the notebook's metadata execution.timeout` };
}

/** The failure of a cell that printed without measure. */
export function floodFailure(limitBytes: number, cell: number): Failure {
  const message = `stopped because its output passed ${limitBytes / 1_000_000} MB; print less, or a summary`;
  return { cell, name: '', message };
}

/** Replaces absolute paths, save those the author wrote, by paths from the notebook's folder or by the last name. */
function hidePaths(text: string, { folder, source }: FailedCell): string {
  const pattern = /(?:[A-Za-z]:)?(?:[\\/][\w.@+~-]+){2,}/g;
  return text.replaceAll(pattern, (path, offset: number) => {
    if (source.includes(path) || /[\w.:]/.test(text[offset - 1] ?? '')) return path;
    const near = relative(folder, resolve(path));
    const inside = !near.startsWith(`..${sep}..`) && resolve(path) !== resolve(homedir());
    return inside ? near || '.' : `…/${path.split(/[\\/]/).at(-1)}`;
  });
}

function oneLine(text: string): string {
  const line = text.trim().replaceAll(/\s+/g, ' ');
  return line.length <= longestMessage ? line : `${line.slice(0, longestMessage)} …`;
}
