// Where a claim and a scenario are written down: for who wants to read how something is decided.
import { readdirSync, readFileSync } from 'node:fs';
import { claimIdOf, type Entry } from '../claims/entry.js';

const lib = new URL('../../', import.meta.url);

/** The file of a claim. */
export const claimSource = (entry: Entry): string =>
  `lib/claims/ledger/c${claimIdOf(entry).slice(1).padStart(2, '0')}.ts`;

/** The file and line of a named scenario. */
export function scenarioSource(name: string): string {
  const folder = new URL('scenarios/', lib);
  for (const file of readdirSync(folder).sort()) {
    if (!file.endsWith('.ts')) continue;
    const lines = readFileSync(new URL(file, folder), 'utf8').split('\n');
    const at = lines.findIndex((line) => line.includes(`'${name}',`));
    if (at >= 0) return `lib/scenarios/${file}:${at + 1}`;
  }
  return 'lib/scenarios';
}
