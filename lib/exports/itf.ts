// A trace in the Informal Trace Format of Apalache (its ADR-015), which Quint and others read too.
//
// A variable a record, with the record's fields; one more, a map, says which step each task takes
// next. States are numbered from 0, the one before the first step; what led to a state stands in its
// "#meta". The format has no null: a reference to nothing is the text "none", a task that has ended
// is at "ended". Numbers that JSON may round are written as big integers.
import type { HarmShown } from '../engine/evidence.js';
import type { Replayed } from '../engine/replay.js';
import type { FieldValue, RecordState, Trace } from '../engine/trace.js';

/** A value of the format, as far as a trace needs it. */
export type ItfValue =
  | string
  | number
  | boolean
  | { '#bigint': string }
  | { '#map': [ItfValue, ItfValue][] }
  | { [field: string]: ItfValue };

/** One state. */
export interface ItfState {
  '#meta': { index: number; action?: ItfAction; harms?: string[] };
  [variable: string]: unknown;
}

/** The step that led to a state. */
export interface ItfAction {
  task: string;
  label: string;
  owner: string;
  /** The kernel functions the task was in, outermost first. */
  in: string[];
  /** Simulated time in nanoseconds. */
  timeNs: number;
}

/** A trace. */
export interface ItfTrace {
  '#meta': Record<string, string>;
  vars: string[];
  states: ItfState[];
  /** The state that the last one is the same as, where the steps between repeat for ever. */
  loop?: number;
}

/** What a trace may be told. */
export interface ItfOptions {
  /** Where the tasks stand at the end, as `replay` says it. */
  standing?: Replayed['standing'];
  harms?: readonly Pick<HarmShown, 'id' | 'step'>[];
  /** The schedule's text. */
  schedule?: string;
  /** The number of the state where a loop starts that ends in the last. */
  loop?: number;
}

/** A trace in the Informal Trace Format. */
export function itf(trace: Trace, { standing = [], harms = [], schedule, loop }: ItfOptions = {}): ItfTrace {
  const records = new Map(trace.initial.map((state) => [state.record, fieldsOf(state)]));
  const position = positionName(records);
  const next = nextSteps(trace, standing);
  const states: ItfState[] = [stateOf(0, records, position, next[0]!)];
  for (const { changes, index, label, owner, stack, task, timeNs } of trace.steps) {
    for (const { record, field, after } of changes)
      records.set(record, { ...records.get(record)!, [field]: value(after) });
    const state = stateOf(index + 1, records, position, next[index + 1]!);
    state['#meta'].action = { task, label, owner, in: stack, timeNs };
    states.push(state);
  }
  for (const { id, step } of harms) {
    const meta = states[step + 1]!['#meta'];
    meta.harms = [...(meta.harms ?? []), id];
  }
  return {
    '#meta': {
      format: 'ITF',
      'format-description': 'https://apalache-mc.org/docs/adr/015adr-trace.html',
      description: `Steps of the scenario ${trace.scenario}, written by pinlab`,
      source: trace.scenario,
      ...(schedule !== undefined && { schedule }),
    },
    vars: [...records.keys(), position],
    states,
    ...(loop !== undefined && { loop }),
  };
}

/** A number as the format writes it: one that a reader of JSON may round becomes a big integer. */
export function itfNumber(number: number): ItfValue {
  return Number.isSafeInteger(number) ? number : { '#bigint': String(BigInt(number)) };
}

function value(field: FieldValue): ItfValue {
  if (field === null) return 'none';
  return typeof field === 'number' ? itfNumber(field) : field;
}

function fieldsOf({ fields }: RecordState): { [field: string]: ItfValue } {
  return Object.fromEntries(fields.map(({ name, value: now }) => [name, value(now)]));
}

/** The name of the variable that holds the tasks' positions: one that no record has. */
function positionName(records: ReadonlyMap<string, unknown>): string {
  let name = 'nextStep';
  while (records.has(name)) name += '_';
  return name;
}

/** For each state, the step each task takes next. */
function nextSteps({ steps, tasks }: Trace, standing: Replayed['standing']): [string, string][][] {
  const last = tasks.map(({ name }): [string, string] => {
    const at = standing.find(({ task }) => task === name);
    return [name, at === undefined ? 'unknown' : (at.next ?? 'ended')];
  });
  const next = [last];
  for (const { label, task } of steps.toReversed())
    next.push(next.at(-1)!.map(([name, at]) => [name, name === task ? label : at]));
  return next.reverse();
}

function stateOf(
  index: number,
  records: ReadonlyMap<string, { [field: string]: ItfValue }>,
  position: string,
  next: [string, string][],
): ItfState {
  return { '#meta': { index }, ...Object.fromEntries(records), [position]: { '#map': next } };
}
