// Fails 12-capstone/private: truncation waits for pins that only user space ends.
import type { Op, PolicySteps } from 'pinlab';

export function* policy(k: PolicySteps): Op {
  yield* k.bouncePinned();
  yield* k.truncateWaits('careful');
}
