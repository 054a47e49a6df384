// show(figure): one output of a notebook cell that carries every version of a figure.
//
// A front end takes the richest version it knows: interactive JSON, HTML that upgrades itself, a
// static picture, text. tslab can send them as one output only through an internal function, so the
// copy of tslab that runs the kernel is looked up and tested; another tslab gets the HTML alone,
// and outside a kernel the text is printed.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Figure } from './figure.js';
import { figureToHtml, plotlyJson } from './html.js';
import { figureToSvg, warmUp } from './static-picture.js';

/** Every version of a figure by its media type. */
export interface Bundle {
  'application/vnd.plotly.v1+json': Pick<Figure, 'data' | 'layout' | 'frames'>;
  'text/html': string;
  'image/svg+xml': string;
  'text/plain': string;
}

interface TslabJupyter {
  lastWriteDisplayData?:
    | ((data: { data: Bundle; metadata: object; transient: object }, update: boolean) => void)
    | null;
}

interface TslabPublic {
  display: { html(text: string): void };
}

const require = createRequire(import.meta.url);

/** Where the running kernel's own tslab lies; nothing outside a kernel. */
function kernelModule(): string | undefined {
  return Object.keys(require.cache).find((file) => /[\\/]tslab[\\/]dist[\\/]jupyter\.js$/.test(file));
}

/** The figure's title and its version in text. */
export function figureToText(figure: Figure): string {
  return `${figure.title}\n\n${figure.text}`;
}

/** All versions of a figure. */
export function figureBundle(figure: Figure): Bundle {
  const svg = figureToSvg(figure);
  return {
    'application/vnd.plotly.v1+json': plotlyJson(figure),
    'text/html': figureToHtml(figure, svg),
    'image/svg+xml': svg,
    'text/plain': figureToText(figure),
  };
}

/** Shows a figure: as an output in a notebook, as text anywhere else. */
export function show(figure: Figure): void {
  const kernel = kernelModule();
  if (kernel === undefined) {
    console.log(figureToText(figure));
    return;
  }
  const bundle = figureBundle(figure);
  const write = (require(kernel) as TslabJupyter).lastWriteDisplayData;
  if (typeof write === 'function') write({ data: bundle, metadata: {}, transient: {} }, false);
  else (require(join(dirname(kernel), 'public.js')) as TslabPublic).display.html(bundle['text/html']);
}

if (kernelModule() !== undefined) warmUp();
