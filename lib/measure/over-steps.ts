// What holds after each step of a run: a flag, a difference, what a power cut would leave.
//
// Where a figure needs more than one field of a trace, it asks the machine itself.
import { type Kernel, type Scenario, simulate } from '../engine/index.js';
import { initialWorld, worldOn } from '../engine/world.js';

/** One moment of a run and what was seen at it. */
export interface Moment<V> {
  /** How many steps have been taken: 0 is the state at the start. */
  readonly steps: number;
  /** The last step's task and label; empty at the start. */
  readonly task: string;
  readonly label: string;
  readonly timeNs: number;
  readonly value: V;
}

/**
 * Runs a scenario on the clock and looks at the machine at the start and after each step.
 * @param look what is to be known; it may read everything, ghosts too, and must keep no record
 */
export function overSteps<V, K = Kernel>(
  scenario: Scenario,
  look: (k: K) => V,
  options: { seed?: number; untilNs?: number } = {},
): Moment<V>[] {
  const { memory, kernel } = worldOn(scenario, initialWorld(scenario).memory.words.slice(), false);
  const values = [look(kernel as K)];
  const { trace } = simulate(scenario, {
    ...options,
    record: true,
    operations: false,
    onStep: ({ words }) => {
      memory.words.set(words);
      values.push(look(kernel as K));
    },
  });
  return values.map((value, steps) => {
    const { task, label, timeNs } = trace!.steps[steps - 1] ?? { task: '', label: '', timeNs: 0 };
    return { steps, task, label, timeNs, value };
  });
}
