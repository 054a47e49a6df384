// Fails 11-reflink-and-dax/share-order: the block is shared before it is written back, and with that write-protected.
import type { BlockSteps, InodeHandle, Op } from 'pinlab';

export function* free(k: BlockSteps, inode: InodeHandle): Op {
  yield* k.lockFaults(inode);
  yield* k.unmap(inode);
  yield* k.freeBlocks(inode);
  yield* k.unlockFaults(inode);
}

export function* share(k: BlockSteps, from: InodeHandle, to: InodeHandle): Op {
  yield* k.lockFaults(from);
  yield* k.shareBlocks(from, to);
  yield* k.writeBack(from);
  yield* k.unlockFaults(from);
}
