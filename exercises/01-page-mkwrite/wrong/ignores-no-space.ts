// Fails 01-page-mkwrite/told: there is no room, and the page is mapped all the same.
import type { Op, PageHandle, PageMkwriteSteps } from 'pinlab';

export function* pageMkwrite(k: PageMkwriteSteps, page: PageHandle): Op<'mapped' | 'retry' | 'nospace'> {
  yield* k.lock(page);
  if (!(yield* k.sameMapping(page))) {
    yield* k.unlock(page);
    return 'retry';
  }
  yield* k.waitForWriteback(page);
  yield* k.reserve(page);
  yield* k.markDirty(page);
  yield* k.makeWritable(page);
  yield* k.unlock(page);
  return 'mapped';
}
