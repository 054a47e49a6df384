// The order of a run: a lane a task, a row a step in order (not in time), what each waited for, who
// ended the wait, and the step that did harm.
import type { Trace } from '../engine/trace.js';
import type { Figure, Shape } from './figure.js';
import { boxLabels, boxSeries, type HarmMark, type Lanes, layLanes, unblockArrows, waitBars } from './lanes.js';
import { textTable } from './text-table.js';
import { textWidthPx, wrapPx } from './text-width.js';
import { axis, figureWidthPx, font, fontSizePx, ink, plain, themed } from './theme.js';
import { withoutIdle } from './without-idle.js';

const narrowestLanePx = 120;
const leftPx = 64;
const rightPx = 16;

/** Every other lane is tinted. */
export function laneStripes({ trace, lanePx, heightPx }: Lanes): Shape[] {
  return trace.tasks.flatMap((_, lane): Shape[] =>
    lane % 2 === 1
      ? []
      : [
          {
            type: 'rect',
            x0: lane * lanePx,
            x1: (lane + 1) * lanePx,
            y0: 0,
            y1: heightPx,
            layer: 'below',
            line: { width: 0 },
            fillcolor: ink.stripe,
          },
        ],
  );
}

/** The lanes' names as they fit over the lanes. */
export function laneNames({ trace, lanePx }: Lanes): string[] {
  return trace.tasks.map(({ name }) =>
    wrapPx(name, fontSizePx.normal, lanePx - 8, 2)
      .map(plain)
      .join('<br>'),
  );
}

/** How many rows a horizontal legend takes: one, or as many as its widest entry makes. */
function legendRows(names: readonly string[], widthPx: number): number {
  const widths = names.map((name) => textWidthPx(name, fontSizePx.normal) + 48);
  if (widths.reduce((sum, width) => sum + width, 0) <= widthPx) return 1;
  return Math.ceil(names.length / Math.max(1, Math.floor(widthPx / Math.max(...widths))));
}

/** The rows that a trace has in text; a mark before the label says what is special about a step. */
export function stepTable(trace: Trace, harms: readonly HarmMark[]): string {
  const rows = trace.steps.map((step) => {
    const harm = harms.filter((mark) => mark.step === step.index).map((mark) => `  <- ${mark.name}`);
    const unblocked = step.unblocked.length > 0 ? [`  (unblocks ${step.unblocked.join(', ')})`] : [];
    return [String(step.index + 1), step.task, [step.label, ...unblocked, ...harm].join(''), step.waitedFor ?? ''];
  });
  return textTable(['step', 'task', 'what it does', 'waited for'], rows);
}

/** A trace's steps in lanes. Daemons that wait for work are left out. */
export function swimLanes(
  run: Trace,
  {
    title = `${run.scenario}: the steps in their order`,
    harms = [],
  }: { title?: string; harms?: readonly HarmMark[] } = {},
): Figure {
  const trace = withoutIdle(run);
  const lanePx = Math.max(narrowestLanePx, Math.floor((figureWidthPx - leftPx - rightPx) / trace.tasks.length));
  const lanes = layLanes(trace, harms, lanePx);
  const names = laneNames(lanes);
  const data = [...boxSeries(lanes), ...waitBars(lanes), boxLabels(lanes), ...unblockArrows(lanes)];
  const legend = data.filter((series) => series.showlegend !== false).map((series) => series.name ?? '');
  const bottomPx = 30 + legendRows(legend, lanePx * trace.tasks.length) * 20;
  return {
    title,
    data,
    layout: themed(title, {
      width: lanePx * trace.tasks.length + leftPx + rightPx,
      plotPx: lanes.heightPx,
      margin: { l: leftPx, r: rightPx, t: 44, b: bottomPx },
      barmode: 'overlay',
      showlegend: true,
      legend: { orientation: 'h', x: 0, y: -8 / lanes.heightPx, yanchor: 'top', font: font(), itemsizing: 'trace' },
      shapes: laneStripes(lanes),
      xaxis: axis('task', {
        side: 'top',
        range: [0, lanePx * trace.tasks.length],
        tickmode: 'array',
        tickvals: trace.tasks.map((_, lane) => (lane + 0.5) * lanePx),
        ticktext: names,
        tickangle: 0,
        showgrid: false,
        showline: false,
        ticks: '',
      }),
      yaxis: axis('step', {
        range: [lanes.heightPx, 0],
        tickmode: 'array',
        tickvals: lanes.boxes.map(({ topPx, bottomPx: end }) => (topPx + end) / 2),
        ticktext: lanes.boxes.map(({ step }) => String(step.index + 1)),
        showgrid: false,
        showline: false,
        ticks: '',
      }),
    }),
    text: stepTable(trace, harms),
  };
}
