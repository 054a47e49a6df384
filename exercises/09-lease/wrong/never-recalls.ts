// Fails 09-lease/returned: it waits for a lease that nobody has asked for.
import type { InodeHandle, LeaseSteps, Op } from 'pinlab';

export function* breakLease(k: LeaseSteps, inode: InodeHandle): Op<0 | 'EWOULDBLOCK'> {
  yield* k.blockNewLeases(inode);
  const lease = yield* k.findLease(inode);
  if (lease !== null) {
    const end = yield* k.awaitReturn(lease);
    if (end === 'timeout') return 'EWOULDBLOCK';
  }
  yield* k.waitForPins(inode);
  return 0;
}
