// What a reader of a model may want to know of its code: guards that decide nothing, and alternatives
// that nobody takes. Many are meant so under some rules; they are notes, not findings.
//
// Read off a complete graph: a state's steps say which guards held in it, its tasks' positions which
// were asked. Where the machine had stopped, none was.
import type { Automaton } from './automaton.js';
import type { AlternativeNote, GuardNote, Notes } from './exploration.js';
import type { Search } from './explorer.js';
import type { StateGraph } from './state-graph.js';

/** How often tasks stood at a step, and how often it could be taken there. */
interface Tally {
  readonly note: AlternativeNote;
  readonly guarded: boolean;
  /** One of several to choose from. */
  readonly choice: boolean;
  stood: number;
  taken: number;
}

/** The notes on a scenario whose search was complete and kept its edges. */
export function notesOn(search: Search, graph: StateGraph): Notes {
  const tallies = countsIn(search, graph)
    .flatMap((counts, task) => talliesOf(search.automata[task]!, counts))
    .filter(({ stood }) => stood > 0);
  return {
    vacuous: tallies.filter(({ guarded }) => guarded).flatMap(guardNote),
    neverTaken: tallies.filter(({ choice, taken }) => choice && taken === 0).map(({ note }) => note),
  };
}

function guardNote({ note, stood, taken }: Tally): GuardNote[] {
  return taken === stood || taken === 0 ? [{ ...note, always: taken > 0 }] : [];
}

/** One tally for each step of a task: the same label in the same function is the same step. */
function talliesOf({ nodes, task: of }: Automaton, { stood, taken, width }: Counts): Tally[] {
  const tallies = new Map<string, Tally>();
  for (const { alternatives, functions, id } of nodes)
    alternatives.forEach(({ label, timer, when }, a) => {
      const where = functions.at(-1) ?? null;
      const key = `${where}\n${label}`;
      const tally = tallies.get(key) ?? {
        note: { task: of.name, step: label, in: where },
        guarded: when !== undefined && timer === '',
        choice: alternatives.length > 1,
        stood: 0,
        taken: 0,
      };
      tallies.set(key, tally);
      tally.stood += stood[id]!;
      tally.taken += taken[id * width + a]!;
    });
  return [...tallies.values()];
}

/** For each position of a task: in how many states it stood there, and could take which alternative. */
interface Counts {
  readonly stood: Int32Array;
  /** By position × width + alternative. */
  readonly taken: Int32Array;
  readonly width: number;
}

function countsIn(
  { automata, memoryWords, stopped, store }: Search,
  { action, expanded, first }: StateGraph,
): Counts[] {
  const counts = automata.map(({ nodes }) => {
    const width = nodes.reduce((most, { alternatives }) => Math.max(most, alternatives.length), 1);
    return { stood: new Int32Array(nodes.length), taken: new Int32Array(nodes.length * width), width };
  });
  const { width: row, words } = store;
  const positions = new Int32Array(automata.length);
  for (let s = 0; s < expanded; s++) {
    if (stopped.size > 0 && stopped.has(s)) continue;
    for (let task = 0; task < positions.length; task++) {
      const position = (words[s * row + memoryWords + (task >> 1)]! >>> (16 * (task & 1))) & 0xffff;
      positions[task] = position;
      counts[task]!.stood[position]!++;
    }
    for (let e = first[s]!; e < first[s + 1]!; e++) {
      const task = action[e]! >> 8;
      const { taken, width } = counts[task]!;
      taken[positions[task]! * width + (action[e]! & 255)]!++;
    }
  }
  return counts;
}
