// Single changes of a setting: one more proposal, or another value of one switch.
import type { MachineConstants } from '../pages/machine.js';
import type { Switches } from '../pages/switches.js';
import { proposals, switchValues } from '../rules/proposals.js';
import type { Choices } from '../rules/setting.js';
import type { NamedScenario } from '../scenarios/machine-scenario.js';
import { builtOrNull } from './explorations.js';
import { breachSwitches } from './rule-sets.js';

/** One change: a proposal more, or a switch that gets another value. */
export type Change =
  | { readonly rule: string }
  | { readonly switch: keyof Switches; readonly from: string; readonly to: string };

/** A setting with one change made. */
export interface Changed {
  readonly change: Change;
  readonly choices: Choices;
}

/** The setting with one switch set. */
export function withSwitch(choices: Choices, name: string, value: string): Choices {
  return { ...choices, set: { ...choices.set, [name]: value } };
}

/** The switches by which a scenario runs under a setting; null where it cannot be built so. */
export function switchesOf(named: NamedScenario, choices: Choices): Switches | null {
  const scenario = builtOrNull(named, choices);
  return scenario && (scenario.constants as MachineConstants).rules;
}

/**
 * Every setting that is one change away: proposals first, in the order of the thread; then switches,
 * those that the setting itself sets last; of a switch the value that does most first, but of a contract
 * the one that keeps it.
 */
export function oneChangeAway(named: NamedScenario, choices: Choices): Changed[] {
  const switches = switchesOf(named, choices);
  if (switches === null) return [];
  const { rules = [] } = choices;
  const more = proposals
    .filter(({ id }) => !rules.includes(id))
    .map(({ id }) => ({ change: { rule: id }, choices: { ...choices, rules: [...rules, id] } }));
  const own = namesSetBy(choices);
  const names = Object.keys(switchValues) as (keyof Switches)[];
  const inOrder = [...names.filter((name) => !own.has(name)), ...names.filter((name) => own.has(name))];
  const others = inOrder.flatMap((name) =>
    valuesToTry(name)
      .filter((value) => value !== switches[name])
      .map((to) => ({ change: { switch: name, from: switches[name], to }, choices: withSwitch(choices, name, to) })),
  );
  return [...more, ...others];
}

const valuesToTry = (name: keyof Switches): readonly string[] =>
  breachSwitches.includes(name) ? switchValues[name] : switchValues[name].toReversed();

/** The switches that a setting's proposals, and the setting itself, set. */
function namesSetBy({ rules = [], set = {} }: Choices): Set<string> {
  const byRules = proposals.filter(({ id }) => rules.includes(id)).flatMap(({ sets }) => Object.keys(sets));
  return new Set([...byRules, ...Object.keys(set)]);
}

/** A change in words: `rule b`, `syncWaitsForPins=off`. */
export const changeText = (change: Change): string =>
  'rule' in change ? `rule ${change.rule}` : `${change.switch}=${change.to}`;
