// Fails 05-fsync/flush: what it wrote is in the disk’s cache only.
import type { FsyncSteps, InodeHandle, Op, PageHandle } from 'pinlab';

/** Cleans one page; false when somebody was in the way, and it has to be tried again. */
function* clean(k: FsyncSteps, inode: InodeHandle, page: PageHandle): Op<boolean> {
  yield* k.lock(page);
  if (!(yield* k.stillDirty(inode, page))) {
    yield* k.unlock(page);
    return true;
  }
  if (yield* k.underWriteback(page)) {
    yield* k.unlock(page);
    yield* k.waitForWriteback(inode);
    return false;
  }
  yield* k.writeProtect(page);
  if (yield* k.pinned(page)) {
    yield* k.unlock(page);
    yield* k.waitForPins(page);
    return false;
  }
  yield* k.clearDirty(page);
  yield* k.unlock(page);
  yield* k.submit(page);
  return true;
}

export function* fsync(k: FsyncSteps, inode: InodeHandle): Op<0 | 'EIO'> {
  yield* k.tagDirty(inode);
  for (;;) {
    const page = yield* k.nextTagged(inode);
    if (page === null) break;
    if (!(yield* clean(k, inode, page))) return k.retry();
  }
  yield* k.waitForWriteback(inode);
  return (yield* k.failed()) ? 'EIO' : 0;
}
