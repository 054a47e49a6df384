import type { Op, PageHandle, StablePagesSteps } from 'pinlab';

/** A CPU is about to store, and the page-table entry is not writable. */
export function* storePath(k: StablePagesSteps, page: PageHandle): Op<'mapped' | 'retry'> {
  yield* k.lock(page);
  // Here the page becomes dirty, and its entry writable: when may that be?
  yield* k.unlock(page);
  return 'retry';
}

/** A device is about to get the page, and will write it. */
export function* pinPath(k: StablePagesSteps, page: PageHandle): Op<'pinned' | 'retry'> {
  yield* k.pin(page);
  return 'pinned';
}

/** The page is dirty: write it, or say that it was passed by, and be called again. */
export function* cleanPage(k: StablePagesSteps, page: PageHandle): Op<'written' | 'skipped'> {
  yield* k.lock(page);
  // Here somebody may hold the page: wait, skip, or bounce?
  yield* k.unlock(page);
  return 'skipped';
}
