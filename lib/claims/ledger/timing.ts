// Findings that rest on measurements, all in simulated time.
import { timeText } from '../../plots/units.js';
import type { Finding, Part } from '../finding.js';
import type { Laboratory } from '../laboratory.js';
import type { Measured } from '../measurement.js';

const told = (what: string): Part[] => [{ what, where: '', setting: '' }];

const unmeasured = (what: string): Finding => ({ truth: 'open', parts: told(`${what}: not measured`), shows: [] });

/** The longest of one is at most the longest of the other. */
export function atMost(what: string, one: Measured | null, than: string, other: Measured | null): Finding {
  if (one === null || other === null) return unmeasured(what);
  const within = one.longestNs <= other.longestNs;
  const says = `${what} ${timeText(one.longestNs)} at most, ${within ? 'no longer than' : 'longer than'} ${than}, ${timeText(other.longestNs)} (simulated)`;
  return { truth: within ? 'yes' : 'no', parts: told(says), shows: [] };
}

/** The median grows at least so many times when something else does. */
export function timesAsLong(
  what: string,
  before: Measured | null,
  how: string,
  after: Measured | null,
  times: number,
): Finding {
  if (before === null || after === null) return unmeasured(what);
  const so = before.medianNs > 0 && after.medianNs >= times * before.medianNs;
  const says = `${what} ${timeText(before.medianNs)}, ${how} ${timeText(after.medianNs)} (simulated)`;
  return { truth: so ? 'yes' : 'no', parts: told(says), shows: [] };
}

/** How long a task waits for a pin grows with the time for which user space holds it. */
export function waitGrows(lab: Laboratory, scenario: string, rule: string, task: string): Finding {
  const held = (hold: number) => lab.measure(scenario, { rules: [rule], times: { hold } }, { task, waitingFor: 'pin' });
  return timesAsLong(`${task} waits for the pin`, held(1), 'held ten times as long', held(10), 5);
}
