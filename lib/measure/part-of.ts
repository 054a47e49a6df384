// A part of a long run, as a trace of its own: what a scrubber or lanes can show at once.
import type { FieldValue, Trace } from '../engine/trace.js';

/**
 * The steps from number `from` up to, not including, `until`, numbered anew from 0. Its records
 * start as they were then, its calls and waits are those that meet the part, and times stay what
 * they were.
 * @throws RangeError when the part holds no step
 */
export function partOf(trace: Trace, from: number, until = trace.steps.length): Trace {
  const steps = trace.steps.slice(from, until);
  const [first, last] = [steps[0], steps[steps.length - 1]];
  if (first === undefined || last === undefined)
    throw new RangeError(`steps ${from} to ${until} hold nothing: the run has ${trace.steps.length} steps, from 0`);
  const endNs = Math.min(trace.endNs, last.timeNs + last.costNs);
  const meets = (span: { startNs: number; endNs: number }) => span.endNs > first.timeNs && span.startNs < endNs;
  return {
    ...trace,
    initial: recordsAfter(trace, from),
    steps: steps.map((step, index) => ({ ...step, index })),
    blocked: trace.blocked.filter(meets),
    calls: trace.calls.filter(meets),
    endNs,
  };
}

/** Every record after so many steps. */
function recordsAfter(trace: Trace, steps: number): Trace['initial'] {
  const now = new Map<string, FieldValue>();
  for (const { changes } of trace.steps.slice(0, steps))
    for (const { record, field, after } of changes) now.set(`${record}.${field}`, after);
  return trace.initial.map((each) => ({
    ...each,
    fields: each.fields.map(({ name, value, ...rest }) => {
      const changed = now.get(`${each.record}.${name}`);
      return { name, value: changed === undefined ? value : changed, ...rest };
    }),
  }));
}
