// pinlab conformance --waits as text and JSON: who waits for whom, the machine beside Linux's rules.
import { type WaitConformance, waitConformance } from '../matrix/waits.js';
import { textTable } from '../plots/text-table.js';
import type { Version } from '../rules/era-table.js';
import { holdings, operations, places } from '../rules/kernel-waits.js';
import { numeral, print, printJson } from './output.js';

/** Shows the table; @returns the exit status: 1 where a row disagrees */
export function showWaits(version: Version | undefined, json: boolean): number {
  const rows = waitConformance(version === undefined ? {} : { versions: [version] });
  const wrong = rows.filter(({ agrees }) => !agrees);
  if (json) printJson(plainRows(rows, wrong.length));
  else print([...tables(rows), summary(rows, wrong)].join('\n\n'));
  return wrong.length === 0 ? 0 : 1;
}

/** A table for each run of versions that answer alike. */
function tables(rows: readonly WaitConformance[]): string[] {
  const runs: { versions: string[]; table: string }[] = [];
  for (const version of new Set(rows.map((row) => row.era))) {
    const table = tableOf(rows.filter((row) => row.era === version));
    const last = runs.at(-1);
    if (last?.table === table) last.versions.push(version);
    else runs.push({ versions: [version], table });
  }
  return runs.map(({ versions, table }) => `Linux ${versions.join(', ')}; what is held for good:\n${table}`);
}

function tableOf(rows: readonly WaitConformance[]): string {
  const answer = (place: string, operation: string, holding: string): string =>
    rows.find((row) => row.place === place && row.operation === operation && row.holding === holding)!.ours;
  const lines = places.flatMap((place) =>
    operations.map((operation) => [
      `${place}, ${operation}`,
      ...holdings.map((holding) => answer(place, operation, holding)),
    ]),
  );
  return textTable(['file, operation', ...holdings], lines);
}

function summary(rows: readonly WaitConformance[], wrong: readonly WaitConformance[]): string {
  const counted = `${numeral(rows.length)} rows: ${numeral(rows.length - wrong.length)} agree, ${numeral(wrong.length)} disagree`;
  const lines = wrong.map(
    ({ era, place, operation, holding, ours, kernel }) =>
      `  ${era} ${place}, ${operation}, ${holding}: ours ${ours}, the kernel’s ${kernel}`,
  );
  return [counted, ...lines].join('\n');
}

/** The rows for a program; sources are given once, and by number in the rows. */
function plainRows(rows: readonly WaitConformance[], disagree: number) {
  const sources = [...new Set(rows.map(({ source }) => source))];
  return {
    rows: rows.length,
    agree: rows.length - disagree,
    disagree,
    sources,
    table: rows.map(({ source, ...row }) => ({ ...row, source: sources.indexOf(source) })),
  };
}
