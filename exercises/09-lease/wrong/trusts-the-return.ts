// Fails 09-lease/keeps: it takes a lease that is back for a page that is free.
import type { InodeHandle, LeaseSteps, Op } from 'pinlab';

export function* breakLease(k: LeaseSteps, inode: InodeHandle): Op<0 | 'EWOULDBLOCK'> {
  yield* k.blockNewLeases(inode);
  const lease = yield* k.findLease(inode);
  if (lease !== null) {
    yield* k.recall(lease);
    const end = yield* k.awaitReturn(lease);
    if (end === 'timeout') {
      yield* k.fence(lease);
      yield* k.removeLease(lease);
    }
  }
  return 0;
}
