// Exercise 09-lease: whoever lets a device write a file for good has promised to give it back when asked.
import { directRead } from '../../devices/direct-read.js';
import { type Answer, answerStep, leaseHolder } from '../../devices/lease-holder.js';
import { adapter } from '../../devices/rdma.js';
import { again, type Detector, kernelFunction, type Task } from '../../engine/index.js';
import { endLease, leaseTimers, setLease } from '../../filesystems/lease.js';
import { truncate } from '../../filesystems/truncate.js';
import { machineScenario } from '../../scenarios/machine-scenario.js';
import type { Check } from '../check.js';
import {
  answeredShape,
  answeredWith,
  brokenRule,
  type Exercise,
  type ExerciseMachine,
  wantedResult,
} from '../exercise.js';
import type { Operations } from '../operation.js';
import { leaseSteps } from './lease-steps.js';

export type { LeaseHandle, LeaseSteps } from './lease-steps.js';

type K = ExerciseMachine;

/** truncate(2) around the answer: where the lease could not be broken, nothing is done. */
const breakThenTruncate = kernelFunction('vfs_truncate', function* (k: K, breakLease: Operations[string]) {
  const inode = k.inodes[0]!;
  const broken = yield* breakLease!(k, inode);
  if (broken === 0) yield* truncate(k, inode, 0);
  yield* k.step('truncate returns, leases are allowed again', () => {
    for (const lease of k.leases) lease.writers = 0;
    answeredWith(k, broken === 0);
  });
});

/** Whether others have begun: a holder has its lease and is about to pin the page, which makes it dirty. */
const holderIsAtIt = (k: K): boolean => k.pages[0]!.dirty;

/** Whether a direct read has its pin, or has had it. */
const readIsAtIt = (k: K): boolean => k.pages[0]!.pins > 0 || k.pages[0]!.data0 !== 0;

/** The same, once others have begun. */
const breakOnceHeld = kernelFunction(
  'truncate_once_held',
  function* (k: K, breakLease: Operations[string], reads: boolean) {
    yield* k.wait('wait until others are at it', reads ? () => readIsAtIt(k) : () => holderIsAtIt(k), 'others');
    yield* breakThenTruncate(k, breakLease);
  },
);

/** Takes a lease without any device, gives it back when asked, and comes for the next one. */
const leaseAgain = kernelFunction('lease_again', function* (k: K) {
  const lease = k.leases[0]!;
  yield* k.wait('wait until leases are given', () => lease.writers === 0 && lease.type === 'none', 'a lease');
  const held = yield* setLease(k, lease, 'write');
  if (!held) return again();
  yield* k.wait('wait for SIGIO', () => lease.pending !== 'nothing' || lease.type === 'none', 'a lease break');
  yield* k.step('give the next lease back', () => {
    if (lease.type !== 'none') endLease(k, lease, 'given back');
  });
  return again();
});

/** A holder that comes back for another lease as soon as it has given one back. */
const holdAgain = kernelFunction('hold_again', function* (k: K) {
  yield* leaseHolder(k, k.leases[0]!, k.regions[0]!, 'prompt');
  yield* leaseAgain(k);
});

/** The file is being truncated, and somebody holds a lease on it. */
const inBetween: Detector<K> = {
  id: 'in-between',
  name: 'a file is truncated on which somebody holds a lease',
  found: (k) => k.answered.result === 'none' && k.inodes[0]!.size === 0 && k.leases.some(({ type }) => type !== 'none'),
};

/** A holder was punished: its lease was taken away, or its device taken off. */
const punished: Detector<K> = {
  id: 'punished',
  name: 'a holder was punished',
  found: (k) => k.leases.some((lease) => lease.lost === 'by force' || lease.fenced),
};

const peers: Task<K> = { name: 'adapter', run: (k) => adapter(k, k.regions[0]!, 0, 0, 0, 1, 2), daemon: true };

/** Somebody truncates the file while others are at it. */
const beside =
  (name: string, about: string, others: readonly Task<K>[], prompt = false) =>
  ({ breakLease }: Operations) =>
    machineScenario({
      name: `09-lease, ${name}`,
      about,
      choices: { storage: 'pmem' },
      pages: 1,
      regions: 1,
      messages: 1,
      directReads: 1,
      transfers: 1,
      leases: () => [{ kind: 'layout', timed: true }],
      before: () => (prompt ? [{ task: 'holder', step: answerStep, timer: leaseTimers.layout }] : []),
      memory: answeredShape,
      watch: [brokenRule, wantedResult, punished, inBetween],
      tasks: () => [
        ...others,
        {
          name: 'truncate',
          run: (k: K) => breakOnceHeld(k, breakLease, !others.includes(peers)),
        },
      ],
    }).build();

const holding = (how: Answer): Task<K>[] => [
  { name: 'holder', run: (k) => leaseHolder(k, k.leases[0]!, k.regions[0]!, how), daemon: true },
  peers,
];

const besidePrompt = beside(
  'a prompt holder',
  'A process lets a device write the file, and gives its lease back when it is asked.',
  holding('prompt'),
  true,
);
const besideSilent = beside(
  'a silent holder',
  'A process lets a device write the file, and does not answer when it is asked for its lease.',
  holding('never'),
);
const besideKeeping = beside(
  'a holder that keeps its pin',
  'A process gives its lease back when it is asked, and lets its device go on.',
  holding('keeps-the-pin'),
);
const besideComingBack = beside(
  'a holder that comes back',
  'A process gives its lease back when it is asked, and takes the next one at once.',
  [{ name: 'holder', run: (k) => holdAgain(k), daemon: true }, peers],
  true,
);
const besideRead = beside('a direct read', 'A process reads into the file’s page by O_DIRECT. Nobody holds a lease.', [
  { name: 'read', run: (k) => directRead(k, k.directReads[0]!, 0, 1, 1, 0, 2) },
]);

const orphan = 'the device’s data landed in a page that had left the file, and nobody was told of an error';
const reaches = { wanted: 'no execution returns 0: the file can never be truncated' };
const states = 400_000;

const ends = 'it never ends: what does it wait for, and whose step would end that?';

const checks: readonly Check[] = [
  {
    id: '09-lease/returned',
    title: 'a lease that is asked for comes back',
    points: 1,
    scenario: besidePrompt,
    never: {},
    completes: 'it never ends, though the holder answers when it is asked: who has asked it?',
    reaches,
    states,
  },
  {
    id: '09-lease/prompt',
    title: 'a prompt holder is not punished',
    points: 2,
    needs: ['09-lease/returned'],
    scenario: besidePrompt,
    never: { punished: 'the holder would have given its lease back in time, and was dealt with by force before that' },
    completes: ends,
    reaches,
    states,
  },
  {
    id: '09-lease/silent-ends',
    title: 'a silent holder takes nobody hostage',
    points: 1,
    needs: ['09-lease/prompt'],
    scenario: besideSilent,
    never: {},
    completes:
      'truncation is held hostage: the holder does not answer, and its pin ends when it likes. What can you do about that without it?',
    reaches,
    states,
  },
  {
    id: '09-lease/silent',
    title: 'what is taken away by force is really gone',
    points: 2,
    needs: ['09-lease/silent-ends'],
    scenario: besideSilent,
    never: {
      H4: `${orphan}. The lease had been removed, which the device never heard of`,
      'in-between': 'the file was truncated, and its lease is still held: whoever looks next will find it',
    },
    completes: ends,
    reaches,
    states,
  },
  {
    id: '09-lease/keeps',
    title: 'a lease given back is no pin given back',
    points: 1,
    needs: ['09-lease/silent'],
    scenario: besideKeeping,
    never: { H4: `${orphan}. The lease had been given back, and the pin had not` },
    completes: 'truncation is held hostage: the lease was given back, and the pin stays as long as its holder likes',
    reaches,
    states,
  },
  {
    id: '09-lease/new',
    title: 'no new lease comes in between',
    points: 2,
    needs: ['09-lease/keeps'],
    scenario: besideComingBack,
    never: {
      'in-between':
        'the file was truncated while somebody held a lease on it: he had given one back, and taken the next before it was truncated',
    },
    completes: 'it never ends: as soon as a lease is given back, the next one is taken',
    reaches,
    states,
  },
  {
    id: '09-lease/pins',
    title: 'who holds a page without a lease is waited for',
    points: 1,
    needs: ['09-lease/new'],
    scenario: besideRead,
    never: { H4: `${orphan}. It was a short pin, for which nobody takes a lease, and which the device ends` },
    completes: ends,
    reaches,
    states,
  },
];

/** The exercise. */
export const leaseExercise: Exercise = {
  id: '09-lease',
  module: import.meta.url,
  title: 'breaking a lease',
  chapter: '09-asking-for-it-back',
  functions: [
    {
      name: 'breakLease',
      signature: "breakLease(k: LeaseSteps, inode: InodeHandle): Op<0 | 'EWOULDBLOCK'>",
      returns: [0, 'EWOULDBLOCK'],
    },
  ],
  steps: leaseSteps,
  checks,
};
