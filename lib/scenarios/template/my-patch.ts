// A scenario for a patch of your own. Run it:
//   npx pinlab explore lib/scenarios/template/my-patch.ts --outcomes         what can happen, without the patch
//   npx pinlab explore lib/scenarios/template/my-patch.ts --compare protect  the same with and without, side by side

import type { Machine, Page, Pte } from 'pinlab';
import {
  kernelFunction,
  lockPage,
  machineScenario,
  pageMkclean,
  startWriteback,
  store,
  submitBio,
  unlockPage,
} from 'pinlab';

// The code that the patch changes. Every access to the machine is a step (`k.step`, or a function
// that takes steps, called with `yield*`); between two steps any other task may go on.
const cleanPage = kernelFunction('clean_page', function* (k: Machine, page: Page, protect: string) {
  yield* lockPage(k, page);
  const dirty = yield* k.step('dirty?', () => page.dirty);
  if (dirty && protect === 'first') yield* pageMkclean(k, page);
  if (dirty) yield* submitBio(k, yield* startWriteback(k, page, null));
  if (dirty && protect === 'last') yield* pageMkclean(k, page);
  yield* unlockPage(k, page);
});

/** A store through this PTE would go unnoticed. */
const isOpen = (pte: Pte) => pte.writable && pte.page !== null && !pte.page.dirty;

export default machineScenario({
  name: 'my-patch',
  about: 'Writeback that write-protects a page after it has cleared the dirty flag; the patch does it before.',
  // One file of one page, cached, clean, mapped read-only, on a disk with a volatile cache.
  pages: 1,
  // Your patch as a switch; the first value is the kernel without it.
  patch: { protect: ['last', 'first'] },
  // Who runs: a CPU that stores 1 into sector 0 through the page table, and the code above.
  tasks: () => [
    { name: 'store', run: (k) => store(k, k.ptes[0]!, 0, 1) },
    { name: 'cleaner', run: (k) => cleanPage(k, k.pages[0]!, k.patch.protect) },
  ],
  // What must not be, beside the harms that every machine looks for (H1 to H4, H6).
  watch: [{ id: 'open', name: 'a clean page is writable', found: ({ ptes }) => ptes.some(isOpen) }],
  // What is left at the end, for --outcomes.
  outcome: ({ pages: [page], blocks: [block] }) =>
    `memory ${page!.data0}, disk ${block!.cache0}${page!.dirty || page!.writeback ? ', to be written' : ''}`,
});
