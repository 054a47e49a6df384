// Put together by who comes: only fsync has promised anything, so only fsync copies; the others come again.
import type { Op, PolicySteps } from 'pinlab';

function* whoCleans(k: PolicySteps): Op {
  yield* k.cleanersSkip();
  yield* k.bouncePinned();
}

export function* policy(k: PolicySteps): Op {
  yield* k.refuseLongTerm();
  yield* k.truncateWaits('careful');
  yield* whoCleans(k);
}
