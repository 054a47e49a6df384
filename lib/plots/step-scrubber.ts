// A run to step through: one figure with a slider. Left the lanes of the steps, right every record's
// fields, above them in words what the step did; what it changed is marked as with a pen.
//
// Each step is a plotly frame that holds all that differs from the figure at the start, so the slider
// may jump. The buttons know their neighbours because each frame carries them: the figure is plain
// JSON and needs no code beside it. Frame 'start' is the state before the first step.
import type { Trace } from '../engine/trace.js';
import type { AnimationOptions, Command, Figure, Frame, Layout, PlotTrace, ScatterPlot } from './figure.js';
import { boxBars, boxLabels, type HarmMark, unblockArrows, waitBars } from './lanes.js';
import { type Moment, momentOf, type Scene, sceneOf, sizes } from './scrubber-moments.js';
import { laneNames, laneStripes, stepTable } from './swim-lanes.js';
import { truncatePx } from './text-width.js';
import { axis, font, fontSizePx, hiddenAxis, ink, plain, themed } from './theme.js';
import { withoutIdle } from './without-idle.js';

/** What a scrubber may be told. */
export interface ScrubberOptions {
  title?: string;
  harms?: readonly HarmMark[];
  /** The step the figure starts with, and which its static picture shows; the harm's, else the last. */
  at?: number;
  /** The records to show, by name. */
  records?: readonly string[];
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
      line: { color: ink.pen, width: sizes.row - 2 },
    },
    {
      type: 'scatter',
      mode: 'text',
      name: 'values',
      ...hidden,
      x: slots.map(({ column }) => (column + 1) * sizes.column - 16),
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
    x: items.map((item) => item.column * sizes.column),
    y: items.map(({ row }) => row),
    xaxis: 'x2',
    yaxis: 'y2',
    text: items.map(({ text }) =>
      plain(truncatePx(text, fontSizePx.small, sizes.column * (bold ? 1 : 0.72) - 8, bold)),
    ),
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

/** How a frame is entered: at once. Of 0 ms plotly would divide by zero when it moves an axis. */
const atOnce: AnimationOptions = {
  mode: 'immediate',
  frame: { duration: 1, redraw: true },
  transition: { duration: 1 },
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
  const y = -10 / (bodyPx + sizes.names + sizes.story);
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
    meta: { controlsPx: sizes.controls },
  };
}

function layoutOf(scene: Scene, title: string, now: Moment, names: readonly string[], at: number): Layout {
  const { lanes, trace, bodyPx } = scene;
  const plotPx = sizes.width - sizes.left - sizes.right;
  const plotHighPx = bodyPx + sizes.names + sizes.story;
  const bodyTop = bodyPx / plotHighPx;
  return themed(title, {
    width: sizes.width,
    plotPx: plotHighPx,
    margin: { l: sizes.left, r: sizes.right, t: -6, b: 14 + sizes.controls },
    barmode: 'overlay',
    shapes: laneStripes(lanes),
    xaxis: axis('task', {
      side: 'top',
      domain: [0, sizes.lanes / plotPx],
      range: [0, sizes.lanes],
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
      ticktext: lanes.boxes.map(({ step }) => String(step.index + 1)),
    }),
    xaxis2: hiddenAxis([0, 2 * sizes.column], { domain: [(sizes.lanes + sizes.gutter) / plotPx, 1], anchor: 'y2' }),
    yaxis2: hiddenAxis([bodyPx / sizes.row - 0.75, -0.75 - (sizes.names - 20) / sizes.row], {
      domain: [0, (bodyPx + sizes.names - 20) / plotHighPx],
      anchor: 'x2',
    }),
    xaxis3: hiddenAxis([0, plotPx], { domain: [0, 1], anchor: 'y3' }),
    yaxis3: hiddenAxis([-sizes.story, 0], { domain: [1 - sizes.story / plotHighPx, 1], anchor: 'x3' }),
    ...controls(names, at, bodyPx),
  });
}

/** A run to step through. Daemons that wait for work are left out. */
export function stepScrubber(run: Trace, options: ScrubberOptions = {}): Figure {
  const trace = withoutIdle(run);
  const { title = `${trace.scenario}: step by step`, harms = [] } = options;
  const scene = sceneOf(trace, harms, options.records);
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
