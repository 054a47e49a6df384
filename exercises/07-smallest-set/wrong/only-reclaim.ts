// Fails 07-smallest-set/cleaners: reclaim leaves pinned pages alone, and background writeback does not.
import type { Op, RuleSteps } from 'pinlab';

export function* rules(k: RuleSteps): Op {
  yield* k.fsyncWaits('careful');
  yield* k.reclaimSkips();
  yield* k.truncateWaits('careful');
}
