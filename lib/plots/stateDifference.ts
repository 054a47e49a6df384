// What a step, or anything between two moments, changed: a table of record.field, before and after.
import type { Change, FieldValue, RecordState } from '../engine/trace.js';
import type { Figure, PlotTrace, Shape } from './figure.js';
import { textTable } from './textTable.js';
import { truncatePx } from './textWidth.js';
import { figureWidthPx, font, fontSizePx, hiddenAxis, ink, plain, roleColour, themed } from './theme.js';

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

/** One column of texts, aligned left at `x` of 100. */
function column(name: string, x: number, texts: string[], widthPx: number, bold: boolean, colour: string): PlotTrace {
  return {
    type: 'scatter',
    mode: 'text',
    name,
    showlegend: false,
    x: texts.map(() => x),
    y: texts.map((_, row) => row + 1),
    text: texts.map((text) => plain(truncatePx(text, fontSizePx.normal, widthPx, bold))),
    hovertext: texts.map(plain),
    hoverinfo: 'text',
    textposition: 'middle right',
    textfont: { ...font('normal', colour), weight: bold ? 'bold' : 'normal' },
  };
}

function head(text: string, x: number): PlotTrace {
  return {
    type: 'scatter',
    mode: 'text',
    name: text,
    showlegend: false,
    x: [x],
    y: [0],
    text: [`<b>${text}</b>`],
    textposition: 'middle right',
    textfont: font('normal', ink.quiet),
    hoverinfo: 'skip',
  };
}

/** The rows' background: every other record's rows are tinted, so that a record reads as a block. */
function stripes(changes: readonly Change[]): Shape[] {
  const records = [...new Set(changes.map((change) => change.record))];
  return changes.flatMap((change, row): Shape[] =>
    records.indexOf(change.record) % 2 === 1
      ? []
      : [
          {
            type: 'rect',
            xref: 'paper',
            x0: 0,
            x1: 1,
            y0: row + 0.5,
            y1: row + 1.5,
            layer: 'below',
            line: { width: 0 },
            fillcolor: ink.stripe,
          },
        ],
  );
}

/** A table of changes. */
export function stateDifference(
  changes: readonly Change[],
  { title = 'What changed' }: { title?: string } = {},
): Figure {
  const rows = changes.length > 0 ? changes : [{ record: '(nothing)', field: '', before: null, after: null }];
  const none = changes.length === 0;
  const shareOf = (share: number): number => (figureWidthPx - 48) * share - 14;
  return {
    title,
    data: [
      ...(['record', 'field', 'before', 'after'] as const).map((name, at) => head(name, [0, 26, 52, 76][at])),
      column(
        'records',
        0,
        rows.map(({ record }, row) => (row > 0 && rows[row - 1].record === record ? '' : record)),
        shareOf(0.26),
        true,
        ink.text,
      ),
      column(
        'fields',
        26,
        rows.map(({ field }) => field),
        shareOf(0.26),
        false,
        ink.text,
      ),
      column(
        'values before',
        52,
        rows.map((row) => (none ? '' : valueText(row.before))),
        shareOf(0.2),
        false,
        ink.quiet,
      ),
      column(
        'arrows',
        72,
        rows.map(() => (none ? '' : '→')),
        30,
        false,
        ink.quiet,
      ),
      column(
        'values after',
        76,
        rows.map((row) => (none ? '' : valueText(row.after))),
        shareOf(0.23),
        true,
        roleColour.user,
      ),
    ],
    layout: themed(title, {
      height: (rows.length + 1) * rowPx + 80,
      margin: { l: 24, r: 24, b: 16 },
      shapes: stripes(rows),
      xaxis: hiddenAxis([-1, 100]),
      yaxis: hiddenAxis([rows.length + 0.6, -0.6]),
    }),
    text: none
      ? 'nothing changed'
      : textTable(
          ['record', 'field', 'before', '', 'after'],
          changes.map((c) => [c.record, c.field, valueText(c.before), '->', valueText(c.after)]),
        ),
  };
}
