// Fails 06-truncate/signal: a signal ends the wait, and it goes on as if nobody held the page.
import type { InodeHandle, Op, TruncateSteps } from 'pinlab';

export function* truncate(k: TruncateSteps, inode: InodeHandle, size: number): Op<0 | 'EINTR'> {
  yield* k.setSize(inode, size);
  yield* k.lockInvalidate(inode);
  yield* k.unmap(inode, size);
  while (yield* k.pinned(inode, size)) {
    yield* k.unlockInvalidate(inode);
    const free = yield* k.waitForPins(inode, size);
    yield* k.lockInvalidate(inode);
    yield* k.unmap(inode, size);
    if (!free) break;
  }
  yield* k.removeFromCache(inode, size);
  yield* k.freeBlocks(inode, size);
  yield* k.unlockInvalidate(inode);
  return 0;
}
