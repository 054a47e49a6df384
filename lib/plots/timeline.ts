// Who did what when: one lane a task on an axis of time. Kernel calls are bars, nested calls lie
// under their callers, waits are hatched in the pattern of their reason, steps are ticks.
import type { BlockedSpan, CallSpan, Trace, TraceStep } from '../engine/trace.js';
import type { Figure, PlotTrace } from './figure.js';
import { textTable } from './text-table.js';
import { textWidthPx, truncatePx } from './text-width.js';
import {
  axis,
  figureWidthPx,
  font,
  fontSizePx,
  ink,
  plain,
  reasonStyle,
  roleColour,
  roleOf,
  themed,
  tint,
} from './theme.js';
import { type TimeUnit, timeText, unitFor } from './units.js';
import { withoutIdle } from './without-idle.js';

const rowPx = 22;
const deepest = 3;

/** Where things of a task lie: rows of calls, one of waits, one of steps, counted from the top. */
interface Lane {
  task: string;
  top: number;
  /** How many rows of calls. */
  calls: number;
  rows: number;
}

interface Scene {
  trace: Trace;
  fromNs: number;
  untilNs: number;
  unit: TimeUnit;
  lanes: Lane[];
  rows: number;
  plotPx: number;
}

function lanesOf(trace: Trace): Lane[] {
  let top = 0;
  return trace.tasks.map(({ name }) => {
    const depths = trace.calls.filter((call) => call.task === name).map((call) => call.depth);
    const calls = Math.min(deepest, Math.max(-1, ...depths) + 1);
    const blocked = trace.blocked.some((span) => span.task === name) ? 1 : 0;
    const lane = { task: name, top, calls, rows: calls + blocked + 1 };
    top += lane.rows + 0.5;
    return lane;
  });
}

function ownerOf(trace: Trace, task: string): TraceStep['owner'] | undefined {
  return trace.steps.find((step) => step.task === task)?.owner;
}

/** The part of a span that the axis shows, in the axis' unit. */
function inSight(
  { fromNs, untilNs, unit }: Scene,
  span: { startNs: number; endNs: number },
): { start: number; length: number } {
  const startNs = Math.max(span.startNs, fromNs);
  return { start: startNs / unit.ns, length: (Math.min(span.endNs, untilNs) - startNs) / unit.ns };
}

/** What happens, wholly or in part, between two moments. */
function between(trace: Trace, fromNs: number, untilNs: number): Trace {
  const meets = (span: { startNs: number; endNs: number }): boolean => span.startNs <= untilNs && span.endNs >= fromNs;
  return {
    ...trace,
    steps: trace.steps.filter(({ timeNs }) => timeNs >= fromNs && timeNs <= untilNs),
    calls: trace.calls.filter(meets),
    blocked: trace.blocked.filter(meets),
  };
}

/** The name in a bar, cut to the bar's width; nothing where too little would be left of it. */
function barText(scene: Scene, call: CallSpan): string {
  const { unit, fromNs, untilNs, plotPx } = scene;
  const widthPx = (inSight(scene, call).length / (untilNs - fromNs)) * unit.ns * plotPx;
  const text = truncatePx(call.name, fontSizePx.small, widthPx - 8);
  return text.length > 4 || text === call.name ? plain(text) : '';
}

function callBars(scene: Scene, lane: Lane): PlotTrace[] {
  const { trace } = scene;
  const calls = trace.calls.filter((call) => call.task === lane.task && call.depth < deepest);
  if (calls.length === 0) return [];
  const colour = roleColour[roleOf(lane.task, ownerOf(trace, lane.task))];
  return [
    {
      type: 'bar',
      orientation: 'h',
      name: plain(lane.task),
      showlegend: false,
      base: calls.map((call) => inSight(scene, call).start),
      x: calls.map((call) => inSight(scene, call).length),
      y: calls.map((call) => lane.top + call.depth + 0.5),
      width: 0.84,
      marker: { color: calls.map((call) => tint(colour, 0.45 - 0.12 * call.depth)), line: { color: colour, width: 1 } },
      text: calls.map((call) => barText(scene, call)),
      textposition: 'inside',
      insidetextanchor: 'middle',
      textangle: 0,
      textfont: font('small'),
      hovertext: calls.map((call) =>
        plain(
          `${call.name}: ${timeText(call.startNs)} to ${timeText(call.endNs)}, ${timeText(call.endNs - call.startNs)}`,
        ),
      ),
      hoverinfo: 'text',
    },
  ];
}

function waitBars(scene: Scene, reason: string): PlotTrace {
  const { trace, lanes } = scene;
  const spans = trace.blocked.filter((span) => span.reason === reason);
  const laneOf = (span: BlockedSpan): Lane => lanes.find((lane) => lane.task === span.task) as Lane;
  const { shape, colour } = reasonStyle(reason);
  return {
    type: 'bar',
    orientation: 'h',
    name: plain(`waits: ${reason}`),
    base: spans.map((span) => inSight(scene, span).start),
    x: spans.map((span) => inSight(scene, span).length),
    y: spans.map((span) => laneOf(span).top + laneOf(span).calls + 0.5),
    width: 0.7,
    marker: {
      color: ink.paper,
      pattern: { shape, fgcolor: colour, bgcolor: ink.paper, size: 7 },
      line: { color: colour, width: 1 },
    },
    hovertext: spans.map((span) =>
      plain(`${span.task} waits at '${span.on}' for ${span.reason}: ${timeText(span.endNs - span.startNs)}`),
    ),
    hoverinfo: 'text',
  };
}

function stepTicks({ trace, unit, lanes }: Scene): PlotTrace {
  const laneOf = (step: TraceStep): Lane => lanes.find((lane) => lane.task === step.task) as Lane;
  return {
    type: 'scatter',
    mode: 'markers',
    name: 'step',
    x: trace.steps.map((step) => step.timeNs / unit.ns),
    y: trace.steps.map((step) => laneOf(step).top + laneOf(step).rows - 0.45),
    marker: {
      symbol: 'line-ns-open',
      size: 11,
      color: trace.steps.map((step) => roleColour[roleOf(step.task, step.owner)]),
      line: { width: 2 },
    },
    hovertext: trace.steps.map((step) =>
      plain(`${step.index}. ${step.task}: ${step.label} at ${timeText(step.timeNs)}`),
    ),
    hoverinfo: 'text',
    cliponaxis: false,
  };
}

function text({ trace, unit }: Scene): string {
  const time = (ns: number): string => (ns / unit.ns).toFixed(unit.ns === 1 ? 0 : 2);
  const around = (span: BlockedSpan): number =>
    trace.calls.filter((call) => call.task === span.task && call.startNs <= span.startNs && span.endNs <= call.endNs)
      .length;
  const rows = [
    ...trace.calls.map((call) => ({ ...call, what: call.name })),
    ...trace.blocked.map((span) => ({
      ...span,
      depth: around(span),
      what: `waits for ${span.reason} at '${span.on}'`,
    })),
  ].sort((a, b) => a.startNs - b.startNs || a.depth - b.depth || (a.task < b.task ? -1 : 1));
  return textTable(
    [`from (${unit.name})`, `to (${unit.name})`, 'task', 'what'],
    rows.map((row) => [time(row.startNs), time(row.endNs), row.task, `${'  '.repeat(row.depth)}${row.what}`]),
  );
}

/** What a timeline may be told. */
export interface TimelineOptions {
  title?: string;
  /** The part of the run to show; the whole of it by default. */
  fromNs?: number;
  untilNs?: number;
}

/** A run on an axis of time. Daemons that wait for work are left out. */
export function timeline(run: Trace, options: TimelineOptions = {}): Figure {
  const { title = `${run.scenario}: who did what when`, fromNs = 0, untilNs = Math.max(run.endNs, 1) } = options;
  const trace = between(withoutIdle(run), fromNs, untilNs);
  const lanes = lanesOf(trace);
  const rows = lanes.reduce((sum, lane) => sum + lane.rows + 0.5, 0);
  const left = Math.min(200, 40 + Math.max(...lanes.map((lane) => textWidthPx(lane.task, fontSizePx.normal))));
  const scene: Scene = {
    trace,
    fromNs,
    untilNs,
    unit: unitFor(untilNs),
    lanes,
    rows,
    plotPx: figureWidthPx - left - 24,
  };
  const reasons = [...new Set(trace.blocked.map((span) => span.reason))];
  return {
    title,
    data: [
      ...lanes.flatMap((lane) => callBars(scene, lane)),
      ...reasons.map((reason) => waitBars(scene, reason)),
      stepTicks(scene),
    ],
    layout: themed(title, {
      plotPx: Math.round(rows * rowPx),
      barmode: 'overlay',
      showlegend: true,
      legend: { orientation: 'h', x: 0, y: -62 / (rows * rowPx), yanchor: 'top', font: font(), itemsizing: 'constant' },
      margin: { l: left, b: 116 },
      shapes: lanes.slice(1).map((lane) => ({
        type: 'line',
        xref: 'paper',
        x0: 0,
        x1: 1,
        y0: lane.top - 0.25,
        y1: lane.top - 0.25,
        line: { color: ink.grid, width: 1 },
      })),
      xaxis: axis(`time (${scene.unit.name})`, {
        range: [fromNs, untilNs + (untilNs - fromNs) / 100].map((ns) => ns / scene.unit.ns) as [number, number],
      }),
      yaxis: axis('task', {
        range: [rows - 0.25, -0.25],
        tickmode: 'array',
        tickvals: lanes.map((lane) => lane.top + lane.rows / 2),
        ticktext: lanes.map((lane) => plain(lane.task)),
        showgrid: false,
      }),
    }),
    text: text(scene),
  };
}
