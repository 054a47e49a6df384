// What is written down of a thread's steps and harms, in the shared memory and described so that the
// inner loop finds it there.
import { type Automaton, type AutomatonNode, nodeLimit } from '../automaton.js';
import type { WrittenTable } from '../written-table.js';
import type { Core } from './core-module.js';

/** There is no room left in the memory. */
export class RoomSpent extends RangeError {
  constructor() {
    super('memory allocation failed: there is no room left for the search');
  }
}

/** The last cell of a description: how often the table was asked; see core/written.ts. */
const looksCell = 5;
/** Stands for the table of a position without steps, and marks that of one whose steps are checked; see core/expand.ts. */
const noSteps = 1;
const stepsChecked = 1;

export class DescribedTables {
  readonly #cellsOf = new Map<WrittenTable, Int32Array>();

  constructor(
    readonly core: Core,
    readonly memory: WebAssembly.Memory,
  ) {}

  /**
   * Room in the shared memory for words of this thread's own.
   * @throws RoomSpent when there is none
   */
  room(words: number): Int32Array {
    const at = this.core.take(4 * words) >>> 0;
    if (at === 0) throw new RoomSpent();
    return new Int32Array(this.memory.buffer, at, words);
  }

  /** Describes a table as it is now: the description's address. */
  describe(table: WrittenTable): number {
    let cells = this.#cellsOf.get(table);
    if (cells === undefined) {
      cells = this.room(looksCell + 1);
      this.#cellsOf.set(table, cells);
    }
    const { entries, looks, mask, places } = table.values;
    cells.set([places.length / 2, places.byteOffset, mask, entries.byteOffset, table.written.byteOffset, looks]);
    return cells.byteOffset;
  }

  /** The inner loop has asked a table in vain. */
  missed(table: WrittenTable): void {
    const cells = this.#cellsOf.get(table);
    if (cells !== undefined) table.values.looks = cells[looksCell]! >>> 0;
    table.values.missed++;
  }

  /** What the inner loop is to look a position's steps up in; 0 where it has to have them run. */
  ofPosition({ alternatives, comparisons, table }: AutomatonNode): number {
    if (alternatives.length === 0) return noSteps;
    if (table === null) return 0;
    return this.describe(table) | (comparisons > 0 ? stepsChecked : 0);
  }

  /**
   * Tells the inner loop of the tasks.
   * @param groups tasks that make the same call
   * @returns for each task the addresses of its positions' tables, 0 where nothing is written down
   */
  ofTasks(automata: readonly Automaton[], groups: readonly (readonly number[])[]): readonly Int32Array[] {
    const tables = new Map<Automaton, Int32Array>();
    for (const automaton of automata) {
      if (tables.has(automaton)) continue;
      const ofPositions = this.room(nodeLimit);
      tables.set(automaton, ofPositions);
      automaton.onShadow = (node) => {
        ofPositions[node.id] = this.ofPosition(node);
      };
    }
    automata.forEach((automaton, task) => {
      const group = groups.find((each) => each.includes(task)) ?? [task];
      const place = group.indexOf(task);
      const { byteOffset } = tables.get(automaton)!;
      this.core.describeTask(task, byteOffset, group[place - 1] ?? -1, group[place + 1] ?? -1);
    });
    return automata.map((automaton) => tables.get(automaton)!);
  }
}
