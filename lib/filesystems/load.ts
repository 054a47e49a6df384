// A CPU's load through a page table.
import { again, kernelFunction } from '../engine/index.js';
import type { Pte } from '../pages/page.js';
import { handleReadFault } from './fault.js';
import type { FilesystemKernel } from './machine.js';

/**
 * One load from a mapped page: what it reads is nobody's business here, that it maps the page is.
 * @returns `'loaded'`, or `'SIGBUS'` when the page lies beyond the end of the file
 */
export const load = kernelFunction('load', function* (k: FilesystemKernel, pte: Pte) {
  const mapped = yield* k.step('load', { do: () => pte.page !== null, cost: k.costs.cpu.store });
  if (mapped) return 'loaded';
  const outcome = yield* handleReadFault(k, pte);
  return outcome === 'mapped' ? again(pte) : outcome;
});
