// The clock: one run of a scenario in simulated time.
//
// Discrete events with seeded randomness: a step takes effect at once and its cost passes before
// the task goes on; a task that cannot go on sleeps until a record its guard read is written.
// Whatever the clock does is a path of the explorer's graph, because both take the same steps.
import { EventQueue } from './event-queue.js';
import type { Kernel } from './kernel.js';
import type { Memory } from './memory.js';
import { ModelError } from './model-error.js';
import { Random } from './random.js';
import { Recorder } from './recorder.js';
import type { OperationRun, Run, RunOptions } from './run.js';
import { asFieldValue } from './run.js';
import { RunningTask } from './running-task.js';
import type { Scenario } from './scenario.js';
import type { Condition, Step } from './step.js';
import { TimerOrder } from './timer-order.js';
import { type Waiter, Waiters } from './waiters.js';
import { Watch } from './watch.js';
import { initialWorld } from './world.js';

const runEvent = 0;

/** The state of one run. */
export class Clock {
  readonly memory: Memory;
  readonly kernel: Kernel;
  readonly tasks: RunningTask[];
  readonly operations: OperationRun[] = [];
  readonly recorder: Recorder | null;
  nowNs = 0;
  steps = 0;
  readonly #queue = new EventQueue();
  readonly #waiters: Waiters;
  readonly #random: Random;
  readonly #order: TimerOrder;
  readonly #ordered: boolean;
  readonly #watch: Watch;
  #alive = 0;
  #stepsThisInstant = 0;
  #stopped = false;
  readonly #maxSteps: number;
  readonly #stepsPerInstant: number;
  /** True when nobody wants to hear of each step. */
  readonly #quiet: boolean;

  constructor(
    readonly scenario: Scenario,
    readonly options: RunOptions = {},
  ) {
    const world = initialWorld(scenario);
    this.memory = world.memory;
    this.kernel = world.kernel;
    this.#random = new Random(options.seed ?? 1);
    this.#order = new TimerOrder(scenario, this.memory, (task) => this.tasks[task]!.ended);
    this.#ordered = scenario.before.length > 0;
    this.#waiters = new Waiters(this.memory.views.length);
    this.tasks = scenario.tasks.map((task, number) => new RunningTask(number, task));
    this.recorder = options.record === true ? new Recorder(this) : null;
    this.#watch = new Watch(this);
    this.#maxSteps = options.maxSteps ?? 10_000_000;
    this.#stepsPerInstant = 100_000 + 100 * this.tasks.length;
    this.#quiet = this.recorder === null && !this.#watch.active && options.onStep === undefined;
    for (const task of this.tasks) {
      if (options.operations !== false || this.recorder !== null) this.#followOperations(task);
      if (task.task.daemon !== true) this.#alive++;
      this.#queue.add(this.#random.draw(task.task.start ?? 0), task.number, runEvent);
    }
  }

  /** Runs to the end. */
  run(): Run {
    const { untilNs = Number.POSITIVE_INFINITY } = this.options;
    const queue = this.#queue;
    while (this.#alive > 0 && this.steps < this.#maxSteps && !this.#stopped && queue.next()) {
      if (queue.timeNs > untilNs) break;
      if (queue.timeNs !== this.nowNs) {
        this.nowNs = queue.timeNs;
        this.#stepsThisInstant = 0;
      }
      this.#handle(this.tasks[queue.task]!, queue.kind);
    }
    return this.#result();
  }

  /** 0: the task's cost has passed. Positive: a time-out of step `kind`. Negative: a wake of step `−kind`. */
  #handle(task: RunningTask, kind: number): void {
    let goOn: boolean;
    if (kind === runEvent) {
      goOn = !task.asleep || this.#wakeUp(task);
    } else if (kind > 0) {
      if (kind !== task.token) return;
      task.timerOut = true;
      goOn = this.#attempt(task);
    } else goOn = -kind === task.token && task.group !== null && this.#attempt(task);
    while (goOn && this.#resume(task)) goOn = this.#attempt(task);
  }

  /** Takes the sleep whose time has passed; that was the wait for its turn, so the task goes on at once. */
  #wakeUp(task: RunningTask): boolean {
    const step = task.step!;
    task.asleep = false;
    this.memory.startFootprint();
    if (this.#ordered) this.#noteOrder(task, step);
    this.#count(task, undefined);
    if (!this.#quiet) this.#report(task, step, 0, undefined, 0);
    if (this.memory.writeCount > 0 && this.#waiters.size > 0) this.#wakeReaders();
    return this.steps < this.#maxSteps && !this.#stopped;
  }

  /** Sends the task its last result; false when it ended. */
  #resume(task: RunningTask): boolean {
    if (task.resume(this.kernel)) return true;
    if (task.task.daemon !== true) this.#alive--;
    if (this.#ordered) this.#noteEnd();
    return false;
  }

  /** What was to come before a timer cannot any more, now that its task has ended. */
  #noteEnd(): void {
    for (const waiting of this.tasks) if (waiting.timerOut && waiting.group !== null) this.#wake(waiting);
  }

  /** Takes the task's step if it can be taken, else lets it wait; true when the task may go on at once. */
  #attempt(task: RunningTask): boolean {
    const step = task.step!;
    if (step.alternatives.length > 0) return this.#attemptChoice(task, step);
    if (step.delay !== -1) {
      task.asleep = true;
      this.#queue.add(this.nowNs + this.#random.draw(step.delay), task.number, runEvent);
      return false;
    }
    if (step.when === undefined) return this.#take(task, 0);
    if (this.#follows(task)) {
      this.#beginWait(task, step);
      return false;
    }
    if (this.#holds(task, step, step.when) && this.#isItsTurn(task)) return this.#take(task, 0);
    this.#block(task, step);
    return false;
  }

  /** True when others wait at the guard of a task that has just come to it: it goes behind them. */
  #follows(task: RunningTask): boolean {
    return task.group === null && this.#waiters.size > 0 && this.#waiters.follow(task);
  }

  /** Evaluates a guard. */
  #holds(task: RunningTask, step: Step, when: Condition): boolean {
    const memory = this.memory;
    memory.step = step.label;
    memory.task = task.task.name;
    memory.startFootprint();
    memory.access = 'guard';
    const holds = when(this.kernel);
    memory.access = 'none';
    return holds;
  }

  /** False when others wait at the guard of a task that comes to it: it goes behind them. */
  #isItsTurn(task: RunningTask): boolean {
    if (task.group !== null || this.#waiters.size === 0) return true;
    return !this.#waiters.join(task, this.memory.reads, this.memory.readCount);
  }

  #attemptChoice(task: RunningTask, step: Step): boolean {
    const alternative = this.#choose(task, step);
    if (alternative >= 0 && this.#isItsTurn(task)) return this.#take(task, alternative);
    this.#block(task, step);
    return false;
  }

  /** The number of an alternative that can be taken now, drawn when there are several; −1 for none. */
  #choose(task: RunningTask, step: Step): number {
    const memory = this.memory;
    memory.step = step.label;
    memory.startFootprint();
    memory.access = 'guard';
    memory.task = task.task.name;
    let chosen = -1;
    let enabled = 0;
    const alternatives = step.alternatives;
    for (let a = 0; a < alternatives.length; a++) {
      const alternative = alternatives[a]!;
      if (!this.#enabled(task, alternative, enabled)) continue;
      enabled++;
      if (enabled === 1 || this.#random.below(enabled) === 0) chosen = a;
    }
    memory.access = 'none';
    return chosen;
  }

  /** A time-out counts only when it has run out and nothing else is possible. */
  #enabled(task: RunningTask, alternative: Step, others: number): boolean {
    if (alternative.timer !== '') return others === 0 && task.timerOut && this.#order.allows(alternative.timer);
    return alternative.when === undefined || alternative.when(this.kernel);
  }

  /** Lets a task wait whose step, just looked at, cannot be taken. */
  #block(task: RunningTask, step: Step): void {
    const { reads, readCount } = this.memory;
    const { group } = task;
    if (group !== null && task.blockedSince >= 0) {
      if (group.head === task) this.#waiters.stillWaits(group, reads, readCount);
      return;
    }
    if (group === null) this.#waiters.add(task, reads, readCount);
    this.#beginWait(task, step);
  }

  #beginWait(task: RunningTask, step: Step): void {
    task.blockedSince = this.nowNs;
    for (const alternative of step.alternatives)
      if (alternative.timer !== '' && !task.timerSet) {
        task.timerSet = true;
        this.#queue.add(this.nowNs + this.#random.draw(alternative.delay), task.number, task.token);
      }
  }

  /** Takes an alternative of the task's step; true when the task may go on at once. */
  #take(task: RunningTask, alternative: number): boolean {
    const { memory, kernel } = this;
    const whole = task.step!;
    const step = whole.alternatives.length > 0 ? whole.alternatives[alternative]! : whole;
    const waited = task.group !== null;
    const next = waited ? (this.#waiters.remove(task) as RunningTask | null) : null;
    memory.startFootprint();
    let result: unknown;
    if (step.effect !== undefined) {
      memory.task = task.task.name;
      memory.step = step.label;
      memory.access = 'effect';
      kernel.stack = task.stack;
      result = step.effect(kernel);
      memory.access = 'none';
    }
    if (this.#ordered) this.#noteOrder(task, step);
    this.#count(task, result);
    const costNs = typeof step.cost === 'number' ? step.cost : this.#random.draw(step.cost);
    if (waited) this.#closeWait(task, step);
    if (!this.#quiet) this.#report(task, step, alternative, result, costNs);
    const atOnce = costNs === 0 && this.#queue.idle() && this.steps < this.#maxSteps && !this.#stopped;
    if (!atOnce) this.#queue.add(this.nowNs + costNs, task.number, runEvent);
    if (next !== null) next.group!.waking = true;
    if (memory.writeCount > 0 && this.#waiters.size > 0) this.#wakeReaders();
    if (next !== null) this.#lookAgain(next);
    return atOnce;
  }

  /** The head of a group has gone: does the guard still hold for the next? */
  #lookAgain(task: RunningTask): void {
    const step = task.step!;
    if (step.alternatives.length === 0 && step.when !== undefined && !this.#holds(task, step, step.when))
      this.#block(task, step);
    else this.#wake(task);
  }

  /** Counts a step as taken. */
  #count(task: RunningTask, result: unknown): void {
    if (++this.#stepsThisInstant > this.#stepsPerInstant) this.#zeno(task);
    this.steps++;
    task.token++;
    task.timerOut = task.timerSet = false;
    task.sent = result;
    task.stack.push(result);
  }

  #noteOrder(task: RunningTask, step: Step): void {
    this.memory.access = 'effect';
    this.#order.took(task.task.name, step.label);
    this.memory.access = 'none';
  }

  /** Wakes those whose guards read what was just written. */
  #wakeReaders(): void {
    this.#waiters.wake(this.memory.writes, this.memory.writeCount, this.#wake);
  }

  /** Tells the trace, the watch and the caller of a step. */
  #report(task: RunningTask, step: Step, alternative: number, result: unknown, costNs: number): void {
    this.recorder?.step(task, step, costNs, result);
    if (this.#watch.active && this.#watch.look()) this.#stopped = true;
    this.options.onStep?.({ task: task.number, alternative, result, timeNs: this.nowNs, words: this.memory.words });
  }

  readonly #wake = (waiter: Waiter): void => {
    const task = waiter as RunningTask;
    if (task.group !== null && task.group.head === task) task.group.waking = true;
    task.wokenBy = this.steps - 1;
    this.#queue.add(this.nowNs, task.number, -task.token);
  };

  #closeWait(task: RunningTask, step: Step): void {
    if (task.operation !== null && this.nowNs > task.blockedSince)
      task.operation.blocked.push({
        task: task.task.name,
        startNs: task.blockedSince,
        endNs: this.nowNs,
        on: step.label,
        reason: step.waitsFor ?? step.label,
      });
    this.recorder?.waited(task, step, task.blockedSince);
    task.blockedSince = -1;
  }

  #zeno(task: RunningTask): never {
    const where = task.stack.names().at(-1) ?? task.task.name;
    throw new ModelError(
      `task ${task.task.name} took more than 100,000 steps at one instant, the last in ${where}: a loop whose steps cost no time; give one of them a cost, or wait with a guard.`,
    );
  }

  /** Follows the outermost kernel functions of a task. */
  #followOperations(task: RunningTask): void {
    const recorder = this.recorder;
    task.stack.onEnter = (identity, depth) => {
      recorder?.enter(task, identity.name, depth);
      if (depth > 0) return;
      task.operation = {
        task: task.task.name,
        name: identity.name,
        startNs: this.nowNs,
        endNs: -1,
        status: null,
        blocked: [],
      };
      if (task.task.daemon !== true) this.operations.push(task.operation);
    };
    task.stack.onLeave = (_, depth, result) => {
      recorder?.leave(task, depth, result);
      if (depth > 0 || task.operation === null) return;
      task.operation.endNs = this.nowNs;
      task.operation.status = asFieldValue(result);
      task.operation = null;
    };
  }

  #result(): Run {
    const { scenario, memory } = this;
    memory.access = 'detect';
    const outcome = scenario.outcome?.(this.kernel);
    memory.access = 'none';
    for (const task of this.tasks)
      if (task.blockedSince >= 0 && task.operation !== null)
        task.operation.blocked.push({
          task: task.task.name,
          startNs: task.blockedSince,
          endNs: this.nowNs,
          on: task.waitingAt,
          reason: task.waitReason,
        });
    return {
      scenario: scenario.name,
      seed: this.options.seed ?? 1,
      steps: this.steps,
      endNs: this.nowNs,
      finished: this.#alive === 0,
      operations: this.operations,
      results: new Map(
        this.tasks.map((task) => [task.task.name, task.ended ? asFieldValue(task.returned) : undefined]),
      ),
      harms: this.#watch.harms,
      observations: this.#watch.observations,
      outcome,
      trace: this.recorder?.trace(),
      words: memory.words.slice(),
    };
  }
}

/** Runs a scenario once. */
export function simulate(scenario: Scenario, options: RunOptions = {}): Run {
  return new Clock(scenario, options).run();
}
