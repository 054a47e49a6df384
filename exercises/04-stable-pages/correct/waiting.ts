// Pins as GUP does: the fast path looks again, the slow path holds the lock. Waits for pins with no lock held.
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
  if (yield* k.writable(page)) {
    yield* k.pin(page);
    if (yield* k.writable(page)) return 'pinned';
    yield* k.unpin(page);
  }
  yield* k.lock(page);
  yield* k.waitForWriteback(page);
  yield* k.pin(page);
  yield* k.unlock(page);
  return 'pinned';
}

export function* cleanPage(k: StablePagesSteps, page: PageHandle): Op<'written' | 'skipped'> {
  yield* k.lock(page);
  yield* k.writeProtect(page);
  if (yield* k.pinned(page)) {
    yield* k.unlock(page);
    yield* k.waitForPins(page);
    return k.retry();
  }
  yield* k.clearDirty(page);
  yield* k.unlock(page);
  yield* k.submit(page);
  return 'written';
}
