// A replayed schedule as a story: a numbered line a step, and below it what it meant for others.
import type { FieldValue, Replayed, Scenario, TraceStep } from '../engine/index.js';
import { timeText } from '../plots/units.js';
import { count, type HarmMet } from './output.js';

/** The steps, what they changed, who waited and who was let go on, and where each task stands at the end. */
export function story(scenario: Scenario, run: Replayed, harms: readonly HarmMet[]): string {
  const { steps, tasks, endNs } = run.trace;
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
  return [...lines, '', ...ending(scenario, run, timeText(endNs))].join('\n');
}

/** Who acts, where it is not the kernel. */
const actor = { kernel: '', device: ' [device]', user: ' [user space]' } as const;

function whatItDid({ stack, label, owner, changes }: TraceStep): string {
  const where = stack.at(-1);
  const changed = changes.map(
    ({ record, field, before, after }) => `${record}.${field}: ${valueText(before)} → ${valueText(after)}`,
  );
  return `${where === undefined ? '' : `${where}: `}${label}${actor[owner]}${changed.length === 0 ? '' : ` (${changed.join(', ')})`}`;
}

function remarksOn(step: TraceStep, unblocker: Map<string, number>, harms: readonly HarmMet[]): string[] {
  const { index, stretched, task, unblocked, waitedFor, waitedNs } = step;
  const by = unblocker.get(task);
  unblocker.delete(task);
  const freed = by === undefined ? '' : `, which step ${by} ended`;
  return [
    ...(waitedFor === undefined ? [] : [`waited ${timeText(waitedNs)} for ${waitedFor}${freed}`]),
    ...(stretched ? ['stretched: it could have come earlier, the schedule held it back'] : []),
    ...unblocked.map((other) => `${other} can go on`),
    ...harms.filter(({ steps }) => steps === index + 1).map(({ id, name }) => `!! ${id}, ${name}, from here on`),
  ];
}

function ending(scenario: Scenario, run: Replayed, end: string): string[] {
  const width = Math.max(...run.standing.map(({ task }) => task.length));
  const daemons = new Set(run.trace.tasks.filter(({ daemon }) => daemon).map(({ name }) => name));
  const observed = [...run.observations].map(([id, times]) => {
    const name = scenario.observations.find((each) => each.id === id)?.name ?? id;
    return `observed in ${count(times, 'step')}: ${id}, ${name}`;
  });
  return [
    `After ${count(run.trace.steps.length, 'step')} and ${end} of simulated time:`,
    ...run.standing.map(
      ({ task, next, canGoOn }) =>
        `  ${task.padEnd(width)}  ${standingText(next, canGoOn)}${daemons.has(task) ? ' (a daemon)' : ''}`,
    ),
    ...observed,
  ];
}

function standingText(next: string | null, canGoOn: boolean): string {
  if (next === null) return 'has ended';
  return canGoOn ? `can go on with ‹${next}›` : `waits at ‹${next}›`;
}

function valueText(value: FieldValue): string {
  return value === null ? 'none' : String(value);
}
