import type { Op, PageHandle, PageMkwriteSteps } from 'pinlab';

export function* pageMkwrite(k: PageMkwriteSteps, page: PageHandle): Op<'mapped' | 'retry' | 'nospace'> {
  if (!(yield* k.sameMapping(page))) return 'retry';
  // Here the filesystem is to be told, before the page becomes writable.
  return 'nospace';
}
