// One run of one task's code: a generator that is fed what its steps returned.
//
// It refuses, with a mend, what would make the task more than a function of those results: a
// forgotten `yield*`, something yielded that is no step, a kernel function defined on the way.
import { CallStack, describe } from './call-stack.js';
import type { Kernel } from './kernel.js';
import { kernelFunctionCount } from './kernel-function.js';
import { ModelError } from './model-error.js';
import { isRecord } from './record.js';
import type { Task } from './scenario.js';
import { namedError } from './sealed-world.js';
import { begin, type Operation, Step } from './step.js';

/** An error in a task's code: what was seen, and what to write instead. */
export function taskError(task: string, what: string, mend: string): ModelError {
  return new ModelError(`task ${task} ${what}: ${mend}.`);
}

export class TaskRun {
  /** The step it stands at, null once it has ended. */
  step: Step | null = null;
  /** What it returned, once ended. */
  result: unknown = undefined;
  /** What its steps returned so far. */
  readonly history: unknown[] = [];
  readonly #generator: Operation<unknown>;

  constructor(
    readonly kernel: Kernel,
    readonly task: Task<Kernel>,
    readonly stack: CallStack = new CallStack(),
  ) {
    kernel.stack = stack;
    kernel.memory.task = task.name;
    kernel.memory.step = '';
    kernel.made = kernel.taken = 0;
    this.#generator = this.#run(() => begin(task, kernel));
    this.#resume(undefined);
  }

  get ended(): boolean {
    return this.step === null;
  }

  /** Goes on from its step with what that step returned; a record may be one of another world. */
  feed(result: unknown): void {
    const { kernel, stack, step, task } = this;
    if (step === null)
      throw taskError(
        task.name,
        'took fewer steps when it was run again with the same results',
        'nothing but step results may decide what it does',
      );
    kernel.stack = stack;
    kernel.memory.task = task.name;
    kernel.memory.step = step.label;
    this.history.push(result);
    stack.push(result);
    this.#resume(isRecord(result) ? kernel.memory.views[result.id] : result);
  }

  /** The text of its call stack. */
  stackKey(): string {
    return this.#run(() => this.stack.key());
  }

  #resume(sent: unknown): void {
    const { kernel, task } = this;
    const defined = kernelFunctionCount();
    const state = this.#run(() => this.#generator.next(sent));
    if (kernelFunctionCount() !== defined)
      throw taskError(
        task.name,
        'defines a kernel function while it runs',
        'move kernelFunction(…) to the top of the module and pass it what it needs as arguments',
      );
    if (!state.done) {
      if (!(state.value instanceof Step))
        throw taskError(task.name, `yielded ${describe(state.value)}`, 'write yield* k.step(…), with the star');
      kernel.taken++;
    }
    if (kernel.made !== kernel.taken)
      throw taskError(
        task.name,
        `made the step or call ‹${kernel.lastMade}›, or one before it, without yield*, so it would silently do nothing`,
        'write yield* in front of it',
      );
    this.step = state.done ? null : state.value;
    this.result = state.done ? state.value : undefined;
  }

  /** Runs the task's code; what it throws names the task. */
  #run<T>(code: () => T): T {
    try {
      return code();
    } catch (error) {
      throw namedError(error, this.kernel.memory);
    }
  }
}
