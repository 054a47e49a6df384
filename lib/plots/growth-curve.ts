// How a search grows with the size of what is searched: states above, seconds below, both on
// logarithmic axes. Where a budget ran out, the mark is hollow and stands at what was spent.
import type { Axis, Figure, PlotTrace } from './figure.js';
import { logAxis } from './log-axis.js';
import { textTable } from './text-table.js';
import { axis, font, ink, plain, seriesStyles, themed } from './theme.js';
import { numberText, timeText } from './units.js';

/** One size that was searched. */
export interface GrowthPoint {
  x: number;
  states: number;
  seconds: number;
  /** False where a budget ran out before the end. */
  complete: boolean;
}

/** The sizes along one line. */
export interface GrowthSeries {
  name: string;
  points: readonly GrowthPoint[];
}

/** What the axes say. */
export interface GrowthCurveOptions {
  title: string;
  /** What grows along x: `'pages'`. */
  parameter: string;
  /** What is counted as a state: `'states'`. */
  counted?: string;
}

type Quantity = 'states' | 'seconds';

function curve({ name, points }: GrowthSeries, index: number, quantity: Quantity): PlotTrace {
  const style = seriesStyles[index % seriesStyles.length]!;
  return {
    type: 'scatter',
    mode: 'lines+markers',
    name: plain(name),
    legendgroup: name,
    showlegend: quantity === 'states',
    x: points.map(({ x }) => x),
    y: points.map((point) => point[quantity]),
    yaxis: quantity === 'states' ? 'y' : 'y2',
    line: { color: style.colour, width: 2, dash: style.dash },
    marker: {
      color: points.map(({ complete }) => (complete ? style.colour : ink.paper)),
      symbol: style.symbol,
      size: 9,
      line: { color: style.colour, width: 2 },
    },
    hovertext: points.map((point) => plain(hover(name, point))),
    hoverinfo: 'text',
  };
}

function hover(name: string, { complete, seconds, states, x }: GrowthPoint): string {
  const found = `${numberText(states)} states in ${timeText(seconds * 1e9)}`;
  return `${name}, ${x}: ${complete ? found : `unknown, given up after ${found}`}`;
}

/** Whole numbers, in words of one letter where they are large. */
const shortNumber = (value: number): string =>
  value >= 1e6 ? `${numberText(value / 1e6)} M` : value >= 1e3 ? `${numberText(value / 1e3)} k` : numberText(value);

/** States and seconds against a size, one line a series; a point without a state is left out. */
export function growthCurve(given: readonly GrowthSeries[], options: GrowthCurveOptions): Figure {
  const { title, parameter, counted = 'states' } = options;
  const series = given
    .map(({ name, points }) => ({ name, points: points.filter(({ states }) => states > 0) }))
    .filter(({ points }) => points.length > 0);
  const all = series.flatMap(({ points }) => points);
  const sizes = [...new Set(all.map(({ x }) => x))].sort((a, b) => a - b);
  // Wide enough for a tick, however few points there are.
  const values = (quantity: Quantity) => all.flatMap((point) => [0.6 * point[quantity], 1.6 * point[quantity]]);
  const upper: Partial<Axis> = { domain: [0.54, 1] };
  const lower: Partial<Axis> = { domain: [0, 0.46] };
  return {
    title,
    data: [
      ...series.map((each, index) => curve(each, index, 'states')),
      ...series.map((each, index) => curve(each, index, 'seconds')),
    ],
    layout: themed(title, {
      plotPx: 420,
      showlegend: true,
      legend: { orientation: 'h', x: 0, y: -0.13, yanchor: 'top', font: font() },
      margin: { t: 16, b: 100 },
      annotations: all.every(({ complete }) => complete) ? [] : [hollowNote],
      xaxis: axis(parameter, { tickmode: 'array', tickvals: sizes, ticktext: sizes.map(String), anchor: 'y2' }),
      yaxis: { ...logAxis(counted, values('states'), shortNumber), ...upper },
      yaxis2: { ...logAxis('time', values('seconds'), (value) => timeText(value * 1e9)), ...lower },
    }),
    text: textTable(
      ['series', parameter, counted, 'time', 'verdict'],
      given.flatMap(({ name, points }) =>
        points.map(({ complete, seconds, states, x }) => [
          name,
          String(x),
          states === 0 ? '' : numberText(states),
          states === 0 ? '' : timeText(seconds * 1e9),
          complete ? 'complete' : states === 0 ? 'unknown, not tried' : 'unknown',
        ]),
      ),
    ),
  };
}

const hollowNote = {
  text: 'hollow: given up at the budget, unknown',
  xref: 'paper',
  yref: 'paper',
  x: 1,
  y: 1.005,
  xanchor: 'right',
  yanchor: 'bottom',
  showarrow: false,
  font: font('small', ink.quiet),
} as const;
