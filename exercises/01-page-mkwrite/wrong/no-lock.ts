// Fails 01-page-mkwrite/maps: it makes the page writable without the page lock.
import type { Op, PageHandle, PageMkwriteSteps } from 'pinlab';

export function* pageMkwrite(k: PageMkwriteSteps, page: PageHandle): Op<'mapped' | 'retry' | 'nospace'> {
  if (!(yield* k.sameMapping(page))) {
    return 'retry';
  }
  yield* k.waitForWriteback(page);
  yield* k.makeWritable(page);
  return 'mapped';
}
