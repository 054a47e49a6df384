// Fails 12-capstone/long: it waits for pins that only user space ends.
import type { Op, PolicySteps } from 'pinlab';

export function* policy(k: PolicySteps): Op {
  yield* k.fsyncWaits('careful');
  yield* k.cleanersSkip();
  yield* k.truncateWaits('careful');
}
