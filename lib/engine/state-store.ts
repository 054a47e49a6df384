// The states a search has met: their words in one array, found again by an open-addressing table
// of (hash, number) pairs, with the link to the state each was first reached from.
//
// No allocation per state or transition; arrays double when full.

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
    const width = this.width;
    const hash = hashRow(row, width);
    const table = this.#table;
    const mask = this.#mask;
    const words = this.words;
    let slot = hash & mask;
    for (let id = table[2 * slot]!; id !== 0; id = table[2 * slot]!) {
      if (table[2 * slot + 1] === hash) {
        const at = (id - 1) * width;
        let i = 0;
        while (i < width && words[at + i] === row[i]) i++;
        if (i === width) return ~(id - 1);
      }
      slot = (slot + 1) & mask;
    }
    if (this.count === this.#capacity) {
      this.#grow();
      return this.add(row, parent, action);
    }
    const id = this.count++;
    const at = id * width;
    for (let i = 0; i < width; i++) words[at + i] = row[i]!;
    this.parent[id] = parent;
    this.action[id] = action;
    table[2 * slot] = id + 1;
    table[2 * slot + 1] = hash;
    return id;
  }

  /** The number of a state, −1 when it was never met. */
  find(row: Int32Array): number {
    const hash = hashRow(row, this.width);
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

  /** Bytes a state takes, table included, at the present size. */
  bytesPerState(): number {
    const bytes = this.words.byteLength + this.parent.byteLength + this.action.byteLength + this.#table.byteLength;
    return bytes / Math.max(1, this.count);
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

function hashRow(row: Int32Array, width: number): number {
  let hash = 0x2545f491;
  for (let i = 0; i < width; i++) {
    hash = Math.imul(hash ^ row[i]!, 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash, 0x85ebca6b);
  return hash ^ (hash >>> 13);
}

function copyInto<T extends Int32Array | Uint16Array>(target: T, source: T): T {
  target.set(source as never);
  return target;
}
