// A run to step through: one figure with a slider. Left the lanes of the steps, right every record's
// fields, above them in words what the step did; what it changed is marked as with a pen.
//
// Each step is a plotly frame that holds all that differs from the figure at the start, so the slider
// may jump. The buttons know their neighbours because each frame carries them: the figure is plain
// JSON and needs no code beside it. Frame 'start' is the state before the first step.
import type { Trace, TraceStep } from '../engine/trace.js';
import type { AnimationOptions, Command, Figure, Frame, Layout, PlotTrace, ScatterPlot } from './figure.js';
import {
  boxBars,
  boxLabels,
  type HarmMark,
  type Lanes,
  layLanes,
  pitchPx,
  type StepBox,
  unblockArrows,
  waitBars,
} from './lanes.js';
import { layTable, type RecordTable, shownRecords, slotValues, touched } from './recordTable.js';
import { valueText } from './stateDifference.js';
import { laneNames, laneStripes, stepTable } from './swimLanes.js';
import { textWidthPx, truncatePx } from './textWidth.js';
import { axis, font, fontSizePx, hiddenAxis, ink, plain, themed } from './theme.js';
import { timeText } from './units.js';

const widthPx = 880;
const leftPx = 52;
const rightPx = 12;
const lanesPx = 460;
const gutterPx = 20;
const tablePx = widthPx - leftPx - rightPx - lanesPx - gutterPx;
const columnPx = tablePx / 2;
const rowPx = 18;
const storyPx = 72;
const namesPx = 54;
const controlsPx = 84;
const mostRows = 34;
const mostLanesPx = 440;

/** What a scrubber may be told. */
export interface ScrubberOptions {
  title?: string;
  harms?: readonly HarmMark[];
  /** The step the figure starts with, and which its static picture shows; the harm's, else the last. */
  at?: number;
  /** The records to show, by name. */
  records?: readonly string[];
}

interface Scene {
  trace: Trace;
  lanes: Lanes;
  table: RecordTable;
  values: string[][];
  bodyPx: number;
}

/** All that one moment differs in from another; moment 0 is before the first step. */
interface Moment {
  name: string;
  story: string;
  values: string[];
  pen: { x: (number | null)[]; y: (number | null)[] };
  current: { x: (number | null)[]; y: (number | null)[] };
  veil: { x: number[]; y: number[] };
  window: [number, number];
}

function harmOf(box: StepBox): string {
  return box.harm ? ` ✗ ${box.harm}` : '';
}

function blockedAt({ trace }: Scene, step: TraceStep): string {
  const spans = trace.blocked.filter(
    (span) => span.startNs <= step.timeNs && step.timeNs < span.endNs && span.task !== step.task,
  );
  return spans.map((span) => `${span.task} (${span.reason})`).join(', ');
}

/** The moment in words: who does what, when and where, what changed, who is blocked. */
function story(scene: Scene, moment: number): string {
  if (moment === 0) return `<b>Before the first step</b><br>${scene.trace.steps.length} steps follow.`;
  const box = scene.lanes.boxes[moment - 1];
  const { step } = box;
  const stack = step.stack.length > 0 ? [`in ${step.stack.join(' › ')}`] : [];
  const waited = step.waitedNs > 0 ? [`waited ${timeText(step.waitedNs)} for ${step.waitedFor ?? 'its turn'}`] : [];
  const changes = step.changes.map((c) => `${c.record}.${c.field} ${valueText(c.before)} → ${valueText(c.after)}`);
  const blocked = blockedAt(scene, step);
  const rest = [
    [`at ${timeText(step.timeNs)}`, ...stack, ...waited].join(' · '),
    changes.length > 0 ? `changes ${changes.join(', ')}` : 'changes nothing',
    blocked ? `blocked meanwhile: ${blocked}` : '',
  ];
  const room = widthPx - leftPx - rightPx;
  const first = truncatePx(`${step.index}. ${step.task}: ${step.label}${harmOf(box)}`, fontSizePx.normal, room, true);
  return [
    `<b>${plain(first)}</b>`,
    ...rest.filter(Boolean).map((line) => plain(truncatePx(line, fontSizePx.normal, room))),
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

function momentOf(scene: Scene, at: number): Moment {
  const { lanes, table, trace, values } = scene;
  const box = at === 0 ? undefined : lanes.boxes[at - 1];
  const pens = box ? touched(table.slots, box.step.changes) : [];
  const left = box ? box.lane * lanes.lanePx + 2 : 0;
  const right = box ? (box.lane + 1) * lanes.lanePx - 2 : 0;
  const [top, bottom] = box ? [box.topPx - 2, box.bottomPx + 2] : [0, 0];
  const end = lanes.boxes.length > 0 ? lanes.heightPx : 0;
  const wide = trace.tasks.length * lanes.lanePx;
  return {
    name: at === 0 ? 'start' : String(at - 1),
    story: story(scene, at),
    values: values[at],
    pen: {
      x:
        pens.length > 0
          ? pens.flatMap(({ column }) => [column * columnPx - 4, (column + 1) * columnPx - 12, null])
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

const hidden = { showlegend: false, hoverinfo: 'skip' } as const;

/** The series that change from moment to moment, in the order in which `frameOf` fills them. */
function movingSeries(scene: Scene, now: Moment): ScatterPlot[] {
  const { slots } = scene.table;
  return [
    {
      type: 'scatter',
      mode: 'lines',
      name: 'not yet',
      ...hidden,
      ...now.veil,
      fill: 'toself',
      fillcolor: ink.paper,
      line: { width: 0 },
      opacity: 0.6,
    },
    {
      type: 'scatter',
      mode: 'lines',
      name: 'this step',
      ...hidden,
      ...now.current,
      line: { color: ink.text, width: 3 },
    },
    {
      type: 'scatter',
      mode: 'lines',
      name: 'changed',
      ...hidden,
      ...now.pen,
      xaxis: 'x2',
      yaxis: 'y2',
      line: { color: ink.pen, width: rowPx - 2 },
    },
    {
      type: 'scatter',
      mode: 'text',
      name: 'values',
      ...hidden,
      x: slots.map(({ column }) => (column + 1) * columnPx - 16),
      y: slots.map(({ row }) => row),
      xaxis: 'x2',
      yaxis: 'y2',
      text: now.values,
      textposition: 'middle left',
      textfont: { ...font('small'), weight: 'bold' },
    },
    {
      type: 'scatter',
      mode: 'text',
      name: 'story',
      ...hidden,
      x: [0],
      y: [0],
      xaxis: 'x3',
      yaxis: 'y3',
      text: [now.story],
      textposition: 'bottom right',
      textfont: font(),
      cliponaxis: false,
    },
  ];
}

function tableTexts({ table }: Scene): PlotTrace[] {
  const ghost =
    table.ghostRow === undefined
      ? []
      : [{ text: 'bookkeeping (only detectors read it)', column: 0, row: table.ghostRow }];
  const column = (
    name: string,
    items: { column: number; row: number; text: string }[],
    bold: boolean,
  ): ScatterPlot => ({
    type: 'scatter',
    mode: 'text',
    name,
    ...hidden,
    x: items.map((item) => item.column * columnPx),
    y: items.map(({ row }) => row),
    xaxis: 'x2',
    yaxis: 'y2',
    text: items.map(({ text }) => plain(truncatePx(text, fontSizePx.small, columnPx * (bold ? 1 : 0.72) - 8, bold))),
    textposition: 'middle right',
    textfont: { ...font('small', bold ? ink.text : ink.quiet), weight: bold ? 'bold' : 'normal' },
  });
  const fields = column(
    'fields',
    table.slots.map((slot) => ({ ...slot, text: slot.field })),
    false,
  );
  const heads = column('records', table.heads, true);
  return ghost.length === 0
    ? [heads, fields]
    : [heads, fields, { ...column('ghosts', ghost, false), text: ghost.map(({ text }) => text) }];
}

/** How a frame is entered: at once. */
const atOnce: AnimationOptions = {
  mode: 'immediate',
  frame: { duration: 0, redraw: true },
  transition: { duration: 0 },
};

function go(label: string, name: string): Command {
  return { label, method: 'animate', args: [[name], atOnce] };
}

function buttons(names: readonly string[], at: number): Command[] {
  return [go('◀ previous', names[Math.max(0, at - 1)]), go('next ▶', names[Math.min(names.length - 1, at + 1)])];
}

function frameOf(moment: Moment, names: readonly string[], at: number, firstMoving: number): Frame {
  return {
    name: moment.name,
    traces: [0, 1, 2, 3, 4].map((offset) => firstMoving + offset),
    data: [moment.veil, moment.current, moment.pen, { text: moment.values }, { text: [moment.story] }],
    layout: { yaxis: { range: moment.window }, updatemenus: [{ buttons: buttons(names, at) }] },
  };
}

function controls(
  names: readonly string[],
  at: number,
  bodyPx: number,
): Pick<Layout, 'sliders' | 'updatemenus' | 'meta'> {
  const y = -10 / (bodyPx + namesPx + storyPx);
  return {
    sliders: [
      {
        active: at,
        steps: names.map((name) => go(name, name)),
        x: 0.27,
        len: 0.73,
        y,
        yanchor: 'top',
        pad: { t: 0, b: 0 },
        currentvalue: { visible: true, prefix: 'after step: ', xanchor: 'left', font: font() },
        font: font('small'),
        ticklen: 4,
      },
    ],
    updatemenus: [
      {
        type: 'buttons',
        direction: 'right',
        showactive: false,
        x: -0.04,
        y,
        xanchor: 'left',
        yanchor: 'top',
        pad: { t: 18 },
        font: font(),
        buttons: buttons(names, at),
      },
    ],
    meta: { controlsPx },
  };
}

function layoutOf(scene: Scene, title: string, now: Moment, names: readonly string[], at: number): Layout {
  const { lanes, trace, bodyPx } = scene;
  const plotPx = widthPx - leftPx - rightPx;
  const plotHighPx = bodyPx + namesPx + storyPx;
  const bodyTop = bodyPx / plotHighPx;
  return themed(title, {
    width: widthPx,
    height: plotHighPx + 46 + 14 + controlsPx,
    margin: { l: leftPx, r: rightPx, t: -4, b: 14 + controlsPx },
    barmode: 'overlay',
    shapes: laneStripes(lanes),
    xaxis: axis('task', {
      side: 'top',
      domain: [0, lanesPx / plotPx],
      range: [0, lanesPx],
      tickmode: 'array',
      tickangle: 0,
      showgrid: false,
      showline: false,
      ticks: '',
      tickvals: trace.tasks.map((_, lane) => (lane + 0.5) * lanes.lanePx),
      ticktext: laneNames(lanes),
      fixedrange: true,
      automargin: false,
    }),
    yaxis: axis('step', {
      domain: [0, bodyTop],
      range: now.window,
      tickmode: 'array',
      showgrid: false,
      showline: false,
      ticks: '',
      fixedrange: true,
      automargin: false,
      tickvals: lanes.boxes.map(({ topPx, bottomPx }) => Math.round((topPx + bottomPx) / 2)),
      ticktext: lanes.boxes.map(({ step }) => String(step.index)),
    }),
    xaxis2: hiddenAxis([0, tablePx], { domain: [(lanesPx + gutterPx) / plotPx, 1], anchor: 'y2' }),
    yaxis2: hiddenAxis([bodyPx / rowPx - 0.75, -0.75 - (namesPx - 20) / rowPx], {
      domain: [0, (bodyPx + namesPx - 20) / plotHighPx],
      anchor: 'x2',
    }),
    xaxis3: hiddenAxis([0, plotPx], { domain: [0, 1], anchor: 'y3' }),
    yaxis3: hiddenAxis([-storyPx, 0], { domain: [1 - storyPx / plotHighPx, 1], anchor: 'x3' }),
    ...controls(names, at, bodyPx),
  });
}

function sceneOf(trace: Trace, { harms = [], records }: ScrubberOptions): Scene {
  const lanes = layLanes(trace, harms, lanesPx / trace.tasks.length, true);
  const table = layTable(shownRecords(trace, 2 * mostRows, records));
  const widths = table.slots.map(
    ({ field }) => columnPx - 32 - Math.min(textWidthPx(field, fontSizePx.small), columnPx * 0.72),
  );
  const values = slotValues(trace, table.slots).map((all) =>
    all.map((value, at) => plain(truncatePx(valueText(value), fontSizePx.small, widths[at], true))),
  );
  const wantedPx = Math.max(table.rows * rowPx, Math.min(lanes.heightPx, mostLanesPx));
  const pitch = pitchPx(lanes) || wantedPx;
  const bodyPx = Math.ceil(wantedPx / pitch) * pitch;
  return { trace, lanes, table, values, bodyPx };
}

/** A run to step through. */
export function stepScrubber(trace: Trace, options: ScrubberOptions = {}): Figure {
  const { title = `${trace.scenario}: step by step`, harms = [] } = options;
  const scene = sceneOf(trace, options);
  const moments = Array.from({ length: trace.steps.length + 1 }, (_, at) => momentOf(scene, at));
  const names = moments.map(({ name }) => name);
  const at = Math.min(trace.steps.length, (options.at ?? harms[0]?.step ?? trace.steps.length - 1) + 1);
  const { lanes } = scene;
  const under = [...waitBars(lanes), boxBars(lanes), boxLabels(lanes), ...unblockArrows(lanes)];
  return {
    title,
    data: [
      ...under.map((series) => ({ ...series, showlegend: false })),
      ...movingSeries(scene, moments[at]),
      ...tableTexts(scene),
    ],
    layout: layoutOf(scene, title, moments[at], names, at),
    frames: moments.map((moment, index) => frameOf(moment, names, index, under.length)),
    text: stepTable(trace, harms),
  };
}
