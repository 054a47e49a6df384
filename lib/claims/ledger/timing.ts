// Findings that rest on measurements, all in simulated time.
import { timeText } from '../../plots/units.js';
import type { Choices } from '../../rules/setting.js';
import { all, type Finding, type Part } from '../finding.js';
import type { Laboratory } from '../laboratory.js';
import type { Measured } from '../measurement.js';

const told = (what: string): Part[] => [{ what, where: '', setting: '' }];

const timed = (ns: number): string => (Number.isFinite(ns) ? timeText(ns) : 'for ever');

const unmeasured = (what: string): Finding => ({ truth: 'open', parts: told(`${what}: not measured`), shows: [] });

/** The longest of one is at most the longest of the other. */
export function atMost(what: string, one: Measured | null, than: string, other: Measured | null): Finding {
  if (one === null || other === null) return unmeasured(what);
  const within = Number.isFinite(one.longestNs) && one.longestNs <= other.longestNs;
  const says = `${what} ${timed(one.longestNs)} at most, ${within ? 'no longer than' : 'longer than'} ${than}, ${timed(other.longestNs)} (simulated)`;
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
  const says = `${what} ${timed(before.medianNs)}, ${how} ${timed(after.medianNs)} (simulated)`;
  return { truth: so ? 'yes' : 'no', parts: told(says), shows: [] };
}

/** Nobody who waits for the pin of a direct read waits longer than the read lasts. */
export function waitsAsLongAsRead(lab: Laboratory, scenario: string, task: string, choices: Choices): Finding {
  return atMost(
    `${task} waits for pins`,
    lab.measure(scenario, choices, { task, waitingFor: 'pin' }),
    'the read takes',
    lab.measure(scenario, choices, { task: 'read' }),
  );
}

/** The same of truncation and of punching, on the page cache or on DAX. */
export const removalsWaitAsLongAsRead = (lab: Laboratory, choices: Choices, place: '' | '-dax' = ''): Finding =>
  all(...['truncate', 'punch'].map((task) => waitsAsLongAsRead(lab, `direct-read-and-${task}${place}`, task, choices)));

/** How long a task waits for a pin grows with the time for which user space holds it. */
export function waitGrows(lab: Laboratory, scenario: string, rule: string, task: string): Finding {
  const held = (hold: number) => lab.measure(scenario, { rules: [rule], times: { hold } }, { task, waitingFor: 'pin' });
  return timesAsLong(`${task} waits for the pin`, held(1), 'held ten times as long', held(10), 5);
}
