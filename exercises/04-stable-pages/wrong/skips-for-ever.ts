// Fails 04-stable-pages/works: it passes every page by, and none is ever written.
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
  if (!(yield* k.writable(page))) yield* storePath(k, page);
  yield* k.pin(page);
  if (yield* k.writable(page)) return 'pinned';
  yield* k.unpin(page);
  return k.retry();
}

export function* cleanPage(k: StablePagesSteps, page: PageHandle): Op<'written' | 'skipped'> {
  yield* k.lock(page);
  yield* k.unlock(page);
  return 'skipped';
}
