// A patch: switches of a scenario's own, by which a reader runs it with and without a change.
import { refusingUnknown, type Scenario } from '../engine/index.js';
import { type Choices, settableNames } from '../rules/setting.js';
import type { NamedScenario } from './machine-scenario.js';

/** The switches of a patch by name, each with its values; the first of them is how things are without it. */
export type PatchSwitches = Readonly<Record<string, readonly [string, ...string[]]>>;

/** A value for each switch. */
export type PatchSetting<P extends PatchSwitches> = { readonly [S in keyof P]: P[S][number] };

const unknownSwitches = refusingUnknown(
  (setting, name) => `the patch has no switch ${name}: its switches are ${Object.keys(setting).join(', ')}.`,
);

/**
 * The reader's choices for a patch, and the other choices.
 * @throws RangeError for a value that a switch does not have, or a switch that has no values
 */
export function patchSetting<P extends PatchSwitches>(
  patch: P,
  choices: Choices,
): { setting: PatchSetting<P>; others: Choices } {
  const { set = {}, ...rest } = choices;
  const own: Record<string, string> = {};
  for (const [name, values] of Object.entries(patch)) {
    if (settableNames.includes(name))
      throw new RangeError(`the patch's switch ${name} has the name of one that every machine has; give it another`);
    if (!Array.isArray(values) || values.length === 0)
      throw new RangeError(`the patch's switch ${name} has no values; write ${name}: ['off', 'on']`);
    const value = set[name] ?? values[0]!;
    if (!values.includes(value))
      throw new RangeError(`${name} cannot be '${value}'; it is one of ${values.join(', ')}`);
    own[name] = value;
  }
  const others = Object.fromEntries(Object.entries(set).filter(([name]) => !Object.hasOwn(patch, name)));
  return {
    setting: Object.setPrototypeOf(own, unknownSwitches) as PatchSetting<P>,
    others: Object.keys(others).length === 0 ? rest : { ...rest, set: others },
  };
}

/**
 * A scenario on records of its own, with switches: `--set recheck=on` on the command line.
 * @param patch `{ recheck: ['off', 'on'] }`; the first value is how things are without the patch
 * @param make makes the scenario for one value of each
 */
export function withPatch<const P extends PatchSwitches>(
  patch: P,
  make: (setting: PatchSetting<P>) => Scenario,
): NamedScenario {
  const { name, about } = make(patchSetting(patch, {}).setting);
  return {
    name,
    about,
    choices: {},
    patch,
    machine: false,
    build: (choices = {}) => {
      const { setting, others } = patchSetting(patch, choices);
      const [other] = Object.keys(others.set ?? {});
      if (other !== undefined)
        throw new RangeError(`${name} has no switch ${other}; its switches are ${Object.keys(patch).join(', ')}`);
      for (const key of ['era', 'rules', 'pages', 'storage'] as const)
        if (others[key] !== undefined)
          throw new RangeError(`${name} is not built on the machine, so it has no ${key} to choose; leave that out`);
      return make(setting);
    },
  };
}
