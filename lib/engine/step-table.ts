// What the steps at a position do, written down.
//
// A step is a function of the records it looks at. So what all steps at a position do is written
// down for each value met of those records, and a state that shows the same again is changed as
// written, without running the model's code.
import type { Memory } from './memory.js';
import type { Step } from './step.js';
import type { ValueTable } from './value-table.js';

export class StepTable {
  /**
   * At an entry's place the number of steps that can be taken, then for each its alternative, the
   * position it leads to, how many words it changes, and those words with the bits that turn over.
   */
  written = new Int32Array(32);
  #end = 0;

  /** @param steps the steps, on a memory that notes what they look at */
  constructor(
    readonly places: ValueTable,
    readonly steps: readonly Step[],
  ) {}

  /** Writes down what the steps do in a state. */
  write(state: Int32Array, footprint: Memory, changes: readonly number[]): void {
    const place = this.#end;
    this.#end += changes.length;
    if (this.#end > this.written.length) {
      const longer = new Int32Array(2 * this.#end);
      longer.set(this.written);
      this.written = longer;
    }
    this.written.set(changes, place);
    this.places.remember(state, footprint, place);
  }
}
