// Fails 09-lease/silent: it takes the lease away and thinks that this stops a device.
import type { InodeHandle, LeaseSteps, Op } from 'pinlab';

export function* breakLease(k: LeaseSteps, inode: InodeHandle): Op<0 | 'EWOULDBLOCK'> {
  yield* k.blockNewLeases(inode);
  const lease = yield* k.findLease(inode);
  if (lease !== null) {
    yield* k.recall(lease);
    yield* k.awaitReturn(lease);
    yield* k.removeLease(lease);
  }
  return 0;
}
