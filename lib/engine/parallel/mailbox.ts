// A mailbox: states on their way from one worker to another, in memory that both share.
//
// A ring that one writes and one reads. An entry is a row, its hash, and the step that led to it.
import type { Batch } from '../batch.js';

/** Entries that fit at a time. */
const capacity = 1 << 14;
const written = 0;
const taken = 1;
const head = 2;

/** Memory for the mail from one worker to another. */
export function newMailbox(width: number): SharedArrayBuffer {
  return new SharedArrayBuffer(4 * (head + capacity * (width + 1)));
}

export class Mailbox {
  readonly #cells: Int32Array;
  readonly #entry: number;

  constructor(
    buffer: SharedArrayBuffer,
    readonly width: number,
  ) {
    this.#cells = new Int32Array(buffer);
    this.#entry = width + 1;
  }

  /** Posts the whole batch, or nothing when there is no room for it now. */
  post(batch: Batch): boolean {
    const cells = this.#cells;
    const { width } = this;
    const from = cells[written]!;
    if (((from - Atomics.load(cells, taken)) | 0) + batch.count > capacity) return false;
    for (let i = 0; i < batch.count; i++) {
      const at = head + ((from + i) & (capacity - 1)) * this.#entry;
      for (let j = 0; j < width; j++) cells[at + j] = batch.rows[i * width + j]!;
      cells[at + width] = batch.hashes[i]!;
    }
    Atomics.store(cells, written, (from + batch.count) | 0);
    batch.count = 0;
    return true;
  }

  /** Moves up to `most` entries into a batch. */
  take(batch: Batch, most: number): void {
    const cells = this.#cells;
    const from = cells[taken]!;
    const count = Math.min(most, (Atomics.load(cells, written) - from) | 0);
    for (let i = 0; i < count; i++) {
      const at = head + ((from + i) & (capacity - 1)) * this.#entry;
      batch.pushHashed(cells, at, cells[at + this.width]!, -1, 0);
    }
    if (count > 0) Atomics.store(cells, taken, (from + count) | 0);
  }

  /** True when all that was posted has been taken. */
  get empty(): boolean {
    return Atomics.load(this.#cells, written) === Atomics.load(this.#cells, taken);
  }
}
