// Tables of aligned columns in plain text: what a figure says to a terminal.

/** Which cells of a table are marked for being different from the same column of another row. */
export interface Against {
  /** The row to compare with: the first one, or the row above. */
  readonly row: 'first' | 'above';
  /** The columns that are compared, by their titles; all but the first unless said. */
  readonly columns?: readonly string[];
}

const againstWords = { first: 'the first row', above: 'the row above' } as const;

/** Rows in which each compared cell begins with `*`, or with a space where it says the same. */
function marked(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  { columns = header.slice(1), row }: Against,
): string[][] {
  const base = (at: number): readonly string[] => (row === 'first' ? rows[0]! : (rows[at - 1] ?? rows[at]!));
  return rows.map((cells, at) =>
    cells.map((cell, column) => {
      if (!columns.includes(header[column]!)) return cell;
      return `${cell === base(at)[column] ? ' ' : '*'}${cell}`;
    }),
  );
}

/**
 * Rows under a header; a column is aligned right when all its cells are numbers or times.
 * @param against marks by `*` what differs from the first row, or from the row above, and says so below
 */
export function textTable(header: readonly string[], rows: readonly (readonly string[])[], against?: Against): string {
  const right = header.map(
    (_, at) => rows.length > 0 && rows.every((row) => /^(-?[\d,.]+( \S+)?|)$/.test(row[at] ?? '')),
  );
  const shown = against === undefined ? rows : marked(header, rows, against);
  const titles = against === undefined ? header : headOf(header, against);
  const widths = titles.map((title, at) => Math.max(title.length, ...shown.map((row) => (row[at] ?? '').length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => (right[at] ? cell.padStart(widths[at]) : cell.padEnd(widths[at])))
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  const note = against === undefined ? [] : [`* not as in ${againstWords[against.row]}`];
  return [line(titles), rule, ...shown.map(line), ...note].join('\n');
}

/** Titles above the words of their columns, not above the marks. */
function headOf(header: readonly string[], { columns = header.slice(1) }: Against): string[] {
  return header.map((title) => (columns.includes(title) ? ` ${title}` : title));
}
