// Fails 11-reflink-and-dax/free-faults: the device faults the block in again before it is free.
import type { BlockSteps, InodeHandle, Op } from 'pinlab';

export function* free(k: BlockSteps, inode: InodeHandle): Op {
  yield* k.unmap(inode);
  yield* k.freeBlocks(inode);
}

export function* share(k: BlockSteps, from: InodeHandle, to: InodeHandle): Op {
  yield* k.lockFaults(from);
  yield* k.writeBack(from);
  yield* k.shareBlocks(from, to);
  yield* k.unlockFaults(from);
}
