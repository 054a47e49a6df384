// What the steps at a position do, written down.
//
// A step is a function of the records it looks at. So what all steps at a position do is written
// down for each value met of those records, and a state that shows the same again is changed as
// written, without running the model's code. An entry has the number of steps that can be taken,
// then for each its alternative, the position it leads to, how many words it changes, and those
// words with the bits that turn over.
import type { Step } from './step.js';
import type { ValueTable } from './value-table.js';
import { WrittenTable } from './written-table.js';

export class StepTable extends WrittenTable {
  /** @param steps the steps, on a memory that notes what they look at */
  constructor(
    values: ValueTable,
    readonly steps: readonly Step[],
  ) {
    super(values);
  }
}
