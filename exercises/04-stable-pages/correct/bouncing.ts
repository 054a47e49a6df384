// Pins as the fast path does; writes a copy of what a device holds.
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
  yield* k.writeProtect(page);
  if (yield* k.pinned(page)) {
    yield* k.bounce(page);
    yield* k.unlock(page);
    return 'written';
  }
  yield* k.clearDirty(page);
  yield* k.unlock(page);
  yield* k.submit(page);
  return 'written';
}
