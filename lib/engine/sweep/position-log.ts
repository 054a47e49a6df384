// The positions that workers have found, in one order for all.
//
// A state names a task's position by a number, so workers must number positions alike. Whoever finds
// one enters how it was reached into a log that all share; each worker makes the positions in the
// log's order. Positions are found rarely, so one lock guards the log.
import { type AutomatonNode, resultIndex, resultOf } from '../automaton.js';
import type { Expansion } from '../expansion.js';
import { ModelError } from '../memory.js';
import { isRecord } from '../record.js';

/** Cells of the log's head: its lock, and where its entries end. */
const lock = 0;
const end = 1;
const head = 2;
/** How often a thread waits in vain for the log. */
const mostWaits = 100;
/** Size of a log, in 32-bit cells. */
const size = 1 << 20;

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
    this.#acquire();
    try {
      this.catchUp();
      const child = this.expansion.automata[task]!.extend(node, alternative, result);
      this.#append(task, node.id, alternative, result);
      return child;
    } finally {
      this.#release();
    }
  }

  /** Makes the positions that others have found since. */
  catchUp(): void {
    const until = Atomics.load(this.#cells, end);
    while (this.#read < until) this.#apply();
  }

  #apply(): void {
    const cells = this.#cells;
    const [task, node, alternative] = [cells[this.#read + 1]!, cells[this.#read + 2]!, cells[this.#read + 3]!];
    const result = this.#result(this.#read + 4);
    this.#read += cells[this.#read]!;
    const automaton = this.expansion.automata[task]!;
    const stack = automaton.kernel.stack;
    automaton.extend(automaton.nodes[node]!, alternative, result);
    automaton.kernel.stack = stack;
  }

  #append(task: number, node: number, alternative: number, result: unknown): void {
    const written = writtenResult(result);
    const entry = [4 + written.length, task, node, alternative, ...written];
    const from = this.#read;
    if (from + entry.length > this.#cells.length)
      throw new ModelError(
        `scenario ${this.expansion.scenario.name} has more positions than its workers can agree on: explore it on one core, or make it smaller`,
      );
    this.#cells.set(entry, from);
    this.#read = from + entry.length;
    Atomics.store(this.#cells, end, this.#read);
  }

  #result(at: number): unknown {
    const cells = this.#cells;
    switch (cells[at]) {
      case common:
        return resultOf(cells[at + 1]!);
      case number:
        return new Float64Array(Int32Array.of(cells[at + 1]!, cells[at + 2]!).buffer)[0];
      case text:
        return this.#letters(at);
      default:
        return this.expansion.world.memory.views[cells[at + 1]!];
    }
  }

  #letters(at: number): string {
    const cells = this.#cells;
    return Array.from(cells.subarray(at + 2, at + 2 + cells[at + 1]!), (code) => String.fromCharCode(code)).join('');
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

function writtenResult(result: unknown): number[] {
  const index = resultIndex(result);
  if (index >= 0) return [common, index];
  if (typeof result === 'number') return [number, ...new Int32Array(Float64Array.of(result).buffer)];
  if (isRecord(result)) return [record, result.id];
  const letters = String(result);
  return [text, letters.length, ...Array.from({ length: letters.length }, (_, i) => letters.charCodeAt(i))];
}
