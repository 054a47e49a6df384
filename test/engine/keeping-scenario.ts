// Tasks that count, and something that keeps what it must not, now and then: in every thread, or in
// those alone that join a search.
import { isMainThread } from 'node:worker_threads';
import {
  again,
  bool,
  type KernelOf,
  kernelFunction,
  pool,
  type RecordOf,
  record,
  type Scenario,
  scenario,
  uint,
} from 'pinlab/engine/index';

const Cell = record('Cell', { n: uint(5), bad: bool });
const memory = { cells: pool(Cell, 3) };
type K = KernelOf<typeof memory, object>;

/** Who keeps something. */
export const keepers = ['effect', 'detector', 'stopsWhen', 'between'] as const;

/**
 * The scenario.
 * @param keeper what keeps a list, in one of 25 of the states it is asked in; 'between' keeps it always
 * @param everywhere false to keep it in worker threads alone
 */
export function keeping(keeper: (typeof keepers)[number], everywhere: boolean): Scenario {
  const here = everywhere || !isMainThread;
  const kept: number[] = [];
  const often = (what: string, n: number, every: number): boolean =>
    here && what === keeper && n === 12 && kept.push(n) % every === 0;
  const count = kernelFunction('count', function* (k: K, cell: RecordOf<typeof Cell>) {
    yield* k.step('count', {
      when: () => cell.n < 24,
      do: () => {
        if (often('effect', cell.n, 3)) cell.bad = true;
        cell.n++;
      },
    });
    if (often('between', 12, 1) && kept.length > 30) yield* k.step('more', () => {});
    return again(cell);
  });
  return scenario({
    name: 'keeping',
    about: 'what must not be kept',
    memory,
    tasks: [0, 1, 2].map((i) => ({ name: `task${i}`, run: (k: K) => count(k, k.cells[i]!) })),
    harms: [
      {
        id: 'bad',
        name: 'a bad cell',
        found: (k) => k.cells.some((c) => c.bad) || often('detector', k.cells[0]!.n, 2),
      },
      { id: 'never', name: 'what never is', found: () => false },
    ],
    stopsWhen: (k) => often('stopsWhen', k.cells[0]!.n, 2),
  });
}
