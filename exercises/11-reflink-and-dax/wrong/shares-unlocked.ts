// Fails 11-reflink-and-dax/share-faults: the device faults for writing between the write-protection and the sharing.
import type { BlockSteps, InodeHandle, Op } from 'pinlab';

export function* free(k: BlockSteps, inode: InodeHandle): Op {
  yield* k.lockFaults(inode);
  yield* k.unmap(inode);
  yield* k.freeBlocks(inode);
  yield* k.unlockFaults(inode);
}

export function* share(k: BlockSteps, from: InodeHandle, to: InodeHandle): Op {
  yield* k.writeBack(from);
  yield* k.shareBlocks(from, to);
}
