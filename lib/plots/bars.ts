// Bars side by side or on top of each other: time by reason of waiting, operations by outcome.
import type { Figure, PerMark, PlotTrace } from './figure.js';
import { logAxis } from './log-axis.js';
import { verdictStyle } from './matrix.js';
import { textTable } from './text-table.js';
import { wrapPx } from './text-width.js';
import {
  axis,
  figureWidthPx,
  font,
  fontSizePx,
  ink,
  isSomebodys,
  plain,
  type ReasonStyle,
  reasonStyle,
  stylesOf,
  themed,
  tint,
} from './theme.js';
import { numberText, type TimeUnit, timeText, unitFor } from './units.js';

/** One part of every group. Where there is one alone and each group is somebody's, the groups have the colours. */
export interface BarSeries {
  name: string;
  /** One value a group; times in nanoseconds. */
  values: number[];
}

/** How bars are drawn. */
export interface BarOptions {
  title: string;
  /** What the bars' length is, without its unit. */
  axisTitle: string;
  /** What the groups are. */
  groupTitle?: string;
  unit?: 'time' | 'count' | 'share';
  stacked?: boolean;
  /** The bars' axis is logarithmic, and all values are above zero; not for stacked bars. */
  log?: boolean;
  /** Lengths for which the axis has room too: what figures that slide into each other have in common. */
  roomFor?: readonly number[];
  /** The series are reasons to wait and look as waits look on a timeline. */
  byReason?: boolean;
  /** The series are verdicts and have the colours that verdicts have in a matrix. */
  byVerdict?: boolean;
}

interface Scale {
  divisor: number;
  title: string;
  text: (value: number) => string;
}

function scaleOf({ axisTitle, unit = 'count' }: BarOptions, most: number): Scale {
  if (unit === 'count') return { divisor: 1, title: axisTitle, text: numberText };
  if (unit === 'share')
    return { divisor: 0.01, title: `${axisTitle} (%)`, text: (value) => `${numberText(value * 100)} %` };
  const { ns, name }: TimeUnit = unitFor(most);
  return { divisor: ns, title: `${axisTitle} (${name})`, text: timeText };
}

/** The looks of all series: of reasons to wait, of verdicts, or what their names say. */
function looksOf(names: readonly string[], { byReason = false, byVerdict = false }: BarOptions): ReasonStyle[] {
  if (byReason) return names.map(reasonStyle);
  return byVerdict ? names.map(verdictStyle) : stylesOf(names);
}

const half = (colour: PerMark<string>): PerMark<string> =>
  typeof colour === 'string' ? tint(colour, 0.5) : colour.map((each) => tint(each, 0.5));

function drawSeries(
  { name, values }: BarSeries,
  { colour, shape }: { colour: PerMark<string>; shape: string },
  groups: readonly string[],
  scale: Scale,
  { byReason = false }: BarOptions,
): PlotTrace {
  return {
    type: 'bar',
    name: plain(name),
    x: groups.map((_, at) => at),
    y: values.map((value) => value / scale.divisor),
    marker: {
      color: half(colour),
      pattern: { shape, fgcolor: colour, bgcolor: byReason ? ink.paper : half(colour), size: 8 },
      line: { color: colour, width: 1 },
    },
    hovertext: values.map((value, at) => plain(`${groups[at]}, ${name}: ${scale.text(value)}`)),
    hoverinfo: 'text',
  };
}

/** Grouped or stacked bars: each series has one value for each group. */
export function bars(groups: readonly string[], series: readonly BarSeries[], options: BarOptions): Figure {
  const { title, groupTitle = 'case', stacked = false, log = false, roomFor = [] } = options;
  const totals = groups.map((_, at) =>
    series.map(({ values }) => values[at]).reduce((a, b) => (stacked ? a + b : Math.max(a, b)), 0),
  );
  const most = Math.max(...totals, ...roomFor);
  const scale = scaleOf(options, most);
  const linear = roomFor.length > 0 ? { range: [0, (most / scale.divisor) * 1.06] as [number, number] } : {};
  const names = series.map(({ name }) => name);
  const byGroup = series.length === 1 && groups.every(isSomebodys);
  const looks = byGroup
    ? [{ colour: stylesOf(groups).map(({ colour }) => colour), shape: '' }]
    : looksOf(names, options);
  const groupPx = (figureWidthPx - 94) / groups.length;
  return {
    title,
    data: series.map((each, index) => drawSeries(each, looks[index]!, groups, scale, options)),
    layout: themed(title, {
      plotPx: 238,
      barmode: stacked ? 'stack' : 'group',
      bargap: 0.35,
      showlegend: !byGroup,
      legend: { orientation: 'h', x: 0, y: -0.27, yanchor: 'top', font: font(), itemsizing: 'constant' },
      margin: { b: byGroup ? 70 : 116 },
      xaxis: axis(groupTitle, {
        range: [-0.6, groups.length - 0.4],
        tickmode: 'array',
        tickvals: groups.map((_, at) => at),
        ticktext: groups.map((group) =>
          wrapPx(group, fontSizePx.normal, groupPx - 8, 3)
            .map(plain)
            .join('<br>'),
        ),
        tickangle: 0,
        showgrid: false,
        ticks: '',
      }),
      yaxis: log
        ? logAxis(
            options.axisTitle,
            [...series.flatMap(({ values }) => values), ...roomFor].map((value) => value / scale.divisor),
            (value) => scale.text(value * scale.divisor),
          )
        : axis(scale.title, { rangemode: 'tozero', ...linear }),
    }),
    text: textTable(
      [groupTitle, ...names, ...(stacked ? ['together'] : [])],
      groups.map((group, at) => [
        group,
        ...series.map(({ values }) => scale.text(values[at])),
        ...(stacked ? [scale.text(totals[at])] : []),
      ]),
    ),
  };
}
