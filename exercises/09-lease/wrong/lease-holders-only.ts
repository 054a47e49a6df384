// Fails 09-lease/pins: it looks after whoever holds a lease, and after nobody else.
import type { InodeHandle, LeaseSteps, Op } from 'pinlab';

export function* breakLease(k: LeaseSteps, inode: InodeHandle): Op<0 | 'EWOULDBLOCK'> {
  yield* k.blockNewLeases(inode);
  const lease = yield* k.findLease(inode);
  if (lease !== null) {
    yield* k.recall(lease);
    const end = yield* k.awaitReturn(lease);
    if (end === 'timeout' || (yield* k.pinned(inode))) yield* k.fence(lease);
    yield* k.removeLease(lease);
  }
  return 0;
}
