// The way to a state, as answers show it.
import type { Search } from './explorer.js';
import { fewestSwitches, type WayEnd } from './fewest-switches.js';
import { formatSchedule, scheduleOf } from './schedule.js';

/** The shortest way to a state with the fewest task switches. */
export function wayTo(search: Search, state: number, end: WayEnd = {}): { shortest: number; schedule: string } {
  const path = fewestSwitches(search, state, end);
  if (end.followedBy !== undefined) path.push(end.followedBy);
  return { shortest: path.length, schedule: formatSchedule(scheduleOf(path)) };
}
