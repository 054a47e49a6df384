// A figure: plain plotly JSON with a title and a version in text.
//
// A figure is data only (no functions, no class instances), so it can be stored, compared, sent to
// a worker and drawn by any plotly. The types name the part of plotly's language that this project
// uses; whatever they leave out, the static renderer was never asked to draw.

import type { Openings } from './openings.js';

/** One colour, or one for each mark. */
export type PerMark<T> = T | T[];

/** How bars are filled. */
export interface Pattern {
  shape: PerMark<string>;
  fgcolor?: PerMark<string>;
  bgcolor?: PerMark<string>;
  size?: number;
  solidity?: number;
}

/** A line, or an outline. */
export interface Line {
  color?: PerMark<string>;
  width?: PerMark<number>;
  dash?: 'solid' | 'dot' | 'dash' | 'dashdot' | 'longdash';
  shape?: 'linear' | 'hv' | 'vh' | 'spline';
}

/** What marks look like. */
export interface Marker {
  color?: PerMark<string>;
  size?: PerMark<number>;
  symbol?: PerMark<string>;
  opacity?: PerMark<number>;
  line?: Line;
  pattern?: Pattern;
  angleref?: 'previous' | 'up';
  standoff?: PerMark<number>;
}

/** Type of letter, in pixels. */
export interface Font {
  family?: string;
  size?: PerMark<number>;
  color?: PerMark<string>;
  weight?: 'normal' | 'bold';
}

/** A value on an axis; null breaks a line. */
export type Coordinate = number | string | null;

interface CommonPlotTrace {
  name?: string;
  x: Coordinate[];
  y: Coordinate[];
  xaxis?: string;
  yaxis?: string;
  text?: string[];
  hovertext?: string[];
  hovertemplate?: string;
  hoverinfo?: 'skip' | 'text' | 'none' | 'x' | 'y' | 'x+y';
  legendgroup?: string;
  showlegend?: boolean;
  marker?: Marker;
  textfont?: Font;
  opacity?: number;
  cliponaxis?: boolean;
}

/** Points, lines, areas and texts. */
export interface ScatterPlot extends CommonPlotTrace {
  type: 'scatter';
  mode: 'lines' | 'markers' | 'text' | 'lines+markers' | 'markers+text' | 'lines+text' | 'lines+markers+text';
  line?: Line;
  fill?: 'none' | 'tozeroy' | 'tonexty' | 'toself';
  fillcolor?: string;
  textposition?: PerMark<string>;
}

/** Bars, also boxes at any place (`base`, `width`). */
export interface BarPlot extends CommonPlotTrace {
  type: 'bar';
  orientation?: 'h' | 'v';
  base?: number[];
  width?: PerMark<number>;
  textposition?: 'inside' | 'outside' | 'auto' | 'none';
  insidetextanchor?: 'start' | 'middle' | 'end';
  textangle?: number;
}

/** What one series of marks is drawn from. */
export type PlotTrace = ScatterPlot | BarPlot;

/** One axis. */
export interface Axis {
  title?: { text: string; standoff?: number; font?: Font };
  type?: 'linear' | 'log' | 'category';
  range?: [number, number];
  tickmode?: 'auto' | 'linear' | 'array';
  tick0?: number;
  dtick?: number;
  tickvals?: (number | string)[];
  ticktext?: string[];
  tickfont?: Font;
  tickangle?: number;
  ticks?: '' | 'outside' | 'inside';
  tickformat?: string;
  nticks?: number;
  side?: 'top' | 'bottom' | 'left' | 'right';
  domain?: [number, number];
  anchor?: string;
  visible?: boolean;
  showgrid?: boolean;
  showline?: boolean;
  showticklabels?: boolean;
  zeroline?: boolean;
  fixedrange?: boolean;
  automargin?: boolean;
  gridcolor?: string;
  linecolor?: string;
  autorange?: boolean | 'reversed';
  rangemode?: 'normal' | 'tozero' | 'nonnegative';
}

/** A text at a place, with or without an arrow. */
export interface Annotation {
  text: string;
  x: number;
  y: number;
  xref?: string;
  yref?: string;
  xanchor?: 'left' | 'center' | 'right';
  yanchor?: 'top' | 'middle' | 'bottom';
  align?: 'left' | 'center' | 'right';
  showarrow: boolean;
  font?: Font;
  bgcolor?: string;
}

/** A line or box behind or before the marks. */
export interface Shape {
  type: 'line' | 'rect';
  x0: number;
  x1: number;
  y0: number;
  y1: number;
  xref?: string;
  yref?: string;
  layer?: 'below' | 'above';
  line?: Line;
  fillcolor?: string;
  opacity?: number;
}

/** What a button or a slider's step does: a call of plotly with these arguments. */
export interface Command {
  label: string;
  method: 'animate' | 'skip';
  args: (string[] | null | AnimationOptions)[];
}

/** How a frame is entered. */
export interface AnimationOptions {
  mode: 'immediate' | 'next' | 'afterall';
  frame: { duration: number; redraw: boolean };
  transition: { duration: number };
  fromcurrent?: boolean;
}

/** A slider over a figure's frames. */
export interface Slider {
  active: number;
  steps: Command[];
  x: number;
  y: number;
  len: number;
  xanchor?: 'left' | 'center' | 'right';
  yanchor?: 'top' | 'middle' | 'bottom';
  pad?: { t?: number; b?: number; l?: number; r?: number };
  currentvalue?: { visible: boolean; prefix?: string; xanchor?: 'left' | 'center' | 'right'; font?: Font };
  font?: Font;
  ticklen?: number;
}

/** A row of buttons. */
export interface ButtonRow {
  type: 'buttons';
  direction: 'left' | 'right';
  showactive: boolean;
  x: number;
  y: number;
  xanchor?: 'left' | 'center' | 'right';
  yanchor?: 'top' | 'middle' | 'bottom';
  pad?: { t?: number; b?: number; l?: number; r?: number };
  font?: Font;
  buttons: Command[];
}

/** Everything about a figure that is not a mark. */
export interface Layout {
  width: number;
  height: number;
  title?: {
    text: string;
    x?: number;
    y?: number;
    xanchor?: string;
    yanchor?: string;
    xref?: string;
    yref?: string;
    pad?: { t?: number; b?: number; l?: number };
    font?: Font;
  };
  font?: Font;
  margin?: { l: number; r: number; t: number; b: number };
  paper_bgcolor?: string;
  plot_bgcolor?: string;
  showlegend?: boolean;
  legend?: {
    orientation?: 'h' | 'v';
    x?: number;
    y?: number;
    xanchor?: 'left' | 'center' | 'right';
    yanchor?: 'top' | 'middle' | 'bottom';
    font?: Font;
    traceorder?: 'normal' | 'reversed';
    itemsizing?: 'trace' | 'constant';
  };
  barmode?: 'stack' | 'group' | 'overlay' | 'relative';
  bargap?: number;
  hovermode?: 'closest' | 'x' | 'y' | false;
  xaxis?: Axis;
  yaxis?: Axis;
  xaxis2?: Axis;
  yaxis2?: Axis;
  xaxis3?: Axis;
  yaxis3?: Axis;
  annotations?: Annotation[];
  shapes?: Shape[];
  sliders?: Slider[];
  updatemenus?: ButtonRow[];
  /** How many pixels at the bottom belong to controls, which a static picture leaves out; what cells open. */
  meta?: { controlsPx?: number; openings?: Openings; inLedger?: boolean };
}

/** One moment of an animated figure: what differs from the figure as it starts. */
export interface Frame {
  name: string;
  /** The positions in `Figure.data` that `data` replaces properties of. */
  traces: number[];
  data: Partial<Pick<ScatterPlot, 'x' | 'y' | 'text' | 'hovertext'>>[];
  layout?: { yaxis?: Pick<Axis, 'range'>; updatemenus?: Pick<ButtonRow, 'buttons'>[]; annotations?: Annotation[] };
}

/** A figure. */
export interface Figure {
  /** What the figure shows, in one line. */
  title: string;
  data: PlotTrace[];
  layout: Layout;
  frames?: Frame[];
  /** The same content for terminals, differences of files and screen readers. */
  text: string;
}
