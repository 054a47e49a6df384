// Writes a copy of what a device holds, waits only where a page is to go, and lets nobody hold a file for good.
import type { Op, PolicySteps } from 'pinlab';

export function* policy(k: PolicySteps): Op {
  yield* k.bouncePinned();
  yield* k.truncateWaits('careful');
  yield* k.refuseLongTerm();
}
