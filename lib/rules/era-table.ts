// The shape of the era table: one row a switch, one value and one source for each version.
import type { Source } from './source.js';

/** The versions that make eras, oldest first. */
export const versions = ['4.20', '5.10', '6.1', '6.12', '6.17', '7.0'] as const;
export type Version = (typeof versions)[number];

/** A switch's row: its values by version. */
export interface SwitchRow<V extends string = string> {
  /** What it decides, in one line. */
  readonly title: string;
  readonly in: { readonly [E in Version]: readonly [value: V, source: Source] };
}

/** Rows for all switches of a set. */
export type SwitchRows<S> = { readonly [N in keyof S]: SwitchRow<Extract<S[N], string>> };

/** One value for all versions: those read in both Debian trees, the others as given. */
export function everywhere<V extends string>(
  value: V,
  both: { readonly '6.1': Source; readonly '6.12': Source },
  others: Source,
): SwitchRow<V>['in'] {
  return {
    '4.20': [value, others],
    '5.10': [value, others],
    '6.1': [value, both['6.1']],
    '6.12': [value, both['6.12']],
    '6.17': [value, others],
    '7.0': [value, others],
  };
}
