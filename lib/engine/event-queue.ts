// The clock's queue of events: earliest first, and among those of one instant the one that was
// added first.
//
// Most events are followed at once by another of the same task, so the root of the heap is only
// marked as taken, and the next event replaces it with a single sift.

/** A binary heap over parallel arrays; an event is a task number and a kind. */
export class EventQueue {
  #timeNs: Float64Array;
  #order: Float64Array;
  #task: Int32Array;
  #kind: Int32Array;
  #size = 0;
  #added = 0;
  #rootTaken = false;
  /** The event that `next` found. */
  timeNs = 0;
  task = 0;
  kind = 0;

  constructor(capacity = 64) {
    this.#timeNs = new Float64Array(capacity);
    this.#order = new Float64Array(capacity);
    this.#task = new Int32Array(capacity);
    this.#kind = new Int32Array(capacity);
  }

  add(timeNs: number, task: number, kind: number): void {
    const order = this.#added++;
    if (this.#rootTaken) {
      this.#rootTaken = false;
      this.#sink(timeNs, order, task, kind);
      return;
    }
    if (this.#size === this.#timeNs.length) this.#grow();
    const times = this.#timeNs;
    const orders = this.#order;
    let at = this.#size++;
    while (at > 0) {
      const up = (at - 1) >> 1;
      if (times[up]! < timeNs || (times[up] === timeNs && orders[up]! < order)) break;
      this.#copy(up, at);
      at = up;
    }
    this.#put(at, timeNs, order, task, kind);
  }

  /** Takes the earliest event into `timeNs`, `task` and `kind`; false when there is none. */
  next(): boolean {
    if (this.#rootTaken) {
      this.#rootTaken = false;
      const last = --this.#size;
      if (last > 0) this.#sink(this.#timeNs[last]!, this.#order[last]!, this.#task[last]!, this.#kind[last]!);
    }
    if (this.#size === 0) return false;
    this.timeNs = this.#timeNs[0]!;
    this.task = this.#task[0]!;
    this.kind = this.#kind[0]!;
    this.#rootTaken = true;
    return true;
  }

  /** When the event after the present one is due, Infinity when there is none. */
  get followingNs(): number {
    const times = this.#timeNs;
    if (!this.#rootTaken) return this.#size > 0 ? times[0]! : Number.POSITIVE_INFINITY;
    if (this.#size < 2) return Number.POSITIVE_INFINITY;
    return this.#size > 2 && times[2]! < times[1]! ? times[2]! : times[1]!;
  }

  /** Puts an event at the root and lets it sink to its place. */
  #sink(timeNs: number, order: number, task: number, kind: number): void {
    const times = this.#timeNs;
    const orders = this.#order;
    const size = this.#size;
    let at = 0;
    for (let child = 1; child < size; child = 2 * at + 1) {
      const right = child + 1;
      if (right < size && (times[right]! < times[child]! || (times[right] === times[child] && orders[right]! < orders[child]!)))
        child = right;
      if (times[child]! > timeNs || (times[child] === timeNs && orders[child]! > order)) break;
      this.#copy(child, at);
      at = child;
    }
    this.#put(at, timeNs, order, task, kind);
  }

  #put(at: number, timeNs: number, order: number, task: number, kind: number): void {
    this.#timeNs[at] = timeNs;
    this.#order[at] = order;
    this.#task[at] = task;
    this.#kind[at] = kind;
  }

  #copy(from: number, to: number): void {
    this.#timeNs[to] = this.#timeNs[from]!;
    this.#order[to] = this.#order[from]!;
    this.#task[to] = this.#task[from]!;
    this.#kind[to] = this.#kind[from]!;
  }

  #grow(): void {
    const capacity = 2 * this.#size;
    const double = (old: Float64Array) => {
      const wide = new Float64Array(capacity);
      wide.set(old);
      return wide;
    };
    const doubleInt = (old: Int32Array) => {
      const wide = new Int32Array(capacity);
      wide.set(old);
      return wide;
    };
    this.#timeNs = double(this.#timeNs);
    this.#order = double(this.#order);
    this.#task = doubleInt(this.#task);
    this.#kind = doubleInt(this.#kind);
  }
}
