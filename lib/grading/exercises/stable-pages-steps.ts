// What an answer to 04-stable-pages may do: what stands at the two doors through which a page is changed,
// and what whoever cleans it does.

import { bool, kernelFunction, one, record } from '../../engine/index.js';
import { dropPin, holdPin } from '../../gup/pin.js';
import { setPageDirty } from '../../pages/dirty.js';
import type { Page } from '../../pages/page.js';
import type { MachineWith } from '../../scenarios/machine-scenario.js';
import { answeredShape, bug, yesOrNo } from '../exercise.js';
import type { Offers, Op, PageHandle, PageLockSteps, Steps, WritebackSteps } from '../op.js';
import { bouncePage } from './bounce.js';
import { pageLock, writebackSteps } from './steps.js';

/** How far the scene has come, for whoever waits for it. */
const Scene = record('Scene', {
  /** A write of the page has been sent, and its end awaited. */
  written: bool,
  /** The device is done with the page. */
  read: bool,
});

/** What the exercise adds to the machine. */
export const stableShape = { ...answeredShape, scene: one(Scene) } as const;

export type StableMachine = MachineWith<typeof stableShape>;
type K = StableMachine;

/** What an answer to it may do. */
export interface StablePagesSteps
  extends Steps,
    PageLockSteps,
    Pick<WritebackSteps, 'underWriteback' | 'pinned' | 'waitForPins' | 'writeProtect' | 'clearDirty' | 'submit'> {
  /** Sleeps until the page is not under writeback. */
  waitForWriteback(page: PageHandle): Op;
  /** Marks the page dirty, flag and tag. Under the page lock. */
  markDirty(page: PageHandle): Op;
  /** Makes the page-table entry point to the page, writable. Under the page lock. */
  makeWritable(page: PageHandle): Op;
  /** Whether the page-table entry is writable, read without a lock. */
  writable(page: PageHandle): Op<boolean>;
  /** Takes a pin for the device, whatever any page table says: from then on it may write the page. */
  pin(page: PageHandle): Op;
  /** Drops the pin that was just taken. */
  unpin(page: PageHandle): Op;
  /** Copies the page, writes the copy and waits for it; the page stays dirty. Under the page lock. */
  bounce(page: PageHandle): Op;
}

const waitForWriteback = kernelFunction('wait_on_page_writeback', function* (k: K, page: Page) {
  yield* k.wait('wait for its writeback', () => !page.writeback, 'writeback');
});

const makeWritable = kernelFunction('finish_mkwrite_fault', function* (k: K, page: Page) {
  yield* k.step('make the PTE writable', {
    do: () => {
      const pte = k.ptes[0]!;
      pte.page = page;
      pte.writable = pte.dirty = true;
    },
    cost: k.costs.cpu.changePte,
  });
});

const isWritable = kernelFunction('gup_pte', function* (k: K, page: Page) {
  return yield* k.step('is the PTE writable?', {
    do: () => k.ptes[0]!.page === page && k.ptes[0]!.writable,
    cost: k.costs.cpu.flag,
  });
});

const takePin = kernelFunction('try_grab_page', function* (k: K, page: Page) {
  yield* k.step('take a pin', {
    do: () => {
      if (k.pins[0]!.page === null) holdPin(k, k.pins[0]!, k.ptes[0]!, page, 'FOLL_PIN');
      else bug(k, 'it pins a page that it has pinned already');
    },
    cost: k.costs.cpu.pinPage,
  });
});

const letGo = kernelFunction('put_page', function* (k: K) {
  yield* k.step('drop the pin', {
    do: () => {
      if (k.pins[0]!.page === null) bug(k, 'it drops a pin that it no longer holds');
      else dropPin(k, k.pins[0]!);
    },
    cost: k.costs.cpu.flag,
  });
});

const { underWriteback, pinned, waitForPins, writeProtect, clearDirty, submit } = writebackSteps;

/** What each step does, and what it is in the kernel. */
export const stablePagesSteps = {
  ...pageLock,
  waitForWriteback: {
    about: 'sleeps until the page is not under writeback: wait_on_page_writeback',
    takes: ['page'],
    run: (k: K, page: Page) => waitForWriteback(k, page),
  },
  markDirty: {
    about: 'marks the page dirty, flag and tag: set_page_dirty',
    takes: ['page'],
    lock: 'under',
    run: (k: K, page: Page) => setPageDirty(k, page),
  },
  makeWritable: {
    about: 'makes the page-table entry point to the page, writable: finish_mkwrite_fault',
    takes: ['page'],
    lock: 'under',
    run: (k: K, page: Page) => makeWritable(k, page),
  },
  writable: {
    about: 'whether the page-table entry is writable, read without a lock',
    takes: ['page'],
    gives: yesOrNo,
    run: (k: K, page: Page) => isWritable(k, page),
  },
  pin: {
    about:
      'takes a pin for the device, whatever any page table says; from then on it may write the page: try_grab_page',
    takes: ['page'],
    run: (k: K, page: Page) => takePin(k, page),
  },
  unpin: { about: 'drops the pin that was just taken: put_page', takes: ['page'], run: (k: K) => letGo(k) },
  underWriteback,
  pinned,
  waitForPins,
  writeProtect,
  clearDirty,
  submit,
  bounce: {
    about: 'copies the page, writes the copy and waits for it; the page stays dirty',
    takes: ['page'],
    lock: 'under',
    run: (k: K, page: Page) => bouncePage(k, page),
  },
} satisfies Offers<StablePagesSteps>;
