// Fails 01-page-mkwrite/truncated: the page may have left the file before it was locked.
import type { Op, PageHandle, PageMkwriteSteps } from 'pinlab';

export function* pageMkwrite(k: PageMkwriteSteps, page: PageHandle): Op<'mapped' | 'retry' | 'nospace'> {
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
