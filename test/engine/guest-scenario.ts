// Guests who count at seats of their own, declared interchangeable: truly, or with something that tells
// them apart.
import { threadId } from 'node:worker_threads';
import {
  again,
  bool,
  type Interchangeable,
  type KernelOf,
  kernelFunction,
  pool,
  type RecordOf,
  record,
  type Scenario,
  scenario,
  uint,
} from 'pinlab/engine/index';

const Seat = record('Seat', { count: uint(10), bad: bool });
type SeatView = RecordOf<typeof Seat>;
const memory = { seats: pool(Seat, 3) };
export type K = KernelOf<typeof memory, object>;

export const names = (what: string, count: number) => Array.from({ length: count }, (_, i) => `${what}${i}`);
export const firstTwo: Interchangeable = { tasks: [['guest0', 'guest1']], records: [['seat0', 'seat1']] };
export const lastTwo: Interchangeable = { tasks: [['guest1', 'guest2']], records: [['seat1', 'seat2']] };

interface Told {
  readonly guests?: number;
  readonly most?: number;
  /** What each guest has counted before it comes. */
  readonly from?: number;
  /** What a guest does with a seat it has just counted at, beside counting. */
  readonly also?: (seat: SeatView) => void;
  readonly stopsWhen?: (k: K) => boolean;
  readonly found?: (k: K) => boolean;
  readonly interchangeable?: readonly Interchangeable[];
}

/** The scenario. */
export function guests({
  guests = 2,
  most = 4,
  from = 0,
  also,
  found,
  interchangeable = [firstTwo],
  ...rest
}: Told): Scenario {
  const count = kernelFunction('count', function* (k: K, seat: SeatView) {
    yield* k.step('count', {
      when: () => seat.count < most,
      do: () => {
        seat.count++;
        also?.(seat);
      },
    });
    return again(seat);
  });
  return scenario({
    name: 'guests',
    about: 'who count',
    memory,
    constants: { most },
    setup(k) {
      for (const seat of k.seats) seat.count = from;
    },
    tasks: names('guest', guests).map((name, i) => ({ name, run: (k: K) => count(k, k.seats[i]!) })),
    harms: [
      { id: 'bad', name: 'a bad seat', found: found ?? ((k) => k.seats.some((seat) => seat.bad)) },
      { id: 'full', name: 'all have counted', found: (k) => k.seats.slice(0, guests).every((s) => s.count === most) },
    ],
    interchangeable,
    ...rest,
  });
}

/** Guests who can be told apart when one has nearly counted to the end. */
export const deepDifference = (most: number): Scenario =>
  guests({
    most,
    also: (seat) => {
      if (seat.index === 1 && seat.count === most - 3) seat.bad = true;
    },
  });

/** Guests who count at whichever seat they find, each its own; `but` is a count at which the second counts twice. */
export function withFinders(most: number, but = -1): Scenario {
  const count = kernelFunction('count', function* (k: K, own: SeatView) {
    const found = yield* k.find('find', () => own);
    yield* k.step('count', {
      when: () => found.count < most,
      do: () => {
        found.count += found.index === 1 && found.count === but ? 2 : 1;
      },
    });
    yield* k.step('bad', () => {
      found.bad = true;
    });
    return again(own);
  });
  return scenario({
    name: 'finders',
    about: 'who count at a seat that they have found',
    memory,
    tasks: [0, 1].map((i) => ({ name: `guest${i}`, run: (k: K) => count(k, k.seats[i]!) })),
    harms: [
      { id: 'bad', name: 'a bad seat', found: (k) => k.seats.some((seat) => seat.bad) },
      { id: 'third', name: 'the third seat', found: (k) => k.seats[2]!.bad },
    ],
    interchangeable: [firstTwo],
  });
}

/** Guests who count to another number in every thread. */
export const ofThread = (): Scenario => guests({ most: 20 + threadId });
