// The records of a trace as a table that a scrubber fills anew at every step: what the fields are,
// where each lies, and what each holds after each step.
import type { Change, FieldValue, RecordState, Trace } from '../engine/trace.js';

/** One field's place: a column (0 or 1) and a row. */
export interface Slot {
  record: string;
  field: string;
  column: number;
  row: number;
}

/** Where everything of the table lies. */
export interface RecordTable {
  slots: Slot[];
  heads: { text: string; column: number; row: number }[];
  /** The row that says that what follows is bookkeeping; none when there are no ghosts. */
  ghostRow?: number;
  rows: number;
}

function changedFields(trace: Trace): Set<string> {
  return new Set(trace.steps.flatMap(({ changes }) => changes.map(({ record, field }) => `${record}.${field}`)));
}

function lines(records: readonly RecordState[]): number {
  return records.reduce((sum, { fields }) => sum + fields.length + 1.5, 0);
}

/**
 * The records to show: the ones asked for; else all, and when these are more than `most` lines, first
 * only records and then only fields that some step changes.
 */
export function shownRecords(trace: Trace, most: number, wanted?: readonly string[]): RecordState[] {
  const initial = trace.initial.map(withoutBookkeeping);
  if (wanted) return initial.filter(({ record }) => wanted.includes(record));
  if (lines(initial) <= most) return initial;
  const changed = changedFields(trace);
  const isChanged = (record: string, field: string): boolean => changed.has(`${record}.${field}`);
  const records = initial.filter(({ record, fields }) => fields.some(({ name }) => isChanged(record, name)));
  if (lines(records) <= most) return records;
  return records.map((each) => ({ ...each, fields: each.fields.filter(({ name }) => isChanged(each.record, name)) }));
}

/** A record without the fields that only detectors read, unless it has no others. */
function withoutBookkeeping(state: RecordState): RecordState {
  return state.ghost ? state : { ...state, fields: state.fields.filter(({ ghost }) => ghost !== true) };
}

/** Fills two columns, each record going to the shorter one; ghosts come last, under a row of their own. */
export function layTable(records: readonly RecordState[]): RecordTable {
  const table: RecordTable = { slots: [], heads: [], rows: 0 };
  const filled = [0, 0];
  const add = ({ record, fields }: RecordState): void => {
    const column = filled[1] < filled[0] ? 1 : 0;
    table.heads.push({ text: record, column, row: filled[column] });
    fields.forEach(({ name }, at) => {
      table.slots.push({ record, field: name, column, row: filled[column] + 1 + at });
    });
    filled[column] += fields.length + 1.5;
  };
  records.filter(({ ghost }) => !ghost).forEach(add);
  const ghosts = records.filter(({ ghost }) => ghost);
  if (ghosts.length > 0) {
    table.ghostRow = Math.max(...filled);
    filled.fill(table.ghostRow + 1.25);
    ghosts.forEach(add);
  }
  table.rows = Math.max(1, ...filled);
  return table;
}

/** What each slot holds before the first step and after each one. */
export function slotValues(trace: Trace, slots: readonly Slot[]): FieldValue[][] {
  const now = new Map(
    trace.initial.flatMap(({ record, fields }) => fields.map(({ name, value }) => [`${record}.${name}`, value])),
  );
  const read = (): FieldValue[] => slots.map(({ record, field }) => now.get(`${record}.${field}`) ?? null);
  const all = [read()];
  for (const step of trace.steps) {
    for (const { record, field, after } of step.changes) now.set(`${record}.${field}`, after);
    all.push(read());
  }
  return all;
}

/** The slots that these changes touched. */
export function touched(slots: readonly Slot[], changes: readonly Change[]): Slot[] {
  return slots.filter(({ record, field }) =>
    changes.some((change) => change.record === record && change.field === field),
  );
}
