// What --what-if changes: a rule's letter, a switch and its value, or a letter and the value of the
// one switch that it stands for.
import { proposals } from '../rules/proposals.js';
import type { Choices } from '../rules/setting.js';
import { type AllSwitches, switchesOf } from './choices.js';
import type { Loaded } from './loaded.js';
import { didYouMean } from './nearest.js';
import { UsageError } from './usage.js';

/** Rules and switches to change. */
export interface Changed {
  rules: string[];
  set: Record<string, string>;
}

/** Collects what --what-if was given; which switches there are is known when the scenario is. */
export const whatIfOption = (text: string, before: string[] = []): string[] => [...before, text];

/**
 * What is to be changed about a scenario.
 * @param texts each as --what-if was given it
 * @throws UsageError for a rule, switch or value that the scenario does not have
 */
export function changedOf(texts: readonly string[], loaded: Loaded): Changed {
  const changed: Changed = { rules: [], set: {} };
  const all = switchesOf(loaded);
  const rules = loaded.era === null ? [] : proposals;
  for (const text of texts) {
    const [, name = text, value] = /^\s*([^=]+?)\s*(?:=\s*(.*?)\s*)?$/.exec(text) ?? [];
    const rule = rules.find(({ id }) => id === name.replace(/['’′]/, '2'));
    if (rule !== undefined && value === undefined) changed.rules.push(rule.id);
    else {
      const chosen = rule === undefined ? name : Object.keys(rule.sets)[0]!;
      changed.set[chosen] = checkedValue(chosen, value, all, rules.length > 0);
    }
  }
  return changed;
}

function checkedValue(name: string, value: string | undefined, all: AllSwitches, onMachine: boolean): string {
  if (!Object.hasOwn(all, name)) {
    const [some, values] = Object.entries(all)[0]!;
    const rules = onMachine ? `a rule, ${proposals.map(({ id }) => id).join(' or ')}, or ` : '';
    throw new UsageError(
      `--what-if: there is no ${onMachine ? 'rule or ' : ''}switch '${name}'${didYouMean(name, Object.keys(all)) || ';'} write ${rules}a switch and its value, as in ${some}=${values.at(-1)}`,
    );
  }
  const values = all[name]!;
  if (value === undefined || value === '')
    throw new UsageError(`--what-if: ${name} needs a value, as in ${name}=${values.at(-1)}`);
  if (!values.includes(value))
    throw new UsageError(`--what-if: ${name} cannot be '${value}'; it is one of ${values.join(', ')}`);
  return value;
}

/** The choices with the change. */
export function changedChoices(choices: Choices, { rules, set }: Changed, own: readonly string[]): Choices {
  const all = [...new Set([...(choices.rules ?? own), ...rules])];
  return {
    ...choices,
    ...(rules.length > 0 && { rules: all }),
    ...(Object.keys(set).length > 0 && { set: { ...choices.set, ...set } }),
  };
}

/** The change in words. */
export function changedText({ rules, set }: Changed): string {
  return [
    ...rules.map((id) => `rule ${id} is on`),
    ...Object.entries(set).map(([name, value]) => `${name} is ${value}`),
  ].join(' and ');
}
