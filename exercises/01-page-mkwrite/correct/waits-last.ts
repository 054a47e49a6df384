// As ext4 does: reserves and marks first, waits just before the page becomes writable.
import type { Op, PageHandle, PageMkwriteSteps } from 'pinlab';

export function* pageMkwrite(k: PageMkwriteSteps, page: PageHandle): Op<'mapped' | 'retry' | 'nospace'> {
  yield* k.lock(page);
  if (!(yield* k.sameMapping(page))) {
    yield* k.unlock(page);
    return 'retry';
  }
  const room = yield* k.reserve(page);
  if (room) {
    yield* k.markDirty(page);
    yield* k.waitForWriteback(page);
    yield* k.makeWritable(page);
  }
  yield* k.unlock(page);
  return room ? 'mapped' : 'nospace';
}
