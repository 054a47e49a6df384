// pinlab conformance: who may pin what; our admission beside Linux's rules, as truth tables.
import type { Command } from 'commander';
import { type Caller, callers } from '../gup/callers.js';
import { type ConformanceRow, conformance } from '../rules/conformance.js';
import type { Version } from '../rules/era-table.js';
import { era } from '../rules/eras.js';
import { tablesOf } from './conformance-tables.js';
import { showWaits } from './conformance-waits.js';
import { didYouMean } from './nearest.js';
import { numeral, print, printJson } from './output.js';
import { finish, oneLine, oneLineErrors, UsageError } from './usage.js';

interface Options {
  era?: string;
  caller?: string;
  readOnly?: boolean;
  waits?: boolean;
  json?: boolean;
}

/** More would hide what is to be read first. */
const mostShown = 40;

const help = `
A row is a caller, an access (the device will read or write the memory), a mapping and what the process
did there before. The two sides are written independently: lib/gup/admission.ts runs the kernel's checks
in the kernel's order, lib/rules/kernel-rules.ts states results with their sources. They are compared by
what is pinned or refused, by which path pins, by the kind of reference, and by lifetime.

file: the file's own page (on DAX the medium); anon: an anonymous page, in a private file mapping the
copy; zero: the zero page; a/b: it depends on what the process did there before; - : never asked.

Small pages of an up-to-date file, x86-64. Left out: private mappings of hugetlbfs, limits on locked
memory, migration out of movable memory, races. Callers that fault instead of pinning (ODP, HMM) ask
for nothing. Where a source is no reading of that version, pinlab eras says so.

--waits: one operation on a file while somebody holds something of it and never lets go. Our side is not
stated but run; the kernel's is lib/rules/kernel-waits.ts. - : there is no such thing.

Exit status: 0 all rows agree; 1 some do not; 2 unusable input.

Examples:
  pinlab conformance                          the tables of all eras
  pinlab conformance --era 6.12 --read-only   mappings that the process may not write
  pinlab conformance --caller RDMA            one caller
  pinlab conformance --waits --era 6.12       which operation waits for whom, page cache and DAX
  pinlab conformance --json                   every row, with the sources of the kernel's side
`;

/** Adds the command `conformance` to `program`. */
export function conformanceCommand(program: Command): void {
  oneLineErrors(program.command('conformance'))
    .description('who may pin what: our admission beside Linux’s own rules, as truth tables')
    .option('--era <VERSION>', 'one Linux version only')
    .option('--caller <NAME>', `one caller only: ${callers.join(', ')}`)
    .option('--read-only', 'show mappings that the process may not write, instead of those it may')
    .option('--waits', 'instead: which operation waits for whom, on the page cache and on DAX')
    .option('--json', 'print every row as JSON')
    .addHelpText('after', help)
    .action((options: Options) => finish('conformance', () => showConformance(options)));
}

function showConformance({ era: version, caller, readOnly = false, waits = false, json = false }: Options): number {
  if (waits) {
    if (caller !== undefined || readOnly)
      throw new UsageError('--waits is about operations, not about callers; leave --caller and --read-only out');
    return showWaits(version === undefined ? undefined : knownEra(version), json);
  }
  if (caller !== undefined && !callers.includes(caller as Caller))
    throw new UsageError(
      `there is no caller '${caller}'${didYouMean(caller, callers)}; the callers are ${callers.join(', ')}`,
    );
  const rows = conformance(version === undefined ? {} : { versions: [knownEra(version)] }).filter(
    (row) => caller === undefined || row.caller === caller,
  );
  if (rows.length === 0) throw new UsageError(`${caller} pins nothing in ${version}: it does not exist there`);
  const wrong = rows.filter(({ agrees }) => !agrees);
  if (json) printJson(plainRows(rows));
  else print([...tablesOf(rows, readOnly), summary(rows, wrong)].join('\n\n'));
  return wrong.length === 0 ? 0 : 1;
}

function knownEra(version: string): Version {
  try {
    return era(version).version;
  } catch (error) {
    throw new UsageError(oneLine(error));
  }
}

function summary(rows: readonly ConformanceRow[], wrong: readonly ConformanceRow[]): string {
  const counted = `${numeral(rows.length)} rows: ${numeral(rows.length - wrong.length)} agree, ${numeral(wrong.length)} disagree`;
  const more = wrong.length - mostShown;
  return [counted, ...wrong.slice(0, mostShown).map(disagreement), ...(more > 0 ? [`… and ${more} more`] : [])].join(
    '\n',
  );
}

function disagreement({ era: version, caller, access, ours, kernel, ...row }: ConformanceRow): string {
  const { backing, shared, writable, touch } = row;
  const mapping = `${shared ? 'shared' : 'private'} ${backing}, ${writable ? 'writable' : 'read-only'}, ${touch}`;
  return `  ${version} ${caller} ${access}, ${mapping}: ours ${said(ours)}, the kernel’s ${said(kernel)}`;
}

const said = (answer: ConformanceRow['ours'] | ConformanceRow['kernel']): string =>
  answer === null
    ? 'no such call'
    : `${answer.outcome} (${answer.path}, ${answer.takes}${answer.longterm ? ', long-term' : ''})`;

/** The rows for a program; sources are given once, and by number in the rows. */
function plainRows(rows: readonly ConformanceRow[]) {
  const sources = [...new Set(rows.flatMap(({ kernel }) => kernel?.sources ?? []))];
  const agree = rows.filter(({ agrees }) => agrees).length;
  return {
    rows: rows.length,
    agree,
    disagree: rows.length - agree,
    sources,
    table: rows.map(({ kernel, ...row }) => ({
      ...row,
      kernel: kernel && { ...kernel, sources: kernel.sources.map((source) => sources.indexOf(source)) },
    })),
  };
}
