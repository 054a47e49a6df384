// Runs one notebook: every code cell in order, in a kernel of its own, until the end or the first failure.
//
// The notebook given is not changed; the result holds a copy with fresh outputs. Whatever a cell does (loop for
// ever, print for ever, end the process, start others), the run ends with a verdict and leaves no process behind.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FailedCell, Failure } from './failure.js';
import * as failures from './failure.js';
import { Kernel, KernelGone, KernelNotStarted } from './kernel.js';
import type { KernelExit } from './kernel-process.js';
import { defaultKernelName, describeKernelSpecs, findKernelSpec, type KernelSpec } from './kernel-spec.js';
import { type Cell, isObject, type Notebook, UnusableNotebook } from './notebook-file.js';
import { CellOutputs, type Displays, type ErrorOutput } from './output.js';

/** Limits of a run, and who wants to hear of its progress. */
export interface RunOptions {
  /** Longest time for one cell; overrides the notebook's metadata. */
  timeoutMs?: number;
  /** Most output of one cell. */
  outputLimitBytes?: number;
  /** Called after each cell that was executed. */
  onCell?: () => void;
}

/** What came of a run. */
export interface NotebookRun {
  /** The notebook with fresh outputs. */
  notebook: Notebook;
  /** How many code cells it has, and how many of them were executed to their end. */
  cells: number;
  executed: number;
  failure?: Failure;
  /** Things worth telling that are no failure. */
  notes: string[];
  elapsedMs: number;
  /** From nothing running to the end of the first cell that shows a figure. */
  firstFigureMs?: number;
}

const defaultTimeoutMs = 120_000;
const defaultOutputLimitBytes = 10_000_000;
const interruptGraceMs = 2_000;
/** tslab drops every request that arrives within 200 ms of an error. */
const afterErrorMs = 300;
const keptOfFloodCharacters = 2_000;
const longestTimerMs = 2 ** 31 - 1;

/** Whether an output carries a picture. */
function showsFigure(output: { output_type: string; data?: object }): boolean {
  return output.output_type === 'display_data' && output.data !== undefined && 'image/svg+xml' in output.data;
}

/** The code cells that are executed: not the empty ones, nor those tagged `skip-execution`. */
export function executableCells(notebook: Notebook): Cell[] {
  return notebook.cells.filter(
    (cell) => cell.cell_type === 'code' && cell.source.trim() !== '' && !hasTag(cell, 'skip-execution'),
  );
}

/** The kernel a notebook asks for; throws UnusableNotebook when it is not one of ours. */
export function kernelSpecOf(notebook: Notebook): KernelSpec {
  const named = isObject(notebook.metadata.kernelspec) ? notebook.metadata.kernelspec.name : undefined;
  const name = typeof named === 'string' ? named : defaultKernelName;
  const spec = findKernelSpec(name);
  if (spec) return spec;
  const known = describeKernelSpecs();
  throw new UnusableNotebook(`asks for the kernel "${name}", which is not available; available: ${known}`);
}

/** Runs `notebook`, read from `file`, whose folder is the cells' working directory. */
export async function runNotebook(file: string, notebook: Notebook, options: RunOptions = {}): Promise<NotebookRun> {
  const startedMs = performance.now();
  const run = new Run(dirname(file), notebook, options);
  await run.all();
  const { copy, cells, executed, failure, notes, firstFigureAtMs } = run;
  return {
    notebook: copy,
    cells: cells.length,
    executed,
    ...(failure && { failure }),
    notes,
    elapsedMs: performance.now() - startedMs,
    ...(firstFigureAtMs !== undefined && { firstFigureMs: firstFigureAtMs - startedMs }),
  };
}

class Run {
  readonly copy: Notebook;
  readonly cells: Cell[];
  readonly notes: string[] = [];
  executed = 0;
  firstFigureAtMs: number | undefined;
  failure: Failure | undefined;
  private readonly displays: Displays = new Map();
  private readonly limits: CellLimits;
  private readonly allowErrors: boolean;
  private kernel: Kernel | undefined;

  constructor(
    private readonly folder: string,
    notebook: Notebook,
    private readonly options: RunOptions,
  ) {
    this.copy = withoutOutputs(notebook);
    this.cells = executableCells(this.copy);
    const execution = isObject(notebook.metadata.execution) ? notebook.metadata.execution : {};
    const ownTimeoutMs = typeof execution.timeout === 'number' ? execution.timeout * 1000 : undefined;
    this.allowErrors = execution.allow_errors === true;
    this.limits = {
      timeoutMs: options.timeoutMs ?? ownTimeoutMs ?? defaultTimeoutMs,
      outputBytes: options.outputLimitBytes ?? defaultOutputLimitBytes,
    };
  }

  async all(): Promise<void> {
    const spec = kernelSpecOf(this.copy);
    if (this.cells.length === 0) return;
    try {
      this.kernel = await Kernel.start(spec, this.folder);
    } catch (error) {
      if (!(error instanceof KernelNotStarted)) throw error;
      this.failure = { name: '', message: error.message };
      return;
    }
    this.copy.metadata.language_info ??= this.kernel.languageInfo;
    try {
      for (let number = 1; number <= this.cells.length && !this.failure; number++) await this.one(number);
    } finally {
      await (this.failure ? this.kernel.kill() : this.kernel.shutDown());
    }
  }

  /** Runs cell `number` (from 1) and stores its outputs or the notebook's failure. */
  private async one(number: number): Promise<void> {
    const cell = this.cells[number - 1]!;
    const outputs = new CellOutputs(this.displays);
    const onLate = (piece: string | undefined) => this.late(number, cell, piece);
    const end = await runCell(this.kernel!, cell.source, outputs, this.limits, onLate);
    cell.execution_count = number;
    cell.outputs = outputs.list;
    if (outputs.list.some(showsFigure)) this.firstFigureAtMs ??= performance.now();
    if (this.failure) return;
    const found = this.judge(end, number, cell, outputs);
    if (found) outputs.replaceStderr(found.pieces, errorOutput(found.failure));
    if (found && end.kind === 'error' && (this.allowErrors || hasTag(cell, 'raises-exception'))) {
      await sleep(afterErrorMs);
    } else if (found) {
      this.failure = found.failure;
      return;
    }
    this.executed++;
    this.options.onCell?.();
  }

  /** The failure in how a cell ended, and the pieces of stderr that reported it. */
  private judge(end: CellEnd, number: number, cell: Cell, outputs: CellOutputs) {
    const { stderrPieces: pieces } = outputs;
    if (end.kind === 'timeout') return { failure: failures.timeoutFailure(this.limits.timeoutMs, number), pieces: [] };
    if (end.kind === 'gone') return { failure: failures.goneFailure(end.exit, number), pieces: [] };
    if (end.kind === 'flood') {
      outputs.cutText(keptOfFloodCharacters);
      return { failure: failures.floodFailure(this.limits.outputBytes, number), pieces: [] };
    }
    const at = this.failedCell(number, cell);
    const unawaited = pieces.find(failures.isUnawaitedError);
    if (unawaited) return { failure: failures.unawaitedFailure(unawaited, at), pieces: [unawaited] };
    if (end.kind === 'ok') return undefined;
    if (outputs.onlyStderr && failures.areDiagnostics(pieces)) {
      return { failure: failures.compileFailure(pieces, at), pieces };
    }
    const report = pieces.at(-1) ?? '';
    return { failure: failures.thrownFailure(report, at), pieces: [report] };
  }

  /** Something a cell caused after it had ended: an error fails the notebook, other output is lost with a note. */
  private late(number: number, cell: Cell, stderrPiece: string | undefined): void {
    if (stderrPiece !== undefined && failures.isUnawaitedError(stderrPiece)) {
      this.failure ??= failures.unawaitedFailure(stderrPiece, this.failedCell(number, cell));
      return;
    }
    const note = `cell ${number}: printed after it had ended, which is lost; await the work that prints`;
    if (!this.notes.includes(note)) this.notes.push(note);
  }

  private failedCell(cell: number, { source }: Cell): FailedCell {
    return { cell, source, compiled: compiledCell(this.kernel!.folder), folder: this.folder };
  }
}

interface CellLimits {
  timeoutMs: number;
  outputBytes: number;
}

type CellEnd = { kind: 'ok' | 'error' | 'timeout' | 'flood' } | { kind: 'gone'; exit: KernelExit };

async function runCell(
  kernel: Kernel,
  source: string,
  outputs: CellOutputs,
  limits: CellLimits,
  onLate: (stderrPiece: string | undefined) => void,
): Promise<CellEnd> {
  let stopped: 'timeout' | 'flood' | undefined;
  let killer: NodeJS.Timeout | undefined;
  const timer = setTimeout(
    () => {
      stopped ??= 'timeout';
      kernel.interrupt();
      killer = setTimeout(() => kernel.kill(), interruptGraceMs);
    },
    Math.min(limits.timeoutMs, longestTimerMs),
  );
  try {
    const reply = await kernel.execute(source, (message, late) => {
      if (late) onLate(message.content.name === 'stderr' ? String(message.content.text) : undefined);
      else if (!stopped) outputs.add(message);
      if (outputs.sizeBytes <= limits.outputBytes || stopped) return;
      stopped = 'flood';
      kernel.kill();
    });
    return { kind: stopped ?? (reply.status === 'ok' ? 'ok' : 'error') };
  } catch (error) {
    if (!(error instanceof KernelGone)) throw error;
    return stopped ? { kind: stopped } : { kind: 'gone', exit: error.exit };
  } finally {
    clearTimeout(timer);
    clearTimeout(killer);
  }
}

function compiledCell(kernelFolder: string): string | undefined {
  try {
    return readFileSync(join(kernelFolder, 'cell.js'), 'utf8');
  } catch {
    return undefined;
  }
}

/** A deep copy in which no code cell has been run. */
function withoutOutputs(notebook: Notebook): Notebook {
  const copy = structuredClone(notebook);
  for (const cell of copy.cells) {
    if (cell.cell_type !== 'code') continue;
    cell.outputs = [];
    cell.execution_count = null;
    delete cell.metadata.execution;
  }
  return copy;
}

function errorOutput(failure: Failure): ErrorOutput {
  const ename = failure.name === '' ? 'Error' : failure.name;
  const { cell: _, ...rest } = failure;
  return { output_type: 'error', ename, evalue: failure.message, traceback: [failures.describeFailure(rest)] };
}

function hasTag(cell: Cell, tag: string): boolean {
  return Array.isArray(cell.metadata.tags) && cell.metadata.tags.includes(tag);
}
