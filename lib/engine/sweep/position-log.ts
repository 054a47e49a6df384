// The positions that workers have found, in one order for all.
//
// A state names a task's position by a number, so workers must number positions alike. Whoever finds
// one enters how it was reached into a log that all share; each worker makes the positions in the
// log's order. Positions are found rarely, so one lock guards the log.
import { type Automaton, type AutomatonNode, resultIndex, resultOf } from '../automaton.js';
import type { Expansion } from '../expansion.js';
import { ModelError } from '../model-error.js';
import { isRecord } from '../record.js';

/** Cells of the log's head: its lock, and where its entries end. */
const lock = 0;
const end = 1;
const head = 2;
/** How often a thread waits in vain for the log. */
const mostWaits = 100;
/** Size of a log, in 32-bit cells. */
const size = 1 << 20;

/** Cells of an entry before its results: its length, the task, the node and the alternative, the position reached and its looks. */
const entryHead = 6;
/** In the node's place: the entry is a whole history, and says how many results it has. */
const placed = -1;
/** How an entry writes a step's result. */
const common = 0;
const number = 1;
const text = 2;
const record = 3;

/** Memory for a log that all workers share. */
export function newPositionLog(): SharedArrayBuffer {
  const buffer = new SharedArrayBuffer(4 * size);
  Atomics.store(new Int32Array(buffer), end, head);
  return buffer;
}

export class PositionLog {
  readonly #cells: Int32Array;
  #read = head;

  /** @param waitMs how long one wait for the log is; a position is made in far less */
  constructor(
    buffer: SharedArrayBuffer,
    readonly expansion: Expansion,
    readonly waitMs = 100,
  ) {
    this.#cells = new Int32Array(buffer);
  }

  /** The position reached from a node, made in the log's order if nobody has yet. */
  extend(task: number, node: AutomatonNode, alternative: number, result: unknown): number {
    return this.#locked(() => {
      const automaton = this.expansion.automata[task]!;
      const child = automaton.extend(node, alternative, result);
      this.#append([task, node.id, alternative], automaton.nodes[child]!, [result]);
      return child;
    });
  }

  /** The position after a history, made in the log's order if nobody has yet. */
  place(task: number, history: readonly unknown[]): AutomatonNode {
    return this.#locked(() => {
      const automaton = this.expansion.automata[task]!;
      const known = automaton.nodes.length;
      const node = automaton.place(history);
      if (automaton.nodes.length > known) this.#append([task, placed, history.length], node, history);
      return node;
    });
  }

  /** Makes the positions that others have found since. */
  catchUp(): void {
    const until = Atomics.load(this.#cells, end);
    while (this.#read < until) this.#apply();
  }

  #apply(): void {
    const cells = this.#cells;
    const from = this.#read;
    const [task, node, alternative] = [cells[from + 1]!, cells[from + 2]!, cells[from + 3]!];
    const automaton = this.expansion.automata[task]!;
    const stack = automaton.kernel.stack;
    this.#read = from + entryHead;
    const reached =
      node === placed
        ? automaton.place(Array.from({ length: alternative }, () => this.#nextResult()))
        : automaton.nodes[automaton.extend(automaton.nodes[node]!, alternative, this.#nextResult())]!;
    if (reached.id !== cells[from + 4] || looksOf(reached) !== cells[from + 5]) this.#differ(automaton, reached);
    this.#read = from + cells[from]!;
    automaton.kernel.stack = stack;
  }

  #differ({ task }: Automaton, { alternatives }: AutomatonNode): never {
    throw new ModelError(
      `task ${task.name} stands at ‹${alternatives[0]?.label ?? 'its end'}› in one thread and elsewhere in another, after the same results: something outside the memory remembers earlier runs (a variable or a list of the module, say); keep it in a field of a record, or return it from a step.`,
    );
  }

  #append(
    what: readonly [task: number, node: number, alternative: number],
    reached: AutomatonNode,
    results: readonly unknown[],
  ): void {
    const written = results.flatMap(writtenResult);
    const entry = [entryHead + written.length, ...what, reached.id, looksOf(reached), ...written];
    const from = this.#read;
    if (from + entry.length > this.#cells.length)
      throw new ModelError(
        `scenario ${this.expansion.scenario.name} has more positions than its workers can agree on: explore it on one core, or make it smaller`,
      );
    this.#cells.set(entry, from);
    this.#read = from + entry.length;
    Atomics.store(this.#cells, end, this.#read);
  }

  /** Reads a result, and goes on behind it. */
  #nextResult(): unknown {
    const cells = this.#cells;
    const kind = cells[this.#read++]!;
    const first = cells[this.#read++]!;
    switch (kind) {
      case common:
        return resultOf(first);
      case number:
        return new Float64Array(Int32Array.of(first, cells[this.#read++]!).buffer)[0];
      case text:
        return this.#letters(first);
      default:
        return this.expansion.world.memory.views[first];
    }
  }

  /** Does something that nobody else does meanwhile, with all positions known. */
  #locked<T>(work: () => T): T {
    this.#acquire();
    try {
      this.catchUp();
      return work();
    } finally {
      this.#release();
    }
  }

  /** Reads so many letters, and goes on behind them. */
  #letters(count: number): string {
    const from = this.#read;
    this.#read += count;
    return Array.from(this.#cells.subarray(from, this.#read), (code) => String.fromCharCode(code)).join('');
  }

  /** @throws Error when whoever has the log keeps it: a worker that dies never gives it back */
  #acquire(): void {
    const cells = this.#cells;
    for (let vain = 0; Atomics.compareExchange(cells, lock, 0, 1) !== 0; ) {
      if (Atomics.wait(cells, lock, 1, this.waitMs) === 'timed-out') vain++;
      if (vain === mostWaits) throw new Error('a worker of the search ended without an answer: run it again');
    }
  }

  #release(): void {
    Atomics.store(this.#cells, lock, 0);
    Atomics.notify(this.#cells, lock, 1);
  }
}

/** A number for what can be told of a position in every thread: a thread has its functions for itself. */
function looksOf({ alternatives, ended }: AutomatonNode): number {
  const text = [String(ended), ...alternatives.map(({ label }) => label)].join('›');
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x9e3779b1) + 1;
  return hash | 0;
}

function writtenResult(result: unknown): number[] {
  const index = resultIndex(result);
  if (index >= 0) return [common, index];
  if (typeof result === 'number') return [number, ...new Int32Array(Float64Array.of(result).buffer)];
  if (isRecord(result)) return [record, result.id];
  const letters = String(result);
  return [text, letters.length, ...Array.from({ length: letters.length }, (_, i) => letters.charCodeAt(i))];
}
