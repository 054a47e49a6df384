// The kernel object `k`: what a task's code sees of the engine.
//
// Views of the scenario's records and its constants are properties beside these methods. There is
// no clock to read, no randomness and no counter: a task that needs one would not be a function
// of what its steps returned.
import { CallStack } from './call-stack.js';
import type { Memory } from './memory.js';
import {
  type Condition,
  type Cost,
  type Effect,
  type Found,
  type Result,
  Step,
  type StepOf,
  type StepOptions,
  type WaitOptions,
} from './step.js';
import { Ticket } from './ticket.js';
import type { Owner } from './trace.js';
import { refusingUnknown } from './unknown-field.js';

/** One way out of a choice: its effect, or its full description. */
export type Choice<R extends Result, K = Kernel> = Effect<R, K> | StepOptions<R, K>;

/** What looks for a record. */
type Search<F extends Found, K = Kernel> = (k: K) => F;

/** The parts of a step that finds a record. */
export interface FindOptions<F extends Found, K = Kernel> {
  when?: Condition<K>;
  do: Search<F, K>;
  waitsFor?: string;
  cost?: Cost;
  owner?: Owner;
}

/** What the engine itself changes on a kernel object. */
export const engineOwn: readonly string[] = ['made', 'taken', 'lastMade', 'stack', 'own'];

/** The engine's side of a running task. */
export class Kernel {
  /** Steps and calls made so far, against those that reached the engine: a forgotten `yield*` shows as a gap. */
  made = 0;
  taken = 0;
  lastMade = '';
  /** The kernel functions the running task is in. */
  stack: CallStack = new CallStack();
  /** The running task's step object, filled anew for each of its steps; null where steps are kept. */
  own: Step | null = null;

  constructor(readonly memory: Memory) {}

  /**
   * One atomic step.
   * @param label what it does, in the field's words; unique enough to be found in a trace
   * @param what the effect, or guard, effect, cost and owner
   */
  step<R extends Result = undefined>(label: string, what: Choice<R, this>): StepOf<R> {
    this.made++;
    this.lastMade = label;
    const { own } = this;
    if (own === null) return asStep(label, what as Choice<R>) as unknown as StepOf<R>;
    if (typeof what === 'function') own.fill(undefined, what as Effect<R>, 0, 'kernel', undefined, -1);
    else
      own.fill(
        what.when as Condition | undefined,
        what.do as Effect<R> | undefined,
        what.cost ?? 0,
        what.owner ?? 'kernel',
        what.waitsFor,
        -1,
      );
    return Ticket.for(label, own, this.made) as unknown as StepOf<R>;
  }

  /**
   * Waits until `guard` holds.
   * @param waitsFor what a reader would say it waits for: `'pin'`, `'writeback'`
   * @returns `'ok'`, or `'timeout'` when the time-out ended the wait
   */
  wait(label: string, guard: Condition<this>, waitsFor: string, options: WaitOptions = {}): StepOf<'ok' | 'timeout'> {
    this.made++;
    this.lastMade = label;
    const owner = options.owner ?? 'kernel';
    const when = guard as Condition;
    const go = new Step(label, when, ok, 0, owner, waitsFor);
    if (options.timeoutNs !== undefined) {
      const late = new Step(`${label}: time-out`, undefined, timeout, 0, options.timeoutOwner ?? 'kernel', undefined);
      late.delay = options.timeoutNs;
      late.timer = options.timer ?? label;
      go.alternatives = [new Step(label, when, ok, 0, owner, waitsFor), late];
    }
    return go as unknown as StepOf<'ok' | 'timeout'>;
  }

  /**
   * A choice: any alternative whose guard holds may be taken. The explorer takes them all, the
   * clock draws one.
   */
  choose<R extends Result = undefined>(label: string, alternatives: Record<string, Choice<R, this>>): StepOf<R> {
    this.made++;
    this.lastMade = label;
    const whole = new Step(label, undefined, undefined, 0, 'kernel', undefined);
    whole.alternatives = Object.entries(alternatives).map(([name, what]) =>
      asStep(`${label}: ${name}`, what as Choice<R>),
    );
    return whole as unknown as StepOf<R>;
  }

  /** Lets time pass; to the explorer, a step that anything may come before. */
  sleep(duration: Cost, options: { label?: string; owner?: Owner } = {}): StepOf<undefined> {
    const { label = 'sleep', owner = 'kernel' } = options;
    this.made++;
    this.lastMade = label;
    const { own } = this;
    if (own !== null) {
      own.fill(undefined, undefined, 0, owner, undefined, duration);
      return Ticket.for(label, own, this.made) as unknown as StepOf<undefined>;
    }
    const step = new Step(label, undefined, undefined, 0, owner, undefined);
    step.delay = duration;
    return step as unknown as StepOf<undefined>;
  }

  /**
   * A step whose result is a record. The engine stores the record's number, so the task stays a
   * function of plain values, and hands the view back.
   */
  find<F extends Found>(label: string, what: Search<F, this> | FindOptions<F, this>): StepOf<F> {
    this.made++;
    this.lastMade = label;
    const step =
      typeof what === 'function'
        ? new Step(label, undefined, what as Search<F>, 0, 'kernel', undefined)
        : new Step(
            label,
            what.when as Condition,
            what.do as Search<F>,
            what.cost ?? 0,
            what.owner ?? 'kernel',
            what.waitsFor,
          );
    step.finds = true;
    return step as unknown as StepOf<F>;
  }

  /** Inside an effect: writes bookkeeping that only detectors read. */
  ghost(write: () => void): void {
    const memory = this.memory;
    const before = memory.access;
    if (before !== 'effect') memory.checkGhost();
    memory.access = 'ghost';
    write();
    memory.access = before;
  }
}

Object.setPrototypeOf(
  Kernel.prototype,
  refusingUnknown(
    (kernel: Kernel, name) =>
      `k has no ${name}: read one of the pools and constants that the scenario has (${Object.keys(kernel)
        .filter((own) => own !== 'memory' && !engineOwn.includes(own))
        .join(', ')}), or ask for it by '${name}' in k.`,
    (_, name) =>
      `tried to keep something outside the memory, as k.${name}: put it in a field of a record, or return it from a step.`,
  ),
);

const ok = (): 'ok' => 'ok';
const timeout = (): 'timeout' => 'timeout';

function asStep<R extends Result>(label: string, what: Choice<R>): Step {
  if (typeof what === 'function') return new Step(label, undefined, what, 0, 'kernel', undefined);
  return new Step(label, what.when, what.do, what.cost ?? 0, what.owner ?? 'kernel', what.waitsFor);
}
