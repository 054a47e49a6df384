// A figure as its static picture draws it: without sliders, buttons and their room, and without the
// boxes and texts that lie out of sight and that only a slider could bring in.
import type { Figure, Layout, PlotTrace } from './figure.js';

/** The same, with every list that has one item a mark reduced to the marks that are kept. */
function picked<T>(value: T, keep: readonly boolean[]): T {
  if (Array.isArray(value)) return (value.length === keep.length ? value.filter((_, at) => keep[at]) : value) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, picked(each, keep)])) as T;
}

/** The marks of a series that its y axis shows; series of connected marks stay whole. */
function inSight(series: PlotTrace, layout: Layout): PlotTrace {
  const apart = series.type === 'bar' || series.mode === 'text';
  const range = layout[`yaxis${(series.yaxis ?? 'y').slice(1)}` as 'yaxis']?.range;
  if (!apart || !range) return series;
  const [least, most] = [Math.min(...range), Math.max(...range)];
  const widths = series.type === 'bar' ? series.width : 0;
  const keep = series.y.map((y, at) => {
    const half = ((Array.isArray(widths) ? widths[at] : widths) ?? 0) / 2;
    return typeof y !== 'number' || (y + half >= least && y - half <= most);
  });
  return keep.every(Boolean) ? series : picked(series, keep);
}

/** What of a figure a static picture shows. */
export function standingStill(figure: Figure): Figure {
  const { sliders, updatemenus, meta, ...layout } = figure.layout;
  const controlsPx = meta?.controlsPx ?? 0;
  if (controlsPx === 0 || !layout.margin) return { ...figure, layout, frames: undefined };
  const margin = { ...layout.margin, b: layout.margin.b - controlsPx };
  const height = layout.height - controlsPx;
  const title = layout.title && { ...layout.title, y: 1 - (1 - (layout.title.y ?? 1)) * (layout.height / height) };
  const data = figure.data.map((series) => inSight(series, layout));
  return { ...figure, data, layout: { ...layout, margin, height, title }, frames: undefined };
}
