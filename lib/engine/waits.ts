// The waits in one state of a search: guards that do not hold there, the fields that keep them from
// holding, and the steps that, somewhere in the search, made them hold by changing such a field.
import type { Search } from './explorer.js';
import type { FieldAt, Guard, GuardReader, Remedy } from './guard-reader.js';
import { type Freeing, letPast } from './let-past.js';
import type { StateGraph } from './state-graph.js';

/** A guard that does not hold in the state looked at. */
export interface Wait {
  readonly guard: Guard;
  /** Fields of which one alone, with another value, would make it hold; all it reads where none would. */
  readonly on: readonly FieldAt[];
  readonly remedies: readonly Remedy[];
  /** Steps that make it hold: task → position × 256 + alternative. */
  readonly freeing: Map<number, Set<number>>;
  /** Steps that would make it hold if their task were let past a step that no execution takes. */
  readonly ifLetPast: (Freeing & { readonly task: number })[];
}

/** Where the bits of some fields lie: word, bits, word, bits, … */
type Bits = readonly number[];

/**
 * The waits of some tasks in one state.
 * @param tasks those that may wait, and whose steps may end a wait
 */
export function waitsIn(
  search: Search,
  graph: StateGraph,
  reader: GuardReader,
  state: number,
  tasks: readonly number[],
): Wait[] {
  const waits = tasks.flatMap((task) => waitsOf(search, graph, reader, state, task));
  if (waits.length === 0) return waits;
  const taken = findFreeing(search, graph, reader, waits);
  for (const task of tasks) {
    const own = waits.filter(({ guard }) => guard.task === task);
    if (!own.some(({ guard }) => !taken.has(stepKey(guard)))) continue;
    const others = waits.filter(({ guard }) => guard.task !== task);
    const freeing = letPast(
      reader,
      task,
      state,
      others.map(({ guard }) => guard),
    );
    for (const each of freeing) others.find(({ guard }) => guard === each.guard)!.ifLetPast.push({ ...each, task });
  }
  return waits;
}

/** Whether a task can take no step in a state. */
export function standsStill({ action, first }: StateGraph, state: number, task: number): boolean {
  for (let e = first[state]!; e < first[state + 1]!; e++) if (action[e]! >> 8 === task) return false;
  return true;
}

function waitsOf(search: Search, graph: StateGraph, reader: GuardReader, state: number, task: number): Wait[] {
  const taken = graph.action.subarray(graph.first[state]!, graph.first[state + 1]!);
  const guards = reader.guardsAt(task, search.node(state, task));
  reader.show(state);
  return guards
    .filter(({ alternative }) => !taken.includes((task << 8) | alternative))
    .map((guard) => {
      const remedies = reader.remedies(guard);
      const cured = new Map(remedies.map(({ record, place }) => [`${record} ${place.name}`, { record, place }]));
      const on = cured.size > 0 ? [...cured.values()] : reader.reads(guard);
      return { guard, on, remedies, freeing: new Map(), ifLetPast: [] };
    });
}

/** Looks through all steps of the search for those that end a wait; returns the steps of waiting tasks that were ever taken. */
function findFreeing(search: Search, graph: StateGraph, reader: GuardReader, waits: readonly Wait[]): Set<number> {
  const { action, expanded, first, target } = graph;
  const { memoryWords, store } = search;
  const { width, words } = store;
  const bits = waits.map(({ on }) => bitsOf(search, on));
  const standing = new Set(waits.map(({ guard }) => stepKey(guard)));
  const taken = new Set<number>();
  for (let s = 0; s < expanded; s++)
    for (let e = first[s]!; e < first[s + 1]!; e++) {
      const by = action[e]! >> 8;
      const position = (words[s * width + memoryWords + (by >> 1)]! >>> (16 * (by & 1))) & 0xffff;
      const step = 256 * position + (action[e]! & 255);
      if (standing.has(step * 256 + by)) taken.add(step * 256 + by);
      for (let w = 0; w < waits.length; w++) {
        const { freeing, guard } = waits[w]!;
        if (by === guard.task || !differ(words, s * width, target[e]! * width, bits[w]!)) continue;
        if (freeing.get(by)?.has(step) || !begins(reader, guard, s, target[e]!)) continue;
        freeing.set(by, (freeing.get(by) ?? new Set()).add(step));
      }
    }
  return taken;
}

/** One number for a step of a task. */
function stepKey({ task, position, alternative }: Guard): number {
  return (256 * position.id + alternative) * 256 + task;
}

function bitsOf({ scenario }: Search, fields: readonly FieldAt[]): Bits {
  return fields.flatMap(({ record, place }) => {
    const { shift, word } = scenario.layout.records[record]!;
    return [word + place.wordOffset, place.mask << (shift + place.bitOffset)];
  });
}

function differ(words: Int32Array, before: number, after: number, bits: Bits): boolean {
  for (let i = 0; i < bits.length; i += 2)
    if (((words[before + bits[i]!]! ^ words[after + bits[i]!]!) & bits[i + 1]!) !== 0) return true;
  return false;
}

/** Whether a guard holds in the second state and not in the first. */
function begins(reader: GuardReader, guard: Guard, before: number, after: number): boolean {
  reader.show(before);
  if (reader.holds(guard)) return false;
  reader.show(after);
  return reader.holds(guard);
}
