// plotly drawing to SVG text without a browser, under linkedom and a width table.
//
// It takes over the globals of the thread it runs in (plotly looks for `window` and `document`
// there), so only a thread of its own may import it: see render-worker.ts. Whatever the outcome of a
// figure could depend on besides the figure is replaced: letters' sizes, random names, the clock.
import { createRequire } from 'node:module';
import { parseHTML } from 'linkedom';
import type { Figure } from './figure.js';
import { serialise } from './serialise.js';
import { boxOf, type SvgElement } from './svg-box.js';

interface Plotly {
  toImage(
    figure: { data: unknown; layout: unknown; config: unknown },
    options: { format: 'svg'; width: number; height: number; imageDataOnly: true },
  ): Promise<string>;
}

type Methods = Record<string, (this: SvgElement, ...given: number[]) => unknown>;

function define(target: object, properties: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(properties)) {
    Object.defineProperty(target, name, { value, configurable: true, writable: true });
  }
}

/** The two ends of an annotation's arrow, which plotly draws as `Mx,yLx,y`. */
function ends(path: SvgElement): [number, number, number, number] {
  const numbers = (path.getAttribute('d') ?? '').match(/-?[\d.]+(?:e-?\d+)?/g) ?? [];
  const [x0 = 0, y0 = 0, x1 = x0, y1 = y0] = numbers.map(Number);
  return [x0, y0, x1, y1];
}

/** What a layout engine would answer. */
const measuring: Methods = {
  getBoundingClientRect() {
    const { left, top, right, bottom } = boxOf(this);
    return { x: left, y: top, left, top, right, bottom, width: right - left, height: bottom - top };
  },
  getBBox() {
    const { left, top, right, bottom } = boxOf(this);
    return { x: left, y: top, width: right - left, height: bottom - top };
  },
  getTotalLength() {
    const [x0, y0, x1, y1] = ends(this);
    return Math.hypot(x1 - x0, y1 - y0);
  },
  getPointAtLength(length) {
    const [x0, y0, x1, y1] = ends(this);
    const share = length / (Math.hypot(x1 - x0, y1 - y0) || 1);
    return { x: x0 + (x1 - x0) * share, y: y0 + (y1 - y0) * share };
  },
};

/** Names drawn from this repeat for the same figure and differ between figures of one page. */
function namesFor(figure: Figure): () => number {
  let state = 1;
  for (const letter of JSON.stringify([figure.data, figure.layout])) {
    state = (Math.imul(state, 31) + (letter.codePointAt(0) as number)) >>> 0;
  }
  state = (state % 2147483646) + 1;
  return () => {
    state = (state * 16807) % 2147483647;
    return state / 2147483647;
  };
}

class Serializer {
  serializeToString(root: SvgElement): string {
    return serialise(root);
  }
}

function loadPlotly(): Plotly {
  const page = parseHTML('<!doctype html><html><head></head><body></body></html>') as unknown as {
    document: unknown;
    Element: { prototype: object };
    SVGElement: { prototype: object };
    HTMLElement: unknown;
    Event: unknown;
    DOMParser: unknown;
  };
  define(page.Element.prototype, measuring);
  Object.defineProperty(page.SVGElement.prototype, 'nodeName', {
    get(this: SvgElement) {
      return this.localName;
    },
  });
  const nothing = (): void => undefined;
  define(globalThis, {
    window: globalThis,
    self: globalThis,
    document: page.document,
    navigator: { userAgent: 'pinlab', language: 'en' },
    HTMLElement: page.HTMLElement,
    Element: page.Element,
    SVGElement: page.SVGElement,
    Event: page.Event,
    DOMParser: page.DOMParser,
    XMLSerializer: Serializer,
    addEventListener: nothing,
    removeEventListener: nothing,
    getComputedStyle: (element: { style: unknown }) => element.style,
    matchMedia: () => ({ matches: false, addEventListener: nothing, removeEventListener: nothing }),
    requestAnimationFrame: (run: () => void) => setTimeout(run, 0),
    cancelAnimationFrame: clearTimeout,
  });
  return createRequire(import.meta.url)('plotly.js') as Plotly;
}

const plotly = loadPlotly();

/** The figure as SVG. Takes one figure at a time. */
export async function render(figure: Figure): Promise<string> {
  Math.random = namesFor(figure);
  const { width, height } = figure.layout;
  const asked = { data: figure.data, layout: figure.layout, config: { staticPlot: true } };
  return plotly.toImage(structuredClone(asked), { format: 'svg', width, height, imageDataOnly: true });
}
