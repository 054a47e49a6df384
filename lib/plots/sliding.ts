// One figure for several values of a parameter, with a slider between them.
//
// Each value's figure is drawn beforehand and becomes a plotly frame, so the slider needs no kernel: it works in a
// notebook that was saved and in the book. All have the same axes, so that the eye compares.
import type { AnimationOptions, Axis, Command, Figure, Frame, Layout, PlotTrace } from './figure.js';
import { font } from './theme.js';

/** What slides. */
export interface SlidingOptions {
  /** What the parameter is, without its unit: `'length of the DMA'`. */
  parameter: string;
  /** Which value the figure starts with, and its static picture shows; the first unless said. */
  at?: number;
}

/** A figure and the value that it is drawn for, as a reader sees it: `'100 µs'`. */
export interface Slide {
  value: string;
  figure: Figure;
}

const sliderPx = 76;

/** How a frame is entered: without a transition, which plotly cannot make of bars with a pattern. */
const atOnce: AnimationOptions = {
  mode: 'immediate',
  frame: { duration: 0, redraw: true },
  transition: { duration: 0 },
};

/** What of a series a frame replaces. */
const moved = ({ hovertext, x, y }: PlotTrace): Frame['data'][number] => ({ x, y, hovertext }) as Frame['data'][number];

const steps = (slides: readonly Slide[]): Command[] =>
  slides.map(({ value }) => ({ label: value, method: 'animate', args: [[value], atOnce] }));

/** What has to be the same in all figures: the series, and the axes that the marks are read by. */
function frameOf({ data, layout: { xaxis, yaxis } }: Figure): string {
  const read = (axis: Axis | undefined) => [axis?.title?.text, axis?.range, axis?.tickvals];
  return JSON.stringify([data.map(({ name }) => name), read(xaxis), read(yaxis)]);
}

function refuseOdd(slides: readonly Slide[], first: Slide): void {
  const odd = slides.find(({ figure }) => frameOf(figure) !== frameOf(first.figure));
  if (odd === undefined) return;
  throw new RangeError(
    `the figure for ${odd.value} has other series or axes than the one for ${first.value}; ` +
      'give each the same series, and the axis room for the largest (roomFor)',
  );
}

function layoutOf(
  { figure: { layout } }: Slide,
  slides: readonly Slide[],
  { at = 0, parameter }: SlidingOptions,
): Layout {
  const margin = { l: 70, r: 24, t: 0, b: 60, ...layout.margin };
  const height = layout.height + sliderPx;
  return {
    ...layout,
    height,
    margin: { ...margin, b: margin.b + sliderPx },
    ...(layout.title && { title: { ...layout.title, y: 1 - ((1 - (layout.title.y ?? 1)) * layout.height) / height } }),
    sliders: [
      {
        active: at,
        steps: steps(slides),
        x: 0.04,
        len: 0.92,
        y: -(margin.b - 6) / (layout.height - margin.t - margin.b),
        yanchor: 'top',
        pad: { t: 0, b: 0 },
        currentvalue: { visible: true, prefix: `${parameter}: `, xanchor: 'left', font: font() },
        font: font('small'),
        ticklen: 4,
      },
    ],
    meta: { controlsPx: sliderPx },
  };
}

/**
 * The figures as one with a slider; arrow keys go from value to value.
 * @throws RangeError where there are none, or they do not have the same series and axes
 */
export function sliding(slides: readonly Slide[], options: SlidingOptions): Figure {
  const first = slides[options.at ?? 0];
  if (first === undefined)
    throw new RangeError(`there is no figure number ${options.at ?? 0} to start with; ${slides.length} were given`);
  refuseOdd(slides, first);
  return {
    title: first.figure.title,
    data: first.figure.data,
    layout: layoutOf(first, slides, options),
    frames: slides.map(({ figure, value }) => ({
      name: value,
      traces: figure.data.map((_, series) => series),
      data: figure.data.map(moved),
    })),
    text: slides.map(({ figure, value }) => `${options.parameter}: ${value}\n${figure.text}`).join('\n\n'),
  };
}
