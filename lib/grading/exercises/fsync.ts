// Exercise 05-fsync: make a file's dirty pages durable, whoever else is at them.
import { directRead } from '../../devices/direct-read.js';
import { type Detector, kernelFunction } from '../../engine/index.js';
import { store } from '../../filesystems/store.js';
import { writeCachePages } from '../../filesystems/writeback.js';
import type { Page } from '../../pages/page.js';
import { syncCalled, syncReturned } from '../../pages/promises.js';
import { machineScenario } from '../../scenarios/machine-scenario.js';
import type { Check } from '../check.js';
import {
  answeredShape,
  answeredWith,
  brokenRule,
  type Exercise,
  type ExerciseMachine,
  wantedResult,
  yesOrNo,
} from '../exercise.js';
import type { Offers, Op, PageHandle, PageLockSteps, Steps, WritebackSteps } from '../op.js';
import type { Operations } from '../operation.js';
import { bouncePage } from './bounce.js';
import { pageLock, writebackSteps } from './steps.js';

type K = ExerciseMachine;

const watch = [brokenRule, wantedResult];

/** The system call around the answer: what was promised is noted when it returns 0. */
const callFsync = kernelFunction('sys_fsync', function* (k: K, fsync: Operations[string], caller: number) {
  const inode = k.inodes[0]!;
  yield* k.step('fsync is called', { do: () => syncCalled(k, inode, caller), cost: k.costs.cpu.syscall });
  const result = yield* fsync!(k, inode);
  yield* k.step(`fsync returns ${result}`, {
    do: () => {
      syncReturned(k, inode, caller, result === 0);
      answeredWith(k, result === 0);
    },
    cost: k.costs.cpu.syscall,
  });
});

/** Stores into the first sector of each page from one on, then calls fsync. */
const storeThenFsync = kernelFunction('store_then_fsync', function* (k: K, fsync: Operations[string]) {
  for (const pte of k.ptes) yield* store(k, pte, 0, 1);
  yield* callFsync(k, fsync, 0);
});

/** Another CPU stores into the other half of the page, and calls fsync as well. */
const otherStoreThenFsync = kernelFunction('other_store_then_fsync', function* (k: K, fsync: Operations[string]) {
  yield* store(k, k.ptes[0]!, 1, 2);
  yield* callFsync(k, fsync, 1);
});

/** Somebody asked whether a write has failed since he last asked. */
const hasFailed = kernelFunction('file_check_and_advance_wb_err', function* (k: K) {
  return yield* k.step('has a write failed since it was last asked?', {
    do: () => {
      const file = k.openFiles[0]!;
      const failed = file.owesError;
      file.owesError = false;
      return failed;
    },
    cost: k.costs.cpu.flag,
  });
});

/** fsync has returned 0 and a page that was dirty when it was called is still on its way. */
const early: Detector<K> = {
  id: 'early',
  name: 'fsync returned 0 with its page under writeback',
  found: (k) => k.answered.result === 'wanted' && k.pages.some((page) => page.writeback),
};

const reaches = { wanted: 'no execution returns 0: an fsync that never succeeds promises nothing' };
const completes =
  'it never ends, though everybody else does what they have to do: what does it wait for, and what does it hold meanwhile?';

const alone =
  (name: string, about: string, choices: object, pages = 1) =>
  (answer: Operations) =>
    machineScenario({
      name,
      about,
      choices,
      pages,
      memory: answeredShape,
      watch: [...watch, early],
      tasks: () => [{ name: 'writer', run: (k) => storeThenFsync(k, answer.fsync) }],
    }).build();

const besideFlusher = (answer: Operations) =>
  machineScenario({
    name: '05-fsync, beside a flusher',
    about: 'A store and fsync, while background writeback may already be writing the page.',
    pages: 1,
    memory: answeredShape,
    watch: [...watch, early],
    tasks: () => [
      { name: 'writer', run: (k) => storeThenFsync(k, answer.fsync) },
      { name: 'flusher', run: (k) => writeCachePages(k, k.inodes[0]!, false, 0, null) },
    ],
  }).build();

const besideStore = (answer: Operations) =>
  machineScenario({
    name: '05-fsync, beside a store',
    about: 'A store and fsync, while another CPU stores into the other half of the page and calls fsync too.',
    syncers: 2,
    choices: { storage: 'pmem' },
    pages: 1,
    memory: answeredShape,
    watch,
    tasks: () => [
      { name: 'writer', run: (k) => storeThenFsync(k, answer.fsync) },
      { name: 'other cpu', run: (k) => otherStoreThenFsync(k, answer.fsync) },
    ],
  }).build();

const besideRead = (answer: Operations) =>
  machineScenario({
    name: '05-fsync, beside a direct read',
    about: 'A store and fsync, while a device reads data from elsewhere into the page.',
    choices: { storage: 'pmem', set: { integrity: 'on' } },
    pages: 1,
    directReads: 1,
    memory: answeredShape,
    watch,
    tasks: () => [
      { name: 'writer', run: (k) => storeThenFsync(k, answer.fsync) },
      { name: 'read', run: (k) => directRead(k, k.directReads[0]!, 0, 1, 1, 0, 2) },
    ],
  }).build();

const states = 400_000;

const checks: readonly Check[] = [
  {
    id: '05-fsync/writes',
    title: 'a dirty page reaches the device',
    points: 2,
    scenario: alone('05-fsync, alone', 'A store and fsync; nobody else.', { storage: 'pmem' }),
    never: {
      H2a: 'fsync returned 0, and the data is not on the device: how does a dirty page get there?',
      H2b: 'the page is clean and differs from the device: nobody will ever write it',
    },
    completes,
    reaches,
    states,
  },
  {
    id: '05-fsync/waits',
    title: 'it waits for what is under way',
    points: 1,
    needs: ['05-fsync/writes'],
    scenario: besideFlusher,
    never: {
      early:
        'returned too early: the page was under writeback, begun by fsync itself or by the flusher before it, and had not arrived',
    },
    completes,
    reaches,
    states,
  },
  {
    id: '05-fsync/flush',
    title: 'what it promised survives a power cut',
    points: 1,
    needs: ['05-fsync/waits'],
    scenario: alone('05-fsync, a disk with a cache', 'A store and fsync, on a disk with a volatile cache.', {}),
    never: { H2a: 'only in the disk’s cache: the write completed, the power went, the data was gone' },
    completes,
    reaches,
    states,
  },
  {
    id: '05-fsync/pages',
    title: 'every dirty page is written',
    points: 1,
    needs: ['05-fsync/writes'],
    scenario: alone('05-fsync, two pages', 'A store to each of two pages, and fsync.', { storage: 'pmem' }, 2),
    never: { H2a: 'a dirty page was left out: how many pages does the file have?' },
    completes,
    reaches,
    states,
  },
  {
    id: '05-fsync/slips',
    title: 'no store slips in between',
    points: 1,
    needs: ['05-fsync/waits'],
    scenario: besideStore,
    never: {
      H2a: 'a store slipped in: made after the dirty flag was cleared and before the page was write-protected, it left no trace',
      H2b: 'a store slipped in: made after the dirty flag was cleared and before the page was write-protected, it left no trace',
    },
    completes,
    reaches,
    states,
  },
  {
    id: '05-fsync/lets-go',
    title: 'it ends although a device holds the page for a while',
    points: 1,
    needs: ['05-fsync/slips'],
    scenario: besideRead,
    never: {},
    completes:
      'it waits for the pin, and whoever holds the pin waits for something that fsync holds: deadlock. What does a device’s completion need before it can let go?',
    reaches,
    states,
  },
  {
    id: '05-fsync/torn',
    title: 'nobody writes into what is being written',
    points: 1,
    needs: ['05-fsync/lets-go'],
    scenario: besideRead,
    never: {
      H1: 'a device that holds the page wrote into it while it was being written: bytes and checksum differ. From when on can no new pin be taken, and are pins tested after that?',
    },
    completes,
    reaches,
    states,
  },
  {
    id: '05-fsync/pinned',
    title: 'a pinned page is not left out',
    points: 1,
    needs: ['05-fsync/torn'],
    scenario: besideRead,
    never: { H2a: 'a page was left out because a device held it, and fsync returned 0 all the same' },
    completes,
    reaches,
    states,
  },
  {
    id: '05-fsync/error',
    title: 'it tells of a write that failed',
    points: 1,
    needs: ['05-fsync/flush'],
    scenario: alone('05-fsync, a disk that fails', 'A store and fsync, on a disk that may fail a write.', {
      set: { writeErrors: 'on' },
    }),
    never: {
      H2a: 'the device failed the write, and fsync returned 0: the page is clean, and nobody will write it again. When can one know whether a write has failed?',
    },
    completes,
    reaches,
    states,
  },
];

/** What an answer to it may do. */
export interface FsyncSteps extends Steps, PageLockSteps, WritebackSteps {
  /** Copies the page, writes the copy and waits for it; the page stays dirty. Under the page lock. */
  bounce(page: PageHandle): Op;
  /** Whether a write of the file has failed since it was last asked. */
  failed(): Op<boolean>;
}

/** The exercise. */
export const fsyncExercise: Exercise = {
  id: '05-fsync',
  title: 'fsync',
  module: import.meta.url,
  chapter: '05-fsync-waits',
  functions: [
    { name: 'fsync', signature: "fsync(k: FsyncSteps, inode: InodeHandle): Op<0 | 'EIO'>", returns: [0, 'EIO'] },
  ],
  steps: {
    ...pageLock,
    ...writebackSteps,
    bounce: {
      about: 'copies the page, writes the copy and waits for it; the page stays dirty',
      takes: ['page'],
      lock: 'under',
      run: (k: K, page: Page) => bouncePage(k, page),
    },
    failed: {
      about: 'whether a write of the file has failed since it was last asked: file_check_and_advance_wb_err',
      takes: [],
      gives: yesOrNo,
      run: (k: K) => hasFailed(k),
    },
  } satisfies Offers<FsyncSteps>,
  checks,
};
