// Shows a cell's outputs on a page: the richest version a reader's browser can draw without a network.
//
// A figure is its SVG (a file beside the page), which book.js replaces by the interactive version when it is
// scrolled into view; without scripts, and on paper, the SVG stays. HTML is put into a shadow root, where
// unclosed tags and styles of its own cannot disturb the page.
import { stripVTControlCharacters } from 'node:util';
import { isObject } from '../notebook-file.js';
import type { DisplayOutput, Output } from '../output.js';
import type { Content } from '../wire.js';
import { escapeHtml, scriptJson } from './html.js';
import { type PageContext, renderMarkdown } from './markdown.js';

/** Takes the files of a page; returns the address of what it stored. */
export type StoreFigure = (name: string, svg: string) => string;

/** The page an output is shown on. */
export interface OutputPage {
  context: PageContext;
  /** The number of the code cell. */
  cell: number;
  store: StoreFigure;
}

const plotlyMime = 'application/vnd.plotly.v1+json';

/** The HTML of all outputs of a cell. */
export function renderOutputs(outputs: readonly Output[], page: OutputPage): string {
  return outputs.map((output, index) => renderOutput(output, index + 1, page)).join('\n');
}

/** Whether a page with these outputs needs plotly. */
export function needsPlotly(outputs: readonly Output[]): boolean {
  return outputs.some((output) => 'data' in output && isObject(output.data[plotlyMime]));
}

/** How many of the outputs are figures. */
export function countFigures(outputs: readonly Output[]): number {
  return outputs.filter((output) => 'data' in output && (plotlyMime in output.data || 'image/svg+xml' in output.data))
    .length;
}

function renderOutput(output: Output, number: number, page: OutputPage): string {
  if (output.output_type === 'stream') return preformatted(output.text, output.name, `Output of cell ${page.cell}`);
  if (output.output_type === 'error') {
    return preformatted(output.traceback.join('\n'), 'error', `Error of cell ${page.cell}`);
  }
  return renderDisplay(output, number, page);
}

function preformatted(text: string, kind: string, label: string): string {
  const shown = escapeHtml(stripVTControlCharacters(text).replace(/\n$/, ''));
  const table = /^ *-{2,}( {2}-{2,})+ *$/m.test(text) ? ' table' : '';
  return `<pre class="output ${kind}${table}" role="group" aria-label="${escapeHtml(label)}" tabindex="0">${shown}</pre>`;
}

function renderDisplay({ data }: DisplayOutput, number: number, page: OutputPage): string {
  const text = (mime: string) => (typeof data[mime] === 'string' ? data[mime] : undefined);
  const plain = text('text/plain');
  const figure = data[plotlyMime];
  const svg = text('image/svg+xml');
  if (isObject(figure) || svg !== undefined) {
    return renderFigure(isObject(figure) ? figure : undefined, svg, plain, number, page);
  }
  const html = text('text/html');
  if (html !== undefined) return isolatedHtml(html);
  for (const mime of ['image/png', 'image/jpeg']) {
    const bytes = text(mime);
    if (bytes === undefined) continue;
    const alt = escapeHtml(plain ?? `Picture of cell ${page.cell}`);
    return `<img class="output" src="data:${mime};base64,${escapeHtml(bytes.replaceAll(/\s/g, ''))}" alt="${alt}">`;
  }
  const markdown = text('text/markdown');
  if (markdown !== undefined) return `<div class="output prose">${renderMarkdown(markdown, page.context)}</div>`;
  const other = plain ?? Object.values(data).find((value) => typeof value === 'string');
  const shown = typeof other === 'string' ? other : JSON.stringify(Object.values(data)[0] ?? null, null, 2);
  return preformatted(shown, 'stdout', `Output of cell ${page.cell}`);
}

function renderFigure(
  figure: Content | undefined,
  svg: string | undefined,
  plain: string | undefined,
  number: number,
  { cell, context, store }: OutputPage,
): string {
  const title = figureTitle(figure, svg, plain) ?? `Figure of cell ${cell}`;
  const label = escapeHtml(title);
  const still =
    svg === undefined
      ? `<pre class="still">${escapeHtml(plain ?? title)}</pre>`
      : `<img class="still" src="${escapeHtml(store(`cell-${cell}-${number}.svg`, svg))}" alt="${label}"${svgSize(svg)}>`;
  const data = figure ? `<script type="application/json">${scriptJson(figure)}</script>` : '';
  const words =
    plain === undefined
      ? ''
      : `<details class="as-text"><summary>As text</summary><pre tabindex="0">${escapeHtml(plain)}</pre></details>`;
  const more = toLedger(figure, context);
  const drawing = `<div class="drawing" tabindex="0" role="group" aria-label="${label}">${still}</div>`;
  return `<figure class="output" aria-label="${label}" id="figure-${cell}-${number}">${drawing}${data}${more}${words}</figure>`;
}

/** Under a figure of claims, the way to all of them. */
function toLedger(figure: Content | undefined, { ledger }: PageContext): string {
  const layout = isObject(figure?.layout) ? figure.layout : {};
  if (ledger === undefined || !isObject(layout.meta) || layout.meta.inLedger !== true) return '';
  return `<figcaption><a href="${ledger}">Every claim in a sentence, with its verdict</a></figcaption>`;
}

/** What a figure shows: its title, without plotly's mark-up, or the title of its SVG, or the text's first line. */
function figureTitle(figure: Content | undefined, svg: string | undefined, plain: string | undefined) {
  const layout = isObject(figure?.layout) ? figure.layout : {};
  const title = isObject(layout.title) ? layout.title.text : layout.title;
  const drawn = typeof title === 'string' ? title : /<title>([\s\S]*?)<\/title>/.exec(svg ?? '')?.[1];
  const words = drawn?.replaceAll(/<br\s*\/?>/gi, ' ').replaceAll(/<[^>]*>/g, '');
  return unescapeHtml(words ?? plain?.trim().split('\n')[0] ?? '').trim() || undefined;
}

function unescapeHtml(text: string): string {
  const characters: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };
  return text.replaceAll(/&(amp|lt|gt|quot);/g, (_, name: string) => characters[name]!);
}

/** The attributes that keep a picture's place free until it is loaded. */
function svgSize(svg: string): string {
  const tag = /<svg\b[^>]*>/.exec(svg)?.[0] ?? '';
  const width = /\swidth="([\d.]+)(?:px)?"/.exec(tag)?.[1];
  const height = /\sheight="([\d.]+)(?:px)?"/.exec(tag)?.[1];
  return width && height ? ` width="${Math.round(Number(width))}" height="${Math.round(Number(height))}"` : '';
}

const isolatedStyle =
  'table{border-collapse:collapse}th,td{padding:.25em .75em;text-align:left;border-bottom:1px solid var(--line)}' +
  ':host{display:block;overflow-x:auto}img,svg{max-width:100%}';

function isolatedHtml(html: string): string {
  const content = html.replaceAll(/<(\/?)template/gi, '&lt;$1template');
  return `<div class="output html"><template shadowrootmode="open"><style>${isolatedStyle}</style>${content}</template></div>`;
}
