// Fails 04-stable-pages/pinned-before: both doors wait, and nobody asks whether a device is inside already.
import type { Op, PageHandle, StablePagesSteps } from 'pinlab';

export function* storePath(k: StablePagesSteps, page: PageHandle): Op<'mapped' | 'retry'> {
  yield* k.lock(page);
  yield* k.waitForWriteback(page);
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
  yield* k.writeProtect(page);
  yield* k.clearDirty(page);
  yield* k.unlock(page);
  yield* k.submit(page);
  return 'written';
}
