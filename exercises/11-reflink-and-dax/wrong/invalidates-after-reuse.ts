// Fails 11-reflink-and-dax/free-order: it lets everybody in first, and unmaps when the block is long another file’s.
import type { BlockSteps, InodeHandle, Op } from 'pinlab';

export function* free(k: BlockSteps, inode: InodeHandle): Op {
  yield* k.lockFaults(inode);
  yield* k.freeBlocks(inode);
  yield* k.unlockFaults(inode);
  yield* k.unmap(inode);
}

export function* share(k: BlockSteps, from: InodeHandle, to: InodeHandle): Op {
  yield* k.lockFaults(from);
  yield* k.writeBack(from);
  yield* k.shareBlocks(from, to);
  yield* k.unlockFaults(from);
}
