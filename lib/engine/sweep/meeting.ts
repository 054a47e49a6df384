// Where the threads of a sweep meet: when a level is expanded, when the table of states must grow,
// when another thread comes. All wait but the last to come; it says for all how it goes on.
//
// What they share lies in cells at the beginning of their memory.
/** How many meetings have ended; who is there, and who of them has not done its part of the level. */
const ended = 0;
const arrived = 1;
const unfinished = 2;
const members = 3;
/** Whether the search is over, and whether it has seen all. */
const over = 4;
const complete = 5;
/** Steps from the start to the states being expanded, and states there were before they were. */
const level = 6;
const statesBefore = 7;
/** Chunks of states whose steps have all been taken. */
const expanded = 8;
/** Harms found so far by anybody, a bit each. */
const harms = 9;
/** Whether a thread has thrown an error. */
const failed = 10;
/** For each thread: whether it asks to be let in; once it is, `letIn` more than the meetings that had ended before. */
const doors = 16;
const asks = 1;
const letIn = 2;
/** Cells that the inner loop uses too; see core/shared.ts. */
const stateCount = 272 / 4;
const chunkCount = 276 / 4;
const nextChunk = 280 / 4;
const levelEnd = 284 / 4;
const halt = 304 / 4;
const spent = 308 / 4;
const cellCount = 1024 / 4;

/** Most threads of a sweep. */
export const mostThreads = 32;

/** What the last to come needs to say how it goes on. */
export interface Leader {
  /** Makes the table of states larger; false where there is no room. */
  grow(): boolean;
  /** Most states. */
  readonly maxStates: number;
  /** The harms that are looked for, a bit each. */
  readonly allHarms: number;
}

export class Meeting {
  readonly #cells: Int32Array;
  /** How many meetings had ended when this thread came to one. */
  #before = 0;

  constructor(memory: WebAssembly.Memory) {
    this.#cells = new Int32Array(memory.buffer, 0, cellCount);
  }

  /** The first state is stored; the calling thread is the only one. */
  open(): void {
    const cells = this.#cells;
    cells[members] = 1;
    cells[statesBefore] = cells[stateCount]!;
    cells[levelEnd] = cells[chunkCount]!;
  }

  /** Ends the search for all. */
  end(): void {
    Atomics.store(this.#cells, over, 1);
    Atomics.store(this.#cells, halt, 1);
    this.#release();
  }

  /** A thread gives up: the search ends for all, and what it threw is to be asked for. */
  fail(): void {
    Atomics.store(this.#cells, failed, 1);
    this.end();
  }

  /** Whether a thread gave up. */
  get failed(): boolean {
    return Atomics.load(this.#cells, failed) !== 0;
  }

  get over(): boolean {
    return Atomics.load(this.#cells, over) !== 0;
  }

  /** Whether all states were seen. */
  get complete(): boolean {
    return Atomics.load(this.#cells, complete) !== 0;
  }

  /** States of all threads. */
  get states(): number {
    return Atomics.load(this.#cells, stateCount);
  }

  /** Steps from the start to the states being expanded. */
  get level(): number {
    return Atomics.load(this.#cells, level);
  }

  /** Chunks of states whose steps have all been taken. */
  get expandedChunks(): number {
    return Atomics.load(this.#cells, expanded);
  }

  /** A thread is ready to take part from the next level on. */
  ask(thread: number): void {
    Atomics.compareExchange(this.#cells, doors + thread, 0, asks);
  }

  /** Whether it is let in. */
  isLetIn(thread: number): boolean {
    return Atomics.load(this.#cells, doors + thread) >= letIn;
  }

  /** Whether it takes part: it is let in, and the meeting that let it in has ended. Until then the others are not ready for it. */
  isInside(thread: number): boolean {
    const since = Atomics.load(this.#cells, doors + thread) - letIn;
    return since >= 0 && Atomics.load(this.#cells, ended) > since;
  }

  /** Whether so many ask to take part, or do. */
  haveCome(threads: number): boolean {
    for (let thread = 1; thread <= threads; thread++) if (Atomics.load(this.#cells, doors + thread) === 0) return false;
    return true;
  }

  /**
   * A thread comes.
   * @param finished whether it has done its part of the level
   * @param found the harms it has found so far
   * @returns true for the last to come, who has to lead
   */
  come(finished: boolean, found: number): boolean {
    const cells = this.#cells;
    this.#before = Atomics.load(cells, ended);
    if (!finished) Atomics.add(cells, unfinished, 1);
    Atomics.or(cells, harms, found);
    return Atomics.add(cells, arrived, 1) + 1 === Atomics.load(cells, members);
  }

  /** A thread that takes no part yet watches for the end of a meeting. */
  watch(): void {
    this.#before = Atomics.load(this.#cells, ended);
  }

  /** Waits for the end of the meeting, so many milliseconds at most; false while it lasts. */
  hasEnded(milliseconds: number): boolean {
    const cells = this.#cells;
    if (Atomics.load(cells, ended) === this.#before) Atomics.wait(cells, ended, this.#before, milliseconds);
    return Atomics.load(cells, ended) !== this.#before;
  }

  /** Says how it goes on, and ends the meeting. */
  lead(leader: Leader): void {
    const cells = this.#cells;
    const crowded = cells[halt] !== 0;
    if (cells[spent] !== 0) cells[over] = 1;
    else if (cells[unfinished] === 0) this.#endLevel(leader);
    if (crowded && cells[over] === 0 && !leader.grow()) cells[over] = 1;
    cells[halt] = cells[over]!;
    cells[arrived] = cells[unfinished] = 0;
    this.#release();
  }

  #endLevel({ allHarms, maxStates }: Leader): void {
    const cells = this.#cells;
    const states = cells[stateCount]!;
    cells[expanded] = cells[levelEnd]!;
    cells[complete] = states === cells[statesBefore] ? 1 : 0;
    const decided = allHarms !== 0 && cells[harms] === allHarms;
    if (cells[complete] !== 0 || decided || states > maxStates) {
      cells[over] = 1;
      return;
    }
    cells[level]!++;
    cells[statesBefore] = states;
    cells[nextChunk] = cells[levelEnd]!;
    cells[levelEnd] = cells[chunkCount]!;
    this.#letIn();
  }

  #letIn(): void {
    const open = letIn + this.#cells[ended]!;
    for (let door = doors; door < doors + mostThreads; door++)
      if (Atomics.compareExchange(this.#cells, door, asks, open) === asks) this.#cells[members]!++;
  }

  #release(): void {
    Atomics.add(this.#cells, ended, 1);
    Atomics.notify(this.#cells, ended);
  }
}
