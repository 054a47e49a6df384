// The graph of a search in the form its questions are asked in: flat arrays of steps, whether a
// step may be left out for ever, and which operations have ended where.
//
// An operation is a task that should end (no daemon); each has one bit in a state's masks.
import type { Search } from './explorer.js';

/** A step of the kernel or of a device: it is not left out for ever where it can be taken. */
export const systemStep = 0;
/** A step of user space where the task also has another way: a kill, a signal. */
export const userStep = 1;
/** A step of user space that is all the task can do there: it goes on at its own pace. */
export const ownPaceStep = 2;

/** States and the steps between them. */
export interface StateGraph {
  readonly states: number;
  /** Number of tasks. */
  readonly tasks: number;
  /** States from this number on were stored but not expanded: anything may follow. */
  readonly expanded: number;
  /** `first[s]` up to, not including, `first[s + 1]` are the steps from state s. */
  readonly first: Int32Array;
  /** For each step: where it leads. */
  readonly target: Int32Array;
  /** For each step: task × 256 + alternative. */
  readonly action: Uint16Array;
  /** For each step: `systemStep`, `userStep` or `ownPaceStep`. */
  readonly owner: Uint8Array;
  /** For each task: the bit of its operation, 0 for a daemon. */
  readonly bits: Int32Array;
  /** For each state: the operations that have ended there; all of them where the machine stopped. */
  readonly ended: Int32Array;
}

/** All bits of a graph's operations. */
export function allOperations(graph: StateGraph): number {
  let all = 0;
  for (const bit of graph.bits) all |= bit;
  return all;
}

/**
 * The graph of a search that kept its edges.
 * @throws TypeError when it kept none
 * @throws RangeError when there are more operations than a mask has bits
 */
export function graphOf(search: Search): StateGraph {
  const { edges, store, scenario } = search;
  if (edges === null)
    throw new TypeError(
      `the search of ${scenario.name} kept no edges, so nothing can be said of what may still happen; search with edges`,
    );
  const bits = new Int32Array(scenario.tasks.length);
  let operations = 0;
  scenario.tasks.forEach((task, number) => {
    if (!task.daemon) bits[number] = 1 << operations++;
  });
  if (operations > 32)
    throw new RangeError(
      `scenario ${scenario.name} has ${operations} tasks that should end; the explorer answers for at most 32`,
    );
  const first = new Int32Array(store.count + 1).fill(edges.count);
  first.set(edges.first.subarray(0, edges.states + 1));
  const target = edges.target.subarray(0, edges.count);
  const action = edges.action.subarray(0, edges.count);
  const graph = { states: store.count, tasks: bits.length, expanded: edges.states, first, target, action, bits };
  return { ...graph, owner: ownersOf(search, first, action), ended: endedIn(search, bits) };
}

/** For each step, who owns it, looked up by its task's position and alternative. */
function ownersOf(search: Search, first: Int32Array, action: Uint16Array): Uint8Array {
  const { automata, memoryWords, store } = search;
  const widths = automata.map(({ nodes }) => nodes.reduce((most, node) => Math.max(most, node.alternatives.length), 1));
  const tables = automata.map(({ nodes }, task) => {
    const table = new Uint8Array(nodes.length * widths[task]!);
    for (const node of nodes) {
      const alone = node.alternatives.every((step) => step.owner === 'user');
      node.alternatives.forEach((step, a) => {
        if (step.owner === 'user') table[node.id * widths[task]! + a] = alone ? ownPaceStep : userStep;
      });
    }
    return table;
  });
  const { words, width } = store;
  const owner = new Uint8Array(action.length);
  for (let state = 0; state < store.count; state++) {
    const at = state * width + memoryWords;
    for (let e = first[state]!; e < first[state + 1]!; e++) {
      const task = action[e]! >> 8;
      const position = (words[at + (task >> 1)]! >>> (16 * (task & 1))) & 0xffff;
      owner[e] = tables[task]![position * widths[task]! + (action[e]! & 255)]!;
    }
  }
  return owner;
}

function endedIn(search: Search, bits: Int32Array): Int32Array {
  const { automata, memoryWords, store } = search;
  const { words, width } = store;
  const ended = new Int32Array(store.count);
  automata.forEach(({ nodes }, task) => {
    const byPosition = Int32Array.from(nodes, (node) => (node.ended ? bits[task]! : 0));
    const word = memoryWords + (task >> 1);
    const shift = 16 * (task & 1);
    for (let s = 0; s < store.count; s++) ended[s]! |= byPosition[(words[s * width + word]! >>> shift) & 0xffff]!;
  });
  const all = bits.reduce((mask, bit) => mask | bit, 0);
  for (const state of search.stopped) ended[state] = all;
  return ended;
}
