// Small random scenarios in which tasks and the records that are their own can change places, as
// the scenario declares; `told` makes the declaration untrue, by a mark on one record or by records
// that change places without the tasks whose own they are.
import {
  bool,
  type KernelOf,
  kernelFunction,
  one,
  pool,
  type RecordOf,
  record,
  ref,
  type Scenario,
  scenario,
  uint,
} from 'pinlab/engine/index';
import { Random } from 'pinlab/engine/random';

const Seat = record('Seat', { count: uint(2), marked: bool });
const Table = record('Table', { holder: ref(() => Seat), total: uint(3), open: bool });
type SeatView = RecordOf<typeof Seat>;
const shape = (seats: number) => ({ seats: pool(Seat, seats), table: one(Table, { open: true }) });
type K = KernelOf<ReturnType<typeof shape>, { parts: readonly number[] }>;

const count = kernelFunction('count', function* (k: K, seat: SeatView) {
  yield* k.step('count', {
    when: () => seat.count < 3 && k.table.total < 6,
    do: () => {
      seat.count++;
      k.table.total++;
    },
  });
});
const hold = kernelFunction('hold', function* (k: K, seat: SeatView) {
  yield* k.step('take the table', {
    when: () => k.table.holder === null,
    do: () => {
      k.table.holder = seat;
    },
    waitsFor: 'the table',
  });
  yield* k.step('mark', () => {
    seat.marked = !seat.marked;
  });
  yield* k.step('leave the table', () => {
    k.table.holder = null;
  });
});
const close = kernelFunction('close', function* (k: K, _: SeatView) {
  yield* k.choose('close', {
    close: () => {
      k.table.open = false;
    },
    leave: () => {},
  });
});
const look = kernelFunction('look', function* (k: K, seat: SeatView) {
  const found = yield* k.find('look', () => k.table.holder);
  if (found?.index === seat.index) yield* count(k, seat);
});
const parts = [count, hold, close, look];

/** What one task does: its parts one after the other. */
const sit = kernelFunction('sit', function* (k: K, seat: SeatView) {
  for (const part of k.parts) yield* parts[part]!(k, seat);
});

/** @param told what tells apart what the scenario declares interchangeable: a mark at the start, or the tasks */
export function pairScenario(seed: number, told: 'nothing' | 'mark' | 'tasks' = 'nothing'): Scenario {
  const random = new Random(seed);
  const seats = 2 + (random.below(4) === 0 ? 1 : 0);
  const chosen = Array.from({ length: seats === 2 ? 3 : 2 }, () => random.below(parts.length));
  const names = (what: string) => Array.from({ length: seats }, (_, i) => `${what}${i}`);
  return scenario({
    name: `pairs ${seed}`,
    about: 'drawn from a seed',
    memory: shape(seats),
    constants: { parts: chosen },
    setup(k) {
      if (told === 'mark') k.seats[0]!.marked = true;
    },
    tasks: names('guest').map((name, i) => ({ name, run: (k: K) => sit(k, k.seats[i]!) })),
    harms: [
      { id: 'all', name: 'all have counted', found: (k) => k.seats.every((seat) => seat.count > 0) },
      { id: 'closed', name: 'held while closed', found: (k) => k.table.holder !== null && !k.table.open },
      { id: 'marked', name: 'a mark at a closed table', found: (k) => !k.table.open && k.seats.some((s) => s.marked) },
    ],
    interchangeable: [{ tasks: told === 'tasks' ? [] : [names('guest')], records: [names('seat')] }],
  });
}
