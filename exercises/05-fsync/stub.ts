import type { FsyncSteps, InodeHandle, Op } from 'pinlab';

export function* fsync(k: FsyncSteps, inode: InodeHandle): Op<0 | 'EIO'> {
  yield* k.tagDirty(inode);
  // Here the tagged pages are to be written, one after the other.
  return 0;
}
