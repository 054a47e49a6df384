// One way for a lease that comes back, one for a holder that does not answer.
import type { InodeHandle, LeaseHandle, LeaseSteps, Op } from 'pinlab';

/** The lease is back; its holder may have kept the page. */
function* afterReturn(k: LeaseSteps, inode: InodeHandle, lease: LeaseHandle): Op {
  if (yield* k.pinned(inode)) yield* k.fence(lease);
}

/** The holder’s time is up. */
function* afterTimeout(k: LeaseSteps, lease: LeaseHandle): Op {
  yield* k.fence(lease);
  yield* k.removeLease(lease);
}

export function* breakLease(k: LeaseSteps, inode: InodeHandle): Op<0 | 'EWOULDBLOCK'> {
  yield* k.blockNewLeases(inode);
  const lease = yield* k.findLease(inode);
  if (lease !== null) {
    yield* k.recall(lease);
    const end = yield* k.awaitReturn(lease);
    if (end === 'returned') yield* afterReturn(k, inode, lease);
    else yield* afterTimeout(k, lease);
  }
  yield* k.waitForPins(inode);
  return 0;
}
