// What a step, or anything between two moments, changed: a table of record.field, before and after.
import type { Change, FieldValue, RecordState } from '../engine/trace.js';
import type { Figure, PlotTrace, Shape } from './figure.js';
import { textTable } from './text-table.js';
import { truncatePx } from './text-width.js';
import { font, fontSizePx, hiddenAxis, ink, plain, roleColour, themed } from './theme.js';

const rowPx = 26;

/** A field's value as a reader sees it. */
export function valueText(value: FieldValue): string {
  if (value === null) return '—';
  if (value === true) return 'yes';
  if (value === false) return 'no';
  return String(value);
}

/** The changes that lead from one set of records to another. */
export function changesBetween(before: readonly RecordState[], after: readonly RecordState[]): Change[] {
  const old = new Map(
    before.flatMap(({ record, fields }) => fields.map((field) => [`${record}.${field.name}`, field.value])),
  );
  return after.flatMap(({ record, fields }) =>
    fields
      .map(({ name, value }) => ({ record, field: name, before: old.get(`${record}.${name}`) ?? null, after: value }))
      .filter((change) => change.before !== change.after),
  );
}

/** Where a column stands (of 100), how wide it is in pixels and how its texts look. */
interface Column {
  name: string;
  x: number;
  widthPx: number;
  bold?: boolean;
  colour: string;
  text: (change: Change, row: number, all: readonly Change[]) => string;
}

const columns: readonly Column[] = [
  {
    name: 'record',
    x: 0,
    widthPx: 170,
    bold: true,
    colour: ink.text,
    text: ({ record }, row, all) => (row > 0 && all[row - 1].record === record ? '' : record),
  },
  { name: 'field', x: 26, widthPx: 170, colour: ink.text, text: ({ field }) => field },
  { name: 'before', x: 52, widthPx: 128, colour: ink.quiet, text: ({ before }) => valueText(before) },
  { name: '', x: 72, widthPx: 20, colour: ink.quiet, text: () => '→' },
  { name: 'after', x: 76, widthPx: 150, bold: true, colour: roleColour.user, text: ({ after }) => valueText(after) },
];

function drawColumn({ name, x, widthPx, bold = false, colour, text }: Column, changes: readonly Change[]): PlotTrace {
  const texts = changes.map(text);
  return {
    type: 'scatter',
    mode: 'text',
    name: name || 'arrows',
    x: texts.map(() => x),
    y: texts.map((_, row) => row + 1),
    text: texts.map((each) => plain(truncatePx(each, fontSizePx.normal, widthPx, bold))),
    hovertext: texts.map(plain),
    hoverinfo: 'text',
    textposition: 'middle right',
    textfont: { ...font('normal', colour), weight: bold ? 'bold' : 'normal' },
  };
}

/** The header; without changes, what it says instead of rows. */
function drawHead(changes: readonly Change[]): PlotTrace {
  const heads = columns.filter(({ name }) => name !== '');
  const nothing = changes.length === 0 ? [{ name: 'nothing changed', x: 0 }] : [];
  return {
    type: 'scatter',
    mode: 'text',
    name: 'head',
    x: [...heads, ...nothing].map(({ x }) => x),
    y: [...heads.map(() => 0), ...nothing.map(() => 1)],
    text: [...heads.map(({ name }) => `<b>${name}</b>`), ...nothing.map(({ name }) => name)],
    textposition: 'middle right',
    textfont: font('normal', ink.quiet),
    hoverinfo: 'skip',
  };
}

/** The rows' background: every other run of rows of one record is tinted, so that it reads as a block. */
function stripes(changes: readonly Change[]): Shape[] {
  let block = -1;
  return changes.flatMap(({ record }, row): Shape[] => {
    if (row === 0 || changes[row - 1].record !== record) block++;
    if (block % 2 === 1) return [];
    const place = { xref: 'paper', x0: 0, x1: 1, y0: row + 0.5, y1: row + 1.5 };
    return [{ type: 'rect', ...place, layer: 'below', line: { width: 0 }, fillcolor: ink.stripe }];
  });
}

/** A table of changes. */
export function stateDifference(
  changes: readonly Change[],
  { title = 'What changed' }: { title?: string } = {},
): Figure {
  const rows = Math.max(1, changes.length);
  return {
    title,
    data: [drawHead(changes), ...(changes.length > 0 ? columns.map((each) => drawColumn(each, changes)) : [])],
    layout: themed(title, {
      plotPx: (rows + 1.2) * rowPx,
      margin: { l: 24, r: 24, b: 16 },
      shapes: stripes(changes),
      xaxis: hiddenAxis([-1, 100]),
      yaxis: hiddenAxis([rows + 0.6, -0.6]),
    }),
    text:
      changes.length === 0
        ? 'nothing changed'
        : textTable(
            ['record', 'field', 'before', '', 'after'],
            changes.map((c) => [c.record, c.field, valueText(c.before), '->', valueText(c.after)]),
          ),
  };
}
