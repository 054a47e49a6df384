// An address space and its mmap_lock, and munmap.
//
// A page fault, and get_user_pages where it is slow, hold mmap_lock shared; munmap holds it
// exclusively while it takes a mapping away, and shared while it clears the page table (since 4.20;
// before, exclusively to the end: assumed). Whoever holds a page by its physical address is asked
// nothing: no pin ends here. A device that mirrors the page table is told (MMU_NOTIFY_UNMAP).
//
// Where no task of a machine unmaps, nobody could tell whether the lock is taken, and it is left out.
import { again, bool, fixed, ghost, kernelFunction, type RecordOf, record, ref, uint } from '../engine/index.js';
import { clearNotified, clearPte, tagDirty } from './dirty.js';
import type { PagesKernel } from './machine.js';
import { isMirrored } from './notifier.js';
import type { Pte } from './page.js';

/** `struct mm_struct`, of which only the lock matters here. */
export const AddressSpace = record('AddressSpace', {
  /** mmap_lock is held exclusively. */
  unmapping: bool,
  /** How many hold it shared. */
  walking: uint(3),
});
export type AddressSpace = RecordOf<typeof AddressSpace>;

/** One address of one address space, beside its page-table entry: is there a mapping? */
export const Vma = record('Vma', {
  mm: fixed(ref(() => AddressSpace)),
  /** It shows copies once it has been written: MAP_PRIVATE. */
  private: fixed(bool),
  /** munmap has taken the mapping away. */
  gone: bool,
  /** That munmap has returned. */
  returned: ghost(bool),
});
export type Vma = RecordOf<typeof Vma>;

/** The mapping that a PTE belongs to. */
export const vmaOf = (k: PagesKernel, pte: Pte): Vma => k.vmas[pte.index]!;

/**
 * `mmap_read_lock` and `find_vma`. The kernel lets go of the lock while a fault waits for I/O, and
 * starts the fault over; here it is held throughout, so that munmap waits for such a fault.
 * @returns whether the address has a mapping
 */
export const lockMapping = kernelFunction('mmap_read_lock', function* (k: PagesKernel, pte: Pte) {
  if (!k.unmaps) return true;
  const vma = vmaOf(k, pte);
  return yield* k.step('take mmap_lock shared, look for the mapping', {
    when: () => !vma.mm!.unmapping,
    do: () => {
      vma.mm!.walking++;
      return !vma.gone;
    },
    cost: k.costs.cpu.flag,
    waitsFor: 'mmap_lock',
  });
});

/** `mmap_read_unlock`. */
export const unlockMapping = kernelFunction('mmap_read_unlock', function* (k: PagesKernel, pte: Pte) {
  if (!k.unmaps) return;
  yield* k.step('release mmap_lock', () => {
    vmaOf(k, pte).mm!.walking--;
  });
});

/** `unmap_region`: clears the PTEs from one up to another; their dirty bits move to the pages. */
const unmapRegion = kernelFunction('unmap_region', function* (k: PagesKernel, from: number, to: number) {
  if (from >= to) return;
  if (isMirrored(k)) {
    yield* clearNotified(k, k.ptes[from]!, 'UNMAP');
    return again(from + 1, to);
  }
  const dirtied = yield* k.find('clear the PTE, move its dirty bit to the page', {
    do: () => {
      const pte = k.ptes[from]!;
      const { page } = pte;
      return clearPte(pte) ? page : null;
    },
    cost: k.costs.cpu.changePte,
  });
  if (dirtied !== null) yield* tagDirty(k, dirtied);
  return again(from + 1, to);
});

/**
 * `munmap(2)` of the addresses of the PTEs from `from` up to, not including, `to`, all of one address
 * space. From its return on a CPU's access there ends in SIGSEGV; a device that holds the pages goes on.
 * @throws RangeError in a machine whose scenario does not say that it unmaps
 */
export const munmap = kernelFunction('munmap', function* (k: PagesKernel, from: number, to: number) {
  if (!k.unmaps)
    throw new RangeError(
      'munmap excludes page faults by mmap_lock: say unmaps: true in the scenario, so that they take it',
    );
  const space = () => k.vmas[from]!.mm!;
  yield* k.step('take mmap_lock exclusively', {
    when: () => !space().unmapping && space().walking === 0,
    do: () => {
      space().unmapping = true;
    },
    cost: k.costs.cpu.syscall,
    waitsFor: 'mmap_lock',
  });
  yield* k.step('take the mapping away, downgrade mmap_lock', {
    do: () => {
      for (let n = from; n < to; n++) k.vmas[n]!.gone = true;
      space().unmapping = false;
      space().walking++;
    },
    cost: k.costs.cpu.flag,
  });
  yield* unmapRegion(k, from, to);
  yield* k.step('munmap returns 0', {
    do: () => {
      space().walking--;
      k.ghost(() => {
        for (let n = from; n < to; n++) k.vmas[n]!.returned = true;
      });
    },
    cost: k.costs.cpu.syscall,
  });
});
