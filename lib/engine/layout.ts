// The layout of a memory: where every field of every record lies, in 32-bit words.
//
// Small records share a word and a field never straddles two, so reading one is a shift and a mask.
import type { Field, Fields } from './field.js';
import type { Pool, RecordType, Shape } from './record.js';
import type { Change, FieldValue, RecordState } from './trace.js';

/** Where one field lies, relative to its record. */
export interface FieldPlace {
  name: string;
  field: Field<unknown>;
  /** Words after the record's first. */
  wordOffset: number;
  /** Bits after the record's shift. */
  bitOffset: number;
  mask: number;
}

/** Where one record lies. */
export interface RecordPlace {
  type: RecordType<Fields>;
  name: string;
  index: number;
  word: number;
  shift: number;
  fields: FieldPlace[];
}

/** All places of a shape: made once a scenario, shared by its memories. */
export class Layout {
  readonly records: RecordPlace[] = [];
  /** Pool name → numbers of its records. */
  readonly pools = new Map<string, number[]>();
  /** Record type → numbers of its records, in order: what a reference counts through. */
  readonly byType = new Map<RecordType<Fields>, number[]>();
  /** Size in words. */
  readonly words: number;

  constructor(readonly shape: Shape) {
    for (const [poolName, pool] of Object.entries(shape)) this.#name(poolName, pool);
    this.words = this.#place();
  }

  #name(poolName: string, pool: Pool<Fields>): void {
    const ids: number[] = [];
    const ofType = this.byType.get(pool.type) ?? [];
    this.#namesIn(poolName, pool).forEach((name, index) => {
      ids.push(this.records.length);
      ofType.push(this.records.length);
      this.records.push({ type: pool.type, name, index, word: 0, shift: 0, fields: [] });
    });
    this.pools.set(poolName, ids);
    this.byType.set(pool.type, ofType);
  }

  /** The names of a pool's records: after their type, and after the pool where another has taken those. */
  #namesIn(poolName: string, { count, single, type }: Pool<Fields>): string[] {
    const lower = type.name.charAt(0).toLowerCase() + type.name.slice(1);
    const numbered = (name: string) => Array.from({ length: count }, (_, index) => `${name}${index}`);
    const taken = new Set(this.records.map(({ name }) => name));
    const free = (single ? [[poolName]] : [numbered(lower), numbered(poolName)]).find(
      (names) => !names.some((name) => taken.has(name)),
    );
    if (free !== undefined) return free;
    throw new TypeError(
      `the records of the pool ${poolName} would be called as others of the memory are: give the pool another name`,
    );
  }

  #bits(field: Field<unknown>, place: RecordPlace, name: string): number {
    if (field.target === null) return field.bits;
    const count = this.byType.get(field.target())?.length;
    if (count === undefined)
      throw new TypeError(
        `${place.type.name}.${name} refers to ${field.target().name}, of which the memory has no pool; add one`,
      );
    return 32 - Math.clz32(count);
  }

  /** Gives each record a place; small ones share a word, a field never straddles two. */
  #place(): number {
    const free: number[] = [];
    for (const place of this.records) {
      let word = 0;
      let bit = 0;
      for (const [name, field] of Object.entries(place.type.fields)) {
        const bits = this.#bits(field, place, name);
        if (bit + bits > 32) {
          word++;
          bit = 0;
        }
        place.fields.push({ name, field, wordOffset: word, bitOffset: bit, mask: 2 ** bits - 1 });
        bit += bits;
      }
      if (word === 0) {
        let at = free.findIndex((used) => used + bit <= 32);
        if (at < 0) at = free.push(0) - 1;
        place.word = at;
        place.shift = free[at]!;
        free[at]! += bit;
      } else {
        place.word = free.length;
        for (let i = 0; i < word; i++) free.push(32);
        free.push(bit);
      }
    }
    return Math.max(1, free.length);
  }

  /** The value of a field in any words of this layout. */
  value(words: Int32Array, record: number, field: FieldPlace): FieldValue {
    const place = this.records[record]!;
    const raw = (words[place.word + field.wordOffset]! >>> (place.shift + field.bitOffset)) & field.mask;
    switch (field.field.kind) {
      case 'flag':
        return raw !== 0;
      case 'name':
        return field.field.names[raw] ?? raw;
      case 'record':
        return raw === 0 ? null : this.records[this.byType.get(field.field.target!())![raw - 1]!]!.name;
      default:
        return raw;
    }
  }

  /** Every field in which two states differ. */
  difference(before: Int32Array, after: Int32Array): Change[] {
    const changes: Change[] = [];
    for (let id = 0; id < this.records.length; id++)
      for (const field of this.records[id]!.fields) {
        const from = this.value(before, id, field);
        const to = this.value(after, id, field);
        if (from !== to) changes.push({ record: this.records[id]!.name, field: field.name, before: from, after: to });
      }
    return changes;
  }

  /** Every record with the values it has in `words`. */
  describe(words: Int32Array): RecordState[] {
    return this.records.map((place, id) => ({
      record: place.name,
      type: place.type.name,
      ghost: place.fields.every((f) => f.field.ghost),
      fields: place.fields.map((f) => ({
        name: f.name,
        value: this.value(words, id, f),
        ...(f.field.ghost ? { ghost: true } : {}),
      })),
    }));
  }
}
