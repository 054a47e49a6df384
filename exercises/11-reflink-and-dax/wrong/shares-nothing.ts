// Fails 11-reflink-and-dax/shares: it flushes, and shares nothing.
import type { BlockSteps, InodeHandle, Op } from 'pinlab';

export function* free(k: BlockSteps, inode: InodeHandle): Op {
  yield* k.lockFaults(inode);
  yield* k.unmap(inode);
  yield* k.freeBlocks(inode);
  yield* k.unlockFaults(inode);
}

export function* share(k: BlockSteps, from: InodeHandle, _to: InodeHandle): Op {
  yield* k.lockFaults(from);
  yield* k.writeBack(from);
  yield* k.unlockFaults(from);
}
