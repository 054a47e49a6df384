// Waits for pins that a device ends, and lets no others in.
import type { Op, PolicySteps } from 'pinlab';

export function* policy(k: PolicySteps): Op {
  yield* k.refuseLongTerm();
  yield* k.fsyncWaits('careful');
  yield* k.cleanersSkip();
  yield* k.truncateWaits('careful');
}
