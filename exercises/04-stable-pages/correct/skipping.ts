// Pins under the page lock, which keeps writeback out; passes by what a device holds.
import type { Op, PageHandle, StablePagesSteps } from 'pinlab';

export function* storePath(k: StablePagesSteps, page: PageHandle): Op<'mapped' | 'retry'> {
  if (yield* k.underWriteback(page)) {
    yield* k.waitForWriteback(page);
    return 'retry';
  }
  yield* k.lock(page);
  if (yield* k.underWriteback(page)) {
    yield* k.unlock(page);
    return 'retry';
  }
  yield* k.markDirty(page);
  yield* k.makeWritable(page);
  yield* k.unlock(page);
  return 'mapped';
}

export function* pinPath(k: StablePagesSteps, page: PageHandle): Op<'pinned' | 'retry'> {
  yield* k.lock(page);
  yield* k.waitForWriteback(page);
  yield* k.pin(page);
  yield* k.unlock(page);
  return 'pinned';
}

export function* cleanPage(k: StablePagesSteps, page: PageHandle): Op<'written' | 'skipped'> {
  yield* k.lock(page);
  if (yield* k.pinned(page)) {
    yield* k.unlock(page);
    return 'skipped';
  }
  yield* k.writeProtect(page);
  yield* k.clearDirty(page);
  yield* k.unlock(page);
  yield* k.submit(page);
  return 'written';
}
