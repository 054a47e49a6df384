// Never waits for a device: what it holds is copied, and the copy is written.
import type { FsyncSteps, InodeHandle, Op, PageHandle } from 'pinlab';

/** Writes a page that is locked, dirty and not under writeback; unlocks it. */
function* write(k: FsyncSteps, page: PageHandle): Op<void> {
  yield* k.writeProtect(page);
  if (yield* k.pinned(page)) {
    yield* k.bounce(page);
    yield* k.unlock(page);
    return;
  }
  yield* k.clearDirty(page);
  yield* k.submit(page);
  yield* k.unlock(page);
}

export function* fsync(k: FsyncSteps, inode: InodeHandle): Op<0 | 'EIO'> {
  yield* k.tagDirty(inode);
  for (;;) {
    const page = yield* k.nextTagged(inode);
    if (page === null) break;
    yield* k.lock(page);
    if (yield* k.underWriteback(page)) yield* k.waitForWriteback(inode);
    if (yield* k.stillDirty(inode, page)) {
      yield* write(k, page);
      continue;
    }
    yield* k.unlock(page);
  }
  yield* k.waitForWriteback(inode);
  if (yield* k.failed()) return 'EIO';
  yield* k.flushDevice();
  return 0;
}
