// Fails 07-smallest-set/cheapest: stable pages for everybody cost every store that meets a writeback, and forbid nothing more.
import type { Op, RuleSteps } from 'pinlab';

export function* rules(k: RuleSteps): Op {
  yield* k.stablePages('careful');
  yield* k.fsyncWaits('careful');
  yield* k.cleanersSkip();
  yield* k.truncateWaits('careful');
}
