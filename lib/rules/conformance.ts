// Conformance: our admission beside Linux's rules, row by row, over callers, accesses, mappings and
// eras. The two are stated independently; a row on which they differ is a mistake in one of them.
import { admit } from '../gup/admission.js';
import { type AdmissionCheck, admissionChecks } from '../gup/admission-checks.js';
import type { AdmissionSwitches, Reference } from '../gup/admission-switches.js';
import { type Access, type Caller, callers } from '../gup/callers.js';
import type { Backing, Mapping, Touch } from '../gup/mapping.js';
import { type Version, versions } from './era-table.js';
import { era } from './eras.js';
import { type AskRow, asks } from './kernel-callers.js';
import { paths, type Result, results, secretmemSince, type When } from './kernel-rules.js';

/** What one side says of a call; null where it says that there is no such call. */
export interface Answer {
  readonly outcome: Result;
  readonly path: 'fast' | 'slow';
  readonly takes: Reference;
  readonly longterm: boolean;
}

/** One row of the truth table. */
export interface ConformanceRow {
  readonly era: Version;
  readonly caller: Caller;
  readonly access: Access;
  readonly backing: Backing;
  readonly shared: boolean;
  readonly writable: boolean;
  readonly touch: Touch;
  readonly ours: (Answer & { readonly refusedBy: string | null }) | null;
  readonly kernel: (Answer & { readonly sources: readonly string[] }) | null;
  readonly agrees: boolean;
}

/** What to compare; all of it unless said. A test may put other checks and switches in the place of ours. */
export interface Comparison {
  readonly versions?: readonly Version[];
  readonly checks?: readonly AdmissionCheck[];
  /** The admission switches of an era. */
  readonly switchesOf?: (version: Version) => AdmissionSwitches;
}

const backings: readonly Backing[] = ['anonymous', 'tmpfs', 'ext4', 'xfs', 'btrfs', 'dax', 'hugetlbfs', 'secretmem'];

/** The mappings of the table: anonymous memory is private, hugetlbfs and secret memory are shared. */
function mappings(): Mapping[] {
  return backings.flatMap((backing) =>
    [true, false]
      .filter((shared) => (backing === 'anonymous' ? !shared : shared || !['hugetlbfs', 'secretmem'].includes(backing)))
      .flatMap((shared) => [true, false].map((writable) => ({ backing, shared, writable }))),
  );
}

/** What the process may have done: it cannot store into a mapping that it may not write. */
const touches = ({ writable }: Mapping): readonly Touch[] =>
  writable ? ['untouched', 'read', 'written'] : ['untouched', 'read'];

/** The whole table; what both sides say does not exist is left out. */
export function conformance(comparison: Comparison = {}): ConformanceRow[] {
  const { versions: chosen = versions, checks = admissionChecks, switchesOf } = comparison;
  const rows: ConformanceRow[] = [];
  for (const version of chosen) {
    const switches = switchesOf?.(version) ?? era(version).admission;
    for (const caller of callers)
      for (const access of ['read', 'write'] as const)
        for (const mapping of mappings())
          for (const touch of touches(mapping)) {
            const ours = admit(caller, access, mapping, touch, switches, checks);
            const kernel = kernelsAnswer(version, caller, access, mapping, touch);
            if (ours !== null || kernel !== null)
              rows.push({ era: version, caller, access, ...mapping, touch, ours, kernel, agrees: same(ours, kernel) });
          }
  }
  return rows;
}

const same = (ours: Answer | null, kernel: Answer | null): boolean =>
  ours?.outcome === kernel?.outcome &&
  ours?.path === kernel?.path &&
  ours?.takes === kernel?.takes &&
  ours?.longterm === kernel?.longterm;

/** What Linux's rules say of a call. */
function kernelsAnswer(
  version: Version,
  caller: Caller,
  access: Access,
  mapping: Mapping,
  touch: Touch,
): ConformanceRow['kernel'] {
  const asked = asks.find(
    (row) => row.callers.includes(caller) && row.access.includes(access) && row.eras.includes(version),
  );
  if (asked === undefined || (mapping.backing === 'secretmem' && !secretmemSince.includes(version))) return null;
  const fits = ({ when }: { readonly when: When }): boolean => fitsCall(when, version, caller, asked, mapping, touch);
  const result = results.find(fits)!;
  const refused = result.result === 'EFAULT' || result.result === 'EOPNOTSUPP';
  const path = refused ? undefined : paths.find(fits)!;
  return {
    outcome: result.result,
    path: path?.path ?? 'slow',
    takes: asked.takes,
    longterm: asked.lifetime === 'long',
    sources: [asked.source, result.source, ...(path === undefined ? [] : [path.source])],
  };
}

function fitsCall(
  when: When,
  version: Version,
  caller: Caller,
  asked: AskRow,
  mapping: Mapping,
  touch: Touch,
): boolean {
  const oneOf = <T>(allowed: readonly T[] | undefined, value: T): boolean => allowed?.includes(value) ?? true;
  const is = <T>(wanted: T | undefined, value: T): boolean => wanted === undefined || wanted === value;
  return (
    oneOf(when.eras, version) &&
    oneOf(when.callers, caller) &&
    oneOf(when.ask, asked.ask) &&
    is(when.lifetime, asked.lifetime) &&
    is(when.api, asked.api) &&
    oneOf(when.backing, mapping.backing) &&
    is(when.shared, mapping.shared) &&
    is(when.writable, mapping.writable) &&
    oneOf(when.touch, touch)
  );
}
