// A request to hold a user's page for a device, and what an API that pins may ask about it.
import { bool, fixed, kernelFunction, one, oneOf, type RecordOf, record } from '../../engine/index.js';
import { pinUserPage, pinUserPageForReading, unpinUserPage } from '../../gup/pin.js';
import type { MachineWith } from '../../scenarios/machine-scenario.js';
import { answeredShape, bug, yesOrNo } from '../exercise.js';
import type { Handle, Offers, Op, Steps } from '../op.js';

/** Who asks. */
export const apis = ['O_DIRECT', 'RDMA', 'AF_XDP', 'io_uring', 'vmsplice'] as const;

/** What lies behind the address. */
export const memories = ['anonymous', 'shmem', 'file'] as const;

/** Who says when it is over. */
export const enders = ['device', 'user'] as const;

/** One call: nothing of it changes. */
export const Request = record('Request', {
  api: fixed(oneOf(...apis)),
  longterm: fixed(bool),
  endedBy: fixed(oneOf(...enders)),
  writes: fixed(bool),
  memory: fixed(oneOf(...memories)),
});
export type Request = RecordOf<typeof Request>;

/** A request as a check words it. */
export type Asked = Pick<Request, 'api' | 'longterm' | 'endedBy' | 'writes' | 'memory'>;

/** What the exercise adds to the machine. */
export const longTermShape = (asked: Asked) => ({ ...answeredShape, request: one(Request, asked) }) as const;

export type LongTermMachine = MachineWith<ReturnType<typeof longTermShape>>;
type K = LongTermMachine;

/** Stands for a request. */
export type RequestHandle = Handle<'request'>;

/** What an answer to it may do. */
export interface LongTermSteps extends Steps {
  /** The interface that asks. */
  api(request: RequestHandle): Op<(typeof apis)[number]>;
  /** Whether it says FOLL_LONGTERM. */
  longterm(request: RequestHandle): Op<boolean>;
  /** Whose step ends it: the device’s, when its transfer is done, or user space’s, when it likes. */
  endedBy(request: RequestHandle): Op<(typeof enders)[number]>;
  /** Whether the device will write the memory; else it reads it. */
  writes(request: RequestHandle): Op<boolean>;
  /** What lies behind the address. */
  memory(request: RequestHandle): Op<(typeof memories)[number]>;
  /** Pins the page; false where there is none. */
  pin(request: RequestHandle): Op<boolean>;
  /** Drops the pin. */
  unpin(request: RequestHandle): Op;
}

const ask = <T extends string | boolean>(label: string, of: (request: Request) => T) =>
  kernelFunction('gup_flags', function* (k: K, request: Request) {
    return yield* k.step(label, { do: () => of(request), cost: k.costs.cpu.flag });
  });

const pin = kernelFunction('try_pin', function* (k: K, request: Request) {
  const again = yield* k.step('check that it is not pinned yet', () => {
    if (k.pins[0]!.page !== null) bug(k, 'it pins a page that it has pinned already');
    return k.pins[0]!.page !== null;
  });
  if (again) return false;
  const how = request.writes ? pinUserPage : pinUserPageForReading;
  return (yield* how(k, k.ptes[0]!, k.pins[0]!)) === 'pinned';
});

const unpin = kernelFunction('unpin', function* (k: K) {
  const held = yield* k.step('check that it is pinned', () => {
    if (k.pins[0]!.page === null) bug(k, 'it drops a pin that it no longer holds');
    return k.pins[0]!.page !== null;
  });
  if (held) yield* unpinUserPage(k, k.pins[0]!);
});

const api = ask('who asks?', (request) => request.api);
const longterm = ask('FOLL_LONGTERM?', (request) => request.longterm);
const endedBy = ask('who ends it?', (request) => request.endedBy);
const writes = ask('FOLL_WRITE?', (request) => request.writes);
const memory = ask('what lies there?', (request) => request.memory);

/** What each step does, and what it is in the kernel. */
export const longTermSteps = {
  api: {
    about: 'the interface that asks',
    takes: ['request'],
    gives: apis,
    run: (k: K, request: Request) => api(k, request),
  },
  longterm: {
    about: 'whether the caller says FOLL_LONGTERM',
    takes: ['request'],
    gives: yesOrNo,
    run: (k: K, request: Request) => longterm(k, request),
  },
  endedBy: {
    about: 'whose step ends it: the device’s, when its transfer is done, or user space’s, when it likes',
    takes: ['request'],
    gives: enders,
    run: (k: K, request: Request) => endedBy(k, request),
  },
  writes: {
    about: 'whether the device will write the memory (FOLL_WRITE); else it reads it',
    takes: ['request'],
    gives: yesOrNo,
    run: (k: K, request: Request) => writes(k, request),
  },
  memory: {
    about: 'what lies behind the address: its vm_area_struct',
    takes: ['request'],
    gives: memories,
    run: (k: K, request: Request) => memory(k, request),
  },
  pin: {
    about: 'pins the page, faulting as a CPU would; false where there is none: pin_user_pages',
    takes: ['request'],
    gives: yesOrNo,
    run: (k: K, request: Request) => pin(k, request),
  },
  unpin: { about: 'drops the pin: unpin_user_page', takes: ['request'], run: (k: K) => unpin(k) },
} satisfies Offers<LongTermSteps>;
