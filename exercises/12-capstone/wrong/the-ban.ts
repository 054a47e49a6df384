// Fails 12-capstone/reads: nobody may pin a page for writing any more.
import type { Op, PolicySteps } from 'pinlab';

export function* policy(k: PolicySteps): Op {
  yield* k.banWritePins();
  yield* k.fsyncWaits('careful');
  yield* k.cleanersSkip();
  yield* k.truncateWaits('careful');
  yield* k.refuseLongTerm();
}
