// How long tasks waited, by reason, in several runs beside each other.
import type { Trace } from '../engine/trace.js';
import { blockedByReason } from '../measure/blocking.js';
import { bars } from './bars.js';
import type { Figure } from './figure.js';

/** One run to compare. */
export interface WaitingCase {
  name: string;
  trace: Pick<Trace, 'blocked'>;
}

/** What of a run's waiting is shown. */
export interface WaitingOptions {
  title: string;
  /** Whose; of all together unless said. */
  task?: string;
  /** Times for which the axis has room too, in nanoseconds. */
  roomFor?: readonly number[];
}

/** Blocked time by reason as stacked bars, one a run; of one task, or of all together. */
export function waitingTime(cases: readonly WaitingCase[], { roomFor, task, title }: WaitingOptions): Figure {
  const sums = cases.map(
    ({ trace }) => new Map(blockedByReason(trace, task).map(({ reason, blockedNs }) => [reason, blockedNs])),
  );
  const reasons = [...new Set(sums.flatMap((each) => [...each.keys()]))];
  if (reasons.length === 0)
    throw new Error(
      `Nobody waited in ${cases.map(({ name }) => `'${name}'`).join(', ')}, so there is nothing to draw.`,
    );
  return bars(
    cases.map(({ name }) => name),
    reasons.map((name) => ({ name, values: sums.map((each) => each.get(name) ?? 0) })),
    {
      title,
      axisTitle: task ? `time that ${task} was blocked` : 'time blocked',
      unit: 'time',
      stacked: true,
      byReason: true,
      ...(roomFor && { roomFor }),
    },
  );
}
