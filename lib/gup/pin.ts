// get_user_pages: how a device gets hold of the pages behind virtual addresses.
//
// The fast path reads the PTE, takes a reference, and reads the PTE again, without any lock; the
// slow path does it under the page-table lock, and faults where the PTE is not writable. A fault
// for writing runs page_mkwrite, at most once for the pin and never again while it lasts.
import { again, type KernelOf, kernelFunction, pool, type RecordOf, record, ref } from '../engine/index.js';
import { handleWriteFault } from '../filesystems/fault.js';
import { type FilesystemCounts, filesystemShape } from '../filesystems/machine.js';
import { lockMapping, unlockMapping } from '../pages/address-space.js';
import type { MachineConstants } from '../pages/machine.js';
import { freeIfUnused, Page, type Pte } from '../pages/page.js';

/** One page held through get_user_pages by one transfer. */
export const Pin = record('Pin', {
  /** The page it holds; null while it holds none. */
  page: ref(() => Page),
});
export type Pin = RecordOf<typeof Pin>;

/** The records of a machine with devices that pin. */
export function gupShape(counts: FilesystemCounts) {
  return { ...filesystemShape(counts), pins: pool(Pin, Math.max(1, counts.transfers)) } as const;
}

/** The kernel object as GUP sees it. */
export type GupKernel = KernelOf<ReturnType<typeof gupShape>, MachineConstants>;

/** True when a reference can still be taken: the page has not been freed. */
const alive = (page: Page): boolean => page.mapping !== null || page.pins > 0 || page.extraRefs > 0;

/** `get_user_pages_fast` for writing: lockless. @returns true when the page is pinned */
const gupFast = kernelFunction('get_user_pages_fast', function* (k: GupKernel, pte: Pte, pin: Pin) {
  const page: Page | null = yield* k.find('read the PTE without a lock', {
    do: () => (pte.writable ? pte.page : null),
    cost: k.costs.cpu.pinPage,
  });
  if (page === null) return false;
  const taken = yield* k.step('take a reference', () => {
    if (!alive(page)) return false;
    page.pins++;
    return true;
  });
  if (!taken) return false;
  return yield* k.step('has the PTE changed? then drop it', () => {
    if (pte.page === page && pte.writable) {
      pin.page = page;
      return true;
    }
    page.pins--;
    freeIfUnused(page);
    return false;
  });
});

/** `follow_page` under the page-table lock, and a fault until the PTE is writable. The caller holds mmap_lock. */
const followOrFault = kernelFunction('get_user_pages', function* (k: GupKernel, pte: Pte, pin: Pin) {
  const pinned = yield* k.step('pin under the page-table lock', {
    do: () => {
      if (pte.page === null || !pte.writable) return false;
      pte.page.pins++;
      pin.page = pte.page;
      return true;
    },
    cost: k.costs.cpu.pinPage,
  });
  if (pinned) return 'pinned';
  const outcome = yield* handleWriteFault(k, pte);
  return outcome === 'SIGBUS' ? 'EFAULT' : again(pte, pin);
});

/** The slow path, under mmap_lock; EFAULT where the address has no mapping. */
const gupSlow = kernelFunction('get_user_pages_unlocked', function* (k: GupKernel, pte: Pte, pin: Pin) {
  const outcome = (yield* lockMapping(k, pte)) ? yield* followOrFault(k, pte, pin) : 'EFAULT';
  yield* unlockMapping(k, pte);
  return outcome;
});

/**
 * Pins the page behind a PTE for writing by a device.
 * @returns `'pinned'`, or `'EFAULT'` beyond the end of the file and where nothing is mapped
 */
export const pinUserPage = kernelFunction('pin_user_page', function* (k: GupKernel, pte: Pte, pin: Pin) {
  if (yield* gupFast(k, pte, pin)) return 'pinned';
  return yield* k.unmaps ? gupSlow(k, pte, pin) : followOrFault(k, pte, pin);
});

/**
 * Pins the page behind a PTE for as long as user space likes, for writing: FOLL_LONGTERM. Moving the
 * page out of movable memory first, which the kernel does, is left out.
 * @returns `'pinned'`, or `'EFAULT'` beyond the end of the file, or where an era refuses such pins of
 *   files that track dirty pages (6.5 and later: read in 6.12, mm/gup.c, writable_file_mapping_allowed)
 */
export const pinLongTerm = kernelFunction('pin_user_pages_longterm', function* (k: GupKernel, pte: Pte, pin: Pin) {
  if (k.rules.longTermPin === 'allowed') return yield* pinUserPage(k, pte, pin);
  yield* k.step('refuse: for writing, for good, and the file tracks dirty pages', {
    do: () => {},
    cost: k.costs.cpu.pinPage,
  });
  return 'EFAULT';
});

/** Drops a pin: `put_page`, `unpin_user_page`. Call within an effect. */
export function dropPin(pin: Pin): void {
  const page = pin.page;
  if (page === null) return;
  page.pins--;
  pin.page = null;
  freeIfUnused(page);
}

/** `unpin_user_page`: drops a pin, in a step of its own. */
export const unpinUserPage = kernelFunction('unpin_user_page', function* (k: GupKernel, pin: Pin) {
  yield* k.step('release the pin', { do: () => dropPin(pin), cost: k.costs.cpu.flag });
});
