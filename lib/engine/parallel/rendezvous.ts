// Where workers meet: each level of the search ends for all before the next begins, and all decide
// alike whether there is a next.
//
// In shared memory: a flag that ends everything, and for each worker how far it is, how many states
// it has, how many of them are new on this level, and which harms it has found.
const stop = 0;
const news = 1;
const head = 2;
const perWorker = 5;
const expanded = 0;
const counted = 1;
const states = 2;
const fresh = 3;
const harms = 4;
/** A level that is never reached: who has left for good is waited for no more. */
const never = 0x7fffffff;

/** Memory for a rendezvous of so many workers. */
export function newRendezvous(workers: number): SharedArrayBuffer {
  return new SharedArrayBuffer(4 * (head + perWorker * workers));
}

export class Rendezvous {
  readonly #cells: Int32Array;
  readonly #workers: number;

  constructor(buffer: SharedArrayBuffer) {
    this.#cells = new Int32Array(buffer);
    this.#workers = (this.#cells.length - head) / perWorker;
  }

  /** Ends the search for all. */
  end(): void {
    Atomics.store(this.#cells, stop, 1);
    this.#tell();
  }

  get ended(): boolean {
    return Atomics.load(this.#cells, stop) !== 0;
  }

  /** Tells how many states a worker has, for whoever watches. */
  report(worker: number, count: number): void {
    Atomics.store(this.#cells, this.#at(worker, states), count);
  }

  /** A worker has expanded its part of a level and posted all mail. */
  finish(worker: number, level: number): void {
    Atomics.store(this.#cells, this.#at(worker, expanded), level + 1);
    this.#tell();
  }

  /** Whether everybody has. */
  allFinished(level: number): boolean {
    return this.#all(expanded, level + 1);
  }

  /** A worker has looked up all its mail of a level. */
  count(worker: number, level: number, newStates: number, found: number): void {
    Atomics.store(this.#cells, this.#at(worker, fresh), newStates);
    Atomics.store(this.#cells, this.#at(worker, harms), found);
    Atomics.store(this.#cells, this.#at(worker, counted), level + 1);
    this.#tell();
  }

  /** Whether everybody has. */
  allCounted(level: number): boolean {
    return this.#all(counted, level + 1);
  }

  /** A worker goes for good. */
  leave(worker: number): void {
    Atomics.store(this.#cells, this.#at(worker, expanded), never);
    Atomics.store(this.#cells, this.#at(worker, counted), never);
    this.#tell();
  }

  /** States of all workers. */
  get states(): number {
    return this.#sum(states);
  }

  /** New states of the level just counted. */
  get fresh(): number {
    return this.#sum(fresh);
  }

  /** Harms found so far by anybody, a bit each. */
  get harms(): number {
    let all = 0;
    for (let worker = 0; worker < this.#workers; worker++) all |= Atomics.load(this.#cells, this.#at(worker, harms));
    return all;
  }

  /** Sleeps until somebody tells something, or a moment has passed. */
  wait(): void {
    const seen = Atomics.load(this.#cells, news);
    Atomics.wait(this.#cells, news, seen, 1);
  }

  #tell(): void {
    Atomics.add(this.#cells, news, 1);
    Atomics.notify(this.#cells, news);
  }

  #at(worker: number, what: number): number {
    return head + perWorker * worker + what;
  }

  #all(what: number, least: number): boolean {
    for (let worker = 0; worker < this.#workers; worker++)
      if (Atomics.load(this.#cells, this.#at(worker, what)) < least) return false;
    return true;
  }

  #sum(what: number): number {
    let sum = 0;
    for (let worker = 0; worker < this.#workers; worker++) sum += Atomics.load(this.#cells, this.#at(worker, what));
    return sum;
  }
}
