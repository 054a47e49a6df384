// Fails 06-truncate/held: it does not look at pins.
import type { InodeHandle, Op, TruncateSteps } from 'pinlab';

export function* truncate(k: TruncateSteps, inode: InodeHandle, size: number): Op<0 | 'EINTR'> {
  yield* k.setSize(inode, size);
  yield* k.lockInvalidate(inode);
  yield* k.unmap(inode, size);
  yield* k.removeFromCache(inode, size);
  yield* k.freeBlocks(inode, size);
  yield* k.unlockInvalidate(inode);
  return 0;
}
