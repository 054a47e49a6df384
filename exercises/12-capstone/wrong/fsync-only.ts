// Fails 12-capstone/cleaners: fsync is not the only one who cleans pages.
import type { Op, PolicySteps } from 'pinlab';

export function* policy(k: PolicySteps): Op {
  yield* k.fsyncWaits('careful');
  yield* k.truncateWaits('careful');
  yield* k.refuseLongTerm();
}
