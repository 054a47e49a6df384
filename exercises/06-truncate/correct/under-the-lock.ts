// Sets the size with faults shut out, waits in a loop of its own, and locks again.
import type { InodeHandle, Op, TruncateSteps } from 'pinlab';

export function* truncate(k: TruncateSteps, inode: InodeHandle, size: number): Op<0 | 'EINTR'> {
  yield* k.lockInvalidate(inode);
  yield* k.setSize(inode, size);
  yield* k.unmap(inode, size);
  while (yield* k.pinned(inode, size)) {
    yield* k.unlockInvalidate(inode);
    if (!(yield* k.waitForPins(inode, size))) return 'EINTR';
    yield* k.lockInvalidate(inode);
    yield* k.unmap(inode, size);
  }
  yield* k.removeFromCache(inode, size);
  yield* k.freeBlocks(inode, size);
  yield* k.unlockInvalidate(inode);
  return 0;
}
