// Notifiers: a device that mirrors a page table is told before an entry of it changes, and when it has.
//
// Between start and end of an invalidation the device may not take the entry over; when start has
// returned, nothing of the old entry may be in use any more. What a driver does when it is told runs in
// the task that changes the page table (mmu_notifier.h and mm/mmu_notifier.c, 6.12; interval notifiers
// came with 5.5, before them each driver kept its own count: assumed).
//
// The sequence number of an interval is a bit here: has it moved on since it was last read? One
// fault at a time reads it, and looks at nothing else of it.
import {
  again,
  bool,
  fixed,
  ghost,
  type KernelFunction,
  kernelFunction,
  type RecordOf,
  record,
  ref,
  uint,
} from '../engine/index.js';
import type { PagesKernel } from './machine.js';
import { Page, Pte } from './page.js';

/** A device's subscription to the addresses that it mirrors: `struct mmu_interval_notifier`. */
export const Mirror = record('Mirror', {
  /** Invalidations of its addresses that have begun and not ended. */
  invalidating: uint(2),
  /** Its driver was told of one since a fault last read the sequence: `mmu_interval_read_retry`. */
  movedOn: bool,
  /** An operation of the device is under way. */
  busy: bool,
  /** It has been stopped, and waits for somebody to arm it again. */
  stopped: bool,
  /** Arming it again has failed. */
  failed: bool,
  /** A write landed by an address whose munmap had returned. */
  outlived: ghost(bool),
});
export interface Mirror extends RecordOf<typeof Mirror> {}

/** What a device knows of one address: an entry of its own page table, and what it has of it in its TLB. */
export const Translation = record('Translation', {
  mirror: fixed(ref(() => Mirror)),
  /** The CPU's entry that it mirrors. */
  pte: fixed(ref(() => Pte)),
  /** The page in the device's own table; null when there is none. */
  page: ref(() => Page),
  /** It may write the page, so the page is dirty once the translation goes; the devices here do nothing else. */
  writable: bool,
  /** The page that the device has translated and is about to write: it asks its table no more for it. */
  inUse: ref(() => Page),
});
export interface Translation extends RecordOf<typeof Translation> {}

/**
 * Why an entry changes: `enum mmu_notifier_event`, those that this machine has. PROTECTION_PAGE is of one
 * page (writeback, cloning), PROTECTION_VMA of a mapping (mprotect), RELEASE of the whole address space.
 */
export type Reason = 'PROTECTION_PAGE' | 'PROTECTION_VMA' | 'CLEAR' | 'UNMAP' | 'RELEASE';

/** What a driver does when it is told: `mmu_interval_notifier_ops`. */
export type Invalidate = KernelFunction<never, readonly [Translation, Reason], unknown>;

/** What a driver does when its device cannot go on: `'mapped'`, or anything else where there is no page. */
export type DeviceFault = KernelFunction<never, readonly [Translation], unknown>;

/** A driver of a mirror: what it does when it is told of a change, and at a fault of its device. */
export interface MirrorDriver {
  readonly invalidate: Invalidate;
  readonly fault: DeviceFault;
}

/** Every translation of the machine; none where nothing mirrors a page table. */
export const translationsOf = (k: PagesKernel): readonly Translation[] => ('translations' in k ? k.translations : []);

/** Every device that has a page table of its own; none where there is none. */
export const mirrorsOf = (k: PagesKernel): readonly Mirror[] => ('mirrors' in k ? k.mirrors : []);

/** Whether anybody is told of changes. Where nobody is, nothing is to be done. */
export const isMirrored = (k: PagesKernel): boolean => k.invalidate !== null;

/** The n-th device that mirrors an entry. */
const mirrorOf = (k: PagesKernel, pte: Pte, n: number): Translation | undefined =>
  translationsOf(k).filter((each) => each.pte === pte)[n];

const tell = kernelFunction('mn_itree_invalidate', function* (k: PagesKernel, pte: Pte, reason: Reason, n: number) {
  const translation = mirrorOf(k, pte, n);
  if (translation === undefined) return;
  yield* k.step(`an invalidation begins: ${reason}`, {
    do: () => {
      translation.mirror!.invalidating++;
    },
    cost: k.costs.cpu.flag,
  });
  yield* (k.invalidate as unknown as KernelFunction<PagesKernel, readonly [Translation, Reason], unknown>)(
    k,
    translation,
    reason,
  );
  return again(pte, reason, n + 1);
});

/**
 * `mmu_notifier_invalidate_range_start`, for one entry: returns when every device that mirrors it has
 * let go of it. Callers change the entry afterwards, and call `invalidateRangeEnd`.
 */
export const invalidateRangeStart = kernelFunction(
  'invalidate_range_start',
  function* (k: PagesKernel, pte: Pte, reason: Reason) {
    yield* tell(k, pte, reason, 0);
  },
);

/** `mmu_notifier_invalidate_range_end`: faults that waited may look again. */
export const invalidateRangeEnd = kernelFunction('invalidate_range_end', function* (k: PagesKernel, pte: Pte) {
  yield* k.step('the invalidation ends', {
    do: () => {
      for (const translation of translationsOf(k)) if (translation.pte === pte) translation.mirror!.invalidating--;
    },
    cost: k.costs.cpu.flag,
  });
});
