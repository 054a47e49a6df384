// Fails 07-smallest-set/fsync: fsync does not look at pins.
import type { Op, RuleSteps } from 'pinlab';

export function* rules(k: RuleSteps): Op {
  yield* k.cleanersSkip();
  yield* k.truncateWaits('careful');
}
