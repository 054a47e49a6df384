import type { BlockSteps, InodeHandle, Op } from 'pinlab';

/** Punches the whole file out: its blocks become free. Called with the inode lock held. */
export function* free(k: BlockSteps, inode: InodeHandle): Op {
  yield* k.writeBack(inode);
}

/** Makes the second file, which is empty, a clone of the first. Called with the inode lock of the first held. */
export function* share(k: BlockSteps, from: InodeHandle, _to: InodeHandle): Op {
  yield* k.writeBack(from);
}
