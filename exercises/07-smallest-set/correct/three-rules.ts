// fsync waits, every other cleaner passes by, truncation waits: each with no lock held.
import type { Op, RuleSteps } from 'pinlab';

export function* rules(k: RuleSteps): Op {
  yield* k.fsyncWaits('careful');
  yield* k.cleanersSkip();
  yield* k.truncateWaits('careful');
}
