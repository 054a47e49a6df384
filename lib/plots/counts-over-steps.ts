// How numbers change from step to step: a reference count beside a pin count, say. Each value holds
// until the step that changes it, so the lines are stairs.
import type { FieldValue, Trace } from '../engine/trace.js';
import type { Figure, Layout, PlotTrace } from './figure.js';
import { textTable } from './text-table.js';
import { axis, font, ink, plain, seriesStyles, themed } from './theme.js';
import { wholeStep } from './units.js';

/** One number after each step; `values[0]` is the number before the first. */
export interface CountSeries {
  name: string;
  values: number[];
}

/** What a field's value counts as on an axis. */
function asNumber(value: FieldValue): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  throw new Error(
    `A count is a number or a flag, and ${JSON.stringify(value)} is neither; choose another field to draw.`,
  );
}

/** The numbers that fields have before the first step and after each one. */
export function countsOfFields(
  trace: Trace,
  fields: readonly { name: string; record: string; field: string }[],
): CountSeries[] {
  return fields.map(({ name, record, field }) => {
    const found = trace.initial.find((each) => each.record === record)?.fields.find((each) => each.name === field);
    if (!found)
      throw new Error(
        `The trace has no field ${record}.${field}; its records are ${trace.initial.map((each) => each.record).join(', ')}.`,
      );
    const values = [asNumber(found.value)];
    for (const step of trace.steps) {
      const change = step.changes.findLast((each) => each.record === record && each.field === field);
      values.push(change ? asNumber(change.after) : values[values.length - 1]);
    }
    return { name, values };
  });
}

function stairs({ name, values }: CountSeries, index: number, labels: readonly string[]): PlotTrace {
  const { colour, dash, symbol } = seriesStyles[index % seriesStyles.length];
  return {
    type: 'scatter',
    mode: 'lines+markers',
    name: plain(name),
    x: values.map((_, step) => step),
    y: values,
    line: { color: colour, width: 2, dash, shape: 'hv' },
    marker: { color: colour, symbol, size: 7 },
    hovertext: values.map((value, step) =>
      plain(`${name} ${value} after ${step === 0 ? 'nothing yet' : `step ${step} ${labels[step - 1] ?? ''}`}`),
    ),
    hoverinfo: 'text',
  };
}

/** What the counts are of and how they are drawn. */
export interface CountOptions {
  title: string;
  /** Names of the steps, from the first. */
  labels?: readonly string[];
  axisTitle?: string;
  /** Each series on an axis of its own, one under the other (up to three), for numbers of different size. */
  panels?: boolean;
  /** Moments to name: a line across the plot after so many steps. */
  marks?: readonly { step: number; text: string }[];
}

const axisNames = ['yaxis', 'yaxis2', 'yaxis3'] as const;

function highest(series: readonly CountSeries[]): number {
  return Math.max(1, ...series.flatMap(({ values }) => values));
}

/** One axis for all series, or one each from top to bottom. */
function countAxes(series: readonly CountSeries[], { axisTitle = 'count', panels }: CountOptions): Partial<Layout> {
  if (!panels)
    return { yaxis: axis(axisTitle, { rangemode: 'tozero', tickformat: ',d', dtick: wholeStep(highest(series), 8) }) };
  const axes: Partial<Layout> = {};
  series.forEach(({ name, values }, at) => {
    const most = Math.max(...values, 1);
    const domain: [number, number] = [1 - (at + 0.86) / series.length, 1 - at / series.length];
    axes[axisNames[at]] = axis(name, {
      domain,
      range: [-0.08 * most, 1.12 * most],
      dtick: wholeStep(most, 3),
      tickformat: ',d',
    });
  });
  return axes;
}

/** The lines of the named moments, and their names above the plot. */
function markLines(marks: NonNullable<CountOptions['marks']>): Pick<Layout, 'shapes' | 'annotations'> {
  return {
    shapes: marks.map(({ step }) => ({
      type: 'line',
      x0: step,
      x1: step,
      yref: 'paper',
      y0: 0,
      y1: 1,
      layer: 'below',
      line: { color: ink.quiet, width: 1, dash: 'dot' },
    })),
    annotations: marks.map(({ step, text }) => ({
      text: plain(text),
      x: step,
      yref: 'paper',
      y: 1,
      yanchor: 'bottom',
      showarrow: false,
      font: font('small', ink.quiet),
    })),
  };
}

function countText(series: readonly CountSeries[], labels: readonly string[]): string {
  const steps = Math.max(...series.map(({ values }) => values.length));
  const header = ['steps', 'last step', ...series.map(({ name }) => name)];
  const rows = Array.from({ length: steps }, (_, step) => [
    String(step),
    step === 0 ? '(before)' : (labels[step - 1] ?? ''),
    ...series.map(({ values }) => String(values[step] ?? '')),
  ]);
  const kept = (cells: string[]): string[] => cells.filter((_, column) => labels.length > 0 || column !== 1);
  return textTable(kept(header), rows.map(kept));
}

/** Numbers against the steps of a run. */
export function countsOverSteps(series: readonly CountSeries[], options: CountOptions): Figure {
  const { title, labels = [], panels = false, marks = [] } = options;
  if (panels && series.length > axisNames.length) {
    throw new Error(
      `${series.length} panels would be too flat to read; draw at most ${axisNames.length}, or all series on one axis.`,
    );
  }
  const steps = Math.max(...series.map(({ values }) => values.length));
  const drawn = series.map((each, index) => stairs(each, index, labels));
  return {
    title,
    data: panels ? drawn.map((trace, at) => ({ ...trace, yaxis: at === 0 ? 'y' : `y${at + 1}` })) : drawn,
    layout: themed(title, {
      plotPx: panels ? 274 : 234,
      showlegend: !panels,
      legend: { orientation: 'h', x: 0, y: -0.26, yanchor: 'top', font: font() },
      margin: { b: panels ? 60 : 100, t: marks.length > 0 ? 14 : 0 },
      ...markLines(marks),
      xaxis: axis('steps taken', {
        range: [-0.3, steps - 0.7],
        dtick: Math.max(1, Math.ceil(steps / 20)),
        tick0: 0,
        tickmode: 'linear',
        ...(panels ? { anchor: `y${series.length > 1 ? series.length : ''}` } : {}),
      }),
      ...countAxes(series, options),
    }),
    text: countText(series, labels),
  };
}
