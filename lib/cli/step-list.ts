// A replayed schedule as a list: a numbered line a step with its time and every field it changed,
// and below it what it meant for others.
import type { HarmShown } from '../engine/evidence.js';
import type { FieldValue, Trace, TraceStep } from '../engine/index.js';
import { labelWithResult } from '../plots/step-label.js';
import { timeText } from '../plots/units.js';

/** The steps, what they changed, who waited and who was let go on. */
export function stepList({ steps, tasks }: Trace, harms: readonly HarmShown[]): string {
  const taskWidth = Math.max(...tasks.map(({ name }) => name.length));
  const indent = ' '.repeat(String(steps.length).length + 2 + 10 + 2 + taskWidth + 2);
  const unblocker = new Map<string, number>();
  const lines = steps.flatMap((step) => {
    const number = String(step.index + 1).padStart(String(steps.length).length);
    const who = `${number}  ${timeText(step.timeNs).padStart(10)}  ${step.task.padEnd(taskWidth)}`;
    const remarks = remarksOn(step, unblocker, harms).map((remark) => `${indent}${remark}`);
    for (const task of step.unblocked) unblocker.set(task, step.index + 1);
    return [`${who}  ${whatItDid(step)}`, ...remarks];
  });
  return lines.join('\n');
}

/** Who acts, where it is not the kernel. */
const actor = { kernel: '', device: ' [device]', user: ' [user space]' } as const;

function whatItDid(step: TraceStep): string {
  const { changes, owner, stack } = step;
  const where = stack.at(-1);
  const changed = changes.map(
    ({ record, field, before, after }) => `${record}.${field}: ${valueText(before)} → ${valueText(after)}`,
  );
  return `${where === undefined ? '' : `${where}: `}${labelWithResult(step)}${actor[owner]}${changed.length === 0 ? '' : ` (${changed.join(', ')})`}`;
}

function remarksOn(step: TraceStep, unblocker: Map<string, number>, harms: readonly HarmShown[]): string[] {
  const { index, stretched, task, unblocked, waitedFor, waitedNs } = step;
  const by = unblocker.get(task);
  unblocker.delete(task);
  const freed = by === undefined ? '' : `, which step ${by} ended`;
  return [
    ...(waitedFor === undefined ? [] : [`waited ${timeText(waitedNs)} for ${waitedFor}${freed}`]),
    ...(stretched ? ['stretched: it could have come earlier, the schedule held it back'] : []),
    ...unblocked.map((other) => `${other} can go on`),
    ...harms.filter(({ step: at }) => at === index).map(({ id, name }) => `!! ${id}, ${name}, from here on`),
  ];
}

function valueText(value: FieldValue): string {
  return value === null ? 'none' : String(value);
}
