// What happened in one run, step by step: the common language of the clock, a replayed schedule,
// the figures and the exports. A trace is plain data: it can be written as JSON and read back.

/** Who takes a step. Fairness is assumed of the kernel and of devices, never of user space. */
export type Owner = 'kernel' | 'device' | 'user';

/** A field's value as the outside sees it: a number, a flag, a name out of a list, or a record's name. */
export type FieldValue = number | boolean | string | null;

/** One field that one step changed. */
export interface Change {
  /** The record's name, `page0` say. */
  record: string;
  field: string;
  before: FieldValue;
  after: FieldValue;
}

/** One atomic step. */
export interface TraceStep {
  /** Position in the run, from 0. */
  index: number;
  task: string;
  owner: Owner;
  label: string;
  /** When the effect happened, in nanoseconds of simulated time. */
  timeNs: number;
  /** How long the task was busy after the effect (the step's cost). */
  costNs: number;
  /** The kernel functions the task was in, outermost first: `['fsync', 'write_cache_page']`. */
  stack: string[];
  changes: Change[];
  /** What the step answered to its task, where it answered anything. */
  result?: FieldValue;
  /** Tasks whose wait this step ended. */
  unblocked: string[];
  /** How long the task had waited for this step, 0 when it had not. */
  waitedNs: number;
  /** What it waited for (`'folio lock'`), where it waited. */
  waitedFor?: string;
  /** True where a replayed schedule made the task wait longer than its costs alone would. */
  stretched?: boolean;
}

/** A time in which a task could not go on. */
export interface BlockedSpan {
  task: string;
  startNs: number;
  endNs: number;
  /** The label of the step that waited. */
  on: string;
  /** What it waited for: a lock, `'writeback'`, `'pin'`, … */
  reason: string;
}

/** A time in which a task was inside a kernel function. */
export interface CallSpan {
  task: string;
  name: string;
  startNs: number;
  endNs: number;
  /** 0 for the outermost. */
  depth: number;
  /** What it returned, where that is worth showing. */
  result?: FieldValue;
}

/** A task as a trace names it. */
export interface TraceTask {
  name: string;
  daemon: boolean;
}

/** The fields of one record at one moment, in the schema's order. */
export interface RecordState {
  record: string;
  /** The record's type, `Page` say. */
  type: string;
  /** True for bookkeeping that only detectors read. */
  ghost: boolean;
  /** A field is `ghost` when only detectors read it. */
  fields: { name: string; value: FieldValue; ghost?: boolean }[];
}

/** One run. */
export interface Trace {
  scenario: string;
  tasks: TraceTask[];
  /** Every record before the first step. */
  initial: RecordState[];
  steps: TraceStep[];
  blocked: BlockedSpan[];
  calls: CallSpan[];
  /** Simulated time at which the run ended. */
  endNs: number;
}
