// The album of harms that the chapters fill: each harm by the shortest way in which it happens.
import { explore, parseSchedule, type Scenario, type Verdict } from '../engine/index.js';
import { harmAnswer } from '../harms/hostage.js';
import type { Figure } from '../plots/figure.js';
import { type ScheduleStrip, scheduleStrips } from '../plots/schedule-strips.js';
import type { Choices } from '../rules/setting.js';
import { namedScenario } from '../scenarios/index.js';

/** A page of the album: a harm, and where it is met first. */
export interface AlbumPage {
  readonly harm: string;
  readonly title: string;
  readonly chapter: string;
  /** Left out for a harm whose scenario is still to come. */
  readonly scenario?: string;
  readonly choices?: Choices;
}

const onXfs = { filesystem: 'xfs', directRead: 'iomap' };

/** The harms, in the order in which the chapters meet them. */
export const albumPages: readonly AlbumPage[] = [
  { harm: 'H1', title: 'inconsistent write', chapter: '03', scenario: 'direct-read-and-fsync' },
  { harm: 'H3', title: 'dirty behind the back', chapter: '03', scenario: 'direct-read-and-flusher' },
  { harm: 'H4', title: 'orphan write', chapter: '03', scenario: 'direct-read-and-truncate' },
  { harm: 'H2', title: 'lost data', chapter: '03', scenario: 'late-redirty-and-crash', choices: { set: onXfs } },
  {
    harm: 'H5',
    title: 'foreign block',
    chapter: '06',
    scenario: 'direct-read-and-truncate-dax',
    choices: { set: { daxWaitsForPins: 'off' } },
  },
  { harm: 'H7', title: 'fsync held hostage', chapter: '08', scenario: 'rdma-and-fsync', choices: { rules: ['b'] } },
  {
    harm: 'H8',
    title: 'truncation held hostage',
    chapter: '08',
    scenario: 'rdma-and-truncate',
    choices: { rules: ['c'] },
  },
  { harm: 'H6', title: 'shared block overwritten', chapter: '09', scenario: 'reflink-under-pin' },
  {
    harm: 'H9',
    title: 'outlives the mapping',
    chapter: '10',
    scenario: 'mirror-and-munmap',
    choices: { set: { driver: 'returns-early' } },
  },
];

/** The shortest way to a harm. */
export interface ShortestWay {
  readonly scenario: Scenario;
  readonly verdict: Verdict;
  readonly shortest: number | null;
  readonly schedule: string | null;
}

/**
 * Searches a scenario for one harm.
 * @param id the harm's, `'H1'` to `'H8'`
 */
export function shortestWay(scenario: Scenario, id: string): ShortestWay {
  const { verdict, shortest, schedule } = harmAnswer(explore(scenario), id);
  return { scenario, verdict, shortest, schedule };
}

function stripOf({ chapter: met, choices, harm, scenario: named, title }: AlbumPage, chapter: string): ScheduleStrip {
  const name = `${harm} ${title}`;
  if (met > chapter || named === undefined) return { name, note: `chapter ${met}` };
  const { scenario, schedule, verdict } = shortestWay(namedScenario(named).build(choices), harm);
  if (schedule === null) return { name, note: `${named}: ${verdict}` };
  return {
    name,
    tasks: scenario.tasks.map((task) => task.name),
    schedule: parseSchedule(schedule, scenario.tasks.length),
    note: `${named}, '${schedule}'`,
  };
}

/**
 * The album as it stands at the end of a chapter; what is in it is searched for again.
 * @param chapter the chapter's number, `'03'`
 */
export function harmAlbum(chapter: string): Figure {
  return scheduleStrips(
    albumPages.map((page) => stripOf(page, chapter)),
    { title: 'The album of harms: each by the shortest order of steps in which it happens', rowTitle: 'harm' },
  );
}
