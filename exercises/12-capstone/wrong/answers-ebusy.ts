// Fails 12-capstone/latency: truncation answers EBUSY beside a pin that would have ended by itself.
import type { Op, PolicySteps } from 'pinlab';

export function* policy(k: PolicySteps): Op {
  yield* k.bouncePinned();
  yield* k.truncateRefuses();
}
