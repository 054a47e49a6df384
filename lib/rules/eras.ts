// Eras: what Linux did at a version, as a set of switches, each with a value and its source.
//
// Three kinds of switches: those of the machine, those by which get_user_pages admits callers, and
// behaviours that the machine does not simulate, or only in one of their forms.
import type { AdmissionSwitches } from '../gup/admission-switches.js';
import type { FilesystemKind } from '../pages/filesystem-kind.js';
import type { Switches } from '../pages/switches.js';
import { admissionRows } from './era-admission.js';
import { type BehaviourName, type BehaviourRow, behaviourRows, type Concerns } from './era-behaviours.js';
import { machineRows } from './era-machine.js';
import { type SwitchRow, type Version, versions } from './era-table.js';
import type { Source } from './source.js';

/** What a switch belongs to. */
export type Part = 'machine' | 'admission' | 'behaviour';

/** One switch of one era. */
export interface EraSwitch {
  readonly name: string;
  readonly title: string;
  readonly part: Part;
  readonly value: string;
  readonly source: Source;
  /** Whether the machine behaves so; admission is decided by functions of its own, and counts. */
  readonly simulated: boolean;
}

/** One Linux version's behaviour. */
export interface Era {
  readonly version: Version;
  readonly released: string;
  /** All switches, in the table's order. */
  readonly table: readonly EraSwitch[];
  /** The machine's switches, for the machine. */
  readonly switches: Switches;
  /** The admission switches, for `admit`. */
  readonly admission: AdmissionSwitches;
}

const released: { readonly [E in Version]: string } = {
  '4.20': 'December 2018',
  '5.10': 'December 2020',
  '6.1': 'December 2022',
  '6.12': 'November 2024',
  '6.17': 'September 2025',
  '7.0': 'April 2026',
};

/** The eras, oldest first. */
export const eras: readonly Era[] = versions.map((version) => ({
  version,
  released: released[version],
  table: [
    ...switchesOf('machine', machineRows, version),
    ...switchesOf('admission', admissionRows, version),
    ...switchesOf('behaviour', behaviourRows, version),
  ],
  switches: valuesOf<Switches>(machineRows, version),
  admission: valuesOf<AdmissionSwitches>(admissionRows, version),
}));

/**
 * An era by its version.
 * @throws RangeError that names the eras there are
 */
export function era(version: string): Era {
  const found = eras.find((each) => each.version === version);
  if (found === undefined) throw new RangeError(`there is no era '${version}'; the eras are ${versions.join(', ')}`);
  return found;
}

/** An era's switches for the machine on one filesystem; the rest of the table speaks of ext4. */
export function switchesOn({ version, switches }: Era, filesystem: FilesystemKind): Switches {
  switch (filesystem) {
    case 'ext4':
      return { ...switches };
    case 'xfs':
      return {
        ...switches,
        directRead: behaviourRows.directReadXfs.in[version][0],
        directWrite: behaviourRows.directIoBounce.in[version][0] === 'yes' ? 'copy-where-stable' : 'from-memory',
      };
    case 'btrfs':
      return {
        ...switches,
        directRead: behaviourRows.directReadBtrfs.in[version][0],
        directWrite: behaviourRows.btrfsDirectWrite.in[version][0] === 'buffered' ? 'copy-where-stable' : 'from-memory',
      };
    case 'tmpfs':
      return { ...switches, longTermPin: 'allowed' };
  }
}

/** The versions that have large folios on a filesystem; on btrfs and tmpfs only in special set-ups, which count as none. */
export function erasWithLargeFolios(filesystem: FilesystemKind): readonly string[] {
  const rows = { ext4: behaviourRows.largeFoliosExt4, xfs: behaviourRows.largeFoliosXfs } as const;
  if (filesystem !== 'ext4' && filesystem !== 'xfs') return [];
  return versions.filter((version) => rows[filesystem].in[version][0] === 'yes');
}

/** What two eras differ in. */
export interface EraDifference {
  readonly name: string;
  readonly title: string;
  readonly part: Part;
  readonly first: EraSwitch;
  readonly second: EraSwitch;
}

/** The switches whose values differ between two eras, in the table's order. */
export function eraDifferences(first: Era, second: Era): EraDifference[] {
  return first.table.flatMap((one, i) => {
    const other = second.table[i]!;
    const { name, title, part } = one;
    return one.value === other.value ? [] : [{ name, title, part, first: one, second: other }];
  });
}

/** What an era does that the machine does not, among what concerns a scenario that has `things`. */
export function notSimulated({ table }: Era, things: readonly Concerns[]): EraSwitch[] {
  return table.filter(({ name, simulated }) => !simulated && concerns(name, things));
}

/**
 * Checks that the machine behaves as an era does in what a scenario needs beyond its switches.
 * @throws RangeError that names the behaviour and the eras that could be chosen
 */
export function checkSimulated(scenario: string, needs: readonly BehaviourName[], version: string): void {
  for (const name of needs) {
    const behaves = (each: Era): boolean => each.table.some((one) => one.name === name && one.simulated);
    if (behaves(era(version))) continue;
    const able = eras.filter(behaves).map((each) => each.version);
    const { title, in: values }: SwitchRow = behaviourRows[name];
    throw new RangeError(
      `${scenario} cannot be built for era ${version}: it needs ${name} (${title}), there ‘${values[version as Version][0]}’, which is not simulated; ${able.length === 0 ? 'no era' : able.join(', ')} would do`,
    );
  }
}

function switchesOf(part: Part, rows: Readonly<Record<string, SwitchRow>>, version: Version): EraSwitch[] {
  return Object.entries(rows).map(([name, row]) => {
    const [value, source] = row.in[version];
    const simulated = part !== 'behaviour' || (row as BehaviourRow).simulated.includes(value);
    return { name, title: row.title, part, value, source, simulated };
  });
}

function valuesOf<S>(rows: { readonly [N in keyof S]: SwitchRow }, version: Version): S {
  return Object.fromEntries(Object.entries(rows).map(([name, row]) => [name, (row as SwitchRow).in[version][0]])) as S;
}

function concerns(name: string, things: readonly Concerns[]): boolean {
  const row: BehaviourRow | undefined = (behaviourRows as Readonly<Record<string, BehaviourRow>>)[name];
  return row !== undefined && (row.concerns === 'any' || things.includes(row.concerns));
}
