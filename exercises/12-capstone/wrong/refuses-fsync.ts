// Fails 12-capstone/latency: fsync answers EBUSY, and has to be called again and again.
import type { Op, PolicySteps } from 'pinlab';

export function* policy(k: PolicySteps): Op {
  yield* k.fsyncRefuses();
  yield* k.cleanersSkip();
  yield* k.truncateWaits('careful');
  yield* k.refuseLongTerm();
}
