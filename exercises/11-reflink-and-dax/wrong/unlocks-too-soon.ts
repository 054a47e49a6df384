// Fails 11-reflink-and-dax/free-faults: faults are let in between unmapping and freeing.
import type { BlockSteps, InodeHandle, Op } from 'pinlab';

export function* free(k: BlockSteps, inode: InodeHandle): Op {
  yield* k.lockFaults(inode);
  yield* k.unmap(inode);
  yield* k.unlockFaults(inode);
  yield* k.freeBlocks(inode);
}

export function* share(k: BlockSteps, from: InodeHandle, to: InodeHandle): Op {
  yield* k.lockFaults(from);
  yield* k.writeBack(from);
  yield* k.shareBlocks(from, to);
  yield* k.unlockFaults(from);
}
