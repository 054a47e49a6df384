// Fails 12-capstone/fsync: it waits with the page locked, and the end of the read needs the lock.
import type { Op, PolicySteps } from 'pinlab';

export function* policy(k: PolicySteps): Op {
  yield* k.fsyncWaits('as-worded');
  yield* k.cleanersSkip();
  yield* k.truncateWaits('careful');
  yield* k.refuseLongTerm();
}
