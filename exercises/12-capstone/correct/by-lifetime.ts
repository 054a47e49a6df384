// Put together by who ends a pin.
import type { Op, PolicySteps } from 'pinlab';

function* endedByDevice(k: PolicySteps): Op {
  yield* k.reclaimSkips();
  yield* k.truncateWaits('careful');
  yield* k.cleanersSkip();
  yield* k.fsyncWaits('careful');
}

export function* policy(k: PolicySteps): Op {
  yield* endedByDevice(k);
  yield* k.refuseLongTerm();
}
