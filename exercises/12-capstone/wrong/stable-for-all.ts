// Fails 12-capstone/throughput: stable pages for everybody cost every store that meets a writeback.
import type { Op, PolicySteps } from 'pinlab';

export function* policy(k: PolicySteps): Op {
  yield* k.stablePages('careful');
  yield* k.bouncePinned();
  yield* k.truncateWaits('careful');
  yield* k.refuseLongTerm();
}
