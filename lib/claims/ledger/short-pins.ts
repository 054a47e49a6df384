// What several claims ask of short pins: the same scenarios, under whatever rules.
import type { Choices } from '../../rules/setting.js';
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

/** One of the harms in each scenario of calls of so many pages. */
export function inShortPins(
  lab: Laboratory,
  pages: 1 | 2,
  choices: Choices,
  ids: readonly string[] = harmsOfShortPins,
): Finding {
  const names = pages === 1 ? onePage : twoPages;
  return all(
    ...names.map((name) => {
      const own = name.startsWith('two-page') || pages === 1 ? choices : { ...choices, pages };
      return lab.explore(name, own).never(...ids);
    }),
  );
}

/** None of the harms, in calls of one page and of two. */
export const harmlessShortPins = (lab: Laboratory, choices: Choices): Finding =>
  all(inShortPins(lab, 1, choices), inShortPins(lab, 2, choices));

/** Nobody who waits for pins is put off for ever by a program that takes new ones again and again. */
export const noneStarved = (lab: Laboratory, choices: Choices): Finding =>
  all(
    lab.explore('direct-reads-and-fsync', choices).neverStarved('fsync'),
    lab.explore('direct-reads-and-truncate', choices).neverStarved('truncate'),
    lab.explore('direct-reads-and-punch', choices).neverStarved('punch'),
  );
