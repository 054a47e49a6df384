// `--reach "fsync: wait for pins"`: the step a reader means, by its task and the beginning of its label.
import type { ReachStep, StepName } from '../engine/index.js';
import { didYouMean, nearest } from './nearest.js';
import { UsageError } from './usage.js';

/** Most labels that a message lists. */
const mostListed = 6;

/** Adds one `--reach` to those before it. */
export function reachOption(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}

/**
 * The step that a text names: `TASK: label`, or `label` for whichever task takes it; of the label, as
 * much as only one begins with. A step that no task comes to stand at is taken as it was written.
 * @param steps those at which tasks come to stand
 * @throws UsageError when several begin so, one is nearly written so, or it is a step of no task of that name
 */
export function stepMeant(text: string, steps: readonly StepName[], tasks: readonly string[]): ReachStep {
  const task = tasks.find((name) => text.startsWith(`${name}:`));
  const label = (task === undefined ? text : text.slice(task.length + 1)).trim();
  const labels = [...new Set(steps.filter((step) => task === undefined || step.task === task).map(({ step }) => step))];
  const begun = labels.includes(label) ? [label] : labels.filter((each) => each.startsWith(label));
  if (begun.length > 1)
    throw new UsageError(`--reach '${text}': ${listed(begun)} begin so; write more of the one that is meant`);
  const meant = begun[0] ?? label;
  if (begun.length === 0) {
    if (task === undefined) checkTask(text, labels, tasks);
    const near = nearest(label, labels);
    if (near !== undefined)
      throw new UsageError(`--reach '${text}': no task comes to such a step; did you mean ‹${near}›?`);
  }
  return { id: text, step: meant, ...(task !== undefined && { task }) };
}

/** Refuses a text that begins like TASK: and goes on like a step, where there is no such task. */
function checkTask(text: string, labels: readonly string[], tasks: readonly string[]): void {
  const [, name, label] = /^([^\s:]+):\s*(.+)$/.exec(text) ?? [];
  if (name === undefined || !labels.some((each) => each.startsWith(label!.trim()))) return;
  throw new UsageError(
    `--reach '${text}': there is no task ${name}${didYouMean(name, tasks) || ';'} the tasks are ${tasks.join(', ')}`,
  );
}

function listed(labels: readonly string[]): string {
  const some = labels.slice(0, mostListed).map((label) => `‹${label}›`);
  return labels.length > mostListed ? `${some.join(', ')} and ${labels.length - mostListed} more` : some.join(' and ');
}

/** Refuses a text that cannot name a step. */
export function checkReach(texts: readonly string[], tasks: readonly string[]): void {
  for (const text of texts) {
    const task = tasks.find((name) => text.startsWith(`${name}:`));
    if ((task === undefined ? text : text.slice(task.length + 1)).trim() === '')
      throw new UsageError(
        `--reach '${text}' names no step; write a task, a colon and its step's label, as in --reach '${tasks[0]}: …'`,
      );
  }
}
