// Successors that wait to be looked up.
//
// Looking a state up misses the cache twice: in the table and in the words. Where many are looked
// up one after the other, the processor overlaps those misses; so a search collects what its steps
// lead to and looks up a batch at a time.

/** About how many successors are looked up at a time. */
const enough = 192;

/** Rows of 32-bit words with their hashes, and the steps that led to them. */
export class Batch {
  count = 0;
  rows: Int32Array;
  hashes: Int32Array;
  /** For each: the state it was reached from, and the step as task × 256 + alternative. */
  from: Int32Array;
  actions: Uint16Array;
  /** What the look-up answered: the state's number, or ~number when it was there already. */
  numbers: Int32Array;
  #capacity = 2 * enough;

  constructor(readonly width: number) {
    this.rows = new Int32Array(width * this.#capacity);
    this.hashes = new Int32Array(this.#capacity);
    this.from = new Int32Array(this.#capacity);
    this.actions = new Uint16Array(this.#capacity);
    this.numbers = new Int32Array(this.#capacity);
  }

  /** Whether it is time to look them up; the next state's successors still fit in any case. */
  get full(): boolean {
    return this.count >= enough;
  }

  /** Adds a copy of a row. */
  push(row: Int32Array, from: number, action: number): void {
    if (this.count === this.#capacity) this.#grow();
    const { rows, width } = this;
    const id = this.count++;
    const at = id * width;
    for (let i = 0; i < width; i++) rows[at + i] = row[i]!;
    this.hashes[id] = hashRow(rows, at, width);
    this.from[id] = from;
    this.actions[id] = action;
  }

  #grow(): void {
    this.#capacity *= 2;
    this.rows = copyInto(new Int32Array(this.width * this.#capacity), this.rows);
    this.hashes = copyInto(new Int32Array(this.#capacity), this.hashes);
    this.from = copyInto(new Int32Array(this.#capacity), this.from);
    this.actions = copyInto(new Uint16Array(this.#capacity), this.actions);
    this.numbers = new Int32Array(this.#capacity);
  }
}

/** A number that spreads rows over a table: every bit of the row moves every bit of it. */
export function hashRow(words: Int32Array, at: number, width: number): number {
  let hash = 0x2545f491;
  for (let i = 0; i < width; i++) {
    hash = Math.imul(hash ^ words[at + i]!, 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash, 0x85ebca6b);
  return hash ^ (hash >>> 13);
}

/** Fills a longer array's beginning. */
export function copyInto<T extends Int32Array | Uint16Array>(target: T, source: T): T {
  target.set(source as never);
  return target;
}
