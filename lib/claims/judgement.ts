// What becomes of a claim: a verdict that follows from findings, and nothing else.
import { type Certificate, type Finding, saying } from './finding.js';

/** How a decided or measured claim comes out. */
export type ClaimVerdict = 'holds' | 'refuted' | 'holds only if' | 'undecided';

/** A verdict with what it rests on. */
export interface Judgement {
  readonly verdict: ClaimVerdict;
  /** For `holds only if`: the condition. */
  readonly onlyIf: string | null;
  /** What decides it, in a sentence. */
  readonly because: string;
  readonly certificates: readonly Certificate[];
  /** Tables, and what else was found on the way; lines of text. */
  readonly details: readonly string[];
}

/** The claim is the finding. */
export function asSaid(finding: Finding, details: readonly string[] = []): Judgement {
  const verdicts = { yes: 'holds', no: 'refuted', open: 'undecided' } as const;
  return {
    verdict: verdicts[finding.truth],
    onlyIf: null,
    because: saying(finding),
    certificates: finding.shows,
    details,
  };
}

/**
 * The claim may depend on a condition. It holds where it is so on both sides, holds only under the
 * condition where it is so on that side alone, and is refuted where it is not so even there.
 */
export function dependingOn(
  condition: string,
  sides: { readonly under: Finding; readonly otherwise: Finding },
  details: readonly string[] = [],
): Judgement {
  const { otherwise, under } = sides;
  if (under.truth !== 'yes' || otherwise.truth === 'yes') {
    const both = under.truth === 'yes' ? [under, otherwise] : [under];
    const because = saying({ parts: both.flatMap(({ parts }) => parts) });
    return { ...asSaid(under, details), because, certificates: both.flatMap(({ shows }) => shows) };
  }
  return {
    verdict: otherwise.truth === 'no' ? 'holds only if' : 'undecided',
    onlyIf: condition,
    because: `then ${saying(under)}; otherwise ${saying(otherwise)}`,
    certificates: [...otherwise.shows, ...under.shows],
    details,
  };
}
