// A setting: an era, the proposals switched on over it, single switches, and the machine it runs on.
//
// What the machine is made of is set like a switch, though no era and no proposal sets it.
import { serverCpu } from '../devices/cpu.js';
import { daxCosts } from '../devices/dax-costs.js';
import { mirrorCosts } from '../devices/mirror-costs.js';
import { rdmaCosts } from '../devices/rdma-costs.js';
import { type StorageName, storages } from '../devices/storage.js';
import type { Costs } from '../pages/costs.js';
import type { FilesystemKind } from '../pages/filesystem-kind.js';
import type { Switches } from '../pages/switches.js';
import { era, erasWithLargeFolios, switchesOn } from './eras.js';
import { proposal, switchValues } from './proposals.js';

/** What a reader may choose about a scenario; all of it optional. */
export interface Choices {
  /** The Linux version; 4.20 unless said. */
  era?: string;
  /** Proposals by letter, over the era. */
  rules?: readonly string[];
  /** Single switches, over the proposals, as `{pinTestWhen: 'before-write-protect'}`, and parts of the machine. */
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
  readonly filesystem: FilesystemKind;
  /** Whether the filesystem lies in persistent memory and has no page cache: mount -o dax. */
  readonly dax: boolean;
  /** Whether a task that waits interruptibly may be sent a signal. */
  readonly signals: boolean;
  /** The file's pages lie in large folios. */
  readonly largeFolios: boolean;
}

/** What the machine is made of, beside its storage: the first value is what it has unless told otherwise. */
export const machineParts: Readonly<
  Record<
    'integrity' | 'readErrors' | 'writeErrors' | 'filesystem' | 'dax' | 'signals' | 'folios',
    readonly [string, ...string[]]
  >
> = {
  /** Sectors carry a checksum that the device compares. */
  integrity: ['off', 'on'],
  /** A direct read may fail. */
  readErrors: ['off', 'on'],
  /** A write may fail. */
  writeErrors: ['off', 'on'],
  filesystem: ['ext4', 'xfs', 'btrfs', 'tmpfs'],
  /** The page is the block; ext4 and xfs alone. */
  dax: ['off', 'on'],
  /** A task that waits interruptibly may be sent a signal. */
  signals: ['off', 'on'],
  /** The file's pages lie in the cache one by one, or, where the version can have that, two to a folio. */
  folios: ['small', 'large'],
};

/** Every name that `set` takes for any machine. */
export const settableNames: readonly string[] = [...Object.keys(switchValues), ...Object.keys(machineParts)];

/** True for a name of `set` that is a part of the machine and no switch of an era. */
export const isMachinePart = (name: string): name is keyof typeof machineParts => Object.hasOwn(machineParts, name);

/** The value that is set for a part of the machine. */
function partOf(set: Readonly<Record<string, string>>, name: keyof typeof machineParts): string {
  const value = set[name] ?? machineParts[name][0];
  if (!machineParts[name].includes(value))
    throw new RangeError(`${name} cannot be '${value}'; it is one of ${machineParts[name].join(', ')}`);
  return value;
}

/**
 * Works a reader's choices out, over what the scenario itself chooses.
 * @throws RangeError for an era, rule, switch, value or storage that does not exist
 */
export function settingOf(choices: Choices, scenarioChoices: Choices = {}): Setting {
  const version = choices.era ?? ownEra(scenarioChoices);
  const rules = (choices.rules ?? scenarioChoices.rules ?? []).map((id) => proposal(id).id);
  const set = { ...scenarioChoices.set, ...choices.set };
  const filesystem = partOf(set, 'filesystem') as FilesystemKind;
  let switches = switchesOn(era(version), filesystem);
  for (const [name, value] of Object.entries(ownSet(choices, scenarioChoices)))
    if (!isMachinePart(name)) switches = withSwitch(switches, name, value);
  for (const id of rules) switches = { ...switches, ...proposal(id).sets };
  for (const [name, value] of Object.entries(choices.set ?? {}))
    if (!isMachinePart(name)) switches = withSwitch(switches, name, value);
  return {
    era: version,
    rules,
    switches,
    filesystem,
    dax: isOnDax(set, choices, filesystem),
    signals: partOf(set, 'signals') === 'on',
    largeFolios: asksForLarge(version, filesystem, set, choices.set ?? {}),
    costs: multiplied(
      costsOf(choices.storage ?? scenarioChoices.storage ?? 'nvme', set),
      choices.times ?? scenarioChoices.times ?? {},
    ),
  };
}

/**
 * Whether the file lies in persistent memory.
 * @throws RangeError where that filesystem has no DAX, or what is asked for belongs to a page cache
 */
function isOnDax(set: Readonly<Record<string, string>>, asked: Choices, filesystem: FilesystemKind): boolean {
  if (partOf(set, 'dax') === 'off') return false;
  if (filesystem !== 'ext4' && filesystem !== 'xfs')
    throw new RangeError(`${filesystem} has no DAX; choose --set filesystem=ext4 or xfs, or leave dax off`);
  for (const part of ['integrity', 'writeErrors'] as const)
    if (asked.set?.[part] === 'on')
      throw new RangeError(`${part} is a property of a block device, and a DAX file has none under it; leave it out`);
  return true;
}

/**
 * Whether folios are large. What a scenario asks for by itself yields to a version that has none.
 * @throws RangeError where a reader asks for what the version has not
 */
function asksForLarge(
  version: string,
  filesystem: FilesystemKind,
  set: Readonly<Record<string, string>>,
  given: Readonly<Record<string, string>>,
): boolean {
  const asked = partOf(set, 'folios') === 'large' && partOf(set, 'dax') === 'off';
  if (!asked && given.folios === 'large')
    throw new RangeError('a file on DAX has no folios in a page cache; leave folios or dax out');
  const able = erasWithLargeFolios(filesystem);
  if (!asked || able.includes(version)) return asked;
  if (given.folios !== 'large') return false;
  throw new RangeError(
    able.length === 0
      ? `folios cannot be large on ${filesystem}; choose filesystem=xfs or ext4, or leave folios out`
      : `Linux ${version} has no large folios on ${filesystem}; choose era ${able.join(', ')}, or leave folios out`,
  );
}

/** The era that a scenario is written for. */
const ownEra = (scenarioChoices: Choices): string => scenarioChoices.era ?? '4.20';

/**
 * What a scenario sets by itself. Its switches are those of the era it is written for: where a reader
 * names another era, that era's own hold, and only the parts of the machine stay.
 */
export function ownSet(choices: Choices, scenarioChoices: Choices): Readonly<Record<string, string>> {
  const { set = {} } = scenarioChoices;
  if (choices.era === undefined || choices.era === ownEra(scenarioChoices)) return set;
  return Object.fromEntries(Object.entries(set).filter(([name]) => isMachinePart(name)));
}

function withSwitch(switches: Switches, name: string, value: string): Switches {
  const values = Object.hasOwn(switchValues, name)
    ? (switchValues as Record<string, readonly string[]>)[name]
    : undefined;
  if (values === undefined)
    throw new RangeError(`there is no switch '${name}'; the switches are ${settableNames.join(', ')}`);
  if (!values.includes(value)) throw new RangeError(`${name} cannot be '${value}'; it is one of ${values.join(', ')}`);
  return { ...switches, [name]: value };
}

function costsOf(storage: string, set: Readonly<Record<string, string>>): Costs {
  if (!Object.hasOwn(storages, storage))
    throw new RangeError(`there is no storage '${storage}'; there are ${Object.keys(storages).join(', ')}`);
  return {
    cpu: serverCpu,
    dax: daxCosts,
    rdma: rdmaCosts,
    mirrors: mirrorCosts,
    storage: {
      ...storages[storage as StorageName],
      integrity: partOf(set, 'integrity') === 'on' && partOf(set, 'dax') === 'off',
      writeErrors: partOf(set, 'writeErrors') === 'on' && partOf(set, 'dax') === 'off',
      readErrors: partOf(set, 'readErrors') === 'on',
    },
  };
}

/** The costs with some of them multiplied. */
function multiplied(costs: Costs, times: Readonly<Record<string, number>>): Costs {
  const { cpu, dax, mirrors: each, rdma, storage } = costs;
  const known = [cpu, dax, rdma, each.odp, storage.costs].flatMap((some) => Object.keys(some));
  const wrong = Object.keys(times).find((name) => !known.includes(name));
  if (wrong !== undefined) throw new RangeError(`there is no cost '${wrong}'; the costs are ${known.join(', ')}`);
  const all = <T extends object>(each: T): T =>
    Object.fromEntries(
      Object.entries(each).map(([name, cost]) => [name, { ...cost, ns: cost.ns * (times[name] ?? 1) }]),
    ) as T;
  const mirrors = Object.fromEntries(
    Object.entries(costs.mirrors).map(([kind, each]) => [kind, all(each)]),
  ) as unknown as Costs['mirrors'];
  return {
    cpu: all(costs.cpu),
    dax: all(costs.dax),
    rdma: all(costs.rdma),
    mirrors,
    storage: { ...costs.storage, costs: all(costs.storage.costs) },
  };
}
