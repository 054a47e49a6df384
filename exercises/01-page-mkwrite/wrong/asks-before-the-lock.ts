// Fails 01-page-mkwrite/truncated: what is asked before the lock may no longer hold under it.
import type { Op, PageHandle, PageMkwriteSteps } from 'pinlab';

export function* pageMkwrite(k: PageMkwriteSteps, page: PageHandle): Op<'mapped' | 'retry' | 'nospace'> {
  if (!(yield* k.sameMapping(page))) {
    return 'retry';
  }
  yield* k.lock(page);
  yield* k.waitForWriteback(page);
  if (!(yield* k.reserve(page))) {
    yield* k.unlock(page);
    return 'nospace';
  }
  yield* k.markDirty(page);
  yield* k.makeWritable(page);
  yield* k.unlock(page);
  return 'mapped';
}
