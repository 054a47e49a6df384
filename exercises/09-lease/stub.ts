import type { InodeHandle, LeaseSteps, Op } from 'pinlab';

export function* breakLease(k: LeaseSteps, inode: InodeHandle): Op<0 | 'EWOULDBLOCK'> {
  const lease = yield* k.findLease(inode);
  if (lease !== null) yield* k.recall(lease);
  // Here it is to be waited for, and not for ever.
  return 'EWOULDBLOCK';
}
