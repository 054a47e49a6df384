// Fails 11-reflink-and-dax/frees: it unmaps the file, and leaves its blocks where they are.
import type { BlockSteps, InodeHandle, Op } from 'pinlab';

export function* free(k: BlockSteps, inode: InodeHandle): Op {
  yield* k.lockFaults(inode);
  yield* k.unmap(inode);
  yield* k.unlockFaults(inode);
}

export function* share(k: BlockSteps, from: InodeHandle, to: InodeHandle): Op {
  yield* k.lockFaults(from);
  yield* k.writeBack(from);
  yield* k.shareBlocks(from, to);
  yield* k.unlockFaults(from);
}
