// A trace as Chrome trace events, which ui.perfetto.dev and chrome://tracing open.
//
// One process; for each task a track of its kernel functions (slices, which nest because a task's
// calls do) with its steps as instants on them, and below it a track of its waits where it has any;
// there too where a replayed schedule held it back though it could go on.
// An arrow leads from the step that ended a wait to the step that waited. Pins, dirty pages and
// pages under writeback are counters. Times are simulated.
import type { CallSpan, FieldValue, Trace, TraceStep } from '../engine/trace.js';

/** One event. Times are microseconds. */
export interface ChromeEvent {
  /** M metadata, X slice, i instant, s and f the ends of an arrow, C counter. */
  ph: 'M' | 'X' | 'i' | 's' | 'f' | 'C';
  name: string;
  cat?: string;
  pid: number;
  tid: number;
  ts?: number;
  dur?: number;
  /** An arrow's number. */
  id?: number;
  /** An instant's reach: its thread. */
  s?: 't';
  /** An arrow ends at the slice around it. */
  bp?: 'e';
  args?: Record<string, unknown>;
}

/** A file of events. */
export interface ChromeTrace {
  traceEvents: ChromeEvent[];
  otherData: Record<string, string>;
}

const pid = 1;

/** The events of a trace; `title` names the process. */
export function chromeTrace(trace: Trace, title = trace.scenario): ChromeTrace {
  const tracks = tracksOf(trace);
  const timed = [
    ...trace.tasks.flatMap(({ name }) => lifeOf(trace, name, tracks.get(name)!.task)),
    ...trace.calls.map((call) => callEvent(call, tracks.get(call.task)!.task)),
    ...waits(trace, tracks),
    ...heldBack(trace).map(({ task, startNs, endNs }) => heldEvent(startNs, endNs, tracks.get(task)!.waits)),
    ...trace.steps.map((step) => stepEvent(step, tracks.get(step.task)!.task)),
    ...arrows(trace, tracks),
    ...counters(trace),
  ];
  timed.sort((a, b) => a.ts! - b.ts! || (b.dur ?? -1) - (a.dur ?? -1));
  return {
    traceEvents: [...names(trace, tracks, title), ...timed],
    otherData: { scenario: trace.scenario, time: 'simulated' },
  };
}

/**
 * Nanoseconds as microseconds. Perfetto multiplies by 1,000 and cuts off the fraction, so a product
 * just below the whole number would lose a nanosecond and with it the nesting of slices.
 */
export function microseconds(ns: number): number {
  const us = ns / 1000;
  return Math.trunc(us * 1000) < ns ? us * (1 + Number.EPSILON) : us;
}

interface Tracks {
  /** Thread of the task's functions and steps. */
  task: number;
  /** Thread of its waits. */
  waits: number;
}

function tracksOf(trace: Trace): Map<string, Tracks> {
  return new Map(trace.tasks.map(({ name }, i) => [name, { task: 2 * i + 1, waits: 2 * i + 2 }]));
}

function names(trace: Trace, tracks: Map<string, Tracks>, title: string): ChromeEvent[] {
  const meta = (tid: number, name: string, args: Record<string, unknown>): ChromeEvent => ({
    ph: 'M',
    name,
    pid,
    tid,
    args,
  });
  const thread = (tid: number, name: string) => [
    meta(tid, 'thread_name', { name }),
    meta(tid, 'thread_sort_index', { sort_index: tid }),
  ];
  const held = heldBack(trace);
  return [
    meta(0, 'process_name', { name: `${title} (simulated time)` }),
    ...trace.tasks.flatMap(({ name, daemon }) => {
      const waiting = [...trace.blocked, ...held].some((span) => span.task === name);
      const { task, waits } = tracks.get(name)!;
      return [...thread(task, daemon ? `${name} (daemon)` : name), ...(waiting ? thread(waits, `${name} waits`) : [])];
    }),
  ];
}

/** A slice around all a task did, where it does something outside any kernel function: arrows need one. */
function lifeOf(trace: Trace, name: string, tid: number): ChromeEvent[] {
  const steps = trace.steps.filter((step) => step.task === name);
  if (steps.every((step) => step.stack.length > 0)) return [];
  const spans = [
    ...steps.map((step) => [step.timeNs, step.timeNs + step.costNs] as const),
    ...trace.calls.filter((call) => call.task === name).map((call) => [call.startNs, call.endNs] as const),
  ];
  const startNs = spans.reduce((least, [start]) => Math.min(least, start), Number.POSITIVE_INFINITY);
  const endNs = spans.reduce((most, [, end]) => Math.max(most, end), 0);
  return [{ ph: 'X', name, cat: 'task', pid, tid, ...span(startNs, endNs) }];
}

function callEvent({ name, startNs, endNs, result }: CallSpan, tid: number): ChromeEvent {
  const args = result === undefined ? {} : { args: { result } };
  return { ph: 'X', name, cat: 'function', pid, tid, ...span(startNs, endNs), ...args };
}

function waits(trace: Trace, tracks: Map<string, Tracks>): ChromeEvent[] {
  return trace.blocked.map(({ task, startNs, endNs, on, reason }) => ({
    ph: 'X',
    name: reason,
    cat: 'wait',
    pid,
    tid: tracks.get(task)!.waits,
    ...span(startNs, endNs),
    args: { on },
  }));
}

function heldEvent(startNs: number, endNs: number, tid: number): ChromeEvent {
  return { ph: 'X', name: 'held back by the schedule', cat: 'stretch', pid, tid, ...span(startNs, endNs) };
}

/** Where a replayed schedule let a task stand: from the end of its last step or wait to its stretched step. */
function heldBack({ blocked, steps }: Trace): { task: string; startNs: number; endNs: number }[] {
  const free = new Map<string, number>();
  return steps.flatMap(({ costNs, stretched, task, timeNs }) => {
    const busyNs = free.get(task) ?? 0;
    free.set(task, timeNs + costNs);
    if (stretched !== true) return [];
    const waited = blocked.filter((span) => span.task === task && span.endNs <= timeNs).map((span) => span.endNs);
    const startNs = Math.max(busyNs, ...waited);
    return startNs < timeNs ? [{ task, startNs, endNs: timeNs }] : [];
  });
}

function stepEvent(step: TraceStep, tid: number): ChromeEvent {
  const changes = step.changes.map(
    ({ record, field, before, after }) => [`${record}.${field}`, `${before} → ${after}`] as const,
  );
  return {
    ph: 'i',
    name: step.label,
    cat: step.owner,
    pid,
    tid,
    ts: microseconds(step.timeNs),
    s: 't',
    args: {
      step: step.index + 1,
      owner: step.owner,
      costNs: step.costNs,
      ...(step.waitedFor !== undefined && { waitedNs: step.waitedNs, waitedFor: step.waitedFor }),
      ...(step.stretched && { stretched: true }),
      ...Object.fromEntries(changes),
    },
  };
}

/** From each step that ended a wait to the next step of the task that waited. */
function arrows(trace: Trace, tracks: Map<string, Tracks>): ChromeEvent[] {
  const owed = new Map<string, TraceStep>();
  const events: ChromeEvent[] = [];
  for (const step of trace.steps) {
    const from = owed.get(step.task);
    if (from !== undefined) {
      owed.delete(step.task);
      const arrow = { name: step.waitedFor ?? 'wait', cat: 'unblocks', pid, id: events.length / 2 + 1 };
      events.push(
        { ph: 's', ...arrow, tid: tracks.get(from.task)!.task, ts: microseconds(from.timeNs) },
        { ph: 'f', bp: 'e', ...arrow, tid: tracks.get(step.task)!.task, ts: microseconds(step.timeNs) },
      );
    }
    for (const task of step.unblocked) owed.set(task, step);
  }
  return events;
}

/** What is counted: the sum of a field over the records of a type. */
const counted = [
  { type: 'Page', field: 'pins', name: 'pins' },
  { type: 'Page', field: 'dirty', name: 'dirty pages' },
  { type: 'Page', field: 'writeback', name: 'pages under writeback' },
];

function counters(trace: Trace): ChromeEvent[] {
  return counted.flatMap(({ type, field, name }) => {
    const records = trace.initial.filter((record) => record.type === type);
    const places = new Map<string, number>();
    for (const { record, fields } of records) {
      const found = fields.find((each) => each.name === field);
      if (found !== undefined) places.set(record, numberOf(found.value));
    }
    return places.size === 0 ? [] : counter(trace, field, name, places);
  });
}

function counter(trace: Trace, field: string, name: string, places: Map<string, number>): ChromeEvent[] {
  const total = () => [...places.values()].reduce((sum, value) => sum + value, 0);
  const event = (ns: number): ChromeEvent => ({
    ph: 'C',
    name,
    pid,
    tid: 0,
    ts: microseconds(ns),
    args: { [name]: total() },
  });
  const events = [event(0)];
  for (const { timeNs, changes } of trace.steps) {
    const mine = changes.filter((change) => change.field === field && places.has(change.record));
    if (mine.length === 0) continue;
    for (const { record, after } of mine) places.set(record, numberOf(after));
    events.push(event(timeNs));
  }
  return events;
}

function numberOf(value: FieldValue): number {
  return typeof value === 'number' ? value : value === true ? 1 : 0;
}

function span(startNs: number, endNs: number): { ts: number; dur: number } {
  return { ts: microseconds(startNs), dur: microseconds(Math.max(0, endNs - startNs)) };
}
