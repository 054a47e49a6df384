// Fails 05-fsync/waits: a page that the flusher is writing carries no tag: it is passed by, and not waited for.
import type { FsyncSteps, InodeHandle, Op, PageHandle } from 'pinlab';

/** Cleans one page; false when somebody was in the way, and it has to be tried again. */
function* clean(k: FsyncSteps, inode: InodeHandle, page: PageHandle): Op<boolean> {
  yield* k.lock(page);
  if (!(yield* k.stillDirty(inode, page))) {
    yield* k.untag(page);
    yield* k.unlock(page);
    return true;
  }
  if (yield* k.underWriteback(page)) {
    yield* k.untag(page);
    yield* k.unlock(page);
    return true;
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
  let found = 0;
  for (;;) {
    const page = yield* k.nextTagged(inode);
    if (page === null) break;
    found++;
    if (!(yield* clean(k, inode, page))) return k.retry();
  }
  if (found > 0) yield* k.waitForWriteback(inode);
  yield* k.flushDevice();
  return (yield* k.failed()) ? 'EIO' : 0;
}
