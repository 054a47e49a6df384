// Tickets: what `k.step(…)` hands out where steps are not kept, on the clock.
//
// There a task has one step object, filled anew each time, so that a step costs no memory. The
// ticket knows which filling it stands for: with one that was yielded before, or after another step
// was made, the task would take a step it does not mean, and `yield*` of it is refused.
import { ModelError } from './model-error.js';
import type { Step } from './step.js';

/** One filling of a task's step object. */
export class Ticket {
  constructor(
    readonly label: string,
    readonly step: Step,
    /** The step's number then; 0 once yielded. */
    public number: number,
  ) {}

  /** Names a step that was just filled, and has it wait for its `yield*`. */
  static for(label: string, step: Step, number: number): Ticket {
    step.label = label;
    step.value = null;
    step.done = false;
    step.number = number;
    return new Ticket(label, step, number);
  }

  /** The step, to be taken now. */
  [Symbol.iterator](): Step {
    const { step, number } = this;
    if (step.number !== number) this.#refuse();
    this.number = 0;
    return step;
  }

  #refuse(): never {
    if (this.number === 0) yieldedTwice(this.label);
    throw new ModelError(
      `step ‹${this.label}› was yielded after the step ‹${this.step.label}› had been made: make each step where it is taken, yield* k.step(…).`,
    );
  }
}

/** Refuses a step that was taken before. */
export function yieldedTwice(label: string): never {
  throw new ModelError(
    `step ‹${label}› was yielded twice, the second time to no effect: make a step anew each time, yield* k.step(…).`,
  );
}
