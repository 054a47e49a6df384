// Fails 12-capstone/again: who waits for short pins may wait for one after the other.
import type { Op, PolicySteps } from 'pinlab';

export function* policy(k: PolicySteps): Op {
  yield* k.fsyncWaits('careful');
  yield* k.cleanersSkip();
  yield* k.truncateWaits('careful');
  yield* k.refuseLongTerm();
}
