// A live run: all tasks of a scenario as running generators on one sealed world, taking steps in
// any order a caller likes. Effects run inside the generators that made them, as on the clock, so
// whatever a task keeps to itself has its effect here.
import { alternativesOf } from './automaton.js';
import type { Scenario } from './scenario.js';
import { sealBroken, sealedWorld } from './sealed-world.js';
import type { Step } from './step.js';
import { TaskRun } from './task-run.js';
import { TimerOrder } from './timer-order.js';
import type { World } from './world.js';

export class LiveRun {
  readonly words: Int32Array;
  readonly world: World;
  readonly tasks: readonly TaskRun[];
  readonly #order: TimerOrder;
  readonly #ordered: boolean;

  /** @param initial the memory words to start from, which are copied */
  constructor(
    readonly scenario: Scenario,
    initial: Int32Array,
  ) {
    this.words = initial.slice(0, scenario.layout.words);
    this.world = sealedWorld(scenario, this.words);
    this.#order = new TimerOrder(scenario, this.world.memory);
    this.#ordered = scenario.before.length > 0;
    this.tasks = scenario.tasks.map((task) => new TaskRun(this.world.kernel, task));
    for (const run of this.tasks) this.#noteOrder(run, '');
  }

  /** What a task could do next. */
  alternatives(task: number): readonly Step[] {
    return alternativesOf(this.tasks[task]!.step);
  }

  /** Whether a task can take one of its alternatives now. */
  enabled(task: number, alternative: number): boolean {
    const step = this.alternatives(task)[alternative]!;
    const { memory } = this.world;
    memory.task = this.tasks[task]!.task.name;
    memory.step = step.label;
    if (step.when !== undefined && !this.#run('guard', step.when)) return false;
    return !this.#ordered || step.timer === '' || this.#run('effect', () => this.#order.allows(step.timer));
  }

  /** Takes an alternative, which must be enabled; returns what its effect returned. */
  take(task: number, alternative: number): unknown {
    const run = this.tasks[task]!;
    const step = this.alternatives(task)[alternative]!;
    const { memory } = this.world;
    memory.task = run.task.name;
    memory.step = step.label;
    const result = step.effect === undefined ? undefined : this.#run('effect', step.effect);
    run.feed(result);
    this.#noteOrder(run, step.label);
    return result;
  }

  #noteOrder(run: TaskRun, label: string): void {
    if (!this.#ordered) return;
    this.#run('effect', () => {
      if (label !== '') this.#order.took(run.task.name, label);
      if (run.ended) this.#order.ended(run.task.name);
    });
  }

  #run<T>(access: 'guard' | 'effect', code: () => T): T {
    const { memory } = this.world;
    memory.access = access;
    try {
      return code();
    } catch (error) {
      throw sealBroken(error, memory) ?? error;
    } finally {
      memory.access = 'none';
    }
  }
}
