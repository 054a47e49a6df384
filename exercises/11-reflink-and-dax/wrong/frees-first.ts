// Fails 11-reflink-and-dax/free-order: the blocks are free before the device has been told.
import type { BlockSteps, InodeHandle, Op } from 'pinlab';

export function* free(k: BlockSteps, inode: InodeHandle): Op {
  yield* k.lockFaults(inode);
  yield* k.freeBlocks(inode);
  yield* k.unmap(inode);
  yield* k.unlockFaults(inode);
}

export function* share(k: BlockSteps, from: InodeHandle, to: InodeHandle): Op {
  yield* k.lockFaults(from);
  yield* k.writeBack(from);
  yield* k.shareBlocks(from, to);
  yield* k.unlockFaults(from);
}
