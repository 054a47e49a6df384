// A trace as a figure shows it: without what a daemon does when nobody wants anything of it.
import type { BlockedSpan, Trace } from '../engine/trace.js';

/** A daemon that waits outside of any call it was asked for waits for work: nobody is held up. */
function isIdle({ tasks, calls }: Trace, span: BlockedSpan): boolean {
  if (!tasks.some(({ name, daemon }) => daemon && name === span.task)) return false;
  return !calls.some(
    ({ task, depth, startNs, endNs }) =>
      task === span.task && depth > 0 && startNs <= span.startNs && span.endNs <= endNs,
  );
}

/** The trace without daemons' waits for work, and without tasks that neither step nor wait. */
export function withoutIdle(trace: Trace): Trace {
  const blocked = trace.blocked.filter((span) => !isIdle(trace, span));
  const busy = new Set([...trace.steps, ...blocked].map(({ task }) => task));
  return {
    ...trace,
    blocked,
    tasks: trace.tasks.filter(({ name }) => busy.has(name)),
    calls: trace.calls.filter(({ task }) => busy.has(task)),
  };
}
