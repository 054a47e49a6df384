// Teeth: proof that a verdict is computed. Each claim is judged on the machine as it is, and again with
// the one change that its entry names; the second verdict must be the one stated there, and another one.
import { Answers } from './answers.js';
import { type ComputedEntry, isComputed } from './entry.js';
import type { ClaimVerdict, Judgement } from './judgement.js';
import { ledger } from './ledger/index.js';
import type { OnProgress } from './search-pool.js';
import { judgeOnCores } from './settle.js';

/** What became of one claim's teeth. */
export interface Bite {
  readonly entry: ComputedEntry;
  readonly before: ClaimVerdict;
  readonly after: Judgement;
  /** It became what was stated, and that is another verdict. */
  readonly bites: boolean;
}

/**
 * Judges claims with and without their changes, on every core.
 * @param entries those that are computed are judged; all unless said
 * @param answers what is known of the machine by now
 */
export async function teethOf(
  entries: readonly unknown[] = ledger,
  onProgress?: OnProgress,
  answers = new Answers(),
): Promise<Bite[]> {
  const computed = ledger.filter(isComputed).filter((entry) => entries.includes(entry));
  const todo = computed.flatMap((entry) => [{ entry }, { entry, change: entry.tooth.change }]);
  const judgements = await judgeOnCores(todo, answers, onProgress);
  return computed.map((entry, i) => {
    const before = judgements[2 * i]!.verdict;
    const after = judgements[2 * i + 1]!;
    return { entry, before, after, bites: after.verdict === entry.tooth.becomes && after.verdict !== before };
  });
}
