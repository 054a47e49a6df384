// A setting: an era, the proposals switched on over it, single switches, and the machine it runs on.

import { serverCpu } from '../devices/cpu.js';
import { type StorageName, storages } from '../devices/storage.js';
import type { Costs } from '../pages/costs.js';
import type { Switches } from '../pages/switches.js';
import { era } from './eras.js';
import { proposal, switchValues } from './proposals.js';

/** What a reader may choose about a scenario; all of it optional. */
export interface Choices {
  /** The Linux version; 4.20 unless said. */
  era?: string;
  /** Proposals by letter, over the era. */
  rules?: readonly string[];
  /** Single switches, over the proposals, as `{pinTestWhen: 'before-write-protect'}`; `integrity` is one too. */
  set?: Readonly<Record<string, string>>;
  /** Pages of the file, where the scenario allows to choose. */
  pages?: number;
  /** The kind of storage. */
  storage?: string;
  /** Costs to be multiplied, by name, as `{pageFault: 10}`: what a conclusion owes to one of them. */
  times?: Readonly<Record<string, number>>;
}

/** A scenario's choices, worked out. */
export interface Setting {
  readonly era: string;
  readonly rules: readonly string[];
  readonly switches: Switches;
  readonly costs: Costs;
}

/**
 * Works a reader's choices out, over what the scenario itself chooses.
 * @throws RangeError for an era, rule, switch, value or storage that does not exist
 */
export function settingOf(choices: Choices, scenarioChoices: Choices = {}): Setting {
  const version = choices.era ?? scenarioChoices.era ?? '4.20';
  const rules = (choices.rules ?? scenarioChoices.rules ?? []).map((id) => proposal(id).id);
  let switches: Switches = { ...era(version).switches };
  const set = { ...scenarioChoices.set, ...choices.set };
  for (const [name, value] of Object.entries(scenarioChoices.set ?? {}))
    if (name !== 'integrity') switches = withSwitch(switches, name, value);
  for (const id of rules) switches = { ...switches, ...proposal(id).sets };
  for (const [name, value] of Object.entries(choices.set ?? {}))
    if (name !== 'integrity') switches = withSwitch(switches, name, value);
  return {
    era: version,
    rules,
    switches,
    costs: multiplied(
      costsOf(choices.storage ?? scenarioChoices.storage ?? 'nvme', set.integrity ?? 'off'),
      choices.times ?? scenarioChoices.times ?? {},
    ),
  };
}

function withSwitch(switches: Switches, name: string, value: string): Switches {
  const values = Object.hasOwn(switchValues, name)
    ? (switchValues as Record<string, readonly string[]>)[name]
    : undefined;
  if (values === undefined)
    throw new RangeError(
      `there is no switch '${name}'; the switches are ${[...Object.keys(switchValues), 'integrity'].join(', ')}`,
    );
  if (!values.includes(value)) throw new RangeError(`${name} cannot be '${value}'; it is one of ${values.join(', ')}`);
  return { ...switches, [name]: value };
}

function costsOf(storage: string, integrity: string): Costs {
  if (!Object.hasOwn(storages, storage))
    throw new RangeError(`there is no storage '${storage}'; there are ${Object.keys(storages).join(', ')}`);
  if (integrity !== 'on' && integrity !== 'off')
    throw new RangeError(`integrity cannot be '${integrity}'; it is one of on, off`);
  return { cpu: serverCpu, storage: { ...storages[storage as StorageName], integrity: integrity === 'on' } };
}

/** The costs with some of them multiplied. */
function multiplied(costs: Costs, times: Readonly<Record<string, number>>): Costs {
  const known = [...Object.keys(costs.cpu), ...Object.keys(costs.storage.costs)];
  const wrong = Object.keys(times).find((name) => !known.includes(name));
  if (wrong !== undefined) throw new RangeError(`there is no cost '${wrong}'; the costs are ${known.join(', ')}`);
  const all = <T extends object>(each: T): T =>
    Object.fromEntries(
      Object.entries(each).map(([name, cost]) => [name, { ...cost, ns: cost.ns * (times[name] ?? 1) }]),
    ) as T;
  return { cpu: all(costs.cpu), storage: { ...costs.storage, costs: all(costs.storage.costs) } };
}
