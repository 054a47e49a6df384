// The clock's measuring models: ping, resource, an M/M/1 queue and one lock, as a user would
// write them.
//
// They are SimPy's own examples, so that both engines do the same work: ping is 100 processes that
// sleep, resource is 100 processes that hold one of 4 slots in turn, and in M/M/1 customers come
// at random to one server. Tasks loop as SimPy's processes do, since only the explorer needs
// `again`; their guards and effects are constants, and how long a slot is held is a step's cost.
import { type KernelOf, one, record, type Scenario, scenario, uint } from '../engine/index.js';

/** How long each of the tasks sleeps or holds: thirteen different lengths around 1.6 s. */
const lengthNs = (task: number): number => 1e9 + ((task * 7) % 13) * 1e8;

const Slots = record('Slots', { free: uint(10) });
const slots = (free: number) => ({ slots: one(Slots, { free }) });
type SlotsKernel = KernelOf<ReturnType<typeof slots>, object>;

function* ping(k: SlotsKernel, ns: number, sleeps: number) {
  for (let i = 0; i < sleeps; i++) yield* k.sleep(ns);
}

/** @param sleeps how often each of the tasks sleeps */
export function pingModel(tasks: number, sleeps: number): Scenario {
  return scenario({
    name: 'ping',
    about: 'tasks that sleep',
    memory: slots(0),
    tasks: Array.from({ length: tasks }, (_, i) => ({
      name: `ping${i}`,
      run: (k: SlotsKernel) => ping(k, lengthNs(i), sleeps),
    })),
  });
}

const slotFree = (k: SlotsKernel) => k.slots.free > 0;
const takeSlot = (k: SlotsKernel) => {
  k.slots.free--;
};
const freeSlot = (k: SlotsKernel) => {
  k.slots.free++;
};

function* hold(k: SlotsKernel, ns: number, holds: number) {
  for (let i = 0; i < holds; i++) {
    yield* k.step('request', { when: slotFree, do: takeSlot, cost: ns, waitsFor: 'slot' });
    yield* k.step('release', freeSlot);
  }
}

/**
 * Tasks that take turns on a few slots; with one slot and `ns` 1, a contended lock.
 * @param holds how often each of the tasks holds a slot
 * @param ns how long, when it is the same for all
 */
export function resourceModel(tasks: number, free: number, holds: number, ns?: number): Scenario {
  return scenario({
    name: 'resource',
    about: 'tasks that take turns',
    memory: slots(free),
    tasks: Array.from({ length: tasks }, (_, i) => ({
      name: `holder${i}`,
      run: (k: SlotsKernel) => hold(k, ns ?? lengthNs(i), holds),
    })),
  });
}

const Line = record('Line', { length: uint(20) });
const line = { line: one(Line) };
type LineKernel = KernelOf<typeof line, object>;

const untilNext = { ns: 1e9 / 0.8, shape: 'exponential' } as const;
const service = { ns: 1e9, shape: 'exponential' } as const;

const arrive = (k: LineKernel) => {
  k.line.length++;
  return 'arrived';
};

function* source(k: LineKernel, customers: number) {
  for (let i = 0; i < customers; i++) yield* k.step('arrive', { do: arrive, cost: untilNext });
}

const someoneWaits = (k: LineKernel) => k.line.length > 0;
const leave = (k: LineKernel) => {
  k.line.length--;
  return 'left';
};

function* server(k: LineKernel, customers: number) {
  for (let i = 0; i < customers; i++) {
    yield* k.step('serve', { when: someoneWaits, cost: service, waitsFor: 'customer' });
    yield* k.step('leave', leave);
  }
}

/**
 * A queue with one server at 80 % load. What is counted is customers, each from its arrival to its
 * departure, as in SimPy, where each is a process; here tasks are fixed when a run starts, so the
 * line and the server are what runs. The events are the same for each: it arrives, which wakes an
 * idle server and starts the time to the next arrival; its turn comes; its service ends and it leaves.
 */
export function queueModel(customers: number): Scenario {
  return scenario({
    name: 'M/M/1',
    about: 'a queue with one server',
    memory: line,
    tasks: [
      { name: 'source', run: (k: LineKernel) => source(k, customers) },
      { name: 'server', run: (k: LineKernel) => server(k, customers) },
    ],
  });
}
