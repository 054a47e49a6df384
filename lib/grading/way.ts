// What there is to look at: the schedule of a check’s finding, as a story, a figure, or a page.

import type { Probe } from '../engine/effect-probe.js';
import { parseSchedule, type Scenario } from '../engine/index.js';
import { type Counterexample, counterexample } from '../exports/counterexample.js';
import { counterexamplePage } from '../exports/page/page.js';
import { type Story, type StorySentence, tellStory } from '../exports/story.js';
import { storyText } from '../exports/story-text.js';
import type { Figure } from '../plots/figure.js';
import { stepScrubber } from '../plots/step-scrubber.js';
import type { CheckResult } from './check.js';

/** A result, and the scenario in which its schedule runs. */
export interface Way {
  readonly result: CheckResult;
  readonly scenario: Scenario;
}

/** Records by which an exercise finds out how an answer came out: a reader knows nothing of them. */
const bookkeeping: ReadonlySet<string> = new Set(['answered', 'scene', 'driverLock']);

const isKnown = ({ record }: { readonly record: string }): boolean => !bookkeeping.has(record);

/** Why a step came to nothing, without what only the exercise asks: whether the answer breaks a rule there. */
const plainProbe = (probe: Probe | null): Probe | null =>
  probe === null ? null : { ...probe, prevented: probe.prevented.filter(isKnown) };

/** The counterexample, told of the harm that was found and of no other detector. */
function exampleOf({ result, scenario }: Way): Counterexample {
  const { schedule = '', loop = '', found, reason } = result;
  const whole = counterexample(scenario, schedule + loop);
  const { trace, standing, stopped, probes } = whole.run;
  const harms = whole.harms
    .filter(({ id }) => id === found)
    .map((harm) => ({
      ...harm,
      name: found === 'broken' ? `a rule of the kernel is broken: ${reason}` : harm.name,
      evidence: harm.evidence.filter(isKnown),
    }));
  const story = tellStory(trace, { harms, standing, stopped, probes: probes.map(plainProbe) });
  return { ...whole, harms, story: { ...story, parts: partsOf(story), ending: endingOf(story, result, scenario) } };
}

/** A harm of the catalogue has a name that students know; a detector of an exercise’s own is told by what it means. */
const plainly = (sentence: StorySentence): StorySentence => ({
  ...sentence,
  text: sentence.harm ? sentence.text.replace(/^Here (?!H\d)\S+ \((.*?)\) comes true/, 'Here: $1') : sentence.text,
});

const partsOf = ({ parts }: Story): Story['parts'] =>
  parts.map((part) => ({ ...part, sentences: part.sentences.map(plainly) }));

/** Where everybody stands; where it goes round, which steps are taken again and again. */
function endingOf({ ending }: Story, { schedule = '', loop }: CheckResult, { tasks }: Scenario): string[] {
  if (loop === undefined) return ending;
  const before = parseSchedule(schedule, tasks.length).length;
  const last = before + parseSchedule(loop, tasks.length).length;
  const round = before + 1 === last ? `Step ${last} repeats` : `Steps ${before + 1}–${last} repeat`;
  return [`${round} for ever: after step ${last} everything is as it was before step ${before + 1}.`];
}

/** The story. */
export const storyOf = (way: Way): string => storyText(exampleOf(way).story);

const titleOf = ({ result: { id, title, status } }: Way): string =>
  status === 'passed' ? `${id}: ${title}` : `${id}: the shortest way to fail it`;

/** The run to step through, as a figure. */
export function figureOf(way: Way): Figure {
  const { run, harms } = exampleOf(way);
  return stepScrubber(run.trace, { title: titleOf(way), harms, at: run.trace.steps.length - 1 });
}

/** The same as a page of its own. */
export const pageOf = (way: Way): string =>
  counterexamplePage(exampleOf(way), { title: titleOf(way), ...(way.result.reason && { setting: way.result.reason }) });
