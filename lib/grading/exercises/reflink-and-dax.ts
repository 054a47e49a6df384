// Exercise 11-reflink-and-dax: freeing and sharing blocks that a device which faults may be writing.
import { mirrorWrite } from '../../devices/mirror-access.js';
import { type Detector, kernelFunction, type Task } from '../../engine/index.js';
import { unmapBlock } from '../../filesystems/block-map.js';
import { deleteEntries } from '../../filesystems/dax-layout.js';
import { endless } from '../../filesystems/page-removal.js';
import { flushDax, shareMap } from '../../filesystems/reflink.js';
import { unmapMappingRange } from '../../pages/dirty.js';
import type { Inode } from '../../pages/inode.js';
import { lockInode, lockTruncate, unlockInode, unlockTruncate } from '../../pages/lock.js';
import { forgetRange } from '../../pages/promises.js';
import { writesOtherFile } from '../../scenarios/dax.js';
import { machineScenario } from '../../scenarios/machine-scenario.js';
import type { Check } from '../check.js';
import {
  answeredShape,
  answeredWith,
  brokenRule,
  bug,
  type Exercise,
  type ExerciseMachine,
  wantedResult,
} from '../exercise.js';
import type { InodeHandle, Offers, Op, Steps } from '../op.js';
import type { Operations } from '../operation.js';

type K = ExerciseMachine;

/** What an answer to it may do. */
export interface BlockSteps extends Steps {
  /** Keeps page faults of the file out, a device’s included; waits for those under way. */
  lockFaults(inode: InodeHandle): Op;
  /** Lets them in again. */
  unlockFaults(inode: InodeHandle): Op;
  /** Clears every page-table entry of the file; whoever mirrors one is told first. */
  unmap(inode: InodeHandle): Op;
  /** Write-protects what is dirty, tells whoever mirrors it first, and flushes it to the medium. */
  writeBack(inode: InodeHandle): Op;
  /** Takes the file’s pages out of its tree, and frees its blocks: anybody may get them. */
  freeBlocks(inode: InodeHandle): Op;
  /** The second file names the blocks of the first from now on. */
  shareBlocks(from: InodeHandle, to: InodeHandle): Op;
}

const lockFaults = kernelFunction('lock_faults', function* (k: K, inode: Inode) {
  yield* lockTruncate(k, inode);
});

const unlockFaults = kernelFunction('unlock_faults', function* (k: K, inode: Inode) {
  const held = yield* k.step('check that they are kept out', () => {
    if (!inode.truncating) bug(k, 'it lets faults in that nobody keeps out');
    return inode.truncating;
  });
  if (held) yield* unlockTruncate(k, inode);
});

const writeBack = kernelFunction('write_back', function* (k: K, inode: Inode) {
  yield* flushDax(k, inode);
});

const freeBlocks = kernelFunction('free_blocks', function* (k: K, inode: Inode) {
  yield* deleteEntries(k, inode, 0, endless);
  yield* k.step('free the blocks', {
    do: () => {
      forgetRange(k, inode, 0, 2 * endless);
      for (const place of k.fileBlocks) if (place.inode === inode) unmapBlock(k, place);
    },
    cost: k.costs.cpu.flag,
  });
});

const shareBlocks = kernelFunction('xfs_reflink_remap_blocks', function* (k: K, from: Inode, to: Inode) {
  yield* k.step('share the blocks with the clone', { do: () => shareMap(k, from, to), cost: k.costs.cpu.syscall });
});

/** `fallocate(FALLOC_FL_PUNCH_HOLE)` of the whole file around the answer. */
const callFree = kernelFunction('sys_fallocate', function* (k: K, free: Operations[string]) {
  const inode = k.inodes[0]!;
  yield* lockInode(k, inode);
  yield* free!(k, inode);
  yield* k.step('fallocate returns', () =>
    answeredWith(
      k,
      k.fileBlocks.every((place) => place.inode !== inode || place.block === null),
    ),
  );
  yield* unlockInode(k, inode);
});

/** `ioctl(FICLONE)` around the answer. */
const callShare = kernelFunction('sys_ficlone', function* (k: K, share: Operations[string]) {
  const [from, to] = k.inodes;
  yield* lockInode(k, from!);
  yield* share!(k, from!, to!);
  yield* k.step('FICLONE returns', () =>
    answeredWith(k, k.fileBlocks[0]!.block !== null && k.fileBlocks[0]!.block === k.fileBlocks[1]!.block),
  );
  yield* unlockInode(k, from!);
});

const calls = { free: callFree, share: callShare } as const;
type Name = keyof typeof calls;

/** Once the call has returned, a page table shows a block that its file has no more. */
const stale: Detector<K> = {
  id: 'stale',
  name: 'a page table shows a block that its file has no more',
  found: (k) =>
    k.answered.result === 'wanted' &&
    k.ptes.some(
      ({ page, file }) =>
        page !== null && !k.fileBlocks.some(({ inode, block }) => inode === file && block?.index === page.index),
    ),
};

/** One operation of the device: writes the page, as message `n`. */
const write = (k: K, n: number) => mirrorWrite(k, k.mirrors[0]!, 1, n, 2 + n);

const writeCallWrite = kernelFunction('write_call_write', function* (k: K, name: Name, answer: Operations[string]) {
  yield* write(k, 0);
  yield* calls[name](k, answer);
  yield* write(k, 1);
});

/** Calls once the device is in the middle of the page, or past it. */
const callMeanwhile = kernelFunction('call_meanwhile', function* (k: K, name: Name, answer: Operations[string]) {
  yield* k.wait(
    'wait until the device is at the page',
    () => k.translations[0]!.inUse !== null || k.messages[0]!.state !== 'not sent',
    'the device',
  );
  yield* calls[name](k, answer);
});

const writeTwice = kernelFunction('write_twice', function* (k: K) {
  yield* write(k, 0);
  yield* write(k, 1);
});

const scenario = (name: string, about: string, tasks: (answer: Operations) => Task<K>[]) => (answer: Operations) =>
  machineScenario({
    name: `11-reflink-and-dax, ${name}`,
    about,
    choices: { era: '6.12', set: { dax: 'on', filesystem: 'xfs' } },
    dax: 'always',
    filesystems: ['xfs'],
    pages: 1,
    files: 2,
    spareBlocks: 1,
    transfers: 1,
    messages: 2,
    mapped: false,
    device: 'odp',
    memory: answeredShape,
    watch: [brokenRule, wantedResult, stale],
    tasks: () => tasks(answer),
  }).build();

const alone = (name: Name) =>
  scenario(`${name}, alone`, `${name} is called; nobody else.`, (answer) => [
    { name, run: (k) => calls[name](k, answer[name]) },
  ]);

const inBetween = (name: Name) =>
  scenario(
    `${name}, between two writes`,
    `A device writes the page, ${name} is called, the device writes again.`,
    (answer) => [{ name: 'user', run: (k) => writeCallWrite(k, name, answer[name]) }],
  );

const inTheMiddle = (name: Name) =>
  scenario(`${name}, in the middle of a page`, `A device is writing the page when ${name} is called.`, (answer) => [
    { name: 'device', run: (k) => write(k, 0) },
    { name, run: (k) => callMeanwhile(k, name, answer[name]) },
  ]);

const beside = (name: Name, others: Task<K>[]) =>
  scenario(`${name}, beside a device`, `A device writes the page twice while ${name} is called.`, (answer) => [
    { name: 'device', run: (k) => writeTwice(k) },
    { name, run: (k) => calls[name](k, answer[name]) },
    ...others,
  ]);

const stuck = 'it never ends, or somebody whom it keeps out waits for ever';
const common = { never: {}, completes: stuck, reaches: {}, points: 1, states: 400_000 };
const reached = 'the device wrote a block that the file had given away';
const changed = 'a block that two files share was written: the clone reads what nobody wrote to it';

const freeing: readonly Check[] = [
  {
    ...common,
    id: '11-reflink-and-dax/frees',
    title: 'free: the blocks are free',
    scenario: alone('free'),
    reaches: { wanted: 'the file has its blocks still when the call returns' },
  },
  {
    ...common,
    id: '11-reflink-and-dax/free-tells',
    title: 'free: the device has lost the block',
    needs: ['11-reflink-and-dax/frees'],
    scenario: inBetween('free'),
    never: {
      H5: `${reached}: nobody had told it that its translation was no good any more`,
      stale:
        'the CPU’s page table still shows a block that the file has no more: whoever reads there reads somebody else’s',
    },
  },
  {
    ...common,
    id: '11-reflink-and-dax/free-order',
    title: 'free: it has lost it before the block is free',
    points: 2,
    needs: ['11-reflink-and-dax/free-tells'],
    scenario: inTheMiddle('free'),
    never: { H5: `${reached}: it was told only afterwards, and was in the middle of a page` },
  },
  {
    ...common,
    id: '11-reflink-and-dax/free-faults',
    title: 'free: and does not get it back meanwhile',
    needs: ['11-reflink-and-dax/free-order'],
    scenario: beside('free', [writesOtherFile as Task<K>]),
    never: { H5: `${reached}: it was told, and faulted the same block in again before it was free` },
  },
];

const sharing: readonly Check[] = [
  {
    ...common,
    id: '11-reflink-and-dax/shares',
    title: 'share: both files have the block',
    scenario: alone('share'),
    reaches: { wanted: 'the clone does not have the blocks of the file when the call returns' },
  },
  {
    ...common,
    id: '11-reflink-and-dax/share-tells',
    title: 'share: the device has to ask before it writes again',
    needs: ['11-reflink-and-dax/shares'],
    scenario: inBetween('share'),
    never: { H6: `${changed}. The device’s translation was still good for writing` },
  },
  {
    ...common,
    id: '11-reflink-and-dax/share-order',
    title: 'share: and that before the block is shared',
    points: 2,
    needs: ['11-reflink-and-dax/share-tells'],
    scenario: inTheMiddle('share'),
    never: { H6: `${changed}. The device was told only afterwards, and was in the middle of a page` },
  },
  {
    ...common,
    id: '11-reflink-and-dax/share-faults',
    title: 'share: and it does not ask too early',
    needs: ['11-reflink-and-dax/share-order'],
    scenario: beside('share', []),
    never: { H6: `${changed}. The device asked when the block was write-protected and not yet shared` },
  },
];

/** The exercise. */
export const reflinkAndDaxExercise: Exercise = {
  id: '11-reflink-and-dax',
  module: import.meta.url,
  title: 'freeing and sharing blocks under a device that faults',
  chapter: '11-truncate-again',
  functions: [
    { name: 'free', signature: 'free(k: BlockSteps, inode: InodeHandle): Op', returns: [null] },
    { name: 'share', signature: 'share(k: BlockSteps, from: InodeHandle, to: InodeHandle): Op', returns: [null] },
  ],
  steps: {
    lockFaults: {
      about: 'keeps page faults of the file out, a device’s included; waits for those under way: invalidate_lock',
      takes: ['inode'],
      run: (k: K, inode: Inode) => lockFaults(k, inode),
    },
    unlockFaults: {
      about: 'lets them in again',
      takes: ['inode'],
      run: (k: K, inode: Inode) => unlockFaults(k, inode),
    },
    unmap: {
      about: 'clears every page-table entry of the file; whoever mirrors one is told first: unmap_mapping_range',
      takes: ['inode'],
      run: (k: K, inode: Inode) => unmapMappingRange(k, inode, 0, endless),
    },
    writeBack: {
      about:
        'write-protects what is dirty, tells whoever mirrors it first, and flushes it to the medium: dax_writeback_mapping_range',
      takes: ['inode'],
      run: (k: K, inode: Inode) => writeBack(k, inode),
    },
    freeBlocks: {
      about: 'takes the file’s pages out of its tree, and frees its blocks: anybody may get them',
      takes: ['inode'],
      run: (k: K, inode: Inode) => freeBlocks(k, inode),
    },
    shareBlocks: {
      about: 'the second file names the blocks of the first from now on: xfs_reflink_remap_blocks',
      takes: ['inode', 'inode'],
      run: (k: K, from: Inode, to: Inode) => shareBlocks(k, from, to),
    },
  } satisfies Offers<BlockSteps>,
  checks: [...freeing, ...sharing],
};
