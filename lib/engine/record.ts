// Records: the named groups of fields that all shared state is made of.
//
// A record type is declared once; a memory then makes a typed view for each record in it, whose
// properties read and write the memory's words directly.
import type { Field, Fields } from './field.js';
import type { Memory } from './memory.js';
import { refusingUnknown } from './unknown-field.js';

/** What every view has beside its fields. */
export interface RecordIdentity {
  /** Number among all records of the memory. */
  readonly id: number;
  /** Number within its pool. */
  readonly index: number;
  /** How traces and errors name it, `page0` say. */
  readonly recordName: string;
}

/** A view on one record: assignable properties, one a field. */
export type RecordView<F extends Fields = Fields> = RecordIdentity & {
  -readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never;
};

/** A declared record type. */
export interface RecordType<F extends Fields> {
  readonly name: string;
  readonly fields: F;
}

/** The view type of a record type: `type Page = RecordOf<typeof Page>`. */
export type RecordOf<R> = R extends RecordType<infer F> ? RecordView<F> : never;

/**
 * Declares a record type.
 * @param name singular, as the field says it: `Page`
 * @throws TypeError when a field's name is taken by the view itself
 */
export function record<F extends Fields>(name: string, fields: F): RecordType<F> {
  for (const field of Object.keys(fields))
    if (['id', 'index', 'recordName', 'word', 'shift'].includes(field))
      throw new TypeError(`record('${name}'): the field name ${field} is used by every record; choose another`);
  return { name, fields };
}

/** A number of records of one type that live in the memory under one name. */
export interface Pool<F extends Fields> {
  readonly type: RecordType<F>;
  readonly count: number;
  /** True when the memory holds it as a single view rather than a list. */
  readonly single: boolean;
  readonly initial: Partial<RecordView<F>>;
}

/**
 * `count` records of a type.
 * @param initial values that differ from 0, false, null or the first name
 * @throws RangeError when the count is not a positive whole number
 */
export function pool<F extends Fields>(
  type: RecordType<F>,
  count: number,
  initial: Partial<RecordView<F>> = {},
): Pool<F> & { single: false } {
  if (!Number.isInteger(count) || count < 1)
    throw new RangeError(`pool(${type.name}, ${count}): a pool holds at least one record; leave the pool out instead`);
  return { type, count, single: false, initial };
}

/** What `pool` makes of a record type: `PoolOf<typeof Page>`. */
export type PoolOf<R> = R extends RecordType<infer F> ? Pool<F> & { single: false } : never;

/** What `one` makes of a record type. */
export type OneOf<R> = R extends RecordType<infer F> ? Pool<F> & { single: true } : never;

/** A single record of a type. */
export function one<F extends Fields>(
  type: RecordType<F>,
  initial: Partial<RecordView<F>> = {},
): Pool<F> & { single: true } {
  return { type, count: 1, single: true, initial };
}

/** The pools of a memory by name. */
export type Shape = { readonly [name: string]: Pool<Fields> };

/** What a shape becomes on the kernel object: a list of views for a pool, a view for a single record. */
export type ViewsOf<S> = {
  readonly [P in keyof S]: S[P] extends { single: true; type: RecordType<infer F> }
    ? RecordView<F>
    : S[P] extends { type: RecordType<infer F> }
      ? readonly RecordView<F>[]
      : never;
};

/** True for a view made by a memory. */
export function isRecord(value: unknown): value is RecordIdentity {
  return value instanceof RecordBase;
}

/** The class behind every view; one class a record type and layout is derived from it. */
export class RecordBase implements RecordIdentity {
  // Private, so that a view shows what it is and not the whole machine.
  readonly #memory: Memory;

  constructor(
    memory: Memory,
    readonly id: number,
    readonly index: number,
    readonly recordName: string,
    /** First word of the record in the memory. */
    readonly word: number,
    /** Bit within that word at which the record starts. */
    readonly shift: number,
  ) {
    this.#memory = memory;
  }

  /** The memory a view is on. */
  static memoryOf(view: RecordBase): Memory {
    return view.#memory;
  }
}

Object.setPrototypeOf(
  RecordBase.prototype,
  refusingUnknown((view: RecordBase, name) => {
    const { fields } = RecordBase.memoryOf(view).layout.records[view.id]!;
    return `${view.recordName} has no field ${name}: write one that it has (${fields.map((field) => field.name).join(', ')}), or declare it in a record of your own.`;
  }),
);
