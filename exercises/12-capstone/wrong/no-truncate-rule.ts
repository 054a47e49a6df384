// Fails 12-capstone/truncate: truncation does not look at pins.
import type { Op, PolicySteps } from 'pinlab';

export function* policy(k: PolicySteps): Op {
  yield* k.bouncePinned();
  yield* k.refuseLongTerm();
}
