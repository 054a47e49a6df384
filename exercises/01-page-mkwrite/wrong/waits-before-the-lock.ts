// Fails 01-page-mkwrite/stable: writeback may begin between the wait and the lock.
import type { Op, PageHandle, PageMkwriteSteps } from 'pinlab';

export function* pageMkwrite(k: PageMkwriteSteps, page: PageHandle): Op<'mapped' | 'retry' | 'nospace'> {
  yield* k.waitForWriteback(page);
  yield* k.lock(page);
  if (!(yield* k.sameMapping(page))) {
    yield* k.unlock(page);
    return 'retry';
  }
  if (!(yield* k.reserve(page))) {
    yield* k.unlock(page);
    return 'nospace';
  }
  yield* k.markDirty(page);
  yield* k.makeWritable(page);
  yield* k.unlock(page);
  return 'mapped';
}
