// Permutations of a scenario's tasks and records, from what it declares interchangeable.
import type { Interchangeable, Scenario } from './scenario.js';

/** Where each task and each record goes, by number. */
export interface Permutation {
  readonly tasks: readonly number[];
  readonly records: readonly number[];
}

/** Most orders in which declared things may be exchanged. */
const mostOrders = 120;

/**
 * Every order in which the declared things can stand, the present one left out.
 * @throws RangeError when they are too many; TypeError when a declaration names what is not there, names it twice, or has lists of
 *   different lengths
 */
export function permutationsOf(scenario: Scenario): Permutation[] {
  let orders: Permutation[] = [identityOf(scenario)];
  const all = scenario.interchangeable.map((declared) => numbersOf(scenario, declared));
  const lengths = all.map(({ tasks, records }) => (tasks[0] ?? records[0]!).length);
  const count = lengths.reduce((product, length) => product * factorial(length), 1) - 1;
  if (count > mostOrders)
    throw new RangeError(
      `scenario ${scenario.name} declares things that can be exchanged in ${count} orders; at most ${mostOrders} are tried: declare fewer`,
    );
  for (const [i, { tasks, records }] of all.entries()) {
    const length = lengths[i]!;
    orders = orders.flatMap((order) =>
      ordersOf(length).map((to) => ({
        tasks: moved(order.tasks, tasks, to),
        records: moved(order.records, records, to),
      })),
    );
  }
  return orders.slice(1);
}

function identityOf(scenario: Scenario): Permutation {
  return { tasks: scenario.tasks.map((_, task) => task), records: scenario.layout.records.map((_, id) => id) };
}

/** What has gone to `places` goes on: what stands in a list now, to where `to` says of each list's places. */
function moved(places: readonly number[], lists: readonly (readonly number[])[], to: readonly number[]): number[] {
  const next = places.map((_, place) => place);
  for (const list of lists)
    list.forEach((from, i) => {
      next[from] = list[to[i]!]!;
    });
  return places.map((place) => next[place]!);
}

function factorial(n: number): number {
  return n < 2 ? 1 : n * factorial(n - 1);
}

/** All orders of 0 … n−1, the present one first. */
function ordersOf(n: number): number[][] {
  if (n === 0) return [[]];
  return ordersOf(n - 1).flatMap((order) =>
    Array.from({ length: n }, (_, place) => [...order.slice(0, n - 1 - place), n - 1, ...order.slice(n - 1 - place)]),
  );
}

function numbersOf(scenario: Scenario, declared: Interchangeable): { tasks: number[][]; records: number[][] } {
  const { tasks = [], records = [] } = declared;
  const lists = [...tasks, ...records];
  const length = lists[0]?.length ?? 0;
  if (length < 2 || lists.some((list) => list.length !== length))
    refuse(
      scenario,
      `lists ${lists.map((list) => `[${list.join(', ')}]`).join(' and ') || 'nothing'}`,
      'every list names the same number of things, two or more; the i-th of each go together',
    );
  const names = lists.flat();
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) refuse(scenario, `names ${twice} twice`, 'each thing stands in one list only');
  return {
    tasks: tasks.map((list) => list.map((name) => taskNumber(scenario, name))),
    records: records.map((list) => recordNumbers(scenario, list)),
  };
}

function taskNumber(scenario: Scenario, name: string): number {
  const number = scenario.tasks.findIndex((task) => task.name === name);
  if (number < 0)
    refuse(scenario, `names the task ${name}`, `its tasks are ${scenario.tasks.map((t) => t.name).join(', ')}`);
  if (scenario.before.some((rule) => rule.task === name))
    refuse(
      scenario,
      `names the task ${name}`,
      'a step of it is declared to come before a timer, which tells it from the others',
    );
  return number;
}

function recordNumbers(scenario: Scenario, list: readonly string[]): number[] {
  const { records } = scenario.layout;
  const numbers = list.map((name) => records.findIndex((place) => place.name === name));
  const missing = list.find((_, i) => numbers[i]! < 0);
  if (missing !== undefined)
    refuse(scenario, `names the record ${missing}`, `its records are ${records.map((place) => place.name).join(', ')}`);
  if (new Set(numbers.map((number) => records[number]!.type)).size > 1)
    refuse(scenario, `exchanges ${list.join(' and ')}`, 'only records of one type can stand for each other');
  return numbers;
}

function refuse(scenario: Scenario, what: string, mend: string): never {
  throw new TypeError(`scenario ${scenario.name}: interchangeable ${what}: ${mend}.`);
}
