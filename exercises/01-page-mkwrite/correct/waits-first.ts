// As btrfs does: waits for writeback before it reserves.
import type { Op, PageHandle, PageMkwriteSteps } from 'pinlab';

export function* pageMkwrite(k: PageMkwriteSteps, page: PageHandle): Op<'mapped' | 'retry' | 'nospace'> {
  yield* k.lock(page);
  if (!(yield* k.sameMapping(page))) {
    yield* k.unlock(page);
    return 'retry';
  }
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
