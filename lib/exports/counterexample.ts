// A schedule of a scenario, replayed and looked at: what every way to show a counterexample is made from.
import { type HarmShown, harmsShown } from '../engine/evidence.js';
import { type Replayed, replay } from '../engine/replay.js';
import type { Scenario } from '../engine/scenario.js';
import { formatSchedule, parseSchedule, type Schedule } from '../engine/schedule.js';
import { type Story, tellStory } from './story.js';
import { storyText } from './story-text.js';

/** One schedule of one scenario. */
export interface Counterexample {
  readonly scenario: Scenario;
  /** The schedule's text: the whole counterexample, for whoever has the scenario. */
  readonly schedule: string;
  readonly run: Replayed;
  /** The harms met, with the fields that show them. */
  readonly harms: readonly HarmShown[];
  readonly story: Story;
}

/**
 * Replays a schedule and tells it.
 * @param schedule the moves, or their text as `explore` prints it
 * @param seed for the costs; the steps are the schedule's
 * @throws SyntaxError for a text that is no schedule, RangeError where a step cannot be taken
 */
export function counterexample(scenario: Scenario, schedule: Schedule | string, seed = 1): Counterexample {
  const moves = typeof schedule === 'string' ? parseSchedule(schedule, scenario.tasks.length) : schedule;
  const run = replay(scenario, moves, seed, true);
  const harms = harmsShown(scenario, moves);
  const { probes, standing, stopped } = run;
  const story = tellStory(run.trace, { harms, standing, stopped, probes });
  return { scenario, schedule: formatSchedule(moves), run, harms, story };
}

/** The story of a schedule as text: `console.log(story(scenario, '14a11ba5c'))`. */
export function story(scenario: Scenario, schedule: Schedule | string): string {
  return storyText(counterexample(scenario, schedule).story);
}
