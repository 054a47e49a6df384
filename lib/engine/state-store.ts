// The states a search has met: their words in one array, found again by an open-addressing table
// of (hash, number) pairs, with the link to the state each was first reached from.
//
// No allocation per state or transition; arrays double when full.

import { type Batch, copyInto, hashRow } from './batch.js';

/** Rows of 32-bit words, each stored once. */
export class StateStore {
  words: Int32Array;
  /** State each was first reached from, −1 for the first. */
  parent: Int32Array;
  /** Task and alternative of that step: task × 256 + alternative. */
  action: Uint16Array;
  count = 0;
  #capacity = 1024;
  /** Pairs: state number + 1, hash. */
  #table: Int32Array;
  #mask: number;
  /** Keeps the looks of `#touch` from being taken for useless. */
  touched = 0;

  constructor(readonly width: number) {
    this.words = new Int32Array(width * this.#capacity);
    this.parent = new Int32Array(this.#capacity);
    this.action = new Uint16Array(this.#capacity);
    this.#table = new Int32Array(4 * this.#capacity);
    this.#mask = 2 * this.#capacity - 1;
  }

  /**
   * Adds a state unless it is there.
   * @returns its number, or ~number when it was there already
   */
  add(row: Int32Array, parent: number, action: number): number {
    return this.#add(row, 0, hashRow(row, 0, this.width), parent, action);
  }

  /**
   * Adds the batch's states that are not there, in its order.
   * Each gets its number into `batch.numbers`, or ~number when it was there already.
   */
  addAll(batch: Batch): void {
    this.#touch(batch);
    const { actions, count, from, hashes, numbers, rows } = batch;
    for (let i = 0; i < count; i++) numbers[i] = this.#add(rows, i * this.width, hashes[i]!, from[i]!, actions[i]!);
  }

  /**
   * Looks at the memory that a batch needs and does nothing with it: loads that depend on nothing
   * overlap, so what comes after finds it in the cache.
   */
  #touch({ count, hashes }: Batch): void {
    const table = this.#table;
    const mask = this.#mask;
    const { width, words } = this;
    let seen = 0;
    for (let i = 0; i < count; i++) seen ^= table[2 * (hashes[i]! & mask)]!;
    for (let i = 0; i < count; i++) {
      const slot = 2 * (hashes[i]! & mask);
      const id = table[slot]!;
      if (id !== 0 && table[slot + 1] === hashes[i]) seen ^= words[(id - 1) * width]!;
    }
    this.touched = seen;
  }

  #add(rows: Int32Array, from: number, hash: number, parent: number, action: number): number {
    const { width } = this;
    const table = this.#table;
    const mask = this.#mask;
    const words = this.words;
    let slot = hash & mask;
    for (let id = table[2 * slot]!; id !== 0; id = table[2 * slot]!) {
      if (table[2 * slot + 1] === hash) {
        const at = (id - 1) * width;
        let i = 0;
        while (i < width && words[at + i] === rows[from + i]) i++;
        if (i === width) return ~(id - 1);
      }
      slot = (slot + 1) & mask;
    }
    if (this.count === this.#capacity) {
      this.#grow();
      return this.#add(rows, from, hash, parent, action);
    }
    const id = this.count++;
    const at = id * width;
    for (let i = 0; i < width; i++) words[at + i] = rows[from + i]!;
    this.parent[id] = parent;
    this.action[id] = action;
    table[2 * slot] = id + 1;
    table[2 * slot + 1] = hash;
    return id;
  }

  /** The number of a state, −1 when it was never met. */
  find(row: Int32Array): number {
    const hash = hashRow(row, 0, this.width);
    let slot = hash & this.#mask;
    for (let id = this.#table[2 * slot]!; id !== 0; id = this.#table[2 * slot]!) {
      if (this.#table[2 * slot + 1] === hash) {
        const at = (id - 1) * this.width;
        let i = 0;
        while (i < this.width && this.words[at + i] === row[i]) i++;
        if (i === this.width) return id - 1;
      }
      slot = (slot + 1) & this.#mask;
    }
    return -1;
  }

  /** A copy of one state's words. */
  row(id: number): Int32Array {
    return this.words.slice(id * this.width, (id + 1) * this.width);
  }

  /** The actions that lead from the first state to this one. */
  pathTo(id: number): number[] {
    const path: number[] = [];
    for (let at = id; this.parent[at]! >= 0; at = this.parent[at]!) path.push(this.action[at]!);
    return path.reverse();
  }

  /** Bytes all states take, table included. */
  get bytes(): number {
    return this.words.byteLength + this.parent.byteLength + this.action.byteLength + this.#table.byteLength;
  }

  /** Bytes all states take, and while the arrays grow, when they soon will. */
  get bytesSoon(): number {
    return this.count > 0.875 * this.#capacity ? 3 * this.bytes : this.bytes;
  }

  /** Bytes a state takes, table included, at the present size. */
  bytesPerState(): number {
    return this.bytes / Math.max(1, this.count);
  }

  #grow(): void {
    this.#capacity *= 2;
    this.words = copyInto(new Int32Array(this.width * this.#capacity), this.words);
    this.parent = copyInto(new Int32Array(this.#capacity), this.parent);
    this.action = copyInto(new Uint16Array(this.#capacity), this.action);
    const old = this.#table;
    const table = new Int32Array(2 * old.length);
    const mask = table.length / 2 - 1;
    for (let i = 0; i < old.length; i += 2) {
      if (old[i] === 0) continue;
      let slot = old[i + 1]! & mask;
      while (table[2 * slot] !== 0) slot = (slot + 1) & mask;
      table[2 * slot] = old[i]!;
      table[2 * slot + 1] = old[i + 1]!;
    }
    this.#table = table;
    this.#mask = mask;
  }
}
