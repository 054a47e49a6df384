// The claims for the book's ledger: decided when the book is built, and kept beside it for as long as the library
// that decided them stays as it is.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { claimIdOf, isComputed } from '../claims/entry.js';
import type { Certificate } from '../claims/finding.js';
import { verdictText } from '../claims/scoreboard.js';
import { claims, type SettledClaim } from '../claims/settle.js';
import { thread } from '../claims/thread.js';
import type { LedgerClaim, LedgerSearch } from '../notebook/book/ledger.js';
import { claimSource } from './claims-sources.js';
import { boundText, replayCommand, settingOf } from './claims-text.js';
import { count } from './output.js';
import { SearchProgress } from './search-progress.js';

const kept = fileURLToPath(new URL('../../../.build/ledger.json', import.meta.url));
const stamp = fileURLToPath(new URL('../.stamp', import.meta.url));

function searchOf(each: Certificate): LedgerSearch {
  const { complete, depth, found, schedule, scenario, states } = each;
  return {
    scenario,
    setting: settingOf(each)
      .trim()
      .replace(/^\(|\)$/g, ''),
    found,
    bound: `${count(states, 'state')}, depth ${depth}, ${complete ? 'complete' : 'cut'}`,
    replay: schedule === null ? null : replayCommand(each),
  };
}

/** A settled claim as the book shows it. */
export function ledgerClaim(claim: SettledClaim): LedgerClaim {
  const { date, entry, id, judgement, kind, paraphrase, person } = claim;
  const { condition, falsifier, in2018, today } = entry;
  const { chapters } = thread.find((each) => each.id === claimIdOf(entry))!;
  return {
    ...{ id, person, date, kind, paraphrase, condition, falsifier, in2018, today, chapters },
    verdict: verdictText(claim),
    because: judgement?.because ?? '',
    bound: judgement === null ? '' : boundText(judgement.certificates),
    searches: judgement?.certificates.map(searchOf) ?? [],
    details: isComputed(entry) ? (judgement?.details ?? []) : entry.told,
    teeth: isComputed(entry) ? `${entry.tooth.words}: ${entry.tooth.becomes}` : '',
    source: claimSource(entry).replace(/^lib\//, ''),
  };
}

/** What the compiled library is made of; nothing where it was not compiled by the project's own commands. */
function libraryNow(): string | undefined {
  try {
    return createHash('sha256').update(readFileSync(stamp)).digest('hex');
  } catch {
    return undefined;
  }
}

function keptFor(library: string | undefined): LedgerClaim[] | undefined {
  try {
    const { claims: found, library: of } = JSON.parse(readFileSync(kept, 'utf8')) as {
      library: string;
      claims: LedgerClaim[];
    };
    return of === library ? found : undefined;
  } catch {
    return undefined;
  }
}

/** All claims, decided now unless this very library has decided them before. */
export async function ledgerForBook(): Promise<readonly LedgerClaim[]> {
  const library = libraryNow();
  const before = library === undefined ? undefined : keptFor(library);
  if (before !== undefined) return before;
  const progress = new SearchProgress('searches for the ledger');
  try {
    const found = (await claims(undefined, progress.show)).map(ledgerClaim);
    if (library !== undefined) {
      mkdirSync(dirname(kept), { recursive: true });
      writeFileSync(kept, JSON.stringify({ library, claims: found }));
    }
    return found;
  } finally {
    progress.stop();
  }
}
