// How latencies are distributed: the share of operations that took at most so long, one curve a
// series, with its median and 99th percentile marked. In text, bpftrace's histogram of each.
import { histogram, histogramText } from '../measure/histogram.js';
import { quantiles, type Summary, summarise } from '../measure/summary.js';
import type { Figure, PlotTrace } from './figure.js';
import { textTable } from './text-table.js';
import { axis, font, plain, type SeriesStyle, stylesOf, themed } from './theme.js';
import { logTicks, timeText, wholeStep } from './units.js';

/** The latencies that one variant measured. */
export interface LatencySeries {
  name: string;
  latencyNs: number[];
}

const pointsACurve = 200;

/** The curve's points: every step of a small set, evenly chosen quantiles of a large one. */
function curve(latencyNs: readonly number[]): { x: number[]; y: number[] } {
  const sorted = [...latencyNs].sort((a, b) => a - b);
  const count = Math.min(sorted.length, pointsACurve);
  const at = Array.from({ length: count }, (_, index) => Math.ceil(((index + 1) * sorted.length) / count) - 1);
  return {
    x: [sorted[0], ...at.map((index) => sorted[index])],
    y: [0, ...at.map((index) => (index + 1) / sorted.length)],
  };
}

function drawSeries({ name, latencyNs }: LatencySeries, style: SeriesStyle, logarithmic: boolean): PlotTrace[] {
  const [median, p99] = quantiles(latencyNs, [0.5, 0.99]);
  const least = logarithmic ? 1 : 0;
  const { x, y } = curve(latencyNs.map((value) => Math.max(value, least)));
  const label = `${name}: median ${timeText(median)}, p99 ${timeText(p99)}`;
  return [
    {
      type: 'scatter',
      mode: 'lines',
      name: plain(label),
      legendgroup: name,
      x,
      y,
      line: { color: style.colour, width: 2, dash: style.dash, shape: 'hv' },
      hovertemplate: `%{y:.1%} took at most %{x} ns<extra>${plain(name)}</extra>`,
    },
    {
      type: 'scatter',
      mode: 'markers',
      name: plain(name),
      legendgroup: name,
      showlegend: false,
      x: [median, p99].map((value) => Math.max(value, least)),
      y: [0.5, 0.99],
      marker: { color: style.colour, symbol: style.symbol, size: 10, line: { color: '#ffffff', width: 1 } },
      hovertext: [`median ${timeText(median)}`, `p99 ${timeText(p99)}`],
      hoverinfo: 'text',
    },
  ];
}

function summaryRow(name: string, summary: Summary): string[] {
  const { count, minNs, medianNs, p90Ns, p99Ns, maxNs } = summary;
  return [name, String(count), ...[minNs, medianNs, p90Ns, p99Ns, maxNs].map(timeText)];
}

function text(series: readonly LatencySeries[]): string {
  const table = textTable(
    ['series', 'count', 'min', 'median', 'p90', 'p99', 'max'],
    series.map(({ name, latencyNs }) => summaryRow(name, summarise(latencyNs))),
  );
  const histograms = series.map(({ name, latencyNs }) => `@ns[${name}]:\n${histogramText(histogram(latencyNs))}`);
  return [table, ...histograms].join('\n\n');
}

/** The distribution of one or more sets of latencies. */
export function latencyDistribution(
  series: readonly LatencySeries[],
  { title = 'How long the operations took', operation = 'latency' }: { title?: string; operation?: string } = {},
): Figure {
  const all = series.flatMap(({ latencyNs }) => latencyNs);
  const [least, most] = [all.reduce((a, b) => Math.min(a, b), Infinity), all.reduce((a, b) => Math.max(a, b), 0)];
  const logarithmic = most > 20 * Math.max(least, 1);
  const ticks = logTicks(Math.max(least, 1), Math.max(most, 2), timeText);
  const styles = stylesOf(series.map(({ name }) => name));
  const space = Math.max((most - least) * 0.04, 2);
  return {
    title,
    data: series.flatMap((each, index) => drawSeries(each, styles[index]!, logarithmic)),
    layout: themed(title, {
      plotPx: 244,
      showlegend: true,
      legend: { orientation: 'v', x: 0, y: -0.26, yanchor: 'top', font: font() },
      margin: { b: 70 + 22 * series.length },
      xaxis: logarithmic
        ? axis(`${operation} (logarithmic)`, { type: 'log', ...ticks, tickmode: 'array' })
        : axis(`${operation} (ns)`, {
            range: [least - space, most + space],
            dtick: wholeStep(most - least + 2 * space, 8),
            tickformat: ',d',
          }),
      yaxis: axis('share of operations', { range: [0, 1.04], tickformat: '.0%' }),
    }),
    text: text(series),
  };
}
