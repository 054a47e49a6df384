// Fails 12-capstone/fsync: fsync does not look at pins.
import type { Op, PolicySteps } from 'pinlab';

export function* policy(k: PolicySteps): Op {
  yield* k.cleanersSkip();
  yield* k.truncateWaits('careful');
  yield* k.refuseLongTerm();
}
