// One thing to be asked of the machine: a named scenario, and what is chosen about it. Plain data: it can
// be sent to another thread.
import type { Scenario } from '../engine/index.js';
import type { Choices } from '../rules/setting.js';
import { namedScenario } from '../scenarios/index.js';
import { watchesOf } from './watches.js';

/** What is asked. */
export interface Case {
  readonly scenario: string;
  readonly choices: Choices;
  /** Tasks of the scenario that are left out. */
  readonly without?: readonly string[];
  /** What to watch for, by its ids; all that there is unless said. Looking costs time at every step. */
  readonly watch?: readonly string[];
}

/** One change of the machine or its rules, made to every case of a claim. */
export type Change = Pick<Choices, 'era' | 'rules' | 'set'>;

/** A case on the changed machine. */
export function changed({ choices, ...rest }: Case, { set, ...change }: Change): Case {
  return { ...rest, choices: { ...choices, ...change, ...(set && { set: { ...choices.set, ...set } }) } };
}

/**
 * The scenario of a case, with what claims watch for beside the scenario's own observations.
 * @throws RangeError for choices that do not exist or do not go together, or a task that is not there
 */
export function built({ choices, scenario: name, watch, without = [] }: Case): Scenario {
  const whole = namedScenario(name).build(choices);
  const missing = without.find((task) => whole.tasks.every((each) => each.name !== task));
  if (missing !== undefined)
    throw new RangeError(
      `${name} has no task ${missing} to leave out; it has ${whole.tasks.map((each) => each.name).join(', ')}`,
    );
  return {
    ...whole,
    tasks: whole.tasks.filter((task) => !without.includes(task.name)),
    observations: [...whole.observations, ...watchesOf(whole)].filter(({ id }) => watch?.includes(id) ?? true),
  };
}

/** A case as one text: equal cases have equal texts, whatever is watched for. */
export const caseKey = ({ choices, scenario, without = [] }: Case): string =>
  JSON.stringify([scenario, sorted(choices), without]);

const sorted = ({ set = {}, times = {}, ...choices }: Choices): unknown[] => [
  Object.entries(choices).sort(),
  Object.entries(set).sort(),
  Object.entries(times).sort(),
];
