// A task memoised into an automaton: one node for each position the task can be in.
//
// A task is a function of what its steps returned, so a position is reached by feeding those
// results to a fresh generator; effects do not run then. Positions are recognised by their call
// stack (see call-stack.ts), which is where folding happens. Generators run when a node is made,
// never when a state is expanded.
import { type CallStack, describe, historyLimit } from './call-stack.js';
import type { Kernel } from './kernel.js';
import { isRecord } from './record.js';
import type { Task } from './scenario.js';
import type { Step } from './step.js';
import type { StepTable } from './step-table.js';
import { TaskRun, taskError } from './task-run.js';

/** Most positions one task may have. */
export const nodeLimit = 20_000;

/** One position of a task. */
export class AutomatonNode {
  /** What can be done here; empty when the task has ended. */
  readonly alternatives: readonly Step[];
  /** For each alternative: result index → node number, −1 where not yet known. */
  readonly next: number[][];
  /** For results that have no small index. */
  readonly rareNext: (Map<unknown, number> | null)[];
  /** A second history that led here, kept to see whether it behaves the same. */
  shadow: { history: readonly unknown[]; alternatives: readonly Step[] } | null = null;
  /** How often the shadow's effects are still to be compared. */
  comparisons = 0;
  /** First state in which a search met this node, −1 while unknown. */
  firstState = -1;
  /** How often its steps were run, until what they do is written down. */
  runs = 0;
  /** What its steps do, as far as it is written down. */
  table: StepTable | null = null;
  /** The run on the guarded memory that stands here, until it goes on with the first result. */
  guardedRun: TaskRun | null = null;

  constructor(
    readonly id: number,
    readonly key: string,
    readonly ended: boolean,
    /** What the task returned, once ended. */
    readonly result: unknown,
    readonly history: readonly unknown[],
    /** Names of the kernel functions the task is in. */
    readonly functions: readonly string[],
    step: Step | null,
  ) {
    this.alternatives = alternativesOf(step);
    this.next = this.alternatives.map(() => []);
    this.rareNext = this.alternatives.map(() => null);
  }
}

/** A step's ways out: its alternatives, or itself. */
export function alternativesOf(step: Step | null): readonly Step[] {
  if (step === null) return [];
  return step.alternatives.length > 0 ? step.alternatives : [step];
}

const tableSize = 1024;

/** A small number for a common result, −1 for a rare one. */
export function resultIndex(result: unknown): number {
  if (result === undefined) return 0;
  if (result === true) return 1;
  if (result === false) return 2;
  if (result === null) return 3;
  if (
    typeof result === 'number' &&
    result >= 0 &&
    result < tableSize &&
    Number.isInteger(result) &&
    !Object.is(result, -0)
  )
    return result + 4;
  return -1;
}

export class Automaton {
  readonly nodes: AutomatonNode[] = [];
  /** Histories that were folded onto a node that existed already. */
  readonly folded: { readonly history: readonly unknown[]; readonly node: AutomatonNode }[] = [];
  /** Called when the effects at a position are to be compared from now on. */
  onShadow: ((node: AutomatonNode) => void) | null = null;
  readonly #byKey = new Map<string, AutomatonNode>();

  /**
   * @param kernel the explorer's, on which effects will run
   * @param guarded a kernel on a tracked memory that refuses any access: what a task does between
   *   steps is run on it once too, so that memory touched there is found at once
   * @param fold false to keep whole histories, for comparison
   */
  constructor(
    readonly kernel: Kernel,
    readonly guarded: Kernel,
    readonly task: Task<Kernel>,
    readonly fold: boolean = true,
  ) {
    this.#make([], this.position(guarded, []));
  }

  /** Where a fresh generator of the task stands after these results. */
  position(kernel: Kernel, history: readonly unknown[]): TaskRun {
    const run = new TaskRun(kernel, this.task);
    for (const result of history) run.feed(result);
    if (!run.ended && run.stack.innermostLength() > historyLimit) this.#loop(run.stack);
    return run;
  }

  /** The text that names a position: two runs with the same are taken to be in one place. */
  keyOf(run: TaskRun): string {
    const whole = this.fold ? '' : run.history.map((r) => describeResult(r)).join();
    return run.step === null ? `end${whole}` : `${whole}${run.stackKey()}‹${run.step.label}›`;
  }

  /** The node known for a position, if there is one. */
  nodeAt(key: string): AutomatonNode | undefined {
    return this.#byKey.get(key);
  }

  /** The node reached when alternative `a` of a node returned `result`. */
  extend(node: AutomatonNode, a: number, result: unknown): number {
    const step = node.alternatives[a]!;
    const index = resultIndex(result);
    const known = index >= 0 ? node.next[a]![index] : node.rareNext[a]?.get(rareKey(result));
    if (known !== undefined && known >= 0) return known;
    this.#checkResult(step, result);
    const history = [...node.history, result];
    const child = this.#make(history, this.#guardedAfter(node, history));
    if (index >= 0) {
      const table = node.next[a]!;
      while (table.length <= index) table.push(-1);
      table[index] = child.id;
    } else {
      node.rareNext[a] ??= new Map();
      node.rareNext[a]!.set(rareKey(result), child.id);
    }
    if (node.shadow !== null) this.#followShadow(node, result, child);
    return child.id;
  }

  /** The node where the task stands after these results. */
  place(history: readonly unknown[]): AutomatonNode {
    return this.#make(history, this.position(this.guarded, history));
  }

  /** All edges of a node known so far. */
  edges(node: AutomatonNode): { alternative: number; result: unknown; child: number }[] {
    const edges: { alternative: number; result: unknown; child: number }[] = [];
    node.next.forEach((table, alternative) => {
      table.forEach((child, index) => {
        if (child >= 0) edges.push({ alternative, result: resultOf(index), child });
      });
      node.rareNext[alternative]?.forEach((child, result) => {
        const found = node.alternatives[alternative]!.finds
          ? this.kernel.memory.views.find((v) => v.recordName === result)
          : undefined;
        edges.push({ alternative, result: found ?? (result === minusZero ? -0 : result), child });
      });
    });
    return edges;
  }

  /** The guarded run after a node's history and one result more: the node's own, where no other result had it. */
  #guardedAfter(node: AutomatonNode, history: readonly unknown[]): TaskRun {
    const run = node.guardedRun;
    if (run === null) return this.position(this.guarded, history);
    node.guardedRun = null;
    run.feed(history.at(-1));
    return run;
  }

  #make(history: readonly unknown[], guardedRun: TaskRun): AutomatonNode {
    const run = this.position(this.kernel, history);
    const key = this.keyOf(run);
    const existing = this.#byKey.get(key);
    if (existing !== undefined) {
      this.folded.push({ history, node: existing });
      this.#noteShadow(existing, history, run);
      return existing;
    }
    if (this.nodes.length >= nodeLimit)
      this.#fail(
        `has more than ${nodeLimit} positions`,
        'a loop keeps a growing history: write it as a kernel function that ends with return again(…)',
      );
    const node = new AutomatonNode(this.nodes.length, key, run.ended, run.result, history, run.stack.names(), run.step);
    if (!run.ended) node.guardedRun = guardedRun;
    this.nodes.push(node);
    this.#byKey.set(key, node);
    return node;
  }

  #checkResult(step: Step, result: unknown): void {
    const plain =
      result === null || (typeof result !== 'object' && typeof result !== 'function' && typeof result !== 'symbol');
    if (plain && !step.finds) return;
    if (isRecord(result) && step.finds) return;
    if (step.finds && (result === null || result === undefined)) return;
    if (isRecord(result))
      this.#fail(
        `step ‹${step.label}› returned the record ${result.recordName}`,
        'use k.find(…), which stores the record’s number',
      );
    if (step.finds)
      this.#fail(`k.find ‹${step.label}› returned ${describe(result)}`, 'return a record, null or undefined');
    this.#fail(
      `step ‹${step.label}› returned ${describe(result)}`,
      'return a plain value, or use k.find(…) for a record',
    );
  }

  /** Keeps a second history of a node; what is known of the node so far must hold for it too. */
  #noteShadow(node: AutomatonNode, history: readonly unknown[], run: TaskRun): void {
    if (node.shadow !== null || sameHistory(history, node.history)) return;
    const alternatives = alternativesOf(run.step);
    node.shadow = { history, alternatives };
    node.comparisons = 16;
    this.onShadow?.(node);
    const same =
      run.ended === node.ended &&
      alternatives.length === node.alternatives.length &&
      alternatives.every((step, a) => step.label === node.alternatives[a]!.label);
    if (!same) this.unsound(node, history, 'offers other steps');
    for (const { result, child } of this.edges(node)) this.#followShadow(node, result, this.nodes[child]!);
  }

  #followShadow(node: AutomatonNode, result: unknown, child: AutomatonNode): void {
    const history = [...node.shadow!.history, result];
    const run = this.position(this.kernel, history);
    if (this.keyOf(run) !== child.key)
      this.unsound(node, history, `goes on to ‹${run.step?.label ?? 'its end'}› elsewhere`);
    this.#noteShadow(child, history, run);
  }

  /** Reports two histories that were taken for one position and are not. */
  unsound(node: AutomatonNode, history: readonly unknown[], what: string): never {
    const where = node.alternatives[0]?.label ?? 'its end';
    this.#fail(
      `at ‹${where}›, its behaviour depends on more than its call stack: after the results [${node.history.map(describeResult).join(', ')}] and after [${history.map(describeResult).join(', ')}] it should be in one place, but the second ${what}`,
      'pass what it remembers as an argument, or return it from a step; a kernel function must not use variables from outside it',
    );
  }

  #loop(stack: CallStack): never {
    const name = stack.names().at(-1) ?? 'its body';
    this.#fail(
      `collected ${historyLimit} results in one run of ${name}: a loop that never starts over`,
      'make the loop’s body a kernel function that ends with return again(…), or use forEachIndex',
    );
  }

  #fail(what: string, mend: string): never {
    throw taskError(this.task.name, what, mend);
  }
}

function sameHistory(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((value, i) => Object.is(value, b[i]));
}

/** Stands for −0, which a map takes for 0. */
const minusZero = Symbol('−0');

/** What a result without a small number is found by. */
function rareKey(result: unknown): unknown {
  return isRecord(result) ? result.recordName : Object.is(result, -0) ? minusZero : result;
}

/** The result with a small number. */
export function resultOf(index: number): unknown {
  return index === 0 ? undefined : index === 1 ? true : index === 2 ? false : index === 3 ? null : index - 4;
}

function describeResult(value: unknown): string {
  return isRecord(value)
    ? value.recordName
    : typeof value === 'string'
      ? `'${value}'`
      : Object.is(value, -0)
        ? '-0'
        : String(value);
}
