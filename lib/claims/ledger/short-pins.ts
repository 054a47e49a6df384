// What several claims ask of short pins: the same scenarios, under whatever rules.
import type { Choices } from '../../rules/setting.js';
import type { Explored } from '../explored.js';
import { all, type Finding } from '../finding.js';
import type { Laboratory } from '../laboratory.js';

/** All proposals of the thread, with what b leaves open. */
export const everyRule = ['a', 'b', 'b2', 'c'] as const;

/** The waits as the thread’s words put them: in place, with locks held and I/O unsent. */
export const asWorded = { syncWaitsForPins: 'as-worded', truncateWaitsForPins: 'as-worded' } as const;

/** Reads of one page. */
const onePage = [
  'direct-read-and-fsync',
  'direct-read-and-flusher',
  'direct-read-and-truncate',
  'direct-read-and-punch',
  'late-redirty-and-crash',
] as const;

/** Reads of two pages in one call. */
const twoPages = ['two-page-readv-and-fsync', 'direct-read-and-truncate'] as const;

/** The harms that a short pin can do on the page cache, and that of waiting. */
export const harmsOfShortPins = ['H1', 'H2', 'H3', 'H4', 'deadlock', 'H7', 'H8'] as const;

/** Each scenario of calls of so many pages; the loss after fsync by another fsync, and by background writeback. */
export function shortPins(lab: Laboratory, pages: 1 | 2, choices: Choices): Explored[] {
  if (pages === 2)
    return twoPages.map((name) => lab.explore(name, name.startsWith('two-page') ? choices : { ...choices, pages }));
  const besideFlusher = { ...choices, set: { ...choices.set, midway: 'flusher' } };
  return [...onePage.map((name) => lab.explore(name, choices)), lab.explore('late-redirty-and-crash', besideFlusher)];
}

/** None of the harms in any of them. */
export const noneIn = (explored: readonly Explored[], ids: readonly string[] = harmsOfShortPins): Finding =>
  all(...explored.map((each) => each.never(...ids)));

/** None of the harms, in calls of one page and of two. */
export const harmlessShortPins = (lab: Laboratory, choices: Choices): Finding =>
  all(noneIn(shortPins(lab, 1, choices)), noneIn(shortPins(lab, 2, choices)));

/** Who may wait for pins that a program takes again and again. */
const waiting = [
  ['direct-reads-and-fsync', 'fsync'],
  ['direct-reads-and-truncate', 'truncate'],
  ['direct-reads-and-punch', 'punch'],
] as const;

/** Nobody who waits for pins is put off for ever by a program that takes new ones again and again. */
export const noneStarved = (lab: Laboratory, choices: Choices): Finding =>
  all(...waiting.map(([name, task]) => lab.explore(name, choices).neverStarved(task)));

/** Those who are, with a question mark where it is not known. */
export const putOff = (lab: Laboratory, choices: Choices): string[] =>
  waiting.flatMap(([name, task]) => {
    const { truth } = lab.explore(name, choices).neverStarved(task);
    return truth === 'yes' ? [] : [truth === 'no' ? task : `${task}?`];
  });
