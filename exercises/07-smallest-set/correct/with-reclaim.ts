// The same, asked for by who is concerned; what reclaim is told twice costs nothing.
import type { Op, RuleSteps } from 'pinlab';

function* whoTakesAway(k: RuleSteps): Op {
  yield* k.truncateWaits('careful');
  yield* k.reclaimSkips();
}

function* whoWrites(k: RuleSteps): Op {
  yield* k.cleanersSkip();
  yield* k.fsyncWaits('careful');
}

export function* rules(k: RuleSteps): Op {
  yield* whoTakesAway(k);
  yield* whoWrites(k);
}
