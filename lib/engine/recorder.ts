// Writes the trace of a run: for each step its task, owner, label, time, what it changed and whom
// it unblocked; the times in which tasks waited; the kernel functions they were in.

import type { Memory } from './memory.js';
import { asFieldValue } from './run.js';
import type { RunningTask } from './running-task.js';
import type { Scenario } from './scenario.js';
import type { Step } from './step.js';
import type { BlockedSpan, CallSpan, RecordState, Trace, TraceStep } from './trace.js';

/** A run that can be recorded: the clock's, or a replayed schedule's. */
export interface Recordable {
  readonly scenario: Scenario;
  readonly memory: Memory;
  readonly tasks: readonly RunningTask[];
  readonly nowNs: number;
}

export class Recorder {
  readonly #clock: Recordable;
  readonly #initial: RecordState[];
  readonly #before: Int32Array;
  readonly #steps: TraceStep[] = [];
  readonly #blocked: BlockedSpan[] = [];
  readonly #calls: CallSpan[] = [];
  readonly #open: CallSpan[][];
  /** For each task whose wait ended: how long it waited for its next step, in nanoseconds. */
  readonly #waitOf = new Map<RunningTask, number>();

  constructor(clock: Recordable) {
    this.#clock = clock;
    this.#before = clock.memory.words.slice();
    this.#initial = clock.scenario.layout.describe(this.#before);
    this.#open = clock.tasks.map(() => []);
  }

  enter(task: RunningTask, name: string, depth: number): void {
    const span: CallSpan = { task: task.task.name, name, startNs: this.#clock.nowNs, endNs: -1, depth };
    this.#calls.push(span);
    this.#open[task.number]!.push(span);
  }

  leave(task: RunningTask, _depth: number, result: unknown): void {
    const span = this.#open[task.number]!.pop();
    if (span === undefined) return;
    span.endNs = this.#clock.nowNs;
    span.result = asFieldValue(result);
  }

  /** Called when a wait ended, before its step is written. */
  waited(task: RunningTask, step: Step, sinceNs: number): void {
    const { nowNs } = this.#clock;
    if (nowNs > sinceNs)
      this.#blocked.push({
        task: task.task.name,
        startNs: sinceNs,
        endNs: nowNs,
        on: step.label,
        reason: step.waitsFor ?? step.label,
      });
    this.#waitOf.set(task, (this.#waitOf.get(task) ?? 0) + nowNs - sinceNs);
  }

  step(task: RunningTask, step: Step, costNs: number, result: unknown, stretched = false): void {
    const { memory, nowNs, scenario } = this.#clock;
    const waitedNs = this.#waitOf.get(task);
    this.#waitOf.delete(task);
    const changes = scenario.layout.difference(this.#before, memory.words);
    this.#before.set(memory.words);
    if (waitedNs !== undefined) this.#creditUnblocker(task);
    this.#steps.push({
      index: this.#steps.length,
      task: task.task.name,
      owner: step.owner,
      label: step.label,
      timeNs: nowNs,
      costNs,
      stack: task.stack.names(),
      changes,
      ...(result === undefined ? {} : { result: asFieldValue(result) }),
      unblocked: [],
      waitedNs: waitedNs ?? 0,
      ...(waitedNs === undefined ? {} : { waitedFor: step.waitsFor ?? step.label }),
      ...(stretched ? { stretched } : {}),
    });
  }

  /** The step whose write made the task's guard come true: the latest that wrote what it read. */
  #creditUnblocker(task: RunningTask): void {
    const by = task.wokenBy;
    const step = this.#steps[by];
    if (step !== undefined && step.task !== task.task.name) step.unblocked.push(task.task.name);
  }

  /** The step written last. */
  get last(): TraceStep | undefined {
    return this.#steps.at(-1);
  }

  /** The whole trace; call it once, when the run is over. */
  trace(): Trace {
    const { scenario, nowNs, tasks } = this.#clock;
    for (const task of tasks)
      if (task.blockedSince >= 0)
        this.#blocked.push({
          task: task.task.name,
          startNs: task.blockedSince,
          endNs: nowNs,
          on: task.waitingAt,
          reason: task.waitReason,
        });
    for (const open of this.#open) for (const span of open) span.endNs = nowNs;
    return {
      scenario: scenario.name,
      tasks: scenario.tasks.map((task) => ({ name: task.name, daemon: task.daemon === true })),
      initial: this.#initial,
      steps: this.#steps,
      blocked: this.#blocked,
      calls: this.#calls,
      endNs: nowNs,
    };
  }
}
