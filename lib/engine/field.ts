// A field: one value inside a record, and the number of bits it may take.
//
// Widths are part of the model. They keep states small, and they are range checks: a pin count
// that does not fit its width is an error, not a wrap-around.
import type { RecordType, RecordView } from './record.js';

/** How a field's bits are read: as a flag, a number, a name out of a list, or another record. */
export type FieldKind = 'flag' | 'number' | 'name' | 'record';

/** A field of type `T` as a schema declares it. */
export interface Field<T> {
  readonly kind: FieldKind;
  /** Width in bits; 0 for a reference, whose width follows from the number of records. */
  readonly bits: number;
  /** The names of a `oneOf` field, in the order of their numbers. */
  readonly names: readonly string[];
  /** What a `ref` field points to. */
  readonly target: (() => RecordType<Fields>) | null;
  /** True when only detectors may read it. */
  readonly ghost: boolean;
  /** True when it never changes after the set-up and may be read anywhere. */
  readonly fixed: boolean;
  /** Never set: carries the type. */
  readonly valueType?: T;
}

/** A record's fields by name. */
export type Fields = { readonly [name: string]: Field<unknown> };

function make<T>(kind: FieldKind, bits: number, rest: Partial<Field<T>> = {}): Field<T> {
  return { kind, bits, names: [], target: null, ghost: false, fixed: false, ...rest };
}

/** A flag: one bit. */
export const bool: Field<boolean> = make<boolean>('flag', 1);

/**
 * A whole number from 0 to 2^bits − 1.
 * @param bits width, 1 to 30
 * @throws RangeError when the width is not in that range
 */
export function uint(bits: number): Field<number> {
  if (!Number.isInteger(bits) || bits < 1 || bits > 30)
    throw new RangeError(`uint(${bits}): a field is 1 to 30 bits wide; split a larger value over two fields`);
  return make<number>('number', bits);
}

/**
 * One name out of a list; the first is the initial value.
 * @throws RangeError when fewer than two names are given
 */
export function oneOf<const N extends string>(...names: N[]): Field<N> {
  if (names.length < 2) throw new RangeError('oneOf(…) needs at least two names; a single value needs no field');
  return make<N>('name', Math.max(1, 32 - Math.clz32(names.length - 1)), { names });
}

/** A reference to a record of another pool, or null (the initial value). */
export function ref<F extends Fields>(target: () => RecordType<F>): Field<RecordView<F> | null> {
  return make<RecordView<F> | null>('record', 0, { target: target as unknown as () => RecordType<Fields> });
}

/**
 * Marks a field as bookkeeping: steps write it inside `k.ghost(…)`, detectors read it, and a
 * guard or an effect that reads it is an error.
 */
export function ghost<T>(field: Field<T>): Field<T> {
  return { ...field, ghost: true };
}

/** Marks a field that the set-up gives its value for good: it may be read anywhere, between steps too. */
export function fixed<T>(field: Field<T>): Field<T> {
  return { ...field, fixed: true };
}
