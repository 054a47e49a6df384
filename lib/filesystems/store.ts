// A CPU's store through a page table.
import { again, kernelFunction } from '../engine/index.js';
import { indexIn } from '../pages/folio.js';
import type { Pte } from '../pages/page.js';
import { landSector, storeVisible } from '../pages/promises.js';
import { noteSharedWrite } from './dax-blocks.js';
import { faultLocked, handleWriteFault } from './fault.js';
import type { FilesystemKernel } from './machine.js';

/**
 * One store of `token` into a sector of a mapped page.
 * @returns `'stored'`, `'SIGBUS'` when the page lies beyond the end of the file, `'SIGSEGV'` where nothing is mapped
 */
export const store = kernelFunction('store', function* (k: FilesystemKernel, pte: Pte, sector: 0 | 1, token: number) {
  const done = yield* k.step('store', {
    do: () => {
      const page = pte.page;
      if (page === null || !pte.writable) return false;
      pte.dirty = true;
      const n = indexIn(page, pte.pgoff);
      noteSharedWrite(k, page, sector, token);
      landSector(k, page, sector, token, null, n);
      storeVisible(k, page, sector, token, n);
      return true;
    },
    cost: k.costs.cpu.store,
  });
  if (done) return 'stored';
  const outcome = yield* k.unmaps ? faultLocked(k, pte) : handleWriteFault(k, pte);
  return outcome === 'mapped' ? again(pte, sector, token) : outcome;
});
