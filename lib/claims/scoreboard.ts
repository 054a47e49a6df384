// The scoreboard: all claims with their verdicts, as a table in Markdown between two marks of a file.
import { readFileSync } from 'node:fs';
import type { SettledClaim } from './settle.js';

const begin = '<!-- claims: begin -->';
const end = '<!-- claims: end -->';

/** What a claim came to, in a few words: `holds only if …`. */
export function verdictText({ judgement, kind }: SettledClaim): string {
  if (judgement === null)
    return kind === 'record' ? 'a matter of record' : `${kind === 'analogy' ? 'an' : 'a'} ${kind}`;
  return judgement.verdict === 'holds only if' ? `holds only if ${judgement.onlyIf}` : judgement.verdict;
}

/** The table. */
export function scoreboard(claims: readonly SettledClaim[]): string {
  const rows = claims.map((claim) => `| ${claim.id} | ${claim.person} | ${claim.paraphrase} | ${verdictText(claim)} |`);
  return ['| | who | claim, in our words | verdict |', '|---|---|---|---|', ...rows].join('\n');
}

/**
 * A text with its scoreboard brought up to date.
 * @throws RangeError where the text has no marks for it
 */
export function withScoreboard(text: string, claims: readonly SettledClaim[]): string {
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new RangeError(`there is no place for the scoreboard: write ${begin} and ${end}`);
  return `${text.slice(0, from + begin.length)}\n${scoreboard(claims)}\n${text.slice(to)}`;
}

/** A row of the scoreboard that is kept. */
export interface KeptVerdict {
  readonly id: string;
  readonly person: string;
  readonly paraphrase: string;
  /** As `verdictText` says it. */
  readonly verdict: string;
}

/**
 * The scoreboard as the README keeps it: what the claims came to when they were decided last. `claims()` decides
 * them anew.
 */
export function keptVerdicts(): KeptVerdict[] {
  const text = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
  return [...text.matchAll(/^\| (C\d+[a-z]?) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$/gm)].map((row) => ({
    id: row[1]!,
    person: row[2]!,
    paraphrase: row[3]!,
    verdict: row[4]!,
  }));
}
