// Fails 06-truncate/signal: a signal makes it wait again.
import type { InodeHandle, Op, TruncateSteps } from 'pinlab';

export function* truncate(k: TruncateSteps, inode: InodeHandle, size: number): Op<0 | 'EINTR'> {
  yield* k.setSize(inode, size);
  yield* k.lockInvalidate(inode);
  yield* k.unmap(inode, size);
  if (yield* k.pinned(inode, size)) {
    yield* k.unlockInvalidate(inode);
    yield* k.waitForPins(inode, size);
    return k.retry();
  }
  yield* k.removeFromCache(inode, size);
  yield* k.freeBlocks(inode, size);
  yield* k.unlockInvalidate(inode);
  return 0;
}
