// What follows from the values of the records that some code looks at, written down.
import type { Memory } from './memory.js';
import type { ValueTable } from './value-table.js';

export class WrittenTable {
  /** What is written, one entry after the other. */
  written: Int32Array;
  #end = 0;

  /** @param values which values were met, each with the place of its entry */
  constructor(readonly values: ValueTable) {
    this.written = values.room(32);
  }

  /**
   * Writes an entry for a state.
   * @param footprint a memory on which the records were looked at
   * @returns the entry's place
   */
  write(state: Int32Array, footprint: Memory, entry: readonly number[]): number {
    const place = this.#end;
    this.#end += entry.length;
    if (this.#end > this.written.length) {
      const longer = this.values.room(2 * this.#end);
      longer.set(this.written);
      this.written = longer;
    }
    this.written.set(entry, place);
    this.values.remember(state, footprint, place);
    return place;
  }
}
