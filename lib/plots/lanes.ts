// Steps as boxes in lanes: a lane a task from left to right, a row a step from top to bottom.
//
// Places are pixels (x from the left of the lanes, y from the top), so that labels can be fitted by
// the width table. A row is as high as its label; what a label loses to the width is in the hover.
import type { Trace, TraceStep } from '../engine/trace.js';
import type { PlotTrace } from './figure.js';
import { labelWithResult } from './step-label.js';
import { wrapPx } from './text-width.js';
import { font, fontSizePx, ink, plain, type Role, reasonStyle, roleColour, roleOf, tint } from './theme.js';
import { timeText } from './units.js';

/** Something that went wrong at a step. */
export interface HarmMark {
  /** The step's index. */
  step: number;
  name: string;
}

/** One step's box. */
export interface StepBox {
  step: TraceStep;
  lane: number;
  lines: string[];
  harm?: string;
  topPx: number;
  bottomPx: number;
}

/** All boxes of a trace. */
export interface Lanes {
  trace: Trace;
  boxes: StepBox[];
  lanePx: number;
  heightPx: number;
}

const linePx = 15;
const gapPx = 12;
/** How far under a box an arrow turns to the side. */
const turnPx = 4;

function harmAt(step: TraceStep, harms: readonly HarmMark[]): string {
  const names = harms.filter((mark) => mark.step === step.index).map((mark) => mark.name);
  return names.join(', ');
}

/** The label as it fits the lane, in plotly's mark-up; under it the harm, if any. */
function boxLines(step: TraceStep, harms: readonly HarmMark[], lanePx: number): string[] {
  const harm = harmAt(step, harms);
  const label = wrapPx(labelWithResult(step), fontSizePx.small, lanePx - 18, 4).map(plain);
  const harmLines = harm ? wrapPx(`✗ ${harm}`, fontSizePx.small, lanePx - 18, 2, true) : [];
  return [...label, ...harmLines.map((line) => `<b>${plain(line)}</b>`)];
}

/** From the top of one row to the top of the next in lanes that are `even`. */
export function pitchPx({ boxes }: Lanes): number {
  return boxes.length > 0 ? boxes[0].bottomPx - boxes[0].topPx + gapPx : 0;
}

/** Lays a trace's steps out in lanes of a width; `even` makes all rows as high as the highest. */
export function layLanes(trace: Trace, harms: readonly HarmMark[], lanePx: number, even = false): Lanes {
  const lines = trace.steps.map((step) => boxLines(step, harms, lanePx));
  const most = Math.max(0, ...lines.map((each) => each.length));
  let topPx = gapPx / 2;
  const boxes = trace.steps.map((step, row): StepBox => {
    const harm = harmAt(step, harms);
    const bottomPx = topPx + (even ? most : lines[row].length) * linePx + 5;
    const lane = trace.tasks.findIndex((task) => task.name === step.task);
    const box = { step, lane, lines: lines[row], topPx, bottomPx };
    topPx = bottomPx + gapPx;
    return harm ? { ...box, harm } : box;
  });
  return { trace, boxes, lanePx, heightPx: topPx - gapPx / 2 };
}

/** What pointing at a step tells. */
export function stepHover(step: TraceStep): string {
  const changes = step.changes.map((c) => `${c.record}.${c.field}: ${c.before} → ${c.after}`);
  const waited = step.waitedNs > 0 ? [`waited ${timeText(step.waitedNs)} for ${step.waitedFor ?? '?'}`] : [];
  return [
    `${step.index + 1}. ${step.task}: ${labelWithResult(step)}`,
    `at ${timeText(step.timeNs)}`,
    ...waited,
    ...changes,
  ]
    .map(plain)
    .join('<br>');
}

/** Whose steps a colour stands for, in a legend. */
const roleWords: Readonly<Record<Role, string>> = {
  user: 'a program',
  fsync: 'fsync',
  flusher: 'background writeback',
  truncate: 'truncation',
  device: 'a device',
  reclaim: 'reclaim',
  disk: 'the disk',
  unmap: 'unmapping',
  reflink: 'reflink',
  harm: 'a harm comes true',
};

const ownerWords = { kernel: 'kernel', user: 'user space', device: 'device' } as const;

const lookOf = ({ step, harm }: StepBox): Role => (harm ? 'harm' : roleOf(step.task, step.owner));

/** What a look stands for, and on whose account such steps run. */
function meaningOf(role: Role, boxes: readonly StepBox[]): string {
  if (role === 'harm' || role === 'device' || role === 'disk') return roleWords[role];
  const owners = [...new Set(boxes.map(({ step }) => ownerWords[step.owner]))];
  return `${roleWords[role]} (${owners.join(', ')})`;
}

/** The boxes as one series for each look, so that a legend explains them; harms come last. */
export function boxSeries(lanes: Lanes): PlotTrace[] {
  const roles = [...new Set(lanes.boxes.map(lookOf))].sort((a, b) => Number(a === 'harm') - Number(b === 'harm'));
  return roles.map((role) => {
    const boxes = lanes.boxes.filter((box) => lookOf(box) === role);
    return { ...boxBars({ ...lanes, boxes }), name: meaningOf(role, boxes), showlegend: true };
  });
}

/** The boxes, one series: harm has a thick red edge. */
export function boxBars({ boxes, lanePx }: Lanes): PlotTrace {
  const colours = boxes.map(({ step }) => roleColour[roleOf(step.task, step.owner)]);
  return {
    type: 'bar',
    orientation: 'h',
    name: 'steps',
    showlegend: false,
    base: boxes.map(({ lane }) => lane * lanePx + 4),
    x: boxes.map(() => lanePx - 8),
    y: boxes.map(({ topPx, bottomPx }) => (topPx + bottomPx) / 2),
    width: boxes.map(({ topPx, bottomPx }) => bottomPx - topPx),
    marker: {
      color: colours.map((colour, index) => (boxes[index].harm ? tint(roleColour.harm, 0.25) : tint(colour, 0.25))),
      line: {
        color: colours.map((colour, index) => (boxes[index].harm ? roleColour.harm : colour)),
        width: boxes.map(({ harm }) => (harm ? 3 : 1)),
      },
    },
    hovertext: boxes.map(({ step }) => stepHover(step)),
    hoverinfo: 'text',
  };
}

/** The labels in the boxes. */
export function boxLabels({ boxes, lanePx }: Lanes): PlotTrace {
  return {
    type: 'scatter',
    mode: 'text',
    name: 'labels',
    showlegend: false,
    x: boxes.map(({ lane }) => (lane + 0.5) * lanePx),
    y: boxes.map(({ topPx, bottomPx }) => (topPx + bottomPx) / 2),
    text: boxes.map(({ lines }) => lines.join('<br>')),
    textposition: 'middle center',
    textfont: font('small'),
    hoverinfo: 'skip',
  };
}

/** Where a task was blocked: the rows between its last step and the one that ended the wait. */
export function waitBars({ trace, boxes, lanePx }: Lanes): PlotTrace[] {
  return [...new Set(trace.blocked.map((span) => span.reason))].flatMap((reason): PlotTrace[] => {
    const spans = trace.blocked
      .filter((span) => span.reason === reason)
      .flatMap((span) => {
        const lane = trace.tasks.findIndex((task) => task.name === span.task);
        const last = boxes.findLastIndex(({ step }) => step.task === span.task && step.timeNs <= span.startNs);
        const rows = boxes.filter(
          ({ step }, row) =>
            row > last && step.task !== span.task && step.timeNs >= span.startNs && step.timeNs < span.endNs,
        );
        return rows.length === 0 ? [] : [{ lane, top: rows[0].topPx, bottom: rows[rows.length - 1].bottomPx }];
      });
    if (spans.length === 0) return [];
    const { shape, colour } = reasonStyle(reason);
    return [
      {
        type: 'bar',
        orientation: 'h',
        name: plain(`waits: ${reason}`),
        base: spans.map(({ lane }) => (lane + 0.36) * lanePx),
        x: spans.map(() => 0.28 * lanePx),
        y: spans.map(({ top, bottom }) => (top + bottom) / 2),
        width: spans.map(({ top, bottom }) => bottom - top),
        marker: {
          color: ink.paper,
          pattern: { shape, fgcolor: colour, bgcolor: ink.paper, size: 7 },
          line: { color: colour, width: 1 },
        },
        hovertext: spans.map(() => plain(`blocked: ${reason}`)),
        hoverinfo: 'text',
      },
    ];
  });
}

/** Arrows from a step that ended a wait to the step that could go on, through the gap between rows. */
export function unblockArrows({ boxes, lanePx }: Lanes): PlotTrace[] {
  const arrows = boxes.flatMap((from, row) =>
    from.step.unblocked.flatMap((task) => {
      const to = boxes.find(({ step }, at) => at > row && step.task === task);
      return to ? [{ from, to }] : [];
    }),
  );
  if (arrows.length === 0) return [];
  const middle = ({ lane }: StepBox): number => (lane + 0.5) * lanePx;
  return [
    {
      type: 'scatter',
      mode: 'lines+markers',
      name: 'ends a wait',
      x: arrows.flatMap(({ from, to }) => [middle(from), middle(from), middle(to), middle(to), null]),
      y: arrows.flatMap(({ from, to }) => [
        from.bottomPx,
        from.bottomPx + turnPx,
        from.bottomPx + turnPx,
        to.topPx,
        null,
      ]),
      line: { color: ink.text, width: 2 },
      marker: {
        symbol: 'arrow',
        angleref: 'previous',
        size: arrows.flatMap(() => [0, 0, 0, 14, 0]),
        color: ink.text,
        opacity: 1,
      },
      hoverinfo: 'skip',
    },
  ];
}
