// A small state graph from its first state down: a row a number of steps, a box a state, the bad
// path in red with its steps written beside it.
//
// States lie in rows by their distance from the first, ordered so that few edges cross. Meant for up
// to some sixty states; labels that do not fit become numbers, which the text version explains.
import type { Annotation, Figure, PlotTrace } from './figure.js';
import { type Edge, type Node, place, type Placed as Shared } from './state-rows.js';
import { textTable } from './text-table.js';
import { textWidthPx, wrapPx } from './text-width.js';
import { axis, figureWidthPx, font, fontSizePx, hiddenAxis, plain, roleColour, themed, tint } from './theme.js';

export type { Edge, Node } from './state-rows.js';

const rowPx = 64;
const linePx = 15;
const leftPx = 56;
const pathPx = 200;
const widestPx = 150;
const narrowestPx = 34;

/** A state with its place in pixels from the left of the plot. */
interface Placed extends Shared {
  x: number;
}

interface Scene {
  placed: Placed[];
  edges: readonly Edge[];
  path: readonly string[];
  /** Room for one state, and half the height of its box. */
  cellPx: number;
  halfPx: number;
  asNumbers: boolean;
}

function onPath({ path }: Scene, edge: Edge): boolean {
  return path.some((id, at) => id === edge.from && path[at + 1] === edge.to);
}

function boxLines({ asNumbers, cellPx }: Pick<Scene, 'asNumbers' | 'cellPx'>, node: Placed): string[] {
  return asNumbers ? [String(node.number)] : wrapPx(node.label, fontSizePx.small, cellPx - 18, 2);
}

function widthOf(scene: Scene, node: Placed): number {
  const lines = boxLines(scene, node).map((line) => textWidthPx(line, fontSizePx.small));
  return Math.max(26, Math.max(...lines) + 12);
}

/** Lines with an arrow head at the end; a point in the middle so that pointing at a line names its step. */
function lines(scene: Scene, name: string, edges: readonly Edge[], colour: string, width: number): PlotTrace[] {
  if (edges.length === 0) return [];
  const find = (id: string): Placed => scene.placed.find((node) => node.id === id) as Placed;
  const ends = edges.map(({ from, to }) => {
    const [a, b] = [find(from), find(to)];
    const down = b.depth > a.depth ? 1 : -1;
    return { x0: a.x, y0: a.depth * rowPx + down * scene.halfPx, x1: b.x, y1: b.depth * rowPx - down * scene.halfPx };
  });
  return [
    {
      type: 'scatter',
      mode: 'lines+markers',
      name,
      x: ends.flatMap(({ x0, x1 }) => [x0, (x0 + x1) / 2, x1, null]),
      y: ends.flatMap(({ y0, y1 }) => [y0, (y0 + y1) / 2, y1, null]),
      line: { color: colour, width, dash: name === 'goes back' ? 'dot' : 'solid' },
      marker: {
        symbol: 'arrow',
        angleref: 'previous',
        size: ends.flatMap(() => [0, 0, 9 + 2 * width, 0]),
        color: colour,
        opacity: 1,
      },
      hovertext: edges.flatMap(({ label }) => ['', plain(label), '', '']),
      hoverinfo: 'text',
    },
  ];
}

function boxes(scene: Scene): PlotTrace {
  const { placed, path, halfPx } = scene;
  const inPath = placed.map(({ id }) => path.includes(id));
  return {
    type: 'bar',
    orientation: 'h',
    name: 'states',
    showlegend: false,
    base: placed.map((node) => node.x - widthOf(scene, node) / 2),
    x: placed.map((node) => widthOf(scene, node)),
    y: placed.map(({ depth }) => depth * rowPx),
    width: 2 * halfPx,
    marker: {
      color: inPath.map((bad) => (bad ? tint(roleColour.harm, 0.25) : tint(roleColour.user, 0.14))),
      line: {
        color: inPath.map((bad) => (bad ? roleColour.harm : roleColour.user)),
        width: inPath.map((bad) => (bad ? 2 : 1)),
      },
    },
    hovertext: placed.map((node) => plain(`state ${node.number}: ${node.label}`)),
    hoverinfo: 'text',
  };
}

function labels(scene: Scene): PlotTrace {
  return {
    type: 'scatter',
    mode: 'text',
    name: 'labels',
    showlegend: false,
    x: scene.placed.map(({ x }) => x),
    y: scene.placed.map(({ depth }) => depth * rowPx),
    text: scene.placed.map((node) => boxLines(scene, node).map(plain).join('<br>')),
    textposition: 'middle center',
    textfont: font('small'),
    hoverinfo: 'skip',
  };
}

/** The steps of the path, each between the rows that it leads from and to. */
function pathSteps({ path, edges }: Scene, plotPx: number): Annotation[] {
  return path.slice(1).map((to, at): Annotation => {
    const edge = edges.find((each) => each.from === path[at] && each.to === to) as Edge;
    const written = wrapPx(`${at + 1}. ${edge.label}`, fontSizePx.small, pathPx - 20, 3);
    return {
      text: written.map(plain).join('<br>'),
      x: plotPx + 12,
      y: (at + 0.5) * rowPx,
      xanchor: 'left',
      yanchor: 'middle',
      align: 'left',
      showarrow: false,
      font: font('small', roleColour.harm),
    };
  });
}

function text({ placed, edges, path }: Scene): string {
  const number = (id: string): string => String(placed.find((node) => node.id === id)?.number);
  const states = placed.map((node) => [
    String(node.number),
    String(node.depth),
    node.label,
    edges
      .filter((edge) => edge.from === node.id)
      .map((edge) => `${edge.label} -> ${number(edge.to)}`)
      .join('; '),
  ]);
  const table = textTable(['state', 'steps', 'what it is', 'leads to'], states);
  return path.length === 0 ? table : `${table}\n\nmarked path: ${path.map(number).join(' -> ')}`;
}

function check(nodes: readonly Node[], edges: readonly Edge[], path: readonly string[]): void {
  const known = new Set(nodes.map(({ id }) => id));
  const lost = [...edges.flatMap(({ from, to }) => [from, to]), ...path].find((id) => !known.has(id));
  if (lost !== undefined)
    throw new Error(`The graph has no state '${lost}'; edges and path may only name states that are given.`);
  const gap = path.findIndex((id, at) => at > 0 && !edges.some((edge) => edge.from === path[at - 1] && edge.to === id));
  if (gap > 0) throw new Error(`The path goes from '${path[gap - 1]}' to '${path[gap]}', and there is no such edge.`);
}

/** A state graph, from the first of the nodes; `path` names the states of the path to mark. */
export function stateGraph(
  nodes: readonly Node[],
  edges: readonly Edge[],
  { title, path = [], width }: { title: string; path?: readonly string[]; width?: number },
): Figure {
  check(nodes, edges, path);
  const { placed: shared, rows, widest } = place(nodes, edges);
  const besidePx = leftPx + 16 + (path.length > 0 ? pathPx : 0);
  const widthPx = width ?? Math.max(figureWidthPx, widest * narrowestPx + besidePx);
  const plotPx = widthPx - besidePx;
  const placed = shared.map((node): Placed => ({ ...node, x: Math.round(node.share * plotPx) }));
  const cellPx = Math.min(widestPx, plotPx / widest);
  const asNumbers = placed.some((node) =>
    boxLines({ asNumbers: false, cellPx }, node).some((line) => line.endsWith('…')),
  );
  const most = Math.max(...placed.map((node) => boxLines({ asNumbers, cellPx }, node).length));
  const scene: Scene = { placed, edges, path, cellPx, halfPx: (most * linePx + 6) / 2, asNumbers };
  const depthOf = (id: string): number => placed.find((node) => node.id === id)?.depth ?? 0;
  const others = edges.filter((edge) => !onPath(scene, edge) && edge.from !== edge.to);
  const back = others.filter((edge) => depthOf(edge.to) <= depthOf(edge.from));
  const onward = others.filter((edge) => !back.includes(edge));
  return {
    title,
    data: [
      ...lines(scene, 'a step', onward, '#8a8a8a', 1),
      ...lines(scene, 'goes back', back, '#8a8a8a', 1),
      ...lines(
        scene,
        'marked path',
        edges.filter((edge) => onPath(scene, edge)),
        roleColour.harm,
        3,
      ),
      boxes(scene),
      labels(scene),
    ],
    layout: themed(title, {
      width: widthPx,
      plotPx: rows * rowPx,
      margin: { l: leftPx, r: 16, b: 12 },
      barmode: 'overlay',
      xaxis: hiddenAxis([0, widthPx - leftPx - 16]),
      yaxis: axis('steps from the first state', {
        range: [(rows - 0.5) * rowPx, -0.5 * rowPx],
        tickmode: 'array',
        tickvals: Array.from({ length: rows }, (_, depth) => depth * rowPx),
        ticktext: Array.from({ length: rows }, (_, depth) => String(depth)),
        showline: false,
        ticks: '',
      }),
      annotations: pathSteps(scene, plotPx),
    }),
    text: text(scene),
  };
}
