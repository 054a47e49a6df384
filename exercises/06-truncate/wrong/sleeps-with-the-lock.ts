// Fails 06-truncate/lock: it waits with faults shut out.
import type { InodeHandle, Op, TruncateSteps } from 'pinlab';

export function* truncate(k: TruncateSteps, inode: InodeHandle, size: number): Op<0 | 'EINTR'> {
  yield* k.setSize(inode, size);
  yield* k.lockInvalidate(inode);
  yield* k.unmap(inode, size);
  if (!(yield* k.waitForPins(inode, size))) {
    yield* k.unlockInvalidate(inode);
    return 'EINTR';
  }
  yield* k.removeFromCache(inode, size);
  yield* k.freeBlocks(inode, size);
  yield* k.unlockInvalidate(inode);
  return 0;
}
