// What a chapter says of its claims at its end. A claim that an experiment decides comes with the
// verdict that was computed; a definition, an analogy or a matter of record says that it is one.
import { claimIdOf } from './entry.js';
import type { ClaimVerdict } from './judgement.js';
import { ledger } from './ledger/index.js';
import { claim as decided, type SettledClaim } from './settle.js';
import { type Claim, type ClaimKind, claimsOf } from './thread.js';

export type { ClaimVerdict } from './judgement.js';

/** One claim and what the chapter found. */
export interface ChapterVerdict {
  readonly claim: string;
  /** What it is about, in two or three words. */
  readonly word: string;
  readonly paraphrase: string;
  readonly kind: ClaimKind;
  readonly verdict: ClaimVerdict | 'not computed';
  /** What decides it, in a few words. */
  readonly because: string;
}

/**
 * A chapter's claims with their verdicts, as the ledger decides them now; or as the chapter itself has
 * found them. `found` maps a claim to its verdict and what decides it; a claim that is not computed is
 * given what is to be said of it instead.
 * @throws RangeError when a claim of the chapter is left out, or one is given that is not the
 *   chapter's; when a claim that nothing computes is given a verdict, or the other way round
 */
export function chapterVerdicts(
  chapter: string,
  found?: Readonly<Record<string, readonly [ClaimVerdict, string] | string>>,
): ChapterVerdict[] {
  const claims = claimsOf(chapter);
  if (found === undefined) return claims.flatMap(fromLedger);
  const foreign = Object.keys(found).find((id) => !claims.some((claim) => claim.id === id));
  if (foreign !== undefined)
    throw new RangeError(`chapter ${chapter} does not settle ${foreign}; its claims are ${claims.map(({ id }) => id)}`);
  return claims.map((claim) => verdictOf(chapter, claim, found[claim.id]));
}

/** What the ledger says of a claim: a row for each half of it. */
function fromLedger({ id, kind, paraphrase, word }: Claim): ChapterVerdict[] {
  if (!ledger.some((entry) => claimIdOf(entry) === id))
    return [{ claim: id, word, paraphrase, kind, verdict: 'not computed', because: 'it is not in the ledger yet' }];
  return decided(id).map((each) => rowOf(each, word));
}

function rowOf({ entry, id, judgement, kind, paraphrase }: SettledClaim, word: string): ChapterVerdict {
  if (judgement === null) {
    const because = 'told' in entry ? entry.told.join(' ') : '';
    return { claim: id, word, paraphrase, kind, verdict: 'not computed', because };
  }
  const condition = judgement.onlyIf === null ? '' : `${judgement.onlyIf}: `;
  return { claim: id, word, paraphrase, kind, verdict: judgement.verdict, because: `${condition}${judgement.because}` };
}

function verdictOf(
  chapter: string,
  { id, kind, paraphrase, word }: Claim,
  found: readonly [ClaimVerdict, string] | string | undefined,
): ChapterVerdict {
  if (found === undefined) throw new RangeError(`chapter ${chapter} settles ${id} too; say how it came out`);
  const computed = kind === 'decided' || kind === 'measured';
  if (computed !== (typeof found !== 'string'))
    throw new RangeError(
      computed
        ? `${id} is decided by experiment; give its verdict and what decides it, as a pair`
        : `${id} is of the kind ${kind}: nothing computes it, so it has no verdict; say in words what is to be said`,
    );
  const [verdict, because] = typeof found === 'string' ? (['not computed', found] as const) : found;
  return { claim: id, word, paraphrase, kind, verdict, because };
}

const kindWords: Partial<Record<ClaimKind, string>> = {
  definition: 'a definition',
  analogy: 'an analogy',
  record: 'a matter of record',
};

/** A claim's verdict as one line: `C8, (b) fsync waits: holds only if every other cleaner …`. */
export function verdictLine({ because, claim, kind, verdict, word }: ChapterVerdict): string {
  const said = verdict === 'not computed' ? (kindWords[kind] ?? verdict) : verdict;
  return `${claim}, ${word}: ${said}${verdict === 'holds only if' ? ' ' : '; '}${because}`;
}
