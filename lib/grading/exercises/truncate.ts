// Exercise 06-truncate: a file gets shorter, whoever holds its pages; page cache and persistent memory.
import { directRead } from '../../devices/direct-read.js';
import { again, type Detector, kernelFunction, type Task } from '../../engine/index.js';
import { unmapBlock } from '../../filesystems/block-map.js';
import { daxWrite } from '../../filesystems/dax.js';
import { deleteEntries } from '../../filesystems/dax-layout.js';
import { endless, pinnedWithin, truncateInodePages } from '../../filesystems/page-removal.js';
import { store } from '../../filesystems/store.js';
import { unmapMappingRange } from '../../pages/dirty.js';
import type { Inode } from '../../pages/inode.js';
import { lockTruncate, unlockTruncate } from '../../pages/lock.js';
import { forgetRange } from '../../pages/promises.js';
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
import type { InodeHandle, Offers, Op, Steps } from '../op.js';
import type { Operations } from '../operation.js';

type K = ExerciseMachine;

/** The device holds the page, or has written it. */
const hasBegun = (k: K): boolean => k.pages.some(({ pins, data1 }) => pins > 0 || data1 === 2);

/** The system call around the answer: truncates the first file to nothing. */
const callTruncate = kernelFunction('sys_truncate', function* (k: K, truncate: Operations[string], late: boolean) {
  if (late) yield* k.wait('wait until the device has begun', () => hasBegun(k), 'the device');
  const result = yield* truncate!(k, k.inodes[0]!, 0);
  yield* k.step(`truncate returns ${result}`, () => answeredWith(k, result === 0));
});

const storeThenTruncate = kernelFunction('store_then_truncate', function* (k: K, truncate: Operations[string]) {
  yield* store(k, k.ptes[0]!, 0, 1);
  yield* callTruncate(k, truncate, false);
});

/** Two reads, one after the other. */
const readTwice = kernelFunction('read_twice', function* (k: K) {
  yield* directRead(k, k.directReads[0]!, 0, 1, 1, 0, 2);
  yield* directRead(k, k.directReads[0]!, 0, 1, 1, 0, 2);
});

/** One read after the other, for ever. */
const keepReading = kernelFunction('keep_reading', function* (k: K) {
  yield* directRead(k, k.directReads[0]!, 0, 1, 1, 0, 2);
  return again();
});

/** Something of what was cut off is still there, though truncate has returned 0. */
const left: Detector<K> = {
  id: 'left',
  name: 'truncate returned 0 and left something behind',
  found: (k) => {
    const [inode] = k.inodes;
    if (k.answered.result !== 'wanted') return false;
    const blocks = k.fileBlocks.some((place) => place.inode === inode && place.block !== null);
    return inode!.size > 0 || blocks || k.pages.some((page) => page.mapping === inode);
  },
};

/** Truncate was interrupted, and blocks are gone all the same. */
const half: Detector<K> = {
  id: 'half',
  name: 'truncate returned EINTR and freed blocks',
  found: (k) =>
    k.answered.result === 'other' && k.fileBlocks.some(({ inode, block }) => inode === k.inodes[0] && block === null),
};

const interrupted: Detector<K> = {
  id: 'interrupted',
  name: 'truncate returns EINTR',
  found: (k) => k.answered.result === 'other',
};

const watch = [brokenRule, wantedResult, left, half, interrupted];
const onDax = { dax: 'always', filesystems: ['ext4'], files: 2 } as const;

interface How {
  /** Pages that a single read takes. */
  readonly pages?: number;
  /** Truncation begins once the device holds the page. */
  readonly late?: boolean;
  /** How often it reads: once unless said. */
  readonly reads?: 'twice' | 'for ever';
  readonly signals?: boolean;
  /** Another file takes what is freed. */
  readonly other?: boolean;
}

function readerOf({ pages = 1, reads }: How): Task<K> {
  if (reads === 'for ever') return { name: 'reader', run: (k) => keepReading(k), daemon: true };
  if (reads === 'twice') return { name: 'reader', run: (k) => readTwice(k) };
  return { name: 'read', run: (k) => directRead(k, k.directReads[0]!, pages - 1, -1, pages, 0, 2) };
}

const besideRead = (name: string, about: string, how: How) => (answer: Operations) => {
  const { pages = 1, late = false, signals = false } = how;
  const read = readerOf(how);
  return machineScenario({
    ...onDax,
    choices: { set: { dax: 'on', signals: signals ? 'on' : 'off' } },
    name,
    about,
    pages,
    mapped: late,
    directReads: 1,
    transfers: pages,
    memory: answeredShape,
    watch,
    tasks: () => [
      { name: 'truncate', run: (k) => callTruncate(k, answer.truncate, late) },
      read,
      ...(how.other ? [{ name: 'other', run: (k: K) => daxWrite(k, k.inodes[1]!, 0, 3) }] : []),
    ],
  }).build();
};

const alone = (answer: Operations) =>
  machineScenario({
    name: '06-truncate, alone',
    about: 'A store and a truncate of a file in the page cache, on a disk.',
    pages: 1,
    memory: answeredShape,
    watch,
    tasks: () => [{ name: 'writer', run: (k) => storeThenTruncate(k, answer.truncate) }],
  }).build();

const completes =
  'it never ends, or keeps somebody else from ending: what does it wait for, and what does it hold meanwhile?';
const reaches = { wanted: 'no execution returns 0: the file never gets shorter' };
const states = 600_000;

const checks: readonly Check[] = [
  {
    id: '06-truncate/shortens',
    title: 'size, pages and blocks go',
    points: 2,
    scenario: alone,
    never: { left: 'it returned 0, and size, a cached page or a block is still there' },
    completes,
    reaches,
    states,
  },
  {
    id: '06-truncate/held',
    title: 'no block goes while a device holds it',
    points: 1,
    needs: ['06-truncate/shortens'],
    scenario: besideRead(
      '06-truncate, a device that is at work',
      'A truncate begins while a device writes the file’s only page, which is its block.',
      { late: true, other: true },
    ),
    never: {
      interrupted: 'it returned EINTR, and nobody had sent a signal',
      H5: 'DMA into a block that had been freed, or was another file’s by then: it was freed while the device held it',
    },
    completes,
    reaches,
    states,
  },
  {
    id: '06-truncate/again',
    title: 'nobody gets hold of a page behind its back',
    points: 2,
    needs: ['06-truncate/held'],
    scenario: besideRead(
      '06-truncate, beside a direct read',
      'A truncate, while somebody reads into the file’s only page, twice.',
      { other: true, reads: 'twice' },
    ),
    never: {
      H5: 'the page was pinned again, or faulted back in, after it had been looked at: DMA into a block that had been freed. What keeps faults out, and what is to be done again after a wait?',
    },
    completes,
    reaches,
    states,
  },
  {
    id: '06-truncate/lock',
    title: 'it holds no lock that a device’s caller needs while it waits',
    points: 1,
    needs: ['06-truncate/held'],
    scenario: besideRead(
      '06-truncate, a read of two pages',
      'A truncate beside a read into two pages: the second may fault while the first is held.',
      { pages: 2 },
    ),
    never: {},
    completes:
      'deadlock: it sleeps with the lock that keeps faults out, and whoever holds the first page faults for the second',
    putOff:
      'it is put off for ever: what it has unmapped is faulted in again before it is done. What keeps faults out while it works?',
    reaches,
    states,
  },
  {
    id: '06-truncate/starved',
    title: 'new readers cannot put it off for ever',
    points: 1,
    needs: ['06-truncate/again'],
    scenario: besideRead(
      '06-truncate, reads without end',
      'A truncate, while somebody reads into the file again and again.',
      { reads: 'for ever' },
    ),
    never: {},
    completes: 'starved: new pins come as fast as old ones go. What would stop them from coming?',
    reaches,
    states,
  },
  {
    id: '06-truncate/signal',
    title: 'a signal ends the wait, and nothing is half done',
    points: 1,
    needs: ['06-truncate/again'],
    scenario: besideRead('06-truncate, with signals', 'The same; somebody may send a signal while it waits.', {
      signals: true,
    }),
    never: {
      H5: 'a signal ended the wait, and the block was freed though the device still held it',
      half: 'it returned EINTR, and the block is gone',
    },
    completes,
    reaches: { ...reaches, interrupted: 'a signal comes, and it never returns EINTR' },
    states,
  },
];

/** What an answer to it may do. */
export interface TruncateSteps extends Steps {
  /** Keeps page faults out of the file: sleeps until those under way have ended. */
  lockInvalidate(inode: InodeHandle): Op;
  /** Lets page faults in again. */
  unlockInvalidate(inode: InodeHandle): Op;
  /** Sets the file’s size: what lies beyond it can no longer be faulted in. */
  setSize(inode: InodeHandle, size: number): Op;
  /** Takes everything beyond a size out of all page tables. */
  unmap(inode: InodeHandle, size: number): Op;
  /** Whether a device holds a page beyond a size. */
  pinned(inode: InodeHandle, size: number): Op<boolean>;
  /** Sleeps until no device holds a page beyond a size; false when a signal came first. */
  waitForPins(inode: InodeHandle, size: number): Op<boolean>;
  /** Takes the pages beyond a size out of the file, each under its page lock and once its writeback has ended. */
  removeFromCache(inode: InodeHandle, size: number): Op;
  /** Gives the blocks beyond a size back to the filesystem. */
  freeBlocks(inode: InodeHandle, size: number): Op;
}

const setSize = kernelFunction('i_size_write', function* (k: K, inode: Inode, size: number) {
  yield* k.step('set i_size', () => {
    inode.size = size;
    forgetRange(k, inode, 2 * size, 2 * endless);
  });
});

const isPinned = kernelFunction('page_maybe_dma_pinned', function* (k: K, inode: Inode, size: number) {
  return yield* k.step('does a device hold a page of the range?', {
    do: () => pinnedWithin(k, inode, size, endless),
    cost: k.costs.cpu.flag,
  });
});

const waitForPins = kernelFunction('wait_for_pins', function* (k: K, inode: Inode, size: number) {
  const free = () => !pinnedWithin(k, inode, size, endless);
  if (!k.signals) {
    yield* k.wait('wait for pins', free, 'pin');
    return true;
  }
  return yield* k.choose('wait for pins', {
    'nobody holds a page': { when: free, do: () => true, waitsFor: 'pin' },
    'a signal comes': { owner: 'user', do: () => false },
  });
});

const removeFromCache = kernelFunction('truncate_pagecache', function* (k: K, inode: Inode, size: number) {
  if (k.dax) yield* deleteEntries(k, inode, size, endless);
  else yield* truncateInodePages(k, inode, size, endless);
});

const freeBlocks = kernelFunction('ext4_truncate', function* (k: K, inode: Inode, size: number) {
  yield* k.step('free the blocks', {
    do: () => {
      for (const place of k.fileBlocks)
        if (place.inode === inode && place.pgoff >= size && place.block !== null) unmapBlock(k, place);
    },
    cost: k.costs.cpu.flag,
  });
});

/** The exercise. */
export const truncateExercise: Exercise = {
  id: '06-truncate',
  title: 'truncate',
  module: import.meta.url,
  chapter: '06-truncate-waits',
  functions: [
    {
      name: 'truncate',
      signature: "truncate(k: TruncateSteps, inode: InodeHandle, size: number): Op<0 | 'EINTR'>",
      returns: [0, 'EINTR'],
    },
  ],
  steps: {
    lockInvalidate: {
      about: 'keeps page faults out of the file: sleeps until those under way have ended',
      takes: ['inode'],
      lock: 'takes',
      run: (k: K, inode: Inode) => lockTruncate(k, inode),
    },
    unlockInvalidate: {
      about: 'lets page faults in again',
      takes: ['inode'],
      lock: 'drops',
      run: (k: K, inode: Inode) => unlockTruncate(k, inode),
    },
    setSize: {
      about: 'sets the file’s size: what lies beyond it can no longer be faulted in',
      takes: ['inode', 'size'],
      run: (k: K, inode: Inode, size: number) => setSize(k, inode, size),
    },
    unmap: {
      about: 'takes everything beyond a size out of all page tables: unmap_mapping_range',
      takes: ['inode', 'size'],
      run: (k: K, inode: Inode, size: number) => unmapMappingRange(k, inode, size, endless),
    },
    pinned: {
      about: 'whether a device holds a page beyond a size',
      takes: ['inode', 'size'],
      gives: yesOrNo,
      run: (k: K, inode: Inode, size: number) => isPinned(k, inode, size),
    },
    waitForPins: {
      about: 'sleeps until no device holds a page beyond a size; false when a signal came first',
      takes: ['inode', 'size'],
      gives: yesOrNo,
      run: (k: K, inode: Inode, size: number) => waitForPins(k, inode, size),
    },
    removeFromCache: {
      about: 'takes the pages beyond a size out of the file, each under its page lock and once its writeback has ended',
      takes: ['inode', 'size'],
      run: (k: K, inode: Inode, size: number) => removeFromCache(k, inode, size),
    },
    freeBlocks: {
      about: 'gives the blocks beyond a size back to the filesystem, which gives them to whoever wants one',
      takes: ['inode', 'size'],
      run: (k: K, inode: Inode, size: number) => freeBlocks(k, inode, size),
    },
  } satisfies Offers<TruncateSteps>,
  checks,
};
