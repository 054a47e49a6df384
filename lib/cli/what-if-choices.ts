// What --what-if changes: a rule's letter, a switch and its value, or a letter and the value of the
// one switch that it stands for.
import { InvalidArgumentError } from 'commander';
import { proposals, switchValues } from '../rules/proposals.js';
import type { Choices } from '../rules/setting.js';
import { didYouMean } from './nearest.js';

/** Rules and switches to change. */
export interface Changed {
  rules: string[];
  set: Record<string, string>;
}

/** Reads one --what-if, added to those before. */
export function whatIfOption(text: string, before: Changed = { rules: [], set: {} }): Changed {
  const [, name, value] = /^\s*([^=]+?)\s*(?:=\s*(.*?)\s*)?$/.exec(text) ?? [];
  const rule = proposals.find(({ id }) => id === name?.replace(/['’′]/, '2'));
  if (rule !== undefined && value === undefined) return { ...before, rules: [...before.rules, rule.id] };
  const switches = [...Object.keys(switchValues), 'integrity'];
  const chosen = rule === undefined ? name : Object.keys(rule.sets)[0];
  if (chosen === undefined || !switches.includes(chosen))
    throw new InvalidArgumentError(
      `There is no rule or switch '${name ?? text}'${didYouMean(name ?? '', switches) || '.'} Write a rule, ${proposals.map(({ id }) => id).join(' or ')}, or a switch and its value, as in syncWaitsForPins=as-worded.`,
    );
  if (value === undefined || value === '')
    throw new InvalidArgumentError(`${chosen} needs a value, as in ${chosen}=${valuesOf(chosen).at(-1)}.`);
  if (!valuesOf(chosen).includes(value))
    throw new InvalidArgumentError(`${chosen} cannot be '${value}'; it is one of ${valuesOf(chosen).join(', ')}.`);
  return { ...before, set: { ...before.set, [chosen]: value } };
}

function valuesOf(name: string): readonly string[] {
  return Object.hasOwn(switchValues, name) ? switchValues[name as keyof typeof switchValues] : ['off', 'on'];
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
