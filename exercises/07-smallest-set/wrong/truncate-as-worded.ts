// Fails 07-smallest-set/truncate-ends: truncation waits with the page locked, and the end of the read needs the lock.
import type { Op, RuleSteps } from 'pinlab';

export function* rules(k: RuleSteps): Op {
  yield* k.fsyncWaits('careful');
  yield* k.cleanersSkip();
  yield* k.truncateWaits('as-worded');
}
