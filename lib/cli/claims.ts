// pinlab claims: the ledger, decided now: what became of each claim of the thread, and by what evidence.
import { readFileSync, writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { claimIdOf, type Entry } from '../claims/entry.js';
import { ledger } from '../claims/ledger/index.js';
import { scoreboard, withScoreboard } from '../claims/scoreboard.js';
import { claims, type SettledClaim } from '../claims/settle.js';
import { type Bite, teethOf } from '../claims/teeth.js';
import { claimsJson } from './claims-json.js';
import { fullText, tableText, teethText } from './claims-text.js';
import { didYouMean } from './nearest.js';
import { count, print, printJson } from './output.js';
import { SearchProgress } from './search-progress.js';
import { finish, oneLineErrors, UsageError } from './usage.js';
import { standardOutput } from './written-file.js';

interface Options {
  teeth?: boolean;
  scoreboard?: string | true;
  json?: boolean;
  timing?: boolean;
}

const help = `
Without an ID: all claims in a table. With IDs: each in full: what it is taken to mean, what would refute it,
the verdict with its bounds, the searches that decide it, a counterexample as a story, and what Linux did.
C4 names all of C4a and C4b.

holds, refuted: decided by complete searches or measured in simulated time. holds only if: both sides of the
condition were decided. undecided: a search was cut. A definition, an analogy or a matter of record is not
computed, and says that it is one. Each verdict is bounded by its scenarios: their pages, tasks and devices.

--teeth: each computed claim once more with one change of the machine or its rules, under which its verdict
must become another, stated one.

Exit status: 0 decided, whatever came out; 1 with --teeth, a claim whose verdict did not become what it
should; 2 unusable input.

Examples:
  pinlab claims                         all of them
  pinlab claims C8                      one in full
  pinlab claims C8 C10 --json           for a program
  pinlab claims --teeth                 proof that no verdict is a constant
  pinlab claims --scoreboard README.md  brings the table in a file up to date
`;

/** Adds the command `claims` to `program`. */
export function claimsCommand(program: Command): void {
  oneLineErrors(program.command('claims'))
    .description('the thread’s claims, decided now; in full with their evidence, given their IDs')
    .argument('[ID...]', 'a claim, as C8 or C4b; all unless said')
    .option('--teeth', 'change the machine so that each verdict must become another')
    .option('--scoreboard [FILE]', 'print the table as Markdown, or bring it up to date in a file')
    .option('--json', 'print the answers as JSON')
    .option('--timing', 'add how long it took')
    .addHelpText('after', help)
    .action((ids: string[], options: Options) => finish('claims', () => showClaims(ids, options)));
}

async function showClaims(ids: string[], options: Options): Promise<number> {
  const { json, scoreboard: board, teeth } = options;
  if ([json, board, teeth].filter((each) => each !== undefined).length > (json && teeth ? 2 : 1))
    throw new UsageError('--scoreboard goes alone; leave --json and --teeth out');
  const entries = chosen(ids);
  if (board !== undefined && ids.length > 0) throw new UsageError('--scoreboard shows all claims; leave the IDs out');
  const since = performance.now();
  if (teeth) return showTeeth(entries, options, since);
  const settled = await settle(entries);
  const elapsedMs = Math.round(performance.now() - since);
  if (board === true || board === standardOutput) print(scoreboard(settled));
  else if (board !== undefined) updateBoard(board, settled);
  else if (json) printJson({ claims: settled.map(claimsJson), ...(options.timing && { elapsedMs }) });
  else {
    print(ids.length === 0 ? tableText(settled) : settled.map(fullText).join('\n\n'));
    if (options.timing) print(`\nIt took ${(elapsedMs / 1000).toFixed(2)} s.`);
  }
  return 0;
}

/** The entries that were asked for, in the ledger's order. */
function chosen(ids: readonly string[]): readonly Entry[] {
  const names = [...new Set(ledger.flatMap((entry) => [entry.id, claimIdOf(entry)]))];
  for (const id of ids)
    if (!names.some((name) => name.toLowerCase() === id.toLowerCase()))
      throw new UsageError(`there is no claim '${id}'${didYouMean(id, names) || ';'} pinlab claims lists them`);
  const wanted = ids.map((id) => id.toLowerCase());
  const isWanted = (entry: Entry): boolean =>
    [entry.id, claimIdOf(entry)].some((name) => wanted.includes(name.toLowerCase()));
  return ids.length === 0 ? ledger : ledger.filter(isWanted);
}

async function settle(entries: readonly Entry[]): Promise<SettledClaim[]> {
  const progress = new SearchProgress('searches asked for');
  try {
    return await claims(
      entries.map(({ id }) => id),
      progress.show,
    );
  } finally {
    progress.stop();
  }
}

/** Brings the scoreboard in a file up to date. */
function updateBoard(file: string, settled: readonly SettledClaim[]): void {
  try {
    const before = readFileSync(file, 'utf8');
    const after = withScoreboard(before, settled);
    if (after !== before) writeFileSync(file, after);
    print(after === before ? `${file} is up to date` : `${file}: the scoreboard is up to date now`);
  } catch (error) {
    throw new UsageError(`--scoreboard ${file}: ${(error as Error).message}`);
  }
}

async function showTeeth(entries: readonly Entry[], { json, timing }: Options, since: number): Promise<number> {
  const progress = new SearchProgress('searches asked for');
  let found: Bite[];
  try {
    found = await teethOf(entries, progress.show);
  } finally {
    progress.stop();
  }
  const elapsedMs = Math.round(performance.now() - since);
  const blunt = found.filter(({ bites }) => !bites);
  if (json)
    printJson({
      teeth: found.map(({ after, before, bites, entry: { id, tooth } }) => ({
        id,
        ...tooth,
        before,
        after: after.verdict,
        bites,
      })),
      ...(timing && { elapsedMs }),
    });
  else {
    print(teethText(found));
    if (timing) print(`\nIt took ${(elapsedMs / 1000).toFixed(2)} s.`);
  }
  if (blunt.length > 0)
    process.stderr.write(
      `pinlab claims: ${count(blunt.length, 'verdict')} did not become what was stated: ${blunt.map(({ entry }) => entry.id).join(', ')}\n`,
    );
  return blunt.length === 0 ? 0 : 1;
}
