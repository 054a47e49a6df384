// Flushes and unmaps before either, so that whoever comes back has to fault.
import type { BlockSteps, InodeHandle, Op } from 'pinlab';

function* takeBack(k: BlockSteps, inode: InodeHandle): Op {
  yield* k.lockFaults(inode);
  yield* k.writeBack(inode);
  yield* k.unmap(inode);
}

export function* free(k: BlockSteps, inode: InodeHandle): Op {
  yield* takeBack(k, inode);
  yield* k.freeBlocks(inode);
  yield* k.unlockFaults(inode);
}

export function* share(k: BlockSteps, from: InodeHandle, to: InodeHandle): Op {
  yield* takeBack(k, from);
  yield* k.shareBlocks(from, to);
  yield* k.unlockFaults(from);
}
