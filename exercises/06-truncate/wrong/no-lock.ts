// Fails 06-truncate/again: nothing keeps faults out.
import type { InodeHandle, Op, TruncateSteps } from 'pinlab';

export function* truncate(k: TruncateSteps, inode: InodeHandle, size: number): Op<0 | 'EINTR'> {
  yield* k.unmap(inode, size);
  if (yield* k.pinned(inode, size)) return (yield* k.waitForPins(inode, size)) ? k.retry() : 'EINTR';
  yield* k.setSize(inode, size);
  yield* k.removeFromCache(inode, size);
  yield* k.freeBlocks(inode, size);
  return 0;
}
