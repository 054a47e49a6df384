// The steps of a driver whose device mirrors a page table: the sequence, the walk, and the device's
// own table, which the driver's lock keeps together with the sequence (Documentation/mm/hmm.rst, 6.12).
import { claimOf, dropReference, findWritablePage, readBegin } from '../../devices/mirror.js';
import { bool, kernelFunction, one, record } from '../../engine/index.js';
import { noteClaim } from '../../filesystems/dax-blocks.js';
import { setPageDirty } from '../../pages/dirty.js';
import type { Translation } from '../../pages/notifier.js';
import type { Page } from '../../pages/page.js';
import type { MachineWith } from '../../scenarios/machine-scenario.js';
import { answeredShape, bug, type ExerciseMachine, yesOrNo } from '../exercise.js';
import type { Handle, Offers, Op, PageHandle, Steps } from '../op.js';

/** The driver's lock. */
const DriverLock = record('DriverLock', { held: bool });

/** What the exercise adds to the machine. */
export const notifierShape = { ...answeredShape, driverLock: one(DriverLock) } as const;

type K = MachineWith<typeof notifierShape>;

/** Stands for what the device knows of one address: an entry of its own table. */
export type TranslationHandle = Handle<'translation'>;

/** Why an entry of the CPU's page table is about to change. */
export type Why = 'PROTECTION_PAGE' | 'CLEAR' | 'UNMAP';

/** What an answer to it may do. */
export interface NotifierSteps extends Steps {
  /** Waits until no invalidation is under way, and reads the sequence number. */
  readBegin(at: TranslationHandle): Op;
  /** The page that the CPU’s table has there, writable, after a fault where need be; null where a CPU would get a signal. */
  walk(at: TranslationHandle): Op<PageHandle | null>;
  /** The same, and takes a reference on the page in the same step. */
  walkAndHold(at: TranslationHandle): Op<PageHandle | null>;
  /** Drops that reference. */
  drop(at: TranslationHandle): Op;
  /** Takes the driver’s lock. */
  lock(): Op;
  /** Releases the driver’s lock. */
  unlock(): Op;
  /** Whether the sequence number has moved since it was read. Under the driver’s lock. */
  moved(at: TranslationHandle): Op<boolean>;
  /** Moves the sequence number. Under the driver’s lock. */
  moveOn(at: TranslationHandle): Op;
  /** Writes a page into the device’s table, writable. Under the driver’s lock. */
  install(at: TranslationHandle, page: PageHandle): Op;
  /** Takes an entry from the device’s table: the page, if the device may have written it. Under the driver’s lock. */
  zap(at: TranslationHandle): Op<PageHandle | null>;
  /** Sleeps until the device uses no old copy of the entry any more. */
  waitForDevice(at: TranslationHandle): Op;
  /** Sleeps until the device’s operation is over. */
  waitForOperation(at: TranslationHandle): Op;
  /** Marks a page dirty. */
  setDirty(page: PageHandle): Op;
}

const lock = kernelFunction('driver_lock', function* (k: K) {
  yield* k.step('take the driver’s lock', {
    when: () => !k.driverLock.held,
    do: () => {
      k.driverLock.held = true;
    },
    cost: k.costs.cpu.flag,
    waitsFor: 'the driver’s lock',
  });
});

const unlock = kernelFunction('driver_unlock', function* (k: K) {
  yield* k.step('release the driver’s lock', () => {
    if (!k.driverLock.held) bug(k, 'it releases the driver’s lock, which nobody holds');
    k.driverLock.held = false;
  });
});

/** Stops the machine where nobody holds the driver's lock. Call within an effect. */
function needsLock(k: K): void {
  if (!k.driverLock.held) bug(k, 'it looks at the device’s table, or changes it, without the driver’s lock');
}

const moved = kernelFunction('mmu_interval_read_retry', function* (k: K, at: Translation) {
  return yield* k.step('has the sequence moved?', () => {
    needsLock(k);
    return at.mirror!.movedOn;
  });
});

const moveOn = kernelFunction('mmu_interval_set_seq', function* (k: K, at: Translation) {
  yield* k.step('move the sequence', () => {
    needsLock(k);
    at.mirror!.movedOn = true;
  });
});

const install = kernelFunction('driver_map', function* (k: K, at: Translation, page: Page) {
  yield* k.step('install the translation', {
    do: () => {
      needsLock(k);
      at.page = page;
      at.writable = true;
      noteClaim(k, claimOf(k, at), page);
    },
    cost: k.costs.mirrors[k.device].deviceFault,
  });
});

const zap = kernelFunction('driver_zap', function* (k: K, at: Translation) {
  return yield* k.find('take the translation from the device’s table', {
    do: () => {
      needsLock(k);
      const written = at.writable ? at.page : null;
      at.page = null;
      at.writable = false;
      return written;
    },
    cost: k.costs.cpu.flag,
  });
});

const waitForDevice = kernelFunction('driver_flush', function* (k: K, at: Translation) {
  yield* k.step('wait until the device has let go of it', {
    owner: 'device',
    when: () => at.inUse === null,
    cost: k.costs.mirrors[k.device].invalidate,
    waitsFor: 'a translation in use',
  });
});

const waitForOperation = kernelFunction('driver_idle', function* (k: K, at: Translation) {
  yield* k.wait('wait for the operation', () => !at.mirror!.busy, 'the device’s operation');
});

const drop = kernelFunction('put_page', function* (k: K, at: Translation) {
  yield* k.step('drop the reference', () => {
    if (k.pins[at.index]!.page === null) bug(k, 'it drops a pin that it no longer holds');
    dropReference(k, at);
  });
});

/** A page of DAX has no dirty flag: noop_dirty_folio. */
const setDirty = kernelFunction('set_page_dirty', function* (k: ExerciseMachine, page: Page) {
  if (!k.dax) yield* setPageDirty(k, page);
});

/** What each step does, and what it is in the kernel. */
export const notifierSteps = {
  readBegin: {
    about: 'waits until no invalidation is under way, and reads the sequence number: mmu_interval_read_begin',
    takes: ['translation'],
    run: (k: K, at: Translation) => readBegin(k, at.mirror!),
  },
  walk: {
    about: 'the page that the CPU’s table has there, writable, after a fault where need be; or null: hmm_range_fault',
    takes: ['translation'],
    gives: null,
    run: (k: K, at: Translation) => findWritablePage(k, at, false),
  },
  walkAndHold: {
    about: 'the same, and takes a reference on the page in the same step: get_user_pages',
    takes: ['translation'],
    gives: null,
    run: (k: K, at: Translation) => findWritablePage(k, at, true),
  },
  drop: {
    about: 'drops that reference: put_page',
    takes: ['translation'],
    run: (k: K, at: Translation) => drop(k, at),
  },
  lock: { about: 'takes the driver’s lock', takes: [], run: (k: K) => lock(k) },
  unlock: { about: 'releases the driver’s lock', takes: [], run: (k: K) => unlock(k) },
  moved: {
    about: 'whether the sequence number has moved since it was read: mmu_interval_read_retry. Under the driver’s lock',
    takes: ['translation'],
    gives: yesOrNo,
    run: (k: K, at: Translation) => moved(k, at),
  },
  moveOn: {
    about: 'moves the sequence number: mmu_interval_set_seq. Under the driver’s lock',
    takes: ['translation'],
    run: (k: K, at: Translation) => moveOn(k, at),
  },
  install: {
    about: 'writes a page into the device’s table, writable. Under the driver’s lock',
    takes: ['translation', 'page'],
    run: (k: K, at: Translation, page: Page) => install(k, at, page),
  },
  zap: {
    about:
      'takes an entry from the device’s table; gives the page, if the device may have written it. Under the driver’s lock',
    takes: ['translation'],
    gives: null,
    run: (k: K, at: Translation) => zap(k, at),
  },
  waitForDevice: {
    about:
      'sleeps until the device uses no old copy of the entry any more, which is until what it has translated is written',
    takes: ['translation'],
    run: (k: K, at: Translation) => waitForDevice(k, at),
  },
  waitForOperation: {
    about: 'sleeps until the device’s operation is over, with all the faults that it may still need',
    takes: ['translation'],
    run: (k: K, at: Translation) => waitForOperation(k, at),
  },
  setDirty: {
    about: 'marks a page dirty: set_page_dirty',
    takes: ['page'],
    run: (k: K, page: Page) => setDirty(k, page),
  },
} satisfies Offers<NotifierSteps>;
