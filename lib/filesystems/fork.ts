// fork, as far as private memory goes, and the end of the child's memory, by exit or exec.
//
// Each entry is copied under the locks of both page tables: both then show the page, read-only. Since
// 5.9 a page that may be pinned is copied for the child at once, so that the parent keeps the one that its
// device writes (copy_present_page; read in 6.1.192 and 6.12.117). Whether it may be pinned is asked of
// the pin test, which sees nothing of plain references. That GUP's fast path could come in between the
// look and the write-protection before 5.11 (write_protect_seq) is left out. MADV_DONTFORK: such
// addresses are simply not copied.
import { again, kernelFunction } from '../engine/index.js';
import { allocateAnonymous } from '../pages/anonymous.js';
import { freeIfUnused, isFree, maybePinned, type Page, type Pte } from '../pages/page.js';
import type { FilesystemKernel } from './machine.js';

/** `page_needs_cow_for_dma`: an anonymous page of this process's own that may be pinned. */
const needsCopy = (k: FilesystemKernel, page: Page): boolean =>
  k.rules.forkCopies === 'pinned' && page.anon && page.exclusive && maybePinned(k, page);

/** `copy_present_page`: the child gets a copy; the parent's entry stays as it is. Call within an effect. */
function copyForChild(k: FilesystemKernel, page: Page, child: Pte): void {
  const copy = k.pages.find(isFree)!;
  allocateAnonymous(copy, child.pgoff);
  copy.data0 = page.data0;
  copy.data1 = page.data1;
  copy.exclusive = true;
  child.page = copy;
  child.writable = child.dirty = true;
}

/** `copy_present_pte`: both page tables show the page, read-only. Call within an effect. */
function share(page: Page, parent: Pte, child: Pte): void {
  parent.writable = false;
  page.exclusive = false;
  child.page = page;
  child.dirty = parent.dirty;
}

/**
 * `fork(2)`: copies `count` entries, from `parent` on, to those from `child` on.
 * @returns 0
 */
export const fork = kernelFunction(
  'copy_page_range',
  function* (k: FilesystemKernel, parent: number, child: number, count: number) {
    if (count === 0) return 0;
    yield* k.step('copy an entry to the child', {
      do: () => {
        const [from, to] = [k.ptes[parent]!, k.ptes[child]!];
        const { page } = from;
        if (page === null) return;
        if (needsCopy(k, page)) copyForChild(k, page, to);
        else share(page, from, to);
      },
      cost: k.costs.cpu.changePte,
    });
    return again(parent + 1, child + 1, count - 1);
  },
);

/** `exit_mmap`: a process ends, or calls exec: its `count` entries from `from` on are gone. */
export const exitMemory = kernelFunction('exit_mmap', function* (k: FilesystemKernel, from: number, count: number) {
  if (count === 0) return;
  yield* k.step('clear an entry', {
    do: () => {
      const pte = k.ptes[from]!;
      const { page } = pte;
      pte.page = null;
      pte.writable = pte.dirty = false;
      if (page !== null) freeIfUnused(k, page);
    },
    cost: k.costs.cpu.changePte,
  });
  return again(from + 1, count - 1);
});
