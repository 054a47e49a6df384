// A task under way, on the clock or in a replayed schedule: its generator, where it stands, and
// whether it waits.
import { alternativesOf } from './automaton.js';
import { CallStack } from './call-stack.js';
import type { Kernel } from './kernel.js';
import { ModelError } from './model-error.js';
import type { OperationRun } from './run.js';
import type { Task } from './scenario.js';
import { begin, type Condition, type Operation, Step } from './step.js';
import { Ticket } from './ticket.js';
import type { Waiter } from './waiters.js';

/** What a task yielded, which has to be a step. */
function stepOf(task: string, yielded: unknown): Step {
  if (yielded instanceof Step) return yielded;
  if (yielded instanceof Ticket) return yielded[Symbol.iterator]();
  throw new ModelError(`task ${task} yielded something that is no step: write yield* k.step(…), with the star.`);
}

/** A task as the clock runs it. */
export class RunningTask implements Waiter {
  /** Made when the task begins. */
  generator: Operation<unknown> | null = null;
  readonly stack = new CallStack();
  group: Waiter['group'] = null;
  lastGroup: Waiter['group'] = null;
  before: Waiter | null = null;
  behind: Waiter | null = null;
  /** The step it is at; null before it starts and after it ends. */
  step: Step | null = null;
  /** What its last step returned, sent when its cost has passed. */
  sent: unknown = undefined;
  /** Filled anew for each of its plain steps. */
  readonly own = new Step('', undefined, undefined, 0, 'kernel', undefined);
  /** Counts its steps; events made for an earlier step are stale. */
  token = 1;
  /** True when a time-out of the present step has run out. */
  timerOut = false;
  timerSet = false;
  /** The sleep it is in has begun. */
  asleep = false;
  /** Since when it waits, −1 when it does not. */
  blockedSince = -1;
  /** Number of the step that last woke it. */
  wokenBy = -1;
  ended = false;
  returned: unknown = undefined;
  operation: OperationRun | null = null;

  constructor(
    readonly number: number,
    readonly task: Task<Kernel>,
  ) {}

  get waitingAt(): string {
    return this.step?.label ?? '';
  }

  get guard(): Condition | undefined {
    return this.step?.when;
  }

  /**
   * Sends it its last result and takes its next step from it; false when it ended.
   * @throws ModelError for a forgotten `yield*`, or something yielded that is no step
   */
  resume(kernel: Kernel): boolean {
    const { stack, task } = this;
    kernel.stack = stack;
    kernel.own = this.own;
    kernel.memory.task = task.name;
    kernel.memory.step = '';
    if (stack.depth === 0) stack.resultCount = 0;
    this.generator ??= begin(task, kernel);
    const state = this.generator.next(this.sent);
    kernel.own = null;
    if (state.done === true) {
      this.step = null;
      this.ended = true;
      this.returned = state.value;
    } else {
      this.step = state.value === this.own ? this.own : stepOf(task.name, state.value);
      kernel.taken++;
    }
    if (kernel.made !== kernel.taken)
      throw new ModelError(
        `task ${task.name} made the step or call ‹${kernel.lastMade}›, or one before it, without yield*, so it would silently do nothing: write yield* in front of it.`,
      );
    return !this.ended;
  }

  /** What it waits for, in a reader's words. */
  get waitReason(): string {
    return alternativesOf(this.step).find((step) => step.waitsFor !== undefined)?.waitsFor ?? this.waitingAt;
  }
}
