// Fails 06-truncate/again: pins are looked at before the page is unmapped: it is pinned again in between.
import type { InodeHandle, Op, TruncateSteps } from 'pinlab';

export function* truncate(k: TruncateSteps, inode: InodeHandle, size: number): Op<0 | 'EINTR'> {
  yield* k.setSize(inode, size);
  yield* k.lockInvalidate(inode);
  if (yield* k.pinned(inode, size)) {
    yield* k.unlockInvalidate(inode);
    return (yield* k.waitForPins(inode, size)) ? k.retry() : 'EINTR';
  }
  yield* k.unmap(inode, size);
  yield* k.removeFromCache(inode, size);
  yield* k.freeBlocks(inode, size);
  yield* k.unlockInvalidate(inode);
  return 0;
}
