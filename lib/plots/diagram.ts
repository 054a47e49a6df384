// Boxes and arrows: how the parts of a machine are connected, drawn by hand. Boxes stand in rows
// and columns, arrows run from box to box, and each says what it stands for.
import type { Annotation, Figure, PlotTrace } from './figure.js';
import { textTable } from './text-table.js';
import { wrapPx } from './text-width.js';
import {
  figureWidthPx,
  font,
  fontSizePx,
  hiddenAxis,
  ink,
  plain,
  type Role,
  roleColour,
  themed,
  tint,
} from './theme.js';

/** One part. */
export interface DiagramBox {
  id: string;
  /** Its name, and in further lines what it is. */
  text: string;
  column: number;
  row: number;
  /** Whose colour it has. */
  role?: Role;
}

/** One connection. */
export interface DiagramArrow {
  from: string;
  to: string;
  text: string;
  role?: Role;
  dashed?: boolean;
  /** Where along the arrow its text stands, 0 to 1. Default: the middle. */
  at?: number;
}

/** A diagram's title and measures. */
export interface DiagramOptions {
  title: string;
  boxPx?: number;
  rowPx?: number;
}

const boxHighPx = 54;
const lineWide = 2;

interface Point {
  x: number;
  y: number;
}

interface Placed extends DiagramBox, Point {
  lines: string[];
}

function place(boxes: readonly DiagramBox[], boxPx: number, rowPx: number, plotPx: number): Placed[] {
  const columns = Math.max(...boxes.map(({ column }) => column)) + 1;
  const pitch = columns > 1 ? (plotPx - boxPx - 8) / (columns - 1) : 0;
  return boxes.map((box) => ({
    ...box,
    x: boxPx / 2 + 4 + box.column * pitch,
    y: (box.row + 0.5) * rowPx,
    lines: box.text.split('\n').flatMap((line) => wrapPx(line, fontSizePx.small, boxPx - 14, 3)),
  }));
}

/** Where the line from one box's middle to another's leaves the first. */
function edge(from: Point, to: Point, halfWide: number, halfHigh: number): Point {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const share = Math.min(dx === 0 ? Infinity : halfWide / Math.abs(dx), dy === 0 ? Infinity : halfHigh / Math.abs(dy));
  return { x: from.x + share * dx, y: from.y + share * dy };
}

interface Line {
  arrow: DiagramArrow;
  from: Point;
  to: Point;
}

function lineOf(arrow: DiagramArrow, placed: readonly Placed[], boxPx: number): Line {
  const find = (id: string): Placed => {
    const found = placed.find((box) => box.id === id);
    if (found === undefined) throw new Error(`An arrow names the box '${id}', and there is none.`);
    return found;
  };
  const [from, to] = [find(arrow.from), find(arrow.to)];
  const halves = [boxPx / 2 + 2, boxHighPx / 2 + 2] as const;
  return { arrow, from: edge(from, to, ...halves), to: edge(to, from, ...halves) };
}

function drawLine({ arrow, from, to }: Line): PlotTrace {
  const color = arrow.role ? roleColour[arrow.role] : ink.quiet;
  return {
    type: 'scatter',
    mode: 'lines+markers',
    name: plain(arrow.text),
    x: [from.x, to.x],
    y: [from.y, to.y],
    line: { color, width: lineWide, dash: arrow.dashed ? 'dash' : 'solid' },
    marker: { symbol: 'arrow', angleref: 'previous', size: [0, 13], color, opacity: 1 },
    hoverinfo: 'skip',
  };
}

function label({ arrow, from, to }: Line): Annotation {
  const at = arrow.at ?? 0.5;
  return {
    text: arrow.text.split('\n').map(plain).join('<br>'),
    x: from.x + at * (to.x - from.x),
    y: from.y + at * (to.y - from.y),
    xanchor: 'center',
    yanchor: 'middle',
    align: 'center',
    showarrow: false,
    bgcolor: ink.paper,
    font: font('small'),
  };
}

function drawBoxes(placed: readonly Placed[], boxPx: number): PlotTrace[] {
  const colour = (box: Placed): string => (box.role ? roleColour[box.role] : ink.quiet);
  return [
    {
      type: 'bar',
      orientation: 'h',
      name: 'parts',
      base: placed.map(({ x }) => x - boxPx / 2),
      x: placed.map(() => boxPx),
      y: placed.map(({ y }) => y),
      width: boxHighPx,
      marker: {
        color: placed.map((box) => tint(colour(box), 0.16)),
        line: { color: placed.map(colour), width: 2 },
      },
      hoverinfo: 'skip',
    },
    {
      type: 'scatter',
      mode: 'text',
      name: 'names',
      x: placed.map(({ x }) => x),
      y: placed.map(({ y }) => y),
      text: placed.map(({ lines }) =>
        lines.map((line, at) => (at === 0 ? `<b>${plain(line)}</b>` : plain(line))).join('<br>'),
      ),
      textposition: 'middle center',
      textfont: font('small'),
      hoverinfo: 'skip',
    },
  ];
}

/**
 * A diagram.
 * @throws Error when an arrow names a box that is not there
 */
export function diagram(
  boxes: readonly DiagramBox[],
  arrows: readonly DiagramArrow[],
  { title, boxPx = 190, rowPx = 96 }: DiagramOptions,
): Figure {
  const plotPx = figureWidthPx - 32;
  const placed = place(boxes, boxPx, rowPx, plotPx);
  const rows = Math.max(...boxes.map(({ row }) => row)) + 1;
  const lines = arrows.map((arrow) => lineOf(arrow, placed, boxPx));
  const nameOf = (id: string): string => boxes.find((box) => box.id === id)!.text.split('\n')[0]!;
  return {
    title,
    data: [...lines.map(drawLine), ...drawBoxes(placed, boxPx)],
    layout: themed(title, {
      plotPx: rows * rowPx,
      margin: { l: 16, r: 16, b: 8 },
      barmode: 'overlay',
      xaxis: hiddenAxis([0, plotPx]),
      yaxis: hiddenAxis([rows * rowPx, 0]),
      annotations: lines.map(label),
    }),
    text: textTable(
      ['from', 'to', 'what'],
      arrows.map(({ from, to, text }) => [nameOf(from), nameOf(to), text.replaceAll('\n', ' ')]),
    ),
  };
}
