// What comes before a timer: one bit of memory for each user-owned step that a scenario declares
// to be taken before a timer fires. While such a step is neither taken nor its task ended, the
// timer cannot fire.
import { bool } from './field.js';
import type { Memory } from './memory.js';
import { one, record, type Shape } from './record.js';
import type { Before, Scenario } from './scenario.js';

const poolName = 'timerOrder';

/** The shape with a record for the declared order, where there is any. */
export function withOrder(shape: Shape, before: readonly Before[]): Shape {
  if (before.length === 0) return shape;
  const fields = Object.fromEntries(before.map((_, i) => [`taken${i}`, bool]));
  return { ...shape, [poolName]: one(record('TimerOrder', fields)) };
}

/** Reads and keeps the order in one memory. */
export class TimerOrder {
  readonly #bits: Record<string, boolean> | null;
  readonly #before: readonly Before[];
  /** For each declared step, the number of its task. */
  readonly #tasks: readonly number[];

  /** @param ended whether a task has ended, by its number: what it was to do first it never will */
  constructor(
    scenario: Scenario,
    memory: Memory,
    readonly ended: (task: number) => boolean,
  ) {
    this.#before = scenario.before;
    this.#tasks = scenario.before.map((rule) => scenario.tasks.findIndex((task) => task.name === rule.task));
    const ids = scenario.layout.pools.get(poolName);
    this.#bits = ids === undefined ? null : (memory.views[ids[0]!] as unknown as Record<string, boolean>);
  }

  /** Whether every step declared before this timer has been taken, or its task has ended. */
  allows(timer: string): boolean {
    if (this.#bits === null) return true;
    return this.#before.every(
      (rule, i) => rule.timer !== timer || this.#bits![`taken${i}`]! || this.ended(this.#tasks[i]!),
    );
  }

  /** Notes that a task took a step; call within the effect. */
  took(task: string, step: string): void {
    if (this.#bits === null) return;
    this.#before.forEach((rule, i) => {
      if (rule.task === task && rule.step === step) this.#bits![`taken${i}`] = true;
    });
  }
}
