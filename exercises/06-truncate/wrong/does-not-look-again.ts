// Fails 06-truncate/again: after the wait the page may have been faulted back in.
import type { InodeHandle, Op, TruncateSteps } from 'pinlab';

export function* truncate(k: TruncateSteps, inode: InodeHandle, size: number): Op<0 | 'EINTR'> {
  yield* k.lockInvalidate(inode);
  yield* k.unmap(inode, size);
  if (yield* k.pinned(inode, size)) {
    yield* k.unlockInvalidate(inode);
    if (!(yield* k.waitForPins(inode, size))) return 'EINTR';
    yield* k.lockInvalidate(inode);
  }
  yield* k.setSize(inode, size);
  yield* k.removeFromCache(inode, size);
  yield* k.freeBlocks(inode, size);
  yield* k.unlockInvalidate(inode);
  return 0;
}
