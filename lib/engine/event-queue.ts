// The clock's queue of events: earliest first, and among those of one instant the one that was
// added first.
//
// What is due at the present instant waits in a ring: it comes after everything that was added
// for that instant before time got there. The rest is a binary heap of (time, order, slot), where
// a slot holds what the event is about. An event that is taken leaves a hole at the root, which
// the next event fills; and because that is nearly always later than most, the hole sinks all the
// way to a leaf, by one comparison a level without a branch to guess, and the event rises the
// little it has to.

/** Orders are counted up to 2^53 / slotBase; a slot is the low digits of a key. */
const slotBase = 2 ** 20;

/** An event is a task number and a kind. */
export class EventQueue {
  /** Pairs: time, order × slotBase + slot. */
  #heap: Float64Array;
  /** Events in the heap, and the hole when there is one. */
  #size = 0;
  #hole = false;
  #order = 0;
  #task: Int32Array;
  #kind: Int32Array;
  /** Slots that hold no event, in `#free[0 … #freeCount)`. */
  #free: Int32Array;
  #freeCount = 0;
  #slots = 0;
  /** Events due now, as pairs of task and kind, from `#first` on. */
  #ring = new Int32Array(128);
  #first = 0;
  #due = 0;
  /** The event that `next` found; `timeNs` is the present instant. */
  timeNs = 0;
  task = 0;
  kind = 0;

  constructor(capacity = 64) {
    this.#heap = new Float64Array(2 * capacity);
    this.#task = new Int32Array(capacity);
    this.#kind = new Int32Array(capacity);
    this.#free = new Int32Array(capacity);
  }

  add(timeNs: number, task: number, kind: number): void {
    if (timeNs === this.timeNs) {
      this.#addNow(task, kind);
      return;
    }
    let slot: number;
    if (this.#freeCount > 0) slot = this.#free[--this.#freeCount]!;
    else {
      if (this.#slots === this.#task.length) this.#grow();
      slot = this.#slots++;
    }
    this.#task[slot] = task;
    this.#kind[slot] = kind;
    this.#order += slotBase;
    const key = this.#order + slot;
    if (this.#hole) {
      this.#hole = false;
      this.#fill(timeNs, key);
    } else this.#rise(this.#size++, timeNs, key);
  }

  /** Takes the earliest event into `timeNs`, `task` and `kind`; false when there is none. */
  next(): boolean {
    if (this.#due > 0 && this.#heapNs() !== this.timeNs) {
      const ring = this.#ring;
      const at = this.#first;
      this.task = ring[at]!;
      this.kind = ring[at + 1]!;
      this.#first = (at + 2) & (ring.length - 1);
      this.#due--;
      return true;
    }
    return this.#nextOfHeap();
  }

  /** True when no other event is due at the present instant. */
  idle(): boolean {
    return this.#due === 0 && this.#heapNs() !== this.timeNs;
  }

  /** When the heap's earliest event is due, Infinity when there is none. */
  #heapNs(): number {
    const heap = this.#heap;
    if (!this.#hole) return this.#size > 0 ? heap[0]! : Number.POSITIVE_INFINITY;
    if (this.#size < 2) return Number.POSITIVE_INFINITY;
    return this.#size > 2 && heap[4]! < heap[2]! ? heap[4]! : heap[2]!;
  }

  #nextOfHeap(): boolean {
    const heap = this.#heap;
    if (this.#hole) {
      this.#hole = false;
      const last = 2 * --this.#size;
      if (last > 0) this.#fill(heap[last]!, heap[last + 1]!);
    }
    if (this.#size === 0) return false;
    const key = heap[1]!;
    const slot = key - Math.floor(key / slotBase) * slotBase;
    this.timeNs = heap[0]!;
    this.task = this.#task[slot]!;
    this.kind = this.#kind[slot]!;
    this.#free[this.#freeCount++] = slot;
    this.#hole = true;
    return true;
  }

  #addNow(task: number, kind: number): void {
    if (2 * this.#due === this.#ring.length) this.#growRing();
    const ring = this.#ring;
    const at = (this.#first + 2 * this.#due++) & (ring.length - 1);
    ring[at] = task;
    ring[at + 1] = kind;
  }

  /** Fills the hole at the root: it sinks to a leaf, and the event rises from there. */
  #fill(timeNs: number, key: number): void {
    const heap = this.#heap;
    const end = 2 * this.#size;
    let at = 0;
    let child = 2;
    while (child + 2 < end) {
      const left = heap[child]!;
      const right = heap[child + 2]!;
      // 0 or 1, computed rather than branched to: is the right one earlier?
      child += (+(right < left) | (+(right === left) & +(heap[child + 3]! < heap[child + 1]!))) << 1;
      heap[at] = heap[child]!;
      heap[at + 1] = heap[child + 1]!;
      at = child;
      child = 2 * at + 2;
    }
    if (child < end) {
      heap[at] = heap[child]!;
      heap[at + 1] = heap[child + 1]!;
      at = child;
    }
    this.#rise(at >> 1, timeNs, key);
  }

  /** Puts an event at place `at` or, as long as the one above is later, further up. */
  #rise(at: number, timeNs: number, key: number): void {
    const heap = this.#heap;
    let here = 2 * at;
    while (here > 0) {
      const up = ((here - 2) >> 2) << 1;
      const above = heap[up]!;
      if (above < timeNs || (above === timeNs && heap[up + 1]! < key)) break;
      heap[here] = above;
      heap[here + 1] = heap[up + 1]!;
      here = up;
    }
    heap[here] = timeNs;
    heap[here + 1] = key;
  }

  #grow(): void {
    const capacity = 2 * this.#task.length;
    if (capacity > slotBase) throw new RangeError(`more than ${slotBase / 2} events are waiting`);
    const heap = new Float64Array(2 * capacity);
    heap.set(this.#heap);
    this.#heap = heap;
    this.#task = widened(this.#task);
    this.#kind = widened(this.#kind);
    this.#free = widened(this.#free);
  }

  /** Doubles the ring, with its events from the start on. */
  #growRing(): void {
    const old = this.#ring;
    const ring = new Int32Array(2 * old.length);
    ring.set(old.subarray(this.#first));
    ring.set(old.subarray(0, this.#first), old.length - this.#first);
    this.#ring = ring;
    this.#first = 0;
  }
}

function widened(old: Int32Array): Int32Array {
  const wide = new Int32Array(2 * old.length);
  wide.set(old);
  return wide;
}
