// The truth table of admission as text: a table for each run of versions that answer alike, a line for
// each caller and access, a column for each mapping; mappings that answer alike share a column.
import { textTable } from '../plots/text-table.js';
import type { ConformanceRow } from '../rules/conformance.js';

/** One version's cells by line, and by column within it. */
type Cells = ReadonlyMap<string, ReadonlyMap<string, string>>;

const never = '-';

/** Tables of what our side answers, oldest version first. */
export function tablesOf(rows: readonly ConformanceRow[], readOnly: boolean): string[] {
  const shown = rows.filter(({ writable }) => writable !== readOnly);
  const runs: { versions: string[]; cells: Cells }[] = [];
  for (const version of new Set(shown.map((row) => row.era))) {
    const cells = cellsOf(shown.filter((row) => row.era === version));
    const last = runs.at(-1);
    if (last !== undefined && text(last.cells) === text(cells)) last.versions.push(version);
    else runs.push({ versions: [version], cells });
  }
  const what = readOnly ? 'mappings that the process may not write' : 'mappings that the process may write';
  return runs.map(({ versions, cells }) => `Linux ${versions.join(', ')}, ${what}:\n${tableOf(cells)}`);
}

const text = (cells: Cells): string => JSON.stringify([...cells].map(([line, of]) => [line, [...of]]));

/** The answers, those that depend on what the process did before joined by a stroke. */
function cellsOf(rows: readonly ConformanceRow[]): Cells {
  const cells = new Map<string, Map<string, string>>();
  for (const { caller, access, backing, shared, ours } of rows) {
    const line = `${caller}, ${access}`;
    const column = backing === 'anonymous' ? backing : `${shared ? 'shared' : 'private'} ${backing}`;
    if (!cells.has(line)) cells.set(line, new Map());
    const of = cells.get(line)!;
    const outcome = ours?.outcome ?? never;
    const before = of.get(column);
    if (before === undefined) of.set(column, outcome);
    else if (!before.split('/').includes(outcome)) of.set(column, `${before}/${outcome}`);
  }
  return cells;
}

function tableOf(cells: Cells): string {
  const columns = [...new Set([...cells.values()].flatMap((of) => [...of.keys()]))];
  const cell = (line: string, column: string): string => cells.get(line)!.get(column) ?? never;
  const groups: string[][] = [];
  for (const column of columns.toSorted(bySharing)) {
    const alike = groups.find(
      ([first]) =>
        sharing(first!) === sharing(column) &&
        [...cells.keys()].every((line) => cell(line, first!) === cell(line, column)),
    );
    if (alike === undefined) groups.push([column]);
    else alike.push(column);
  }
  const rows = [...cells.keys()].map((line) => [line, ...groups.map(([first]) => cell(line, first!))]);
  return textTable(['caller, access', ...groups.map(heading)], rows);
}

const sharing = (column: string): string => column.split(' ')[0]!;

/** Shared mappings first, then private ones, then anonymous memory. */
const bySharing = (a: string, b: string): number => rank(a) - rank(b);
const rank = (column: string): number => ['shared', 'private', 'anonymous'].indexOf(sharing(column));

/** `shared ext4, xfs, btrfs`. */
const heading = ([first, ...others]: readonly string[]): string =>
  [first, ...others.map((column) => column.slice(column.indexOf(' ') + 1))].join(', ');
