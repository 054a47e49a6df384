// A live run: all tasks of a scenario as running generators on one sealed world, taking steps in
// any order a caller likes. Effects run inside the generators that made them, as on the clock, so
// whatever a task keeps to itself has its effect here.
import { alternativesOf } from './automaton.js';
import { isFound } from './detect.js';
import type { Kernel } from './kernel.js';
import type { Detector, Scenario } from './scenario.js';
import { runSealed } from './sealed-world.js';
import type { Step } from './step.js';
import { TaskRun } from './task-run.js';
import { TimerOrder } from './timer-order.js';
import type { World } from './world.js';

export class LiveRun {
  readonly words: Int32Array;
  readonly tasks: readonly TaskRun[];
  readonly #order: TimerOrder;
  readonly #ordered: boolean;

  /**
   * @param world a sealed world, which this run has to itself until it is over
   * @param initial the memory words to start from
   */
  constructor(
    readonly scenario: Scenario,
    readonly world: World,
    initial: Int32Array,
  ) {
    this.words = world.memory.words;
    this.words.set(initial);
    this.#order = new TimerOrder(scenario, world.memory, (task) => this.tasks[task]!.ended);
    this.#ordered = scenario.before.length > 0;
    this.tasks = scenario.tasks.map((task) => new TaskRun(world.kernel, task));
  }

  /** What a task could do next. */
  alternatives(task: number): readonly Step[] {
    return alternativesOf(this.tasks[task]!.step);
  }

  /** Whether a task can take one of its alternatives now. */
  enabled(task: number, alternative: number): boolean {
    const step = this.alternatives(task)[alternative]!;
    const { world } = this;
    const { memory } = world;
    memory.task = this.tasks[task]!.task.name;
    memory.step = step.label;
    if (step.when !== undefined && !runSealed(world, 'guard', step.when)) return false;
    return !this.#ordered || step.timer === '' || runSealed(world, 'effect', () => this.#order.allows(step.timer));
  }

  /** Takes an alternative, which must be enabled; returns what its effect returned. */
  take(task: number, alternative: number): unknown {
    const run = this.tasks[task]!;
    const step = this.alternatives(task)[alternative]!;
    const { world } = this;
    const { memory } = world;
    memory.task = run.task.name;
    memory.step = step.label;
    const result = step.effect === undefined ? undefined : runSealed(world, 'effect', step.effect);
    run.feed(result);
    if (this.#ordered) runSealed(world, 'effect', () => this.#order.took(run.task.name, step.label));
    return result;
  }

  /** Whether the machine has stopped. */
  stopped(): boolean {
    const { stopsWhen } = this.scenario;
    return stopsWhen !== undefined && runSealed(this.world, 'detect', stopsWhen);
  }

  /** Whether a harm is found in the present state. */
  finds(harm: Detector<Kernel>): boolean {
    const { memory } = this.world;
    memory.task = harm.name;
    memory.step = '';
    return runSealed(this.world, 'detect', (k) => isFound(harm, k));
  }
}
