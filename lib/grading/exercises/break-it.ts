// Exercise 03-break-it: write the scenario in which fsync returns 0 and the data is gone.
//
// What is given is a kernel with a flaw that real ones have (see scenarios/late-redirty.ts). An answer is two
// programs; the explorer tries every way in which they can meet.
import { readCompletion, redirtyWorker } from '../../devices/direct-read.js';
import type { Detector, Kernel, Task } from '../../engine/index.js';
import { harms } from '../../harms/harms.js';
import { machineScenario } from '../../scenarios/machine-scenario.js';
import type { Achieved, Check, Seen } from '../check.js';
import { brokenRule, type Exercise } from '../exercise.js';
import type { Operations } from '../operation.js';
import { drawn } from '../variants.js';
import { type BreakItMachine, breakItShape, breakItSteps } from './break-it-steps.js';

export type { BreakItSteps, FileHandle } from './break-it-steps.js';

type K = BreakItMachine;

/** What one student is given: a kernel, and who may clean the page in between. */
interface Given {
  readonly era: string;
  readonly filesystem: 'ext4' | 'xfs';
  readonly cleaners: 'anybody' | 'fsync' | 'writeback';
}

const brokenPromise = harms.find(({ id }) => id === 'H2a')!;

const promised = (k: K): boolean => k.fileBlocks.some((place) => (place.promised0 | place.promised1) !== 0);

const watch: readonly Detector<K>[] = [
  brokenRule,
  { id: 'device', name: 'a device has written the page', found: (k) => k.scene.device !== 'none' },
  { id: 'long', name: 'a pin lasts as long as user space likes', found: (k) => k.scene.device === 'for good' },
  { id: 'careless', name: 'a driver forgot to mark a page dirty', found: (k) => k.scene.device === 'careless' },
  { id: 'early', name: 'the power is cut before anything was promised', found: (k) => k.scene.cut && !promised(k) },
  { id: 'cut', name: 'the power is cut', found: (k) => k.scene.cut },
  { id: 'lost', name: 'what was promised is gone', found: (k) => k.scene.cut && brokenPromise.found(k) },
];

const tasks = (answer: Operations, { cleaners }: Given): Task<K>[] => [
  { name: 'program', run: (k) => answer.program!(k, k.openFiles[0]!) },
  { name: 'other', run: (k) => (cleaners === 'writeback' ? answer.other!(k) : answer.other!(k, k.openFiles[1]!)) },
  { name: 'completion', run: (k) => readCompletion(k, k.directReads[0]!, 0, 2), daemon: true },
  { name: 'worker', run: (k) => redirtyWorker(k, k.directReads[0]!, 0), daemon: true },
];

const machine = (given: Given) => (answer: Operations) => {
  const made = machineScenario({
    name: '03-break-it',
    about: 'Two programs, a page, and whatever they do to it.',
    choices: { era: given.era, storage: 'pmem', set: { filesystem: given.filesystem } },
    pages: 1,
    directReads: 1,
    regions: 1,
    messages: 1,
    transfers: 3,
    syncers: 2,
    memory: breakItShape,
    watch,
    tasks: () => tasks(answer, given),
  }).build();
  return { ...made, stopsWhen: (k: Kernel) => made.stopsWhen!(k) || (k as K).scene.cut };
};

const stuck = 'it never ends: somebody waits for what nobody will do';

/** The shortest way in which it is lost: what was asked for. */
function theLoss({ answers }: Seen): Achieved {
  const { schedule } = answers.harms.find(({ id }) => id === 'lost')!;
  return { found: 'lost', ...(schedule !== null && { schedule }) };
}

/** The questions, of one scenario in the end. */
function checksOf(given: Given): readonly Check[] {
  const common = { scenario: machine(given), never: {}, completes: stuck, reaches: {}, states: 400_000 };
  return [
    {
      ...common,
      id: '03-break-it/dma',
      title: 'a device writes the page',
      points: 1,
      reaches: {
        device: 'no device writes the page: what CPUs store, writeback finds by the page table, and nothing is lost',
      },
    },
    {
      ...common,
      id: '03-break-it/short',
      title: 'the device ends its pin itself',
      points: 1,
      needs: ['03-break-it/dma'],
      never: {
        long: 'a long pin: the device may write at any time until user space lets go, so of course fsync cannot have it all (chapter 08). Do it with a pin that the device ends',
      },
    },
    {
      ...common,
      id: '03-break-it/driver',
      title: 'the driver is sound',
      points: 1,
      needs: ['03-break-it/short'],
      never: {
        careless: 'the driver forgot to mark the page dirty: that is its own fault and shows nothing about the kernel',
      },
    },
    {
      ...common,
      id: '03-break-it/cut',
      title: 'the power goes after fsync has returned 0, not before',
      points: 2,
      needs: ['03-break-it/driver'],
      never: {
        early: 'the power may be cut before fsync has returned 0: it had promised nothing, so nothing is broken',
      },
      reaches: { cut: 'the power is never cut: nobody finds out what is on the medium' },
    },
    {
      ...common,
      id: '03-break-it/loses',
      title: 'what fsync promised is gone',
      points: 3,
      achieves: theLoss,
      needs: ['03-break-it/cut'],
      reaches: {
        lost: 'in every order what fsync had promised is on the medium after the cut. Was the read over when that fsync was called? And who else could clean the page while the device is still writing it?',
      },
    },
  ];
}

const only = { fsync: 'the other program calls `fsync` too', writeback: 'background writeback comes by' } as const;

/** The steps, without those that this student is not given. */
function stepsOf({ cleaners }: Given): Exercise['steps'] {
  const { writeback, ...others } = breakItSteps;
  return cleaners === 'fsync' ? others : { ...others, writeback };
}

/** Where writeback is to be the cleaner, only the first program has the file open. */
const functionsOf = ({ cleaners }: Given): Exercise['functions'] => [
  { name: 'program', signature: 'program(k: BreakItSteps, file: FileHandle): Op', returns: [null] },
  {
    name: 'other',
    signature: cleaners === 'writeback' ? 'other(k: BreakItSteps): Op' : 'other(k: BreakItSteps, file: FileHandle): Op',
    returns: [null],
  },
];

const textOf = ({ era, filesystem, cleaners }: Given): string =>
  `The kernel is Linux ${era}, the file is on ${filesystem}.${cleaners === 'anybody' ? '' : ` Whoever cleans the page in between: ${only[cleaners]}.`}`;

const exerciseWith = (given: Given): Exercise => ({
  id: '03-break-it',
  title: 'lose what fsync promised',
  module: import.meta.url,
  chapter: '03-what-goes-wrong',
  functions: functionsOf(given),
  steps: stepsOf(given),
  checks: checksOf(given),
  given: textOf(given),
  variant: (seed) =>
    exerciseWith({
      ...drawn(seed, '03-break-it kernel', [
        { era: '4.20', filesystem: 'xfs' },
        { era: '5.10', filesystem: 'ext4' },
        { era: '6.1', filesystem: 'xfs' },
        { era: '6.12', filesystem: 'ext4' },
        { era: '6.17', filesystem: 'xfs' },
        { era: '7.0', filesystem: 'ext4' },
      ]),
      cleaners: drawn(seed, '03-break-it cleaner', ['fsync', 'writeback']),
    }),
});

/** The exercise. */
export const breakItExercise: Exercise = exerciseWith({ era: '4.20', filesystem: 'xfs', cleaners: 'anybody' });
