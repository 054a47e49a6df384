// Fails 07-smallest-set/fsync-ends: fsync waits with the page locked, and the end of the read needs the lock.
import type { Op, RuleSteps } from 'pinlab';

export function* rules(k: RuleSteps): Op {
  yield* k.fsyncWaits('as-worded');
  yield* k.cleanersSkip();
  yield* k.truncateWaits('careful');
}
