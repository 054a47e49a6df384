// get_user_pages: how a device gets hold of the pages behind virtual addresses.
//
// The fast path reads the PTE, takes a reference, and reads the PTE again, without any lock; the
// slow path does it under the page-table lock, and faults where the PTE will not do: is absent, or,
// for a device that writes, not writable. A fault for writing runs page_mkwrite, at most once for the
// pin and never again while it lasts.
import { again, bool, kernelFunction, type RecordOf, record, ref } from '../engine/index.js';
import { breakCow } from '../filesystems/copy-on-write.js';
import { dropClaim, noteClaim } from '../filesystems/dax-blocks.js';
import { handleReadFault, handleWriteFault } from '../filesystems/fault.js';
import { lockMapping, unlockMapping } from '../pages/address-space.js';
import { isPrivate } from '../pages/anonymous.js';
import { indexIn } from '../pages/folio.js';
import { freeIfUnused, isAlive, Page, Pte } from '../pages/page.js';
import type { Reference } from './admission-switches.js';
import type { Access } from './callers.js';
import type { GupKernel } from './machine.js';

/** One page held through get_user_pages by one transfer. */
export const Pin = record('Pin', {
  /** The page it holds; null while it holds none. */
  page: ref(() => Page),
  /** It is a plain reference: FOLL_GET, not FOLL_PIN. */
  plain: bool,
  /** The address it was taken by, which says which page of a large folio it is. */
  pte: ref(() => Pte),
});
export interface Pin extends RecordOf<typeof Pin> {}

/** `try_grab_page`: one more device holds the page. */
function grab(page: Page, takes: Reference): void {
  page.pins++;
  if (takes === 'FOLL_GET') page.plainPins++;
}

/** `gup_put_page`: one device less. */
function putBack(k: GupKernel, page: Page, takes: Reference): void {
  page.pins--;
  if (takes === 'FOLL_GET') page.plainPins--;
  freeIfUnused(k, page);
}

/** The pin holds the page that an address shows. */
function hold(k: GupKernel, pin: Pin, pte: Pte, page: Page, takes: Reference): void {
  noteClaim(k, pin.index, page);
  pin.page = page;
  pin.pte = pte;
  pin.plain = takes === 'FOLL_GET';
}

/** A driver takes a page that it found by itself, at an address. Call within an effect. */
export function holdPin(k: GupKernel, pin: Pin, pte: Pte, page: Page, takes: Reference): void {
  grab(page, takes);
  hold(k, pin, pte, page, takes);
}

/** Whether a PTE lets a device in: for writing it must be writable, FOLL_WRITE. */
const allows = (pte: Pte, access: Access): boolean => access === 'read' || pte.writable;

/** `get_user_pages_fast`: lockless. @returns true when the page is pinned */
const gupFast = kernelFunction(
  'get_user_pages_fast',
  function* (k: GupKernel, pte: Pte, pin: Pin, takes: Reference, access: Access) {
    const page: Page | null = yield* k.find('read the PTE without a lock', {
      do: () => (allows(pte, access) ? pte.page : null),
      cost: k.costs.cpu.pinPage,
    });
    if (page === null) return false;
    const taken = yield* k.step('take a reference', () => {
      if (!isAlive(k, page)) return false;
      grab(page, takes);
      return true;
    });
    if (!taken) return false;
    const changed = yield* k.step('has the PTE changed? then drop it', () => {
      if (pte.page === page && allows(pte, access)) {
        hold(k, pin, pte, page, takes);
        return false;
      }
      putBack(k, page, takes);
      return true;
    });
    return !changed;
  },
);

/** `follow_page` under the page-table lock, and a fault until the PTE will do. The caller holds mmap_lock. */
const followOrFault = kernelFunction(
  'get_user_pages',
  function* (k: GupKernel, pte: Pte, pin: Pin, takes: Reference, access: Access) {
    const pinned = yield* k.step('pin under the page-table lock', {
      do: () => {
        if (pte.page === null || !allows(pte, access)) return false;
        grab(pte.page, takes);
        hold(k, pin, pte, pte.page, takes);
        return true;
      },
      cost: k.costs.cpu.pinPage,
    });
    if (pinned) return 'pinned';
    const outcome = yield* access === 'write' ? handleWriteFault(k, pte) : handleReadFault(k, pte);
    return outcome === 'SIGBUS' ? 'EFAULT' : again(pte, pin, takes, access);
  },
);

/** The slow path, under mmap_lock; EFAULT where the address has no mapping. */
const gupSlow = kernelFunction(
  'get_user_pages_unlocked',
  function* (k: GupKernel, pte: Pte, pin: Pin, takes: Reference, access: Access) {
    const outcome = (yield* lockMapping(k, pte)) ? yield* followOrFault(k, pte, pin, takes, access) : 'EFAULT';
    yield* unlockMapping(k, pte);
    return outcome;
  },
);

/** No pin for writing of any file that tracks dirty pages: the ban, which Linux never had. */
const refuse = kernelFunction('refuse_write_pin', function* (k: GupKernel) {
  yield* k.step('refuse: for writing, and the file tracks dirty pages', {
    do: () => {},
    cost: k.costs.cpu.pinPage,
  });
  return 'EFAULT';
});

/** `get_user_pages`, fast path first. */
const gup = (name: string, takes: Reference, access: Access) =>
  kernelFunction(name, function* (k: GupKernel, pte: Pte, pin: Pin) {
    if (access === 'write' && k.rules.writePin === 'refused') return yield* refuse(k);
    if (yield* gupFast(k, pte, pin, takes, access)) return 'pinned';
    return yield* k.unmaps ? gupSlow(k, pte, pin, takes, access) : followOrFault(k, pte, pin, takes, access);
  });

/**
 * Pins the page behind a PTE for writing by a device: FOLL_PIN.
 * @returns `'pinned'`, or `'EFAULT'` beyond the end of the file and where nothing is mapped
 */
export const pinUserPage = gup('pin_user_page', 'FOLL_PIN', 'write');

/** The same by a plain reference, which no test for pins by a bias can see: FOLL_GET. */
export const getUserPage = gup('get_user_page', 'FOLL_GET', 'write');

/** Pins the page behind a PTE for reading by a device: what is mapped will do, and nobody is told. */
export const pinUserPageForReading = gup('pin_user_page', 'FOLL_PIN', 'read');

/** The same by a plain reference. */
export const getUserPageForReading = gup('get_user_page', 'FOLL_GET', 'read');

/**
 * Pins the page behind a PTE for as long as user space likes, for writing: FOLL_LONGTERM. Moving the
 * page out of movable memory first, which the kernel does, is left out.
 * @returns `'pinned'`, or `'EFAULT'` beyond the end of the file, or where an era refuses such pins of
 *   files that track dirty pages (6.5 and later: read in 6.12, mm/gup.c, writable_file_mapping_allowed);
 *   `'EOPNOTSUPP'` on DAX, in every era (up to 5.10 only once the page was pinned, which is left out)
 */
export const pinLongTerm = kernelFunction('pin_user_pages_longterm', function* (k: GupKernel, pte: Pte, pin: Pin) {
  const refused = k.dax
    ? k.rules.daxLongTermPin === 'refused'
    : k.rules.longTermPin === 'refused' && !isPrivate(k, pte);
  if (!refused) return yield* pinUserPage(k, pte, pin);
  yield* k.step(
    k.dax ? 'refuse: for good, of a file on DAX' : 'refuse: for writing, for good, and the file tracks dirty pages',
    {
      do: () => {},
      cost: k.costs.cpu.pinPage,
    },
  );
  return k.dax ? 'EOPNOTSUPP' : 'EFAULT';
});

/** `gup_must_unshare`: what a private mapping shows is not this process's own. */
const mustUnshare = (page: Page): boolean => !(page.anon && page.exclusive);

/** Pins for reading what no later store of the process can take from under the device: FAULT_FLAG_UNSHARE first. */
const followUnshared = kernelFunction('follow_page_pte', function* (k: GupKernel, pte: Pte, pin: Pin) {
  const found = yield* k.step('pin under the page-table lock, unless it must be unshared', {
    do: () => {
      if (pte.page === null) return 'absent';
      if (mustUnshare(pte.page)) return 'shared';
      grab(pte.page, 'FOLL_PIN');
      hold(k, pin, pte, pte.page, 'FOLL_PIN');
      return 'pinned';
    },
    cost: k.costs.cpu.pinPage,
  });
  if (found === 'pinned') return 'pinned';
  if (found === 'absent' && (yield* handleReadFault(k, pte)) === 'SIGBUS') return 'EFAULT';
  if (found === 'shared') yield* breakCow(k, pte, false);
  return again(pte, pin);
});

/**
 * Pins the page behind a PTE for as long as user space likes, for reading. In a private mapping the process
 * that stores later gets a copy, and the device reads what it no longer sees, unless the page is made the
 * process's own first (gup_must_unshare, 6.2 on; read in 6.12.117, mm/internal.h).
 * @returns `'pinned'`, or `'EFAULT'` beyond the end of the file
 */
export const pinLongTermForReading = kernelFunction(
  'pin_user_pages_longterm',
  function* (k: GupKernel, pte: Pte, pin: Pin) {
    const unshares = k.rules.longTermReadPin === 'unshared' && isPrivate(k, pte);
    return yield* (unshares ? followUnshared : pinUserPageForReading)(k, pte, pin);
  },
);

/** Which page of the folio that it holds a pin is for. */
export const indexOf = (pin: Pin): number => indexIn(pin.page!, pin.pte!.pgoff);

/** Drops a pin: `put_page`, `unpin_user_page`. Call within an effect. */
export function dropPin(k: GupKernel, pin: Pin): void {
  const page = pin.page;
  if (page === null) return;
  const takes = pin.plain ? 'FOLL_GET' : 'FOLL_PIN';
  pin.page = pin.pte = null;
  pin.plain = false;
  dropClaim(k, pin.index);
  putBack(k, page, takes);
}

/** `unpin_user_page`: drops a pin, in a step of its own. */
export const unpinUserPage = kernelFunction('unpin_user_page', function* (k: GupKernel, pin: Pin) {
  yield* k.step('release the pin', { do: () => dropPin(k, pin), cost: k.costs.cpu.flag });
});
