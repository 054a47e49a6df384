// Tasks that do the same: their code is one call of the same kernel function with the same
// arguments.
//
// A task's code does not know which task it is, so two such tasks are the same function of what
// their steps return, and a state with their positions exchanged is the same state in every
// respect that a step or a detector could see. A task that `before` names is told apart by it.
import { encode } from './call-stack.js';
import type { Kernel } from './kernel.js';
import { callOf } from './kernel-function.js';
import type { Scenario } from './scenario.js';
import { begin } from './step.js';

/** Groups of two or more interchangeable tasks, by number. */
export function interchangeableTasks(scenario: Scenario, kernel: Kernel): number[][] {
  const groups = new Map<string, number[]>();
  scenario.tasks.forEach((task, number) => {
    if (scenario.before.some((rule) => rule.task === task.name)) return;
    kernel.memory.task = task.name;
    const call = callOf(begin(task, kernel));
    if (call === null) return;
    const key = `${task.daemon === true} ${call.identity.id} ${call.args.map(encode).join()}`;
    groups.set(key, [...(groups.get(key) ?? []), number]);
  });
  return [...groups.values()].filter((group) => group.length > 1);
}
