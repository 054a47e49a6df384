// What a step scrubber shows at each moment: the words, the fields' values, what is marked, and the
// part of the lanes in sight. Moment 0 is before the first step, moment n after step n - 1.
import type { Trace, TraceStep } from '../engine/trace.js';
import { type HarmMark, type Lanes, layLanes, pitchPx, type StepBox } from './lanes.js';
import { layTable, type RecordTable, shownRecords, slotValues, touched } from './record-table.js';
import { valueText } from './state-difference.js';
import { textWidthPx, truncatePx } from './text-width.js';
import { fontSizePx, plain } from './theme.js';
import { timeText } from './units.js';

/** Sizes of a scrubber's parts in pixels. */
export const sizes = {
  width: 880,
  left: 52,
  right: 12,
  lanes: 460,
  gutter: 20,
  /** One of the table's two columns. */
  column: 168,
  row: 18,
  story: 72,
  names: 54,
  controls: 84,
} as const;

const mostRows = 34;
const mostLanesPx = 440;

/** All that a scrubber is drawn from. */
export interface Scene {
  trace: Trace;
  lanes: Lanes;
  table: RecordTable;
  values: string[][];
  bodyPx: number;
}

/** All that one moment differs in from another. */
export interface Moment {
  name: string;
  story: string;
  values: string[];
  pen: { x: (number | null)[]; y: (number | null)[] };
  current: { x: (number | null)[]; y: (number | null)[] };
  veil: { x: number[]; y: number[] };
  window: [number, number];
}

function blockedAt({ trace }: Scene, step: TraceStep): string {
  const spans = trace.blocked.filter(
    (span) => span.startNs <= step.timeNs && step.timeNs < span.endNs && span.task !== step.task,
  );
  return spans.map((span) => `${span.task} (${span.reason})`).join(', ');
}

const roomPx = sizes.width - sizes.left - sizes.right;

/** Where and when, in one line; of functions that call each other too deep for it, the inner ones. */
function place(step: TraceStep): string {
  const waited = step.waitedNs > 0 ? [`waited ${timeText(step.waitedNs)} for ${step.waitedFor ?? 'its turn'}`] : [];
  const line = (stack: readonly string[]): string =>
    [`at ${timeText(step.timeNs)}`, ...waited, ...(stack.length > 0 ? [`in ${stack.join(' › ')}`] : [])].join(' · ');
  let stack = step.stack;
  while (textWidthPx(line(stack), fontSizePx.normal) > roomPx && stack.length > 2) stack = ['…', ...stack.slice(2)];
  return line(stack);
}

/** The moment in words: who does what, when and where, what changed, who is blocked. */
function story(scene: Scene, moment: number): string {
  if (moment === 0) return `<b>Before the first step</b><br>${scene.trace.steps.length} steps follow.`;
  const box = scene.lanes.boxes[moment - 1];
  const { step } = box;
  const changes = step.changes.map((c) => `${c.record}.${c.field} ${valueText(c.before)} → ${valueText(c.after)}`);
  const blocked = blockedAt(scene, step);
  const what = `${step.index + 1}. ${step.task}: ${step.label}${box.harm ? ` ✗ ${box.harm}` : ''}`;
  const rest = [
    place(step),
    changes.length > 0 ? `changes ${changes.join(', ')}` : 'changes nothing',
    ...(blocked ? [`blocked meanwhile: ${blocked}`] : []),
  ];
  return [
    `<b>${plain(truncatePx(what, fontSizePx.normal, roomPx, true))}</b>`,
    ...rest.map((line) => plain(truncatePx(line, fontSizePx.normal, roomPx))),
  ].join('<br>');
}

/** The part of the lanes that shows when a step is looked at: the whole, or a window around it. */
function windowAround({ lanes, bodyPx }: Scene, box: StepBox | undefined): [number, number] {
  const pitch = pitchPx(lanes);
  const fit = pitch > 0 ? Math.floor(bodyPx / pitch) : 0;
  const row = box ? lanes.boxes.indexOf(box) : 0;
  const first = Math.max(0, Math.min(row - Math.floor(fit / 2), lanes.boxes.length - fit));
  return [first * pitch + bodyPx, first * pitch];
}

/** One moment of a scene. */
export function momentOf(scene: Scene, at: number): Moment {
  const { lanes, table, trace, values } = scene;
  const box = at === 0 ? undefined : lanes.boxes[at - 1];
  const pens = box ? touched(table.slots, box.step.changes) : [];
  const left = box ? box.lane * lanes.lanePx + 2 : 0;
  const right = box ? (box.lane + 1) * lanes.lanePx - 2 : 0;
  const [top, bottom] = box ? [box.topPx - 2, box.bottomPx + 2] : [0, 0];
  const end = lanes.boxes.length > 0 ? lanes.heightPx : 0;
  const wide = trace.tasks.length * lanes.lanePx;
  return {
    name: at === 0 ? 'start' : String(at),
    story: story(scene, at),
    values: values[at],
    pen: {
      x:
        pens.length > 0
          ? pens.flatMap(({ column }) => [column * sizes.column - 4, (column + 1) * sizes.column - 12, null])
          : [null],
      y: pens.length > 0 ? pens.flatMap(({ row }) => [row, row, null]) : [null],
    },
    current: box
      ? { x: [left, right, right, left, left], y: [top, top, bottom, bottom, top] }
      : { x: [null], y: [null] },
    veil: { x: [0, wide, wide, 0, 0], y: [bottom, bottom, end, end, bottom] },
    window: windowAround(scene, box),
  };
}

/** Lays out a trace; `records` names the records to show. */
export function sceneOf(trace: Trace, harms: readonly HarmMark[], records?: readonly string[]): Scene {
  const lanes = layLanes(trace, harms, sizes.lanes / trace.tasks.length, true);
  const table = layTable(shownRecords(trace, 2 * mostRows, records));
  const widths = table.slots.map(
    ({ field }) => sizes.column - 32 - Math.min(textWidthPx(field, fontSizePx.small), sizes.column * 0.72),
  );
  const values = slotValues(trace, table.slots).map((all) =>
    all.map((value, at) => plain(truncatePx(valueText(value), fontSizePx.small, widths[at], true))),
  );
  const wantedPx = Math.max(table.rows * sizes.row, Math.min(lanes.heightPx, mostLanesPx));
  const pitch = pitchPx(lanes) || wantedPx;
  const bodyPx = Math.ceil(wantedPx / pitch) * pitch;
  return { trace, lanes, table, values, bodyPx };
}
