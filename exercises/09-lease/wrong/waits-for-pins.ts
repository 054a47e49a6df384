// Fails 09-lease/silent-ends: it takes the lease away and waits for the pin, which ends when its holder likes.
import type { InodeHandle, LeaseSteps, Op } from 'pinlab';

export function* breakLease(k: LeaseSteps, inode: InodeHandle): Op<0 | 'EWOULDBLOCK'> {
  yield* k.blockNewLeases(inode);
  const lease = yield* k.findLease(inode);
  if (lease !== null) {
    yield* k.recall(lease);
    yield* k.awaitReturn(lease);
    yield* k.removeLease(lease);
  }
  yield* k.waitForPins(inode);
  return 0;
}
