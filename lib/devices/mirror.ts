// A device that takes page faults: how its driver copies an entry of the page table, and keeps no page.
//
// Read the sequence, walk the page table, faulting as a CPU would, and install the translation unless
// an invalidation has come in between (Documentation/mm/hmm.rst; mm/hmm.c, hmm_range_fault;
// drivers/infiniband/core/umem_odp.c, ib_umem_odp_map_dma_and_lock; 6.12). A write fault of the device
// is a write fault: page_mkwrite runs, waits and all.
import { again, kernelFunction } from '../engine/index.js';
import { noteClaim } from '../filesystems/dax-blocks.js';
import { handleWriteFault } from '../filesystems/fault.js';
import type { Reference } from '../gup/admission-switches.js';
import { dropPin, holdPin, type Pin } from '../gup/pin.js';
import { lockMapping, unlockMapping } from '../pages/address-space.js';
import type { Mirror, Translation } from '../pages/notifier.js';
import { isAlive, type Page } from '../pages/page.js';
import type { Machine } from './machine.js';

/** The reference that a driver keeps on the page of a translation, where it keeps any. */
const pinOf = (k: Machine, translation: Translation): Pin => k.pins[translation.index]!;

/** What a translation maps is claimed after all pins and pipes. */
export const claimOf = (k: Machine, translation: Translation): number =>
  k.pins.length + k.pipes.length + translation.index;

/** What kind of reference a driver keeps for as long as user space likes; null where it keeps none, as it should. */
function keeps(k: Machine): Reference | null {
  if (k.device === 'holding') return 'FOLL_PIN';
  return k.rules.driver === 'keeps-reference' ? 'FOLL_GET' : null;
}

/** Whether it holds the page for as long as the fault takes: KVM finds it by get_user_pages (hva_to_pfn, 6.12). */
const holdsInFault = (k: Machine): boolean => k.device === 'vm' && keeps(k) === null;

/** `mmu_interval_read_begin`. The kernel's waits from the moment the driver was told; here, from a little before. */
export const readBegin = kernelFunction('mmu_interval_read_begin', function* (k: Machine, mirror: Mirror) {
  yield* k.step('wait out an invalidation, read the sequence', {
    when: () => mirror.invalidating === 0,
    do: () => {
      mirror.movedOn = false;
    },
    cost: k.costs.cpu.flag,
    waitsFor: 'the end of an invalidation',
  });
});

/** The reference that this driver keeps goes over to the page that it maps now. */
function keepReference(k: Machine, translation: Translation, page: Page, takes: Reference): void {
  const pin = pinOf(k, translation);
  if (pin.page === page) return;
  dropPin(k, pin);
  if (isAlive(k, page)) holdPin(k, pin, translation.pte!, page, takes);
}

/** `hmm_range_fault`, with mmap_lock held where somebody may unmap: the page, `'again'` or `'EFAULT'`. */
const walkOrFault = kernelFunction('hmm_range_fault', function* (k: Machine, translation: Translation, holds: boolean) {
  const pte = translation.pte!;
  const page: Page | null = yield* k.find('walk the page table', {
    do: () => {
      if (pte.page === null || !pte.writable) return null;
      if (holds) keepReference(k, translation, pte.page, 'FOLL_GET');
      return pte.page;
    },
    cost: k.costs.cpu.pinPage,
  });
  if (page !== null) return page;
  const outcome = yield* handleWriteFault(k, pte);
  return outcome === 'mapped' ? again(translation, holds) : null;
});

/** The same under mmap_lock. */
const walkLocked = kernelFunction(
  'hmm_range_fault_locked',
  function* (k: Machine, translation: Translation, holds: boolean) {
    const pte = translation.pte!;
    const page: Page | null = (yield* lockMapping(k, pte)) ? yield* walkOrFault(k, translation, holds) : null;
    yield* unlockMapping(k, pte);
    return page;
  },
);

/**
 * The page that the CPU's table has at the address of a translation, writable, faulting as a CPU would.
 * @param holds takes a reference on it in the same step (get_user_pages); one on another page goes
 * @returns null where a CPU would get SIGBUS or SIGSEGV
 */
export const findWritablePage = (k: Machine, translation: Translation, holds: boolean) =>
  k.unmaps ? walkLocked(k, translation, holds) : walkOrFault(k, translation, holds);

/** Drops the reference that a driver has on the page of a translation, if it has any. Call within an effect. */
export const dropReference = (k: Machine, translation: Translation): void => dropPin(k, pinOf(k, translation));

/** `mmu_interval_read_retry` and the device's table, under the driver's lock, which invalidations take as well. */
const install = kernelFunction('driver_map', function* (k: Machine, translation: Translation, page: Page) {
  const asks = k.rules.driver !== 'skips-retry';
  return yield* k.step(asks ? 'install the translation, unless it was invalidated' : 'install the translation', {
    do: () => {
      if (holdsInFault(k)) dropPin(k, pinOf(k, translation));
      if (asks && translation.mirror!.movedOn) return false;
      const takes = keeps(k);
      if (takes !== null) keepReference(k, translation, page, takes);
      translation.page = page;
      translation.writable = true;
      noteClaim(k, claimOf(k, translation), page);
      return true;
    },
    cost: k.costs.mirrors[k.device].deviceFault,
  });
});

/**
 * A device's fault for writing, by its driver.
 * @returns `'mapped'`, or `'EFAULT'` where a CPU would get SIGBUS or SIGSEGV
 */
export const deviceFault = kernelFunction('device_page_fault', function* (k: Machine, translation: Translation) {
  yield* readBegin(k, translation.mirror!);
  const page: Page | null = yield* findWritablePage(k, translation, holdsInFault(k));
  if (page === null) return 'EFAULT';
  const installed = yield* install(k, translation, page);
  return installed ? 'mapped' : again(translation);
});

/** The driver lets go of what it keeps, when user space lets go of the region. */
export const dropReferences = kernelFunction('release_mirror', function* (k: Machine) {
  yield* k.step('drop the references that are kept', {
    do: () => {
      for (const pin of k.pins) dropPin(k, pin);
    },
    cost: k.costs.rdma.deregister,
  });
});
