// Verdicts by row and column: each cell a word, with a mark as well as a colour, and the run behind it where there is one.
import type { Trace } from '../engine/trace.js';
import type { Figure, PlotTrace } from './figure.js';
import { type Opens, openingsOf } from './openings.js';
import { type Against, textTable } from './text-table.js';
import { textWidthPx, wrapPx } from './text-width.js';
import { axis, figureWidthPx, font, fontSizePx, plain, roleColour, themed, tint } from './theme.js';

/** How good a verdict is for the reader's files. */
export type Tone = 'good' | 'mixed' | 'bad' | 'open' | 'plain';

/** One cell. */
export interface Cell {
  word: string;
  /** Needed for words that `wordTones` does not know. */
  tone?: Tone;
  /** What pointing at the cell tells. */
  detail?: string;
  /** The run that the cell stands for, and what its last step brings about: the cell opens it. */
  opens?: { trace: Trace; ends?: string };
}

/** What a matrix says around its cells. */
export interface MatrixOptions {
  title: string;
  rowTitle: string;
  columnTitle: string;
  /** In its text: marks what differs from the first row, or from the row above. */
  against?: Against['row'];
}

/** The tones of the words that this project's verdicts use. */
export const wordTones: Readonly<Record<string, Tone>> = {
  Never: 'good',
  Sometimes: 'mixed',
  Always: 'bad',
  unknown: 'open',
  holds: 'good',
  'holds only if': 'mixed',
  refuted: 'bad',
  open: 'open',
  ok: 'good',
  deadlock: 'bad',
  starved: 'bad',
  hostage: 'bad',
  '': 'plain',
};

const looks: Readonly<Record<Tone, { mark: string; colour: string; share: number; shape: string }>> = {
  good: { mark: '✓', colour: roleColour.fsync, share: 0.28, shape: '' },
  mixed: { mark: '≈', colour: roleColour.truncate, share: 0.4, shape: '' },
  bad: { mark: '✗', colour: roleColour.harm, share: 0.5, shape: '' },
  open: { mark: '?', colour: roleColour.disk, share: 0.22, shape: '/' },
  plain: { mark: '·', colour: roleColour.disk, share: 0.06, shape: '' },
};

/** How a verdict looks where it is no cell: the colour of its tone, and a pattern beside it. */
export function verdictStyle(word: string): { colour: string; shape: string } {
  const tone = wordTones[word] ?? 'open';
  const shapes: Readonly<Record<Tone, string>> = { good: '', mixed: '/', bad: 'x', open: '.', plain: '' };
  return { colour: looks[tone].colour, shape: shapes[tone] };
}

const toneOrder: readonly Tone[] = ['good', 'mixed', 'bad', 'open', 'plain'];

interface Placed extends Required<Omit<Cell, 'opens'>> {
  opens: Cell['opens'];
  row: number;
  column: number;
}

function toneOf({ word, tone }: Cell): Tone {
  const known = tone ?? wordTones[word];
  if (known === undefined)
    throw new Error(
      `The matrix does not know how good '${word}' is; give the cell a tone: good, mixed, bad, open or plain.`,
    );
  return known;
}

const marked = ({ word, tone }: { word: string; tone: Tone }): string =>
  word === '' ? looks[tone].mark : `${looks[tone].mark} ${word}`;

/** All cells of one word, a series of its own so that the legend explains the mark; `fits`: the cells hold words. */
function wordSeries(word: string, cells: readonly Placed[], fits: boolean): PlotTrace {
  const { mark, colour, share, shape } = looks[cells[0].tone];
  const full = marked({ word, tone: cells[0].tone });
  return {
    type: 'bar',
    orientation: 'h',
    name: plain(full),
    base: cells.map(({ column }) => column + 0.03),
    x: cells.map(() => 0.94),
    y: cells.map(({ row }) => row + 0.5),
    width: 0.9,
    text: cells.map(() => plain(fits ? full : mark)),
    textposition: 'inside',
    insidetextanchor: 'middle',
    textangle: 0,
    textfont: font(),
    marker: {
      color: tint(colour, share),
      line: { color: colour, width: 1 },
      pattern: { shape, fgcolor: tint(colour, 0.35), bgcolor: tint(colour, 0.1) },
    },
    hovertext: cells.map(({ detail }) => plain(detail)),
    hoverinfo: 'text',
  };
}

const opensOf = ({ column, opens, row }: Placed): Opens[] =>
  opens === undefined ? [] : [{ row, column, trace: opens.trace, ends: opens.ends ?? '' }];

function inRows(cells: readonly Placed[], rows: number): string[][] {
  return Array.from({ length: rows }, (_, row) => cells.filter((each) => each.row === row).map(({ word }) => word));
}

/** A matrix of verdicts; `cell` gives each cell's word, or the word with a tone and a detail. */
export function matrix(
  rows: readonly string[],
  columns: readonly string[],
  cell: (row: number, column: number) => Cell | string,
  { title, rowTitle, columnTitle, against }: MatrixOptions,
): Figure {
  const cells = rows.flatMap((row, r) =>
    columns.map((column, c): Placed => {
      const given = cell(r, c);
      const { word, tone, detail, opens }: Cell = typeof given === 'string' ? { word: given } : given;
      const told = detail ?? `${row}, ${column}: ${word}`;
      return { word, tone: toneOf({ word, tone }), detail: told, opens, row: r, column: c };
    }),
  );
  const leftPx = 40 + Math.min(210, Math.max(...rows.map((row) => textWidthPx(row, fontSizePx.normal))));
  const columnPx = (figureWidthPx - leftPx - 16) / columns.length;
  const names = columns.map((column) => wrapPx(column, fontSizePx.normal, columnPx - 6, 3));
  const words = toneOrder.flatMap((tone) =>
    [...new Set(cells.filter((each) => each.tone === tone).map((each) => each.word))].map((word) => ({ word, tone })),
  );
  const fits = words.every((word) => textWidthPx(marked(word), fontSizePx.normal) + 12 <= columnPx);
  const openings = openingsOf({ rows, columns, words: inRows(cells, rows.length) }, cells.flatMap(opensOf));
  const headPx = 34 + 17 * Math.max(...names.map((lines) => lines.length));
  return {
    title,
    data: words.map((kind) =>
      wordSeries(
        kind.word,
        cells.filter(({ word, tone }) => word === kind.word && tone === kind.tone),
        fits,
      ),
    ),
    layout: themed(title, {
      plotPx: rows.length * 36,
      ...(openings && { meta: { openings } }),
      barmode: 'overlay',
      showlegend: true,
      legend: {
        orientation: 'h',
        x: 0,
        y: -8 / (rows.length * 36),
        yanchor: 'top',
        font: font(),
        itemsizing: 'constant',
      },
      margin: { l: leftPx, r: 16, t: headPx, b: 46 },
      xaxis: axis(columnTitle, {
        side: 'top',
        range: [0, columns.length],
        tickmode: 'array',
        tickvals: columns.map((_, at) => at + 0.5),
        ticktext: names.map((lines) => lines.map(plain).join('<br>')),
        tickangle: 0,
        showgrid: false,
        showline: false,
        ticks: '',
      }),
      yaxis: axis(rowTitle, {
        range: [rows.length, 0],
        tickmode: 'array',
        tickvals: rows.map((_, at) => at + 0.5),
        ticktext: rows.map((row) => wrapPx(row, fontSizePx.normal, 210, 2).map(plain).join('<br>')),
        showgrid: false,
        showline: false,
        ticks: '',
      }),
    }),
    text: textTable(
      [rowTitle, ...columns],
      inRows(cells, rows.length).map((words, r) => [rows[r], ...words]),
      against && { row: against },
    ),
  };
}
