// Fails 09-lease/new: the next lease is taken while it deals with the first.
import type { InodeHandle, LeaseSteps, Op } from 'pinlab';

export function* breakLease(k: LeaseSteps, inode: InodeHandle): Op<0 | 'EWOULDBLOCK'> {
  const lease = yield* k.findLease(inode);
  if (lease !== null) {
    yield* k.recall(lease);
    const end = yield* k.awaitReturn(lease);
    if (end === 'timeout' || (yield* k.pinned(inode))) yield* k.fence(lease);
    yield* k.removeLease(lease);
  }
  yield* k.waitForPins(inode);
  return 0;
}
