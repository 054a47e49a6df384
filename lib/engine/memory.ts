// Memory: all shared state of a scenario in one array of 32-bit words.
//
// A snapshot is a copy, equality is comparison, and the difference of two states is a list of
// fields. Two kinds of views are made from one layout: fast ones that shift and mask inside the
// words (the explorer) and tracked ones that also report what was read and written and refuse
// access at the wrong moment (the clock and the audits). The layout is the same in both, so words
// can be compared across them.
import type { Field, Fields } from './field.js';
import { type Pool, RecordBase, type RecordType, type RecordView, type Shape } from './record.js';
import type { Change, FieldValue, RecordState } from './trace.js';

/** Where one field lies, relative to its record. */
interface FieldPlace {
  name: string;
  field: Field<unknown>;
  /** Words after the record's first. */
  wordOffset: number;
  /** Bits after the record's shift. */
  bitOffset: number;
  mask: number;
}

/** Where one record lies. */
interface RecordPlace {
  type: RecordType<Fields>;
  name: string;
  index: number;
  word: number;
  shift: number;
  fields: FieldPlace[];
}

/** The name under which a scenario's set-up runs. */
export const setupTask = 'setup';

/** What a tracked view may do at this moment. */
export type Access = 'none' | 'guard' | 'effect' | 'ghost' | 'detect';

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
    const lower = pool.type.name.charAt(0).toLowerCase() + pool.type.name.slice(1);
    for (let index = 0; index < pool.count; index++) {
      ids.push(this.records.length);
      ofType.push(this.records.length);
      const name = pool.single ? poolName : `${lower}${index}`;
      this.records.push({ type: pool.type, name, index, word: 0, shift: 0, fields: [] });
    }
    this.pools.set(poolName, ids);
    this.byType.set(pool.type, ofType);
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

/** One memory: the words, and a view for each record. */
export class Memory {
  readonly views: RecordBase[] = [];
  /** The task whose code runs now, for messages. */
  task = '';
  /** The step whose code runs now, for messages. */
  step = '';
  access: Access = 'none';
  /** Records read since `startFootprint`, in `reads[0 … readCount)`; tracked memories only. */
  readonly reads: Int32Array;
  readCount = 0;
  /** Records written since `startFootprint`. */
  readonly writes: Int32Array;
  writeCount = 0;
  readonly #readAt: Int32Array;
  readonly #writtenAt: Int32Array;
  #epoch = 1;

  /**
   * @param words the state itself; may be longer than the layout needs (the explorer keeps the
   *   tasks' positions behind it)
   */
  constructor(
    readonly layout: Layout,
    readonly words: Int32Array,
    readonly tracked: boolean,
  ) {
    const count = layout.records.length;
    this.reads = new Int32Array(count);
    this.writes = new Int32Array(count);
    this.#readAt = new Int32Array(count);
    this.#writtenAt = new Int32Array(count);
    const classes = new Map<RecordType<Fields>, typeof RecordBase>();
    for (let id = 0; id < count; id++) {
      const place = layout.records[id]!;
      let viewClass = classes.get(place.type);
      if (viewClass === undefined) {
        viewClass = viewClassOf(layout, place, tracked);
        classes.set(place.type, viewClass);
      }
      this.views.push(new viewClass(this, id, place.index, place.name, place.word, place.shift));
    }
  }

  /** A fresh memory with the shape's initial values. */
  static initial(layout: Layout, tracked: boolean): Memory {
    const memory = new Memory(layout, new Int32Array(layout.words), tracked);
    memory.access = 'effect';
    for (const [name, ids] of layout.pools) {
      const initial = layout.shape[name]!.initial;
      for (const id of ids) Object.assign(memory.views[id]!, initial);
    }
    memory.access = 'none';
    return memory;
  }

  /** The views by pool name, as the kernel object shows them. */
  byName(): Record<string, RecordView | RecordView[]> {
    const named: Record<string, RecordView | RecordView[]> = {};
    for (const [name, ids] of this.layout.pools) {
      const views = ids.map((id) => this.views[id] as unknown as RecordView);
      named[name] = this.layout.shape[name]!.single ? views[0]! : views;
    }
    return named;
  }

  /** Forgets the footprint collected so far. */
  startFootprint(): void {
    this.#epoch++;
    this.readCount = 0;
    this.writeCount = 0;
  }

  /** Adds a record to the footprint as read. */
  noteRead(id: number): void {
    if (this.#readAt[id] === this.#epoch) return;
    this.#readAt[id] = this.#epoch;
    this.reads[this.readCount++] = id;
  }

  /** Adds a record to the footprint as written. */
  noteWrite(id: number): void {
    if (this.#writtenAt[id] === this.#epoch) return;
    this.#writtenAt[id] = this.#epoch;
    this.writes[this.writeCount++] = id;
  }

  /** Refuses a read at the wrong moment. */
  checkRead(view: RecordBase, field: FieldPlace): void {
    if (this.access === 'none')
      this.#refuse(
        `touched ${view.recordName}.${field.name} outside a step`,
        'wrap it in k.step(…, () => …) and use the step’s result',
      );
    if (field.field.ghost && (this.access === 'guard' || this.access === 'effect'))
      this.#refuse(
        `read the ghost ${view.recordName}.${field.name}`,
        'ghosts are for detectors: write it inside k.ghost(…), and decide on real fields',
      );
  }

  /** Refuses a write at the wrong moment. */
  checkWrite(view: RecordBase, field: FieldPlace): void {
    const name = `${view.recordName}.${field.name}`;
    if (field.field.fixed && this.task !== setupTask)
      this.#refuse(
        `wrote the fixed field ${name}`,
        'it keeps the value the set-up gave it; declare it without fixed(…) if it has to change',
      );
    if (this.access === 'none')
      this.#refuse(`wrote ${name} outside a step`, 'move the assignment into the effect of a k.step(…)');
    if (this.access === 'guard')
      this.#refuse(`wrote ${name} in a guard`, 'a guard only looks; move the assignment to the step’s do');
    if (this.access === 'detect')
      this.#refuse(
        `wrote ${name} in a detector`,
        'detectors only read; let a step record what they need inside k.ghost(…)',
      );
    if (this.access === 'ghost' && !field.field.ghost)
      this.#refuse(
        `wrote ${name} inside k.ghost(…)`,
        'only ghost fields may be written there; move the assignment out of it',
      );
  }

  /** Writes a field's bits. */
  put(view: RecordBase, field: FieldPlace, value: number): void {
    const shift = view.shift + field.bitOffset;
    const word = view.word + field.wordOffset;
    this.words[word] = (this.words[word]! & ~(field.mask << shift)) | (value << shift);
  }

  #refuse(what: string, mend: string): never {
    const where = this.step === '' ? `task ${this.task}` : `task ${this.task}, step ‹${this.step}›`;
    throw new ModelError(`${where} ${what}: ${mend}.`);
  }

  overflow(view: RecordBase, field: FieldPlace, value: unknown): never {
    const target = field.field.target?.().name;
    const range =
      field.field.kind === 'name'
        ? `one of ${field.field.names.join(', ')}`
        : field.field.kind === 'record'
          ? `null or a ${target} of this memory`
          : `0 to ${field.mask}`;
    throw new ModelError(
      `task ${this.task}, step ‹${this.step}› set ${view.recordName}.${field.name} to ${String(value)}, but it holds ${range}: widen the field in the schema, or find the count that was never taken back.`,
    );
  }
}

/** An error in a model's own code: what was done, and what to write instead. */
export class ModelError extends Error {
  override name = 'ModelError';
}

/** View classes made so far, by record type and by what their accessors depend on. */
const viewClasses = new WeakMap<RecordType<Fields>, Map<string, typeof RecordBase>>();

/**
 * The class of a record's views. Memories of one layout share it, and so do layouts that place the
 * fields alike: a model's code then meets the same class in every run and stays compiled.
 */
function viewClassOf(layout: Layout, { type, fields }: RecordPlace, tracked: boolean): typeof RecordBase {
  const targets = fields.map(({ field }) => (field.target === null ? [] : layout.byType.get(field.target())!));
  const key = `${tracked} ${fields.map(({ mask }, i) => `${mask}:${targets[i]!.join()}`).join(' ')}`;
  const known = viewClasses.get(type) ?? new Map<string, typeof RecordBase>();
  viewClasses.set(type, known);
  const made = known.get(key);
  if (made !== undefined) return made;
  const viewClass = class extends RecordBase {};
  fields.forEach((field, i) => {
    const accessors = accessorsOf(field, tracked, targets[i]!);
    Object.defineProperty(viewClass.prototype, field.name, { enumerable: true, ...accessors });
  });
  known.set(key, viewClass);
  return viewClass;
}

interface Accessors {
  get(this: RecordBase): unknown;
  set(this: RecordBase, value: never): void;
}

const memoryOf = RecordBase.memoryOf;

/** @param targets numbers of the records that a reference counts through */
function accessorsOf(place: FieldPlace, tracked: boolean, targets: readonly number[]): Accessors {
  switch (place.field.kind) {
    case 'flag':
      return flagAccessors(place, tracked);
    case 'number':
      return numberAccessors(place, tracked);
    case 'name':
      return nameAccessors(place, tracked);
    case 'record':
      return referenceAccessors(place, tracked, targets);
  }
}

/** Whether reads of a field are noted, and whether each access must be looked at. */
function trackingOf({ field }: FieldPlace, tracked: boolean): { noted: boolean; special: boolean } {
  return { noted: tracked && !field.fixed, special: field.ghost || field.fixed };
}

function flagAccessors(place: FieldPlace, tracked: boolean): Accessors {
  const { noted, special } = trackingOf(place, tracked);
  const { wordOffset, bitOffset } = place;
  return {
    get(this: RecordBase) {
      const memory = memoryOf(this);
      if (noted) {
        if (special || memory.access === 'none') memory.checkRead(this, place);
        memory.noteRead(this.id);
      }
      return ((memory.words[this.word + wordOffset]! >>> (this.shift + bitOffset)) & 1) !== 0;
    },
    set(this: RecordBase, value: boolean) {
      const memory = memoryOf(this);
      if (tracked) {
        if (special || memory.access !== 'effect') memory.checkWrite(this, place);
        memory.noteWrite(this.id);
      }
      const bit = 1 << (this.shift + bitOffset);
      const word = this.word + wordOffset;
      if (value) memory.words[word]! |= bit;
      else memory.words[word]! &= ~bit;
    },
  };
}

function numberAccessors(place: FieldPlace, tracked: boolean): Accessors {
  const { noted, special } = trackingOf(place, tracked);
  const { wordOffset, bitOffset, mask } = place;
  return {
    get(this: RecordBase) {
      const memory = memoryOf(this);
      if (noted) {
        if (special || memory.access === 'none') memory.checkRead(this, place);
        memory.noteRead(this.id);
      }
      return (memory.words[this.word + wordOffset]! >>> (this.shift + bitOffset)) & mask;
    },
    set(this: RecordBase, value: number) {
      const memory = memoryOf(this);
      if (tracked) {
        if (special || memory.access !== 'effect') memory.checkWrite(this, place);
        memory.noteWrite(this.id);
      }
      if ((value & mask) !== value) memory.overflow(this, place, value);
      memory.put(this, place, value);
    },
  };
}

function nameAccessors(place: FieldPlace, tracked: boolean): Accessors {
  const { noted, special } = trackingOf(place, tracked);
  const { wordOffset, bitOffset, mask } = place;
  const { names } = place.field;
  return {
    get(this: RecordBase) {
      const memory = memoryOf(this);
      if (noted) {
        if (special || memory.access === 'none') memory.checkRead(this, place);
        memory.noteRead(this.id);
      }
      return names[(memory.words[this.word + wordOffset]! >>> (this.shift + bitOffset)) & mask];
    },
    set(this: RecordBase, value: string) {
      const memory = memoryOf(this);
      if (tracked) {
        if (special || memory.access !== 'effect') memory.checkWrite(this, place);
        memory.noteWrite(this.id);
      }
      const number = names.indexOf(value);
      if (number < 0) memory.overflow(this, place, value);
      memory.put(this, place, number);
    },
  };
}

function referenceAccessors(place: FieldPlace, tracked: boolean, targets: readonly number[]): Accessors {
  const { noted, special } = trackingOf(place, tracked);
  const { wordOffset, bitOffset, mask } = place;
  return {
    get(this: RecordBase) {
      const memory = memoryOf(this);
      if (noted) {
        if (special || memory.access === 'none') memory.checkRead(this, place);
        memory.noteRead(this.id);
      }
      const number = (memory.words[this.word + wordOffset]! >>> (this.shift + bitOffset)) & mask;
      return number === 0 ? null : memory.views[targets[number - 1]!]!;
    },
    set(this: RecordBase, value: RecordBase | null) {
      const memory = memoryOf(this);
      if (tracked) {
        if (special || memory.access !== 'effect') memory.checkWrite(this, place);
        memory.noteWrite(this.id);
      }
      const number = value === null ? 0 : targets.indexOf(value.id) + 1;
      if (value !== null && number === 0) memory.overflow(this, place, value.recordName);
      memory.put(this, place, number);
    },
  };
}
