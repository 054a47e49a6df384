// Exercise 02-unpin: a device has written a page of a file; say so, and let go of it.
import { writeMemory } from '../../devices/dma.js';
import { bool, type Detector, kernelFunction, one, oneOf, record } from '../../engine/index.js';
import { fsync } from '../../filesystems/fsync.js';
import { dropPin, type Pin, pinUserPage } from '../../gup/pin.js';
import { setPageDirty } from '../../pages/dirty.js';
import type { Page } from '../../pages/page.js';
import { transferVisible } from '../../pages/promises.js';
import { type MachineWith, machineScenario } from '../../scenarios/machine-scenario.js';
import type { Check } from '../check.js';
import { answeredShape, answeredWith, brokenRule, bug, type Exercise, wantedResult, yesOrNo } from '../exercise.js';
import type { Offers, Op, PageHandle, PageLockSteps, PinHandle, Steps } from '../op.js';
import type { Operations } from '../operation.js';
import { pageLock } from './steps.js';

/** A device's transfer into the page that it holds. */
const Transfer = record('Transfer', {
  state: oneOf('not begun', 'under way', 'landed', 'failed'),
  /** The page was dirty when it was pinned. */
  wasDirty: bool,
});

const shape = { ...answeredShape, transfer: one(Transfer) } as const;
type K = MachineWith<typeof shape>;

/** What the device delivers. */
const token = 2;

/** The device: once it is told to, it writes both sectors; one that may fail may stop before either. */
const device = (mayFail: boolean) =>
  kernelFunction('device', function* (k: K) {
    const { sector } = k.costs.storage.costs;
    yield* k.wait('wait to be told to begin', () => k.transfer.state === 'under way', 'work');
    for (const half of [0, 1] as const) {
      const failed =
        mayFail &&
        (yield* k.choose('the device', {
          'goes on': { owner: 'device', do: () => false },
          'gives up': {
            owner: 'device',
            do: () => {
              k.transfer.state = 'failed';
              return true;
            },
          },
        }));
      if (failed) return;
      yield* k.step(`DMA into sector ${half}`, {
        owner: 'device',
        do: () => {
          const pin = k.pins[0]!;
          if (pin.page === null) return bug(k, 'it lets go of a page that the device is still writing');
          writeMemory(k, pin, half, token, k.ghostWrites[0]!);
          if (half === 1) k.transfer.state = 'landed';
        },
        cost: sector,
      });
    }
  });

const soundDevice = device(false);
const failingDevice = device(true);

/** Pins the page, starts the device, and leaves the end of it to the answer. */
const readInto = kernelFunction('read_into', function* (k: K, finishDma: Operations[string], syncsFirst: boolean) {
  const pin = k.pins[0]!;
  yield* pinUserPage(k, k.ptes[0]!, pin);
  yield* k.step('note whether it is dirty', () => {
    k.transfer.wasDirty = pin.page!.dirty;
  });
  if (syncsFirst) yield* fsync(k, k.inodes[0]!, 0);
  yield* k.step('tell the device to begin', {
    do: () => {
      k.transfer.state = 'under way';
    },
    cost: k.costs.cpu.submit,
  });
  yield* finishDma!(k, pin);
  yield* k.step('the read is over', {
    do: () => {
      transferVisible(k, k.ghostWrites[0]!, k.transfer.state === 'landed');
      answeredWith(k, true);
    },
    cost: k.costs.cpu.syscall,
  });
  yield* fsync(k, k.inodes[0]!, 0);
});

/** The page is still held though the read is over. */
const kept: Detector<K> = {
  id: 'kept',
  name: 'the page is still pinned when the read is over',
  found: (k) => k.answered.result === 'wanted' && k.pins[0]!.page !== null,
};

const machine =
  (name: string, about: string, how: { fails?: boolean; syncsFirst?: boolean; other?: boolean }) =>
  (answer: Operations) =>
    machineScenario({
      name,
      about,
      choices: { storage: 'pmem', set: { filesystem: 'xfs' } },
      pages: 1,
      transfers: 1,
      syncers: 2,
      memory: shape,
      watch: [brokenRule, wantedResult, kept],
      tasks: () => [
        { name: 'reader', run: (k) => readInto(k, answer.finishDma, how.syncsFirst ?? false) },
        { name: 'device', run: (k) => (how.fails ? failingDevice(k) : soundDevice(k)) },
        ...(how.other ? [{ name: 'other fsync', run: (k: K) => fsync(k, k.inodes[0]!, 1) }] : []),
      ],
    }).build();

const reaches = { wanted: 'finishDma never returns' };
const completes = 'it never ends: what does it wait for, and what does it hold meanwhile?';
const states = 400_000;

const alone = machine('02-unpin, alone', 'A device writes a page; nobody else.', {});

const checks: readonly Check[] = [
  {
    id: '02-unpin/lets-go',
    title: 'it lets go of the page once it is done with it, and not before',
    points: 2,
    scenario: alone,
    never: {
      kept: 'it never let go of the page: truncation, or whoever waits for the pin, would wait for ever',
    },
    completes,
    reaches,
    states,
  },
  {
    id: '02-unpin/error',
    title: 'it lets go after an error too',
    points: 1,
    needs: ['02-unpin/lets-go'],
    scenario: machine('02-unpin, a device that fails', 'A device that may give up before either sector.', {
      fails: true,
    }),
    never: { kept: 'the device gave up, and the page was never let go: truncation would wait for ever' },
    completes: 'the device gave up and it waits on: what does it wait for?',
    reaches,
    states,
  },
  {
    id: '02-unpin/cleaned',
    title: 'it marks the page dirty although it was dirty before',
    points: 1,
    needs: ['02-unpin/lets-go'],
    scenario: machine(
      '02-unpin, cleaned meanwhile',
      'The page is cleaned after it was pinned and before the device begins.',
      {
        syncsFirst: true,
      },
    ),
    never: {
      H2a: 'the page had been cleaned since it was pinned, so nobody wrote what the device brought',
      H2b: 'the page had been cleaned since it was pinned, and nobody will write what the device brought',
    },
    completes,
    reaches,
    states,
  },
  {
    id: '02-unpin/chunk',
    title: 'what the device wrote last is not lost either',
    points: 2,
    needs: ['02-unpin/cleaned'],
    scenario: machine('02-unpin, beside an fsync', 'Somebody else calls fsync at any moment.', { other: true }),
    never: {
      H2a: 'somebody cleaned the page between the mark and the device’s last chunk: the chunk was lost. When is it safe to say that the page is dirty?',
      H2b: 'somebody cleaned the page between the mark and the device’s last chunk: nobody will write it. When is it safe to say that the page is dirty?',
    },
    completes,
    reaches,
    states,
  },
];

/** What an answer to it may do. */
export interface UnpinSteps extends Steps, PageLockSteps {
  /** Sleeps until the device has written its last sector, or has given up. */
  waitForDevice(pin: PinHandle): Op;
  /** Whether the device has given up. */
  failed(pin: PinHandle): Op<boolean>;
  /** The page that the pin holds, or null when it holds none any more. */
  pageOf(pin: PinHandle): Op<PageHandle | null>;
  /** Whether the page was dirty when it was pinned. */
  wasDirty(pin: PinHandle): Op<boolean>;
  /** Whether the page is dirty now. */
  isDirty(page: PageHandle): Op<boolean>;
  /** Marks the page dirty, flag and tag. Under the page lock. */
  setDirty(page: PageHandle): Op;
  /** Drops the pin. */
  dropPin(pin: PinHandle): Op;
}

/** Whether a page is still held by the pin; a BUG where it is not. Call within an effect. */
function holds(k: K, page: Page): boolean {
  if (k.pins[0]!.page === page) return true;
  bug(k, 'it touches a page that it no longer holds');
  return false;
}

const held = kernelFunction('page_ref_count', function* (k: K, page: Page) {
  return yield* k.step('check that somebody holds the page', () => holds(k, page));
});

const isDirty = kernelFunction('PageDirty', function* (k: K, page: Page) {
  return yield* k.step('is it dirty now?', { do: () => holds(k, page) && page.dirty, cost: k.costs.cpu.flag });
});

const markDirty = kernelFunction('set_page_dirty_lock', function* (k: K, page: Page) {
  if (yield* held(k, page)) yield* setPageDirty(k, page);
});

const drop = kernelFunction('unpin_user_page', function* (k: K, pin: Pin) {
  yield* k.step('release the pin', {
    do: () => {
      if (pin.page === null) bug(k, 'it drops a pin that it no longer holds');
      else dropPin(k, pin);
    },
    cost: k.costs.cpu.flag,
  });
});

const question = (name: string, label: string, test: (k: K) => boolean) =>
  kernelFunction(name, function* (k: K, _pin: Pin) {
    return yield* k.step(label, { do: () => test(k), cost: k.costs.cpu.flag });
  });

const hasFailed = question('bio_status', 'has the device given up?', (k) => k.transfer.state === 'failed');
const wasDirty = question('was_dirty', 'was it dirty when it was pinned?', (k) => k.transfer.wasDirty);

const waitForDevice = kernelFunction('wait_for_completion', function* (k: K, _pin: Pin) {
  yield* k.wait('wait for the device', () => ['landed', 'failed'].includes(k.transfer.state), 'the device');
});

const pageOf = kernelFunction('pin_page', function* (k: K, pin: Pin) {
  return yield* k.find('which page does the pin hold?', () => pin.page);
});

/** The exercise. */
export const unpinExercise: Exercise = {
  id: '02-unpin',
  title: 'finish a device’s transfer',
  module: import.meta.url,
  chapter: '02-pinning-a-page',
  functions: [{ name: 'finishDma', signature: 'finishDma(k: UnpinSteps, pin: PinHandle): Op<void>', returns: [null] }],
  steps: {
    ...pageLock,
    waitForDevice: {
      about: 'sleeps until the device has written its last sector, or has given up',
      takes: ['pin'],
      run: (k: K, pin: Pin) => waitForDevice(k, pin),
    },
    failed: {
      about: 'whether the device has given up',
      takes: ['pin'],
      gives: yesOrNo,
      run: (k: K, pin: Pin) => hasFailed(k, pin),
    },
    pageOf: {
      about: 'the page that the pin holds, or null when it holds none any more',
      takes: ['pin'],
      gives: null,
      run: (k: K, pin: Pin) => pageOf(k, pin),
    },
    wasDirty: {
      about: 'whether the page was dirty when it was pinned',
      takes: ['pin'],
      gives: yesOrNo,
      run: (k: K, pin: Pin) => wasDirty(k, pin),
    },
    isDirty: {
      about: 'whether the page is dirty now',
      takes: ['page'],
      gives: yesOrNo,
      run: (k: K, page: Page) => isDirty(k, page),
    },
    setDirty: {
      about: 'marks the page dirty, flag and tag: set_page_dirty',
      takes: ['page'],
      lock: 'under',
      run: (k: K, page: Page) => markDirty(k, page),
    },
    dropPin: {
      about: 'drops the pin: unpin_user_page',
      takes: ['pin'],
      run: (k: K, pin: Pin) => drop(k, pin),
    },
  } satisfies Offers<UnpinSteps>,
  checks,
};
