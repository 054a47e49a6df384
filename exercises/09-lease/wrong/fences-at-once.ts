// Fails 09-lease/prompt: it does not wait for an answer.
import type { InodeHandle, LeaseSteps, Op } from 'pinlab';

export function* breakLease(k: LeaseSteps, inode: InodeHandle): Op<0 | 'EWOULDBLOCK'> {
  yield* k.blockNewLeases(inode);
  const lease = yield* k.findLease(inode);
  if (lease !== null) {
    yield* k.recall(lease);
    yield* k.fence(lease);
    yield* k.removeLease(lease);
  }
  yield* k.waitForPins(inode);
  return 0;
}
