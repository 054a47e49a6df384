// Exercise 01-page-mkwrite: a page is about to become writable; tell the filesystem first.
import { again, bool, type Detector, kernelFunction, one, record } from '../../engine/index.js';
import { fsync } from '../../filesystems/fsync.js';
import { announce } from '../../filesystems/page-mkwrite.js';
import { truncate } from '../../filesystems/truncate.js';
import { setPageDirty } from '../../pages/dirty.js';
import type { Page } from '../../pages/page.js';
import { landSector, storeVisible } from '../../pages/promises.js';
import { type MachineWith, machineScenario } from '../../scenarios/machine-scenario.js';
import type { Check } from '../check.js';
import { answeredShape, answeredWith, brokenRule, type Exercise, yesOrNo } from '../exercise.js';
import type { Offers, Op, PageHandle, PageLockSteps, Steps } from '../op.js';
import type { Operations } from '../operation.js';
import { pageLock } from './steps.js';

/** The room that is left on the device. */
const Space = record('Space', { full: bool });

const shape = { ...answeredShape, space: one(Space) } as const;
type K = MachineWith<typeof shape>;

/** A store that finds its page-table entry not writable: the answer’s part, until the store can be made. */
const storeWith = kernelFunction(
  'store',
  function* (k: K, pageMkwrite: Operations[string], sector: 0 | 1, token: number) {
    const pte = k.ptes[0]!;
    const done = yield* k.step('store', {
      do: () => {
        const { page } = pte;
        if (page === null || !pte.writable) return false;
        pte.dirty = true;
        landSector(k, page, sector, token, null);
        storeVisible(k, page, sector, token);
        return true;
      },
      cost: k.costs.cpu.store,
    });
    if (done) return 'stored';
    const page = yield* k.find('read the PTE', { do: () => pte.page, cost: k.costs.cpu.pageFault });
    if (page === null) return 'SIGBUS';
    const outcome = yield* pageMkwrite!(k, page);
    return outcome === 'nospace' ? 'SIGBUS' : again(pageMkwrite!, sector, token);
  },
);

/** A task that stores, and calls fsync afterwards where that was asked for. */
const storeAndSync = kernelFunction(
  'store_and_sync',
  function* (k: K, pageMkwrite: Operations[string], syncs: boolean) {
    const outcome = yield* storeWith(k, pageMkwrite, 0, 1);
    yield* k.step(`the store ends: ${outcome}`, () => answeredWith(k, outcome === 'stored'));
    if (syncs) yield* fsync(k, k.inodes[0]!, 0);
  },
);

/** Whether the device has run full: decided once, by whoever fills it. */
const fillDevice = kernelFunction('somebody_else_writes', function* (k: K) {
  yield* k.choose('the device', {
    'has room': () => {},
    'is full': () => {
      k.space.full = true;
    },
  });
});

const stored: Detector<K> = { id: 'stored', name: 'the store is made', found: (k) => k.answered.result === 'wanted' };
const refused: Detector<K> = {
  id: 'refused',
  name: 'the store is refused',
  found: (k) => k.answered.result === 'other',
};

/** A store could land of which the filesystem knows nothing. */
const untold: Detector<K> = {
  id: 'untold',
  name: 'a page is writable and its filesystem was not told',
  found: (k) => k.ptes.some(({ page, writable }) => page !== null && writable && !page.announced),
};

/** A page table maps a page that has left its file. */
const orphanMapped: Detector<K> = {
  id: 'orphan',
  name: 'a page that has left its file was made writable',
  found: (k) => k.ptes.some(({ page, writable }) => page !== null && writable && page.mapping === null),
};

interface How {
  readonly syncs?: boolean;
  readonly integrity?: boolean;
  readonly beside?: 'truncate' | 'fsync' | 'full';
}

const beside = {
  truncate: { name: 'truncate', run: (k: K) => truncate(k, k.inodes[0]!, 0) },
  fsync: { name: 'other fsync', run: (k: K) => fsync(k, k.inodes[0]!, 1) },
  full: { name: 'others', run: (k: K) => fillDevice(k) },
};

const machine = (name: string, about: string, how: How) => (answer: Operations) =>
  machineScenario({
    name,
    about,
    choices: { storage: 'pmem', set: { integrity: how.integrity ? 'on' : 'off' } },
    pages: 1,
    syncers: 2,
    memory: shape,
    watch: [brokenRule, stored, refused, untold, orphanMapped],
    tasks: () => [
      { name: 'cpu', run: (k) => storeAndSync(k, answer.pageMkwrite, how.syncs ?? false) },
      ...(how.integrity ? [{ name: 'other cpu', run: (k: K) => storeWith(k, answer.pageMkwrite, 1, 2) }] : []),
      ...(how.beside === undefined ? [] : [beside[how.beside]]),
    ],
  }).build();

const completes = 'the store is never made: what does it wait for, and what is missing for it?';
const reaches = {
  stored:
    'no execution makes the store: pageMkwrite gives up each time. What has to be done before the entry may become writable?',
};
const states = 400_000;

const checks: readonly Check[] = [
  {
    id: '01-page-mkwrite/maps',
    title: 'the store can be made',
    points: 2,
    scenario: machine('01-page-mkwrite, alone', 'A store to a clean page; nobody else.', {}),
    never: {},
    completes,
    reaches,
    states,
  },
  {
    id: '01-page-mkwrite/dirty',
    title: 'fsync finds the page',
    points: 1,
    needs: ['01-page-mkwrite/maps'],
    scenario: machine('01-page-mkwrite, then fsync', 'A store to a clean page, and fsync.', { syncs: true }),
    never: {
      H2a: 'the page was not marked dirty, so fsync did not find it, and returned 0',
      H2b: 'the page was not marked dirty: nobody will ever write it',
      H3: 'writeback met a dirty page for which nothing was reserved',
    },
    completes,
    reaches,
    states,
  },
  {
    id: '01-page-mkwrite/told',
    title: 'no store lands of which the filesystem was not told',
    points: 1,
    needs: ['01-page-mkwrite/maps'],
    scenario: machine('01-page-mkwrite, a full device', 'A store to a clean page, on a device that may run full.', {
      beside: 'full',
    }),
    never: {
      untold:
        'a store the filesystem was never told of: the page was writable before room was reserved, or though there was none',
    },
    completes: 'on a full device it never ends: what does it return when there is no room?',
    reaches: {
      ...reaches,
      refused:
        'a store on a full device is never refused: what does reserve say there, and what is to be returned then?',
    },
    states,
  },
  {
    id: '01-page-mkwrite/truncated',
    title: 'no page that has left its file is mapped',
    points: 1,
    needs: ['01-page-mkwrite/maps'],
    scenario: machine(
      '01-page-mkwrite, beside truncate',
      'A store to a clean page while somebody truncates the file.',
      { beside: 'truncate' },
    ),
    never: {
      orphan:
        'mapped a truncated page: it had left the file before it was locked. What has to be asked again under the lock?',
    },
    completes,
    reaches,
    states,
  },
  {
    id: '01-page-mkwrite/stable',
    title: 'a page under writeback does not change',
    points: 1,
    needs: ['01-page-mkwrite/dirty'],
    scenario: machine(
      '01-page-mkwrite, beside fsync',
      'Two CPUs store to a page while somebody calls fsync, on storage that keeps checksums.',
      { beside: 'fsync', integrity: true },
    ),
    never: {
      H1: 'writeback was under way, or began in between, and the store changed what was being written: bytes and checksum differ',
    },
    completes,
    reaches,
    states,
  },
];

/** What an answer to it may do. */
export interface PageMkwriteSteps extends Steps, PageLockSteps {
  /** Whether the page is still this file’s, and within its size. */
  sameMapping(page: PageHandle): Op<boolean>;
  /** Sleeps until the page is not under writeback. */
  waitForWriteback(page: PageHandle): Op;
  /** Reserves room for the page’s data and tells the filesystem; false when there is none. Under the page lock. */
  reserve(page: PageHandle): Op<boolean>;
  /** Marks the page dirty, flag and tag. Under the page lock. */
  markDirty(page: PageHandle): Op;
  /** Makes the page-table entry point to the page, writable. Under the page lock. */
  makeWritable(page: PageHandle): Op;
}

const sameMapping = kernelFunction('same_mapping', function* (k: K, page: Page) {
  return yield* k.step('still this file’s page?', {
    do: () => page.mapping === k.inodes[0]! && page.pgoff < k.inodes[0]!.size,
    cost: k.costs.cpu.flag,
  });
});

const waitForWriteback = kernelFunction('wait_on_page_writeback', function* (k: K, page: Page) {
  yield* k.wait('wait for its writeback', () => !page.writeback, 'writeback');
});

const reserve = kernelFunction('reserve', function* (k: K, page: Page) {
  return yield* k.step('reserve room for the data', {
    do: () => {
      if (k.space.full) return false;
      if (page.mapping !== null) announce(k, page);
      return true;
    },
    cost: k.costs.cpu.pageMkwrite,
  });
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

/** The exercise. */
export const pageMkwriteExercise: Exercise = {
  id: '01-page-mkwrite',
  title: 'tell the filesystem of a store',
  module: import.meta.url,
  chapter: '01-a-page-and-its-file',
  functions: [
    {
      name: 'pageMkwrite',
      signature: "pageMkwrite(k: PageMkwriteSteps, page: PageHandle): Op<'mapped' | 'retry' | 'nospace'>",
      returns: ['mapped', 'retry', 'nospace'],
    },
  ],
  steps: {
    ...pageLock,
    sameMapping: {
      about: 'whether the page is still this file’s, and within its size',
      takes: ['page'],
      gives: yesOrNo,
      run: (k: K, page: Page) => sameMapping(k, page),
    },
    waitForWriteback: {
      about: 'sleeps until the page is not under writeback: wait_on_page_writeback',
      takes: ['page'],
      run: (k: K, page: Page) => waitForWriteback(k, page),
    },
    reserve: {
      about: 'reserves room for the page’s data and tells the filesystem; false when there is none',
      takes: ['page'],
      gives: yesOrNo,
      lock: 'under',
      run: (k: K, page: Page) => reserve(k, page),
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
  } satisfies Offers<PageMkwriteSteps>,
  checks,
};
