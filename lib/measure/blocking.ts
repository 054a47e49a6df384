// Who waited how long for what: sums over a trace's blocked spans.
import type { Trace } from '../engine/trace.js';

/** The time that tasks were blocked for one reason. */
export interface BlockedTime {
  reason: string;
  blockedNs: number;
  /** How many waits that was. */
  count: number;
}

/** Blocked time by reason, the longest first; of one task, or of all together. */
export function blockedByReason(trace: Pick<Trace, 'blocked'>, task?: string): BlockedTime[] {
  const sums = new Map<string, BlockedTime>();
  for (const span of trace.blocked) {
    if (task !== undefined && span.task !== task) continue;
    const sum = sums.get(span.reason) ?? { reason: span.reason, blockedNs: 0, count: 0 };
    sums.set(span.reason, { ...sum, blockedNs: sum.blockedNs + span.endNs - span.startNs, count: sum.count + 1 });
  }
  return [...sums.values()].sort((a, b) => b.blockedNs - a.blockedNs || (a.reason < b.reason ? -1 : 1));
}
