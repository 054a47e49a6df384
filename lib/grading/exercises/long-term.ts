// Exercise 08-long-term: an interface that pins pages, in a machine whose fsync and truncation wait for pins.
import { writeMemory } from '../../devices/dma.js';
import { untilLetGo } from '../../devices/rdma.js';
import { again, kernelFunction, type Task } from '../../engine/index.js';
import { fsync } from '../../filesystems/fsync.js';
import { store } from '../../filesystems/store.js';
import { truncate } from '../../filesystems/truncate.js';
import { unpinPages, unpinPagesDirtyLock } from '../../gup/unpin.js';
import { machineScenario } from '../../scenarios/machine-scenario.js';
import type { Check } from '../check.js';
import { answeredWith, brokenRule, bug, type Exercise, wantedResult } from '../exercise.js';
import type { Operations } from '../operation.js';
import { type Asked, type LongTermMachine, longTermShape, longTermSteps } from './long-term-steps.js';

export type { LongTermSteps, RequestHandle } from './long-term-steps.js';

type K = LongTermMachine;

/** The device's transfer, a sector a step. What it reads changes nothing here. */
const transfer = kernelFunction('transfer', function* (k: K, sector: 0 | 1) {
  yield* k.step(`the device is at sector ${sector}`, {
    owner: 'device',
    do: () => {
      if (k.pins[0]!.page === null) bug(k, 'it gives a device a page that nobody holds');
      else if (k.request.writes) writeMemory(k, k.pins[0]!, sector, 2, k.ghostWrites[0]!);
    },
    cost: k.costs.rdma.wire,
  });
  if (sector === 0) return again(1);
});

/** Whoever asked: pins, lets the device work, and lets go, when the transfer is over or when he likes. */
const owner = kernelFunction('pin_owner', function* (k: K, pinPages: Operations[string]) {
  const outcome = yield* pinPages!(k, k.request);
  if (outcome !== 'pinned') return;
  yield* transfer(k, 0);
  yield* k.step('what was asked for is done', () => answeredWith(k, true));
  if (k.request.endedBy === 'user') yield* untilLetGo(k);
  yield* (k.request.writes ? unpinPagesDirtyLock : unpinPages)(k, 0, 1);
});

const storeThenSync = kernelFunction('store_then_sync', function* (k: K) {
  yield* store(k, k.ptes[0]!, 0, 1);
  yield* fsync(k, k.inodes[0]!, 0);
});

const syncer: Task<K> = { name: 'fsync', run: (k) => storeThenSync(k) };
const truncater: Task<K> = { name: 'truncate', run: (k) => truncate(k, k.inodes[0]!, 0) };

/** A request, beside somebody else or nobody. */
const request =
  (asked: Asked, beside?: Task<K>) =>
  ({ pinPages }: Operations) =>
    machineScenario({
      name: `08-long-term, ${asked.api} on ${asked.memory === 'file' ? 'a file' : asked.memory}`,
      about: `${asked.api} asks for a page of ${asked.memory === 'file' ? 'a file' : `${asked.memory} memory`}${beside === undefined ? '' : `, beside ${beside.name}`}.`,
      choices: {
        rules: ['b', 'b2', 'c'],
        storage: 'pmem',
        ...(asked.memory !== 'file' && { set: { filesystem: 'tmpfs' } }),
      },
      pages: 1,
      transfers: 1,
      memory: longTermShape(asked),
      watch: [brokenRule, wantedResult],
      tasks: () => [{ name: 'owner', run: (k: K) => owner(k, pinPages) }, ...(beside === undefined ? [] : [beside])],
    }).build();

const direct = { api: 'O_DIRECT', longterm: false, endedBy: 'device', writes: true, memory: 'file' } as const;
const rdma = { api: 'RDMA', longterm: true, endedBy: 'user', writes: true, memory: 'file' } as const;

const refusedShort =
  'a short pin of a file is refused: the device ends it, so whoever waits for it waits for a bounded time';
const needless = 'a long pin is refused though nothing is ever written back or cut off there: whom could it hold up?';
const hostage =
  'fsync is held hostage: it waits for a pin that ends when user space likes, and user space need never like to';
const states = 300_000;
const ends = 'it never ends, though everybody else does what they have to do';

const checks: readonly Check[] = [
  {
    id: '08-long-term/short',
    title: 'a short pin of a file is granted',
    points: 1,
    scenario: request(direct, syncer),
    never: {},
    completes: ends,
    reaches: { wanted: refusedShort },
    states,
  },
  {
    id: '08-long-term/anonymous',
    title: 'a long pin of anonymous memory is granted',
    points: 1,
    needs: ['08-long-term/short'],
    scenario: request({ ...rdma, memory: 'anonymous' }),
    never: {},
    completes: ends,
    reaches: { wanted: needless },
    states,
  },
  {
    id: '08-long-term/shmem',
    title: 'a long pin of shmem is granted',
    points: 1,
    needs: ['08-long-term/anonymous'],
    scenario: request({ ...rdma, memory: 'shmem' }),
    never: {},
    completes: ends,
    reaches: { wanted: `${needless} Shmem is a file by name; fsync has nothing to do on it` },
    states,
  },
  {
    id: '08-long-term/fsync',
    title: 'no long pin takes an fsync hostage',
    points: 1,
    needs: ['08-long-term/shmem'],
    scenario: request(rdma, syncer),
    never: {},
    completes: hostage,
    reaches: {},
    states,
  },
  {
    id: '08-long-term/truncate',
    title: 'nor a truncation, even where the device only reads',
    points: 2,
    needs: ['08-long-term/fsync'],
    scenario: request({ ...rdma, writes: false }, truncater),
    never: {},
    completes:
      'truncation is held hostage: a device that only reads dirties nothing, but truncation takes the page away, so it waits for this pin too',
    reaches: {},
    states,
  },
  {
    id: '08-long-term/others',
    title: 'whoever else holds pages for good is met alike',
    points: 1,
    needs: ['08-long-term/truncate'],
    scenario: request({ ...rdma, api: 'AF_XDP' }, syncer),
    never: {},
    completes: `${hostage}. It was let in because of who asked: a list of names is never complete`,
    reaches: {},
    states,
  },
  {
    id: '08-long-term/name',
    title: 'the name of an interface says nothing of the lifetime',
    points: 1,
    needs: ['08-long-term/others'],
    scenario: request({ ...direct, api: 'io_uring' }, syncer),
    never: {},
    completes: ends,
    reaches: { wanted: `${refusedShort}. io_uring reads files too, and does not only register buffers` },
    states,
  },
  {
    id: '08-long-term/flag',
    title: 'nor does what the caller says of itself',
    points: 2,
    needs: ['08-long-term/name'],
    scenario: request({ api: 'vmsplice', longterm: false, endedBy: 'user', writes: false, memory: 'file' }, syncer),
    never: {},
    completes: `${hostage}. It did not say FOLL_LONGTERM, and a pipe is drained when its reader likes`,
    reaches: {},
    states,
  },
];

/** The exercise. */
export const longTermExercise: Exercise = {
  id: '08-long-term',
  module: import.meta.url,
  title: 'who may hold a page for good',
  chapter: '08-who-decides-when-it-ends',
  functions: [
    {
      name: 'pinPages',
      signature: "pinPages(k: LongTermSteps, request: RequestHandle): Op<'pinned' | 'EFAULT'>",
      returns: ['pinned', 'EFAULT'],
    },
  ],
  steps: longTermSteps,
  checks,
};
