// Workloads of the machine: one operation after another, thousands of times, on the clock alone.
//
// What a workload times is the outermost kernel function of its task, so each operation that is to be
// told from another has a function of its own.
import { directRead, readCompletion, redirtyWorker } from '../devices/direct-read.js';
import { directWrite } from '../devices/direct-write.js';
import type { Machine } from '../devices/machine.js';
import { kernelFunction, type Operation, type Scenario, type Task } from '../engine/index.js';
import { fsync } from '../filesystems/fsync.js';
import { store } from '../filesystems/store.js';
import { truncate } from '../filesystems/truncate.js';
import type { Choices } from '../rules/setting.js';
import { type MachineParts, machineScenario } from '../scenarios/machine-scenario.js';

/** What is done again and again, and what of it is timed. */
export interface Workload {
  readonly name: string;
  /** The kernel functions that are timed, each with what it stands for. */
  readonly operations: Readonly<Record<string, string>>;
  /** So many rounds of it on one machine. */
  build(choices: Choices, rounds: number): Scenario;
}

const token = 1;
const faultingStore = kernelFunction('store_to_clean_page', function* (k: Machine) {
  return yield* store(k, k.ptes[0]!, 0, token);
});
const plainStore = kernelFunction('store_to_writable_page', function* (k: Machine) {
  return yield* store(k, k.ptes[0]!, 1, token);
});
const shrink = kernelFunction('truncate_to_nothing', function* (k: Machine) {
  return yield* truncate(k, k.inodes[0]!, 0);
});
const grow = kernelFunction('truncate_to_one_page', function* (k: Machine) {
  return yield* truncate(k, k.inodes[0]!, 1);
});

const wholeAgain = (k: Machine): boolean => k.inodes[0]!.size === 1 && !k.inodes[0]!.locked;
const isPinned = (k: Machine): boolean => k.pins[0]!.page !== null;
const notPinned = (k: Machine): boolean => k.pins[0]!.page === null;

/** Reads whenever the file is whole. */
const reads: Task<Machine> = {
  name: 'reads',
  daemon: true,
  *run(k) {
    for (;;) {
      yield* k.wait('wait until the file is whole', wholeAgain, 'the file');
      yield* directRead(k, k.directReads[0]!, 0, 1, 1, 0, token);
    }
  },
};

/** What completes direct reads, where the reader does not do so itself. */
const completes: NonNullable<MachineParts['tasks']> = ({ switches }) =>
  switches.directRead === 'classic'
    ? []
    : [
        { name: 'completion', run: (k) => readCompletion(k, k.directReads[0]!, 0, token), daemon: true },
        { name: 'worker', run: (k) => redirtyWorker(k, k.directReads[0]!, 0), daemon: true },
      ];

/** A task that goes through its steps so many times; a daemon completes its reads. */
function workload(
  name: string,
  operations: Workload['operations'],
  round: (k: Machine) => Operation<unknown>,
  parts: Partial<MachineParts> = {},
): Workload {
  const repeated = (rounds: number): Task<Machine> => ({
    name,
    *run(k) {
      for (let done = 0; done < rounds; done++) yield* round(k);
    },
  });
  const build = (choices: Choices, rounds: number): Scenario =>
    machineScenario({
      name,
      about: `${Object.values(operations).join(', ')}: ${rounds} rounds.`,
      pages: 1,
      ...parts,
      tasks: (setting, pages, patch) => [repeated(rounds), ...(parts.tasks?.(setting, pages, patch) ?? [])],
    }).build(choices);
  return { name, operations, build };
}

/** All of them. */
export const workloads: readonly Workload[] = [
  workload(
    'store and fsync',
    {
      store_to_clean_page: 'a store that faults: the page is clean',
      store_to_writable_page: 'a store that does not',
      fsync: 'fsync of one page',
    },
    function* (k) {
      yield* faultingStore(k);
      yield* plainStore(k);
      yield* fsync(k, k.inodes[0]!, 0);
    },
  ),
  workload('truncate', { truncate_to_nothing: 'truncate of one dirty page' }, function* (k) {
    yield* faultingStore(k);
    yield* shrink(k);
    yield* grow(k);
  }),
  workload(
    'direct read',
    { direct_read: 'O_DIRECT read of one page into a mapping' },
    (k) => directRead(k, k.directReads[0]!, 0, 1, 1, 0, token),
    {
      directReads: 1,
      tasks: completes,
    },
  ),
  workload(
    'direct write',
    { direct_write: 'O_DIRECT write of one mapped page' },
    (k) => directWrite(k, k.directWrites[0]!, 0, 0, k.fileBlocks[1]!),
    { files: 2, directWrites: 1 },
  ),
];

/** A truncation in the middle of each direct read, after which the file is made whole again. */
export const truncateUnderRead: Workload = workload(
  'truncate under a direct read',
  { truncate_to_nothing: 'truncate of a page that a direct read holds' },
  function* (k) {
    yield* k.wait('wait for a read', isPinned, 'a read');
    yield* shrink(k);
    yield* grow(k);
    yield* k.wait('wait for its end', notPinned, 'the read');
  },
  { directReads: 1, tasks: (...given) => [...completes(...given), reads] },
);

/** The workload that times an operation. */
export const workloadOf = (operation: string): Workload =>
  workloads.find(({ operations }) => Object.hasOwn(operations, operation))!;
