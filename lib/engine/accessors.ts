// The properties of views: they shift and mask inside a memory's words, and in a tracked memory also
// note what was read and written. In any memory nothing is written by code that only looks, and no
// fixed field after the set-up.
import type { Fields } from './field.js';
import type { FieldPlace, Layout, RecordPlace } from './layout.js';
import { RecordBase, type RecordType } from './record.js';

/** View classes made so far, by record type and by what their accessors depend on. */
const viewClasses = new WeakMap<RecordType<Fields>, Map<string, typeof RecordBase>>();

/**
 * The class of a record's views. Memories of one layout share it, and so do layouts that place the
 * fields alike: a model's code then meets the same class in every run and stays compiled.
 */
export function viewClassOf(layout: Layout, { type, fields }: RecordPlace, tracked: boolean): typeof RecordBase {
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

/** Whether reads of a field are noted, whether each access must be looked at, and whether the field stays as it is. */
function trackingOf({ field }: FieldPlace, tracked: boolean): { noted: boolean; special: boolean; fixed: boolean } {
  const { fixed, ghost } = field;
  return { noted: tracked && !fixed, special: ghost || fixed, fixed };
}

function flagAccessors(place: FieldPlace, tracked: boolean): Accessors {
  const { fixed, noted, special } = trackingOf(place, tracked);
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
      } else if (fixed || memory.access !== 'none') memory.checkWrite(this, place);
      const bit = 1 << (this.shift + bitOffset);
      const word = this.word + wordOffset;
      if (value) memory.words[word]! |= bit;
      else memory.words[word]! &= ~bit;
    },
  };
}

function numberAccessors(place: FieldPlace, tracked: boolean): Accessors {
  const { fixed, noted, special } = trackingOf(place, tracked);
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
      } else if (fixed || memory.access !== 'none') memory.checkWrite(this, place);
      if ((value & mask) !== value) memory.overflow(this, place, value);
      memory.put(this, place, value);
    },
  };
}

function nameAccessors(place: FieldPlace, tracked: boolean): Accessors {
  const { fixed, noted, special } = trackingOf(place, tracked);
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
      } else if (fixed || memory.access !== 'none') memory.checkWrite(this, place);
      const number = names.indexOf(value);
      if (number < 0) memory.overflow(this, place, value);
      memory.put(this, place, number);
    },
  };
}

function referenceAccessors(place: FieldPlace, tracked: boolean, targets: readonly number[]): Accessors {
  const { fixed, noted, special } = trackingOf(place, tracked);
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
      } else if (fixed || memory.access !== 'none') memory.checkWrite(this, place);
      const number = value === null ? 0 : targets.indexOf(value.id) + 1;
      if (value !== null && number === 0) memory.overflow(this, place, value.recordName);
      memory.put(this, place, number);
    },
  };
}
