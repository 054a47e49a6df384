// Replays a schedule on the clock: the same steps in the same order, with the times their costs
// give. Where the schedule lets a task wait though it could go on, the step is marked as stretched.
import { alternativesOf } from './automaton.js';
import { EffectProbe, type Probe } from './effect-probe.js';
import type { Kernel } from './kernel.js';
import type { Memory } from './memory.js';
import { Random } from './random.js';
import { Recorder } from './recorder.js';
import { RunningTask } from './running-task.js';
import type { Scenario } from './scenario.js';
import { type Move, parseSchedule, type Schedule } from './schedule.js';
import type { Step } from './step.js';
import { TimerOrder } from './timer-order.js';
import type { Trace } from './trace.js';
import { Watch } from './watch.js';
import { initialWorld } from './world.js';

/** What a replayed schedule came to. */
export interface Replayed {
  readonly trace: Trace;
  /** Ids of the harms met, each with the number of steps after which it was there. */
  readonly harms: ReadonlyMap<string, number>;
  /** How many steps showed each observation. */
  readonly observations: ReadonlyMap<string, number>;
  /** Ids of the observations made, each with the number of the first step that showed it. */
  readonly firstObserved: ReadonlyMap<string, number>;
  /** Where each task stands at the end: the label of its next step, null when it has ended. */
  readonly standing: readonly { task: string; next: string | null; canGoOn: boolean }[];
  /** True when the machine has stopped for good: nobody can go on. */
  readonly stopped: boolean;
  /** What each step's effect rested on, null where it touched nothing; empty where that was not asked. */
  readonly probes: readonly (Probe | null)[];
  readonly words: Int32Array;
}

/** What a task would do next. */
export interface NextStep {
  /** The step's label; null where the task has ended or has no such alternative. */
  label: string | null;
  canGoOn: boolean;
  /** What it waits for, where it cannot go on; null too where the machine has stopped. */
  waitsFor: string | null;
}

/** A replay under way, move by move. */
export class Replay {
  readonly memory: Memory;
  readonly kernel: Kernel;
  readonly tasks: readonly RunningTask[];
  nowNs = 0;
  steps = 0;
  /** The machine has stopped: nothing can be taken any more. */
  #stopped = false;
  readonly recorder: Recorder;
  readonly #random: Random;
  readonly #order: TimerOrder;
  readonly #watch: Watch;
  /** When each task has paid for its last step. */
  readonly #readyNs: number[];
  /** When a waiting task could have gone on, −1 while it cannot. */
  readonly #freeNs: number[];
  readonly #probe: EffectProbe | null;
  readonly #probes: (Probe | null)[] = [];

  /** @param probed whether to find out what each step's effect rested on */
  constructor(
    readonly scenario: Scenario,
    seed: number,
    probed = false,
  ) {
    const world = initialWorld(scenario);
    this.memory = world.memory;
    this.kernel = world.kernel;
    this.#probe = probed ? new EffectProbe(this.memory) : null;
    this.#random = new Random(seed);
    this.#order = new TimerOrder(scenario, this.memory, (task) => this.tasks[task]!.ended);
    this.tasks = scenario.tasks.map((task, number) => new RunningTask(number, task));
    this.#readyNs = this.tasks.map(() => 0);
    this.#freeNs = this.tasks.map(() => -1);
    this.recorder = new Recorder(this);
    this.#watch = new Watch(this);
    for (const task of this.tasks) {
      task.stack.onEnter = (identity, depth) => this.recorder.enter(task, identity.name, depth);
      task.stack.onLeave = (_, depth, result) => this.recorder.leave(task, depth, result);
      this.#resume(task);
    }
  }

  /** Takes one move. */
  move(move: Move, index: number): void {
    const task = this.tasks[move.task]!;
    if (this.#stopped) this.#refuse(task, index, 'cannot go on: the machine stopped at the step before');
    const step = alternativesOf(task.step)[move.alternative];
    if (step === undefined)
      this.#refuse(
        task,
        index,
        task.ended ? 'has ended' : `has no alternative ${move.alternative} at ‹${task.waitingAt}›`,
      );
    this.nowNs = Math.max(this.nowNs, this.#readyNs[move.task]! + this.#delayOf(step));
    if (!this.#enabled(task, step))
      this.#refuse(task, index, `cannot take ‹${step.label}› here; it waits for: ${task.waitReason}`);
    const result = this.#effect(task, step);
    const costNs = this.#random.draw(step.cost);
    this.#settleWait(task, step);
    const stretched = this.nowNs > Math.max(this.#readyNs[move.task]! + this.#delayOf(step), this.#freeNs[move.task]!);
    this.recorder.step(task, step, costNs, result, stretched);
    this.steps++;
    this.#stopped = this.#watch.look();
    task.sent = result;
    task.stack.push(result);
    this.#readyNs[move.task] = this.nowNs + costNs;
    this.#freeNs[move.task] = -1;
    this.#resume(task);
    this.#lookAround(index);
  }

  /** What a move would take, without taking it. */
  look(move: Move): NextStep {
    const task = this.tasks[move.task]!;
    const step = alternativesOf(task.step)[move.alternative];
    if (task.ended || step === undefined) return { label: null, canGoOn: false, waitsFor: null };
    const canGoOn = !this.#stopped && this.#enabled(task, step);
    return { label: step.label, canGoOn, waitsFor: canGoOn || this.#stopped ? null : task.waitReason };
  }

  /** The harms met so far: see `Replayed`. */
  get harms(): ReadonlyMap<string, number> {
    return this.#watch.harms;
  }

  /** What the run came to; no move may follow. */
  result(): Replayed {
    for (const task of this.tasks)
      if (this.#freeNs[task.number]! >= 0) this.#settleWait(task, alternativesOf(task.step)[0]!);
    this.nowNs = Math.max(
      this.nowNs,
      ...this.tasks.filter((task) => task.token > 1).map((task) => this.#readyNs[task.number]!),
    );
    const standing = this.tasks.map((task) => ({
      task: task.task.name,
      next: task.ended ? null : task.waitingAt,
      canGoOn: !this.#stopped && alternativesOf(task.step).some((step) => this.#enabled(task, step)),
    }));
    return {
      trace: this.recorder.trace(),
      harms: this.#watch.harms,
      observations: this.#watch.observations,
      firstObserved: this.#watch.firstObserved,
      standing,
      stopped: this.#stopped,
      probes: this.#probes,
      words: this.memory.words.slice(),
    };
  }

  #effect(task: RunningTask, step: Step): unknown {
    const { memory } = this;
    memory.task = task.task.name;
    memory.step = step.label;
    memory.startFootprint();
    memory.access = 'effect';
    this.#probe?.begin();
    const { effect } = step;
    const result = effect === undefined ? undefined : effect(this.kernel);
    memory.access = 'none';
    if (this.#probe !== null)
      this.#probes.push(effect === undefined ? null : this.#probe.probe(() => effect(this.kernel)));
    memory.access = 'effect';
    this.#order.took(task.task.name, step.label);
    memory.access = 'none';
    task.token++;
    return result;
  }

  /** Sends a task its last result, at the time it is ready. */
  #resume(task: RunningTask): void {
    const nowNs = this.nowNs;
    this.nowNs = this.#readyNs[task.number]!;
    task.resume(this.kernel);
    this.nowNs = nowNs;
  }

  /** Which tasks wait now, and which could go on again. */
  #lookAround(index: number): void {
    for (const task of this.tasks) {
      if (task.ended || this.#readyNs[task.number]! > this.nowNs) continue;
      const can = alternativesOf(task.step).some((step) => step.timer === '' && this.#enabled(task, step));
      if (!can && task.blockedSince < 0) task.blockedSince = this.nowNs;
      if (can && task.blockedSince >= 0 && this.#freeNs[task.number]! < 0) {
        this.#freeNs[task.number] = this.nowNs;
        task.wokenBy = index;
      }
      if (!can && this.#freeNs[task.number]! >= 0) this.#waitAgain(task);
    }
  }

  /** A task could have gone on, was not run, and now it cannot again. */
  #waitAgain(task: RunningTask): void {
    this.#settleWait(task, alternativesOf(task.step)[0]!);
    task.blockedSince = this.nowNs;
    this.#freeNs[task.number] = -1;
  }

  /** Ends a task's wait, at the time it could have gone on. */
  #settleWait(task: RunningTask, step: Step): void {
    if (task.blockedSince < 0) return;
    const nowNs = this.nowNs;
    if (this.#freeNs[task.number]! >= 0) this.nowNs = this.#freeNs[task.number]!;
    this.recorder.waited(task, step, task.blockedSince);
    this.nowNs = nowNs;
    task.blockedSince = -1;
  }

  #delayOf(step: Step): number {
    return step.delay === -1 ? 0 : typeof step.delay === 'number' ? step.delay : step.delay.ns;
  }

  #enabled(task: RunningTask, step: Step): boolean {
    const { memory } = this;
    memory.task = task.task.name;
    memory.step = step.label;
    memory.access = 'guard';
    const can =
      (step.when === undefined || step.when(this.kernel)) && (step.timer === '' || this.#order.allows(step.timer));
    memory.access = 'none';
    return can;
  }

  #refuse(task: RunningTask, index: number, what: string): never {
    throw new RangeError(
      `the schedule does not fit the scenario ${this.scenario.name}: at step ${index + 1}, task ${task.task.name} ${what}. A schedule belongs to one scenario with one set of rules; replay it with those it was found with.`,
    );
  }
}

/**
 * Replays a schedule.
 * @param schedule the moves, or their text as `explore` prints it
 * @param seed for the costs; the steps are the schedule's
 * @param probed whether to find out what each step's effect rested on
 * @throws SyntaxError for a text that is no schedule, RangeError where a step cannot be taken
 */
export function replay(scenario: Scenario, schedule: Schedule | string, seed = 1, probed = false): Replayed {
  const run = new Replay(scenario, seed, probed);
  const moves = typeof schedule === 'string' ? parseSchedule(schedule, scenario.tasks.length) : schedule;
  moves.forEach((move, index) => {
    run.move(move, index);
  });
  return run.result();
}
