// An address space and its mmap_lock; munmap, mprotect and exit.
//
// A page fault, and get_user_pages where it is slow, hold mmap_lock shared; munmap holds it
// exclusively while it takes a mapping away, and shared while it clears the page table (since 4.20;
// before, exclusively to the end: assumed). mprotect holds it exclusively to the end; exit needs no lock
// until the device is off. Whoever holds a page by its physical address is asked nothing: no pin ends
// here. A device that mirrors the page table is told, with the reason (mmu_notifier.h, 6.12).
//
// Where no task of a machine does any of this, nobody could tell whether the lock is taken, and it is left out.
import { again, bool, fixed, ghost, kernelFunction, type RecordOf, record, ref, uint } from '../engine/index.js';
import { clearNotified, clearPte, tagDirty } from './dirty.js';
import type { PagesKernel } from './machine.js';
import { invalidateRangeEnd, invalidateRangeStart, isMirrored } from './notifier.js';
import type { Pte } from './page.js';

/** `struct mm_struct`, of which only the lock matters here. */
export const AddressSpace = record('AddressSpace', {
  /** mmap_lock is held exclusively. */
  unmapping: bool,
  /** How many hold it shared. */
  walking: uint(3),
});
export interface AddressSpace extends RecordOf<typeof AddressSpace> {}

/** One address of one address space, beside its page-table entry: is there a mapping? */
export const Vma = record('Vma', {
  mm: fixed(ref(() => AddressSpace)),
  /** It shows copies once it has been written: MAP_PRIVATE. */
  private: fixed(bool),
  /** munmap or exit has taken the mapping away. */
  gone: bool,
  /** mprotect has taken the right to write from it: VM_WRITE. */
  readOnly: bool,
  /** That munmap, or exit, has returned. */
  returned: ghost(bool),
});
export interface Vma extends RecordOf<typeof Vma> {}

/** The mapping that a PTE belongs to. */
export const vmaOf = (k: PagesKernel, pte: Pte): Vma => k.vmas[pte.index]!;

/**
 * `mmap_read_lock` and `find_vma`, by who wants to write. The kernel lets go of the lock while a fault waits
 * for I/O, and starts the fault over; here it is held throughout, so that munmap waits for such a fault. A
 * device's fault in a process that exits finds no address space to lock (mmget_not_zero).
 * @returns whether the address has a mapping that may be written
 */
export const lockMapping = kernelFunction('mmap_read_lock', function* (k: PagesKernel, pte: Pte) {
  if (!k.unmaps) return true;
  const vma = vmaOf(k, pte);
  return yield* k.step('take mmap_lock shared, look for the mapping', {
    when: () => !vma.mm!.unmapping,
    do: () => {
      vma.mm!.walking++;
      return !vma.gone && !vma.readOnly;
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

/** @throws RangeError in a machine whose page faults take no mmap_lock */
function checkUnmaps({ unmaps }: PagesKernel, call: string): void {
  if (unmaps) return;
  throw new RangeError(
    `${call} excludes page faults by mmap_lock: say unmaps: true in the scenario, so that they take it`,
  );
}

/** `mmap_write_lock`, of the address space to which an address belongs. */
const lockSpace = kernelFunction('mmap_write_lock', function* (k: PagesKernel, address: number) {
  const space = () => k.vmas[address]!.mm!;
  yield* k.step('take mmap_lock exclusively', {
    when: () => !space().unmapping && space().walking === 0,
    do: () => {
      space().unmapping = true;
    },
    cost: k.costs.cpu.syscall,
    waitsFor: 'mmap_lock',
  });
});

/**
 * `munmap(2)` of the addresses of the PTEs from `from` up to, not including, `to`, all of one address
 * space. From its return on a CPU's access there ends in SIGSEGV; a device that holds the pages goes on.
 * @throws RangeError in a machine whose scenario does not say that it unmaps
 */
export const munmap = kernelFunction('munmap', function* (k: PagesKernel, from: number, to: number) {
  checkUnmaps(k, 'munmap');
  const space = () => k.vmas[from]!.mm!;
  yield* lockSpace(k, from);
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

/** `change_protection`: the entries lose the right to write, one by one; what is dirty stays so. */
const changeProtection = kernelFunction('change_protection', function* (k: PagesKernel, from: number, to: number) {
  if (from >= to) return;
  const pte = k.ptes[from]!;
  if (isMirrored(k)) yield* invalidateRangeStart(k, pte, 'PROTECTION_VMA');
  yield* k.step('write-protect the PTE', {
    do: () => {
      pte.writable = false;
    },
    cost: k.costs.cpu.changePte,
  });
  if (isMirrored(k)) yield* invalidateRangeEnd(k, pte);
  return again(from + 1, to);
});

/**
 * `mprotect(2)` to PROT_READ of the addresses of the PTEs from `from` up to, not including, `to`, all of one
 * address space (mprotect_fixup, 6.12). From its return on a CPU's store there ends in SIGSEGV, and a
 * device's fault for writing in an error (hmm_vma_fault, 6.12); a device that holds the pages goes on.
 * @throws RangeError in a machine whose scenario does not say that it unmaps
 */
export const mprotectReadOnly = kernelFunction('mprotect', function* (k: PagesKernel, from: number, to: number) {
  checkUnmaps(k, 'mprotect');
  yield* lockSpace(k, from);
  yield* k.step('take the right to write from the mapping', {
    do: () => {
      for (let n = from; n < to; n++) k.vmas[n]!.readOnly = true;
    },
    cost: k.costs.cpu.flag,
  });
  yield* changeProtection(k, from, to);
  yield* k.step('mprotect returns 0', {
    do: () => {
      k.vmas[from]!.mm!.unmapping = false;
    },
    cost: k.costs.cpu.syscall,
  });
});

/** `mn_itree_release`: whoever mirrors the address space is told, entry by entry, that it is gone. */
const releaseMirrors = kernelFunction('mmu_notifier_release', function* (k: PagesKernel, from: number, to: number) {
  if (from >= to) return;
  yield* invalidateRangeStart(k, k.ptes[from]!, 'RELEASE');
  yield* invalidateRangeEnd(k, k.ptes[from]!);
  return again(from + 1, to);
});

/**
 * `exit_mmap` of the address space that the PTEs from `from` up to, not including, `to` make up: its last user
 * has gone, so nobody walks it, and nobody will. Mirrors are told once before anything is unmapped (RELEASE),
 * and once more as it is (UNMAP) (mm/mmap.c, unmap_vmas; 6.12). A thread that a scenario leaves running
 * stands for one that is killed at that point. Descriptors are closed later: no pin ends here.
 * @throws RangeError in a machine whose scenario does not say that it unmaps
 */
export const exitSpace = kernelFunction('exit_mm', function* (k: PagesKernel, from: number, to: number) {
  checkUnmaps(k, 'exit');
  const space = () => k.vmas[from]!.mm!;
  yield* k.step('the last user of the address space goes', {
    when: () => !space().unmapping && space().walking === 0,
    do: () => {
      for (let n = from; n < to; n++) k.vmas[n]!.gone = true;
    },
    cost: k.costs.cpu.syscall,
    waitsFor: 'who walks the page table',
  });
  if (isMirrored(k)) yield* releaseMirrors(k, from, to);
  yield* unmapRegion(k, from, to);
  yield* k.step('exit is over', {
    do: () => {
      k.ghost(() => {
        for (let n = from; n < to; n++) k.vmas[n]!.returned = true;
      });
    },
    cost: k.costs.cpu.syscall,
  });
});
