// Fails 06-truncate/shortens: the blocks are never freed.
import type { InodeHandle, Op, TruncateSteps } from 'pinlab';

export function* truncate(k: TruncateSteps, inode: InodeHandle, size: number): Op<0 | 'EINTR'> {
  yield* k.setSize(inode, size);
  yield* k.lockInvalidate(inode);
  yield* k.unmap(inode, size);
  if (yield* k.pinned(inode, size)) {
    yield* k.unlockInvalidate(inode);
    return (yield* k.waitForPins(inode, size)) ? k.retry() : 'EINTR';
  }
  yield* k.removeFromCache(inode, size);
  yield* k.unlockInvalidate(inode);
  return 0;
}
