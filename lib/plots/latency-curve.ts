// How a latency depends on a parameter: the median of each point and, as a band, what lies between
// the 10th and the 90th percentile. Either axis may be logarithmic.
import { quantiles } from '../measure/summary.js';
import type { Annotation, Figure, PlotTrace } from './figure.js';
import { logAxis } from './log-axis.js';
import { textTable } from './text-table.js';
import { axis, font, ink, plain, type SeriesStyle, stylesOf, themed, tint } from './theme.js';
import { numberText, type TimeUnit, timeText, unitFor } from './units.js';

/** Latencies measured at several values of a parameter. */
export interface CurveSeries {
  name: string;
  points: { x: number; latencyNs: number[] }[];
}

/** What a curve's axes say and how they run. */
export interface CurveOptions {
  title: string;
  /** What the parameter is, with its unit: `'dirty pages'`, `'DMA length (ns)'`. */
  parameter: string;
  operation?: string;
  logX?: boolean;
  logY?: boolean;
}

interface Point {
  x: number;
  p10Ns: number;
  medianNs: number;
  p90Ns: number;
  count: number;
}

function summed({ points }: CurveSeries): Point[] {
  return [...points]
    .sort((a, b) => a.x - b.x)
    .map(({ x, latencyNs }) => {
      const [p10Ns, medianNs, p90Ns] = quantiles(latencyNs, [0.1, 0.5, 0.9]);
      return { x, p10Ns, medianNs, p90Ns, count: latencyNs.length };
    });
}

function band(name: string, points: readonly Point[], colour: string, unit: TimeUnit): PlotTrace {
  return {
    type: 'scatter',
    mode: 'lines',
    name: plain(`${name}: p10 to p90`),
    legendgroup: name,
    showlegend: false,
    x: [...points, ...points.toReversed()].map(({ x }) => x),
    y: [...points.map(({ p90Ns }) => p90Ns), ...points.toReversed().map(({ p10Ns }) => p10Ns)].map(
      (ns) => ns / unit.ns,
    ),
    fill: 'toself',
    fillcolor: tint(colour, 0.3),
    line: { color: tint(colour, 0.5), width: 1 },
    opacity: 0.6,
    hoverinfo: 'skip',
  };
}

/** Whether two curves lie on each other nearly everywhere: the eye would see one. */
function coincide(one: readonly Point[], other: readonly Point[]): boolean {
  const alike = ({ medianNs, x }: Point, at: number): boolean =>
    other[at]?.x === x && Math.abs(Math.log(medianNs / other[at].medianNs)) < Math.log(1.2);
  return one.length === other.length && one.filter(alike).length >= 0.75 * one.length;
}

/** A curve's median; wider by so much for each curve that is drawn on top of it. */
function median(
  { name, points }: { name: string; points: readonly Point[] },
  style: SeriesStyle,
  unit: TimeUnit,
  covered: number,
): PlotTrace {
  return {
    type: 'scatter',
    mode: 'lines+markers',
    name: plain(name),
    legendgroup: name,
    x: points.map(({ x }) => x),
    y: points.map(({ medianNs }) => medianNs / unit.ns),
    line: { color: style.colour, width: 2 + 5 * covered, dash: covered > 0 ? 'solid' : style.dash },
    marker: { color: style.colour, symbol: style.symbol, size: 9 + 7 * covered, line: { color: '#ffffff', width: 1 } },
    hovertext: points.map((point) =>
      plain(
        `${name} at ${numberText(point.x)}: median ${timeText(point.medianNs)}, p10 to p90 ${timeText(point.p10Ns)} to ${timeText(point.p90Ns)}, ${point.count} operations`,
      ),
    ),
    hoverinfo: 'text',
  };
}

const bandNote: Annotation = {
  text: 'line: median; band: 10th to 90th percentile',
  xref: 'paper',
  yref: 'paper',
  x: 1,
  y: 1.01,
  xanchor: 'right',
  yanchor: 'bottom',
  showarrow: false,
  font: font('small', ink.quiet),
};

/** Latency against a parameter, one curve a series. */
export function latencyCurve(series: readonly CurveSeries[], options: CurveOptions): Figure {
  const { title, parameter, operation = 'latency', logX = false, logY = false } = options;
  const curves = series.map((each) => ({ name: each.name, points: summed(each) }));
  const points = curves.flatMap((each) => each.points);
  const unit = logY ? unitFor(1) : unitFor(Math.max(...points.map(({ p90Ns }) => p90Ns)));
  const styles = stylesOf(series.map(({ name }) => name));
  const covered = (index: number): number =>
    curves.slice(index + 1).filter(({ points: later }) => coincide(curves[index]!.points, later)).length;
  const rows = curves.flatMap((each) =>
    each.points.map((point) => [
      each.name,
      numberText(point.x),
      ...[point.p10Ns, point.medianNs, point.p90Ns].map(timeText),
      String(point.count),
    ]),
  );
  return {
    title,
    data: [
      ...curves.map((each, index) => band(each.name, each.points, styles[index]!.colour, unit)),
      ...curves.map((each, index) => median(each, styles[index]!, unit, covered(index))),
    ],
    layout: themed(title, {
      plotPx: 258,
      showlegend: true,
      legend: { orientation: 'h', x: 0, y: -0.24, yanchor: 'top', font: font() },
      margin: { t: 16, b: 100 },
      annotations: [bandNote],
      xaxis: logX
        ? logAxis(
            parameter,
            points.map(({ x }) => x),
            numberText,
          )
        : axis(parameter),
      yaxis: logY
        ? logAxis(
            operation,
            points.flatMap(({ p10Ns, p90Ns }) => [p10Ns, p90Ns]),
            timeText,
          )
        : axis(`${operation} (${unit.name})`, { rangemode: 'tozero' }),
    }),
    text: textTable(['series', parameter, 'p10', 'median', 'p90', 'operations'], rows),
  };
}
