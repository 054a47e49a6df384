// Fails 07-smallest-set/cleaners: fsync is not the only one who cleans pages.
import type { Op, RuleSteps } from 'pinlab';

export function* rules(k: RuleSteps): Op {
  yield* k.fsyncWaits('careful');
  yield* k.truncateWaits('careful');
}
