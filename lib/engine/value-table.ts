// What follows from the values of the records that some code looks at, remembered by those values.
//
// Records have few values, so code that is a function of them need not run again where they are the
// same. The records looked at are noted while the code runs; when one is met for the first time, all
// that was remembered before it is forgotten.
import type { Layout } from './layout.js';
import { type Access, Memory } from './memory.js';

/** Entries in a new table, a power of two; half of them may be in use. */
const firstEntries = 16;
/** Values that may be remembered before it must have been of use, and at most. */
const trial = 1 << 10;
const mostValues = 1 << 14;

/** Gives room for words, filled with zeros. */
export type Room = (words: number) => Int32Array;

/** Room of its own for every table. */
export const ownRoom: Room = (words) => new Int32Array(words);

/** A memory that notes which records are looked at, by effects unless something else is said. */
export class FootprintMemory extends Memory {
  override access: Access = 'effect';
}

/** Values of the records looked at, each with a number. */
export class ValueTable {
  /** The words that hold the records looked at, each by its place and its bits. */
  places: Int32Array;
  /** Entries of 1 + words: the number + 1, and the value. */
  entries: Int32Array;
  /** Entries − 1. */
  mask = firstEntries - 1;
  /** How often it was asked, and in vain, since it was last begun. */
  looks = 0;
  missed = 0;
  #value = new Int32Array(0);
  #values = 0;
  readonly #noted: Uint8Array;

  /** @param room where places and entries are kept */
  constructor(
    readonly layout: Layout,
    readonly room: Room = ownRoom,
  ) {
    this.#noted = new Uint8Array(layout.records.length);
    this.places = room(0);
    this.entries = room(firstEntries);
  }

  /** The number remembered for what a state's words show; −1 when there is none. */
  find(state: Int32Array): number {
    const { entries, mask, places } = this;
    const end = places.length;
    this.looks++;
    let hash = 0;
    for (let i = 0; i < end; i += 2) hash = Math.imul(hash ^ (state[places[i]!]! & places[i + 1]!), 0x9e3779b1);
    for (let slot = (hash ^ (hash >>> 15)) & mask; ; slot = (slot + 1) & mask) {
      let entry = slot * (1 + (end >> 1));
      const number = entries[entry]!;
      if (number === 0) break;
      let i = 0;
      while (i < end && entries[++entry] === (state[places[i]!]! & places[i + 1]!)) i += 2;
      if (i === end) return number - 1;
    }
    this.missed++;
    return -1;
  }

  /** Whether so many different values are met that it is no use to remember them. */
  get useless(): boolean {
    return this.#values >= trial && 2 * this.missed > this.looks;
  }

  /** Whether nothing more is remembered. */
  get full(): boolean {
    return this.#values >= mostValues;
  }

  /** Remembers a number, not negative, for what a state's words show of the records in a memory's footprint. */
  remember(state: Int32Array, footprint: Memory, number: number): void {
    if (this.#meets(footprint)) this.#startOver();
    if (2 * (this.#values + 1) > this.mask) this.#grow();
    const value = this.#value;
    for (let i = 0; i < value.length; i++) value[i] = state[this.places[2 * i]!]! & this.places[2 * i + 1]!;
    this.#enter(value, 0, number);
  }

  /** Whether a footprint has records that were not looked at before. */
  #meets({ readCount, reads, writeCount, writes }: Memory): boolean {
    const noted = this.#noted;
    let fresh = 0;
    for (let i = 0; i < readCount; i++) fresh += 1 - noted[reads[i]!]!;
    for (let i = 0; i < writeCount; i++) fresh += 1 - noted[writes[i]!]!;
    for (let i = 0; i < readCount; i++) noted[reads[i]!] = 1;
    for (let i = 0; i < writeCount; i++) noted[writes[i]!] = 1;
    return fresh > 0;
  }

  #startOver(): void {
    const masks = new Map<number, number>();
    this.layout.records.forEach((place, id) => {
      if (this.#noted[id] === 0) return;
      for (const { bitOffset, mask, wordOffset } of place.fields) {
        const word = place.word + wordOffset;
        masks.set(word, (masks.get(word) ?? 0) | (mask << (place.shift + bitOffset)));
      }
    });
    this.places = this.room(2 * masks.size);
    this.places.set([...masks].flat());
    this.entries = this.room(firstEntries * (masks.size + 1));
    this.mask = firstEntries - 1;
    this.#value = new Int32Array(masks.size);
    this.#values = this.looks = this.missed = 0;
  }

  #enter(values: Int32Array, at: number, number: number): void {
    const { entries, mask } = this;
    const width = this.#value.length;
    let hash = 0;
    for (let i = 0; i < width; i++) hash = Math.imul(hash ^ values[at + i]!, 0x9e3779b1);
    let slot = (hash ^ (hash >>> 15)) & mask;
    while (entries[slot * (width + 1)] !== 0) slot = (slot + 1) & mask;
    const entry = slot * (width + 1);
    entries[entry] = number + 1;
    for (let i = 0; i < width; i++) entries[entry + 1 + i] = values[at + i]!;
    this.#values++;
  }

  #grow(): void {
    const old = this.entries;
    const size = this.#value.length + 1;
    this.entries = this.room(4 * old.length);
    this.mask = 4 * this.mask + 3;
    this.#values = 0;
    for (let entry = 0; entry < old.length; entry += size)
      if (old[entry] !== 0) this.#enter(old, entry + 1, old[entry]! - 1);
  }
}
