// One thread's part of a sweep: a search for harms alone, breadth first, on memory that all threads
// share.
//
// The inner loop (see core/) expands states by what is written down of the steps; what is not, it
// has the model's own code do, here. Every thread has its own automata and tables, and makes the
// positions in one order for all (see position-log.ts).
import { ChanceRefused } from '../chance.js';
import { Expansion, rowWords, type Successors } from '../expansion.js';
import type { Memory } from '../memory.js';
import type { Scenario } from '../scenario.js';
import { namedError } from '../sealed-world.js';
import type { ComparedStates } from '../step-comparison.js';
import { Symmetry } from '../symmetry.js';
import { type Core, chunkRows, coreDone, coreOn, corePaused } from './core-module.js';
import { DescribedTables, RoomSpent } from './described-tables.js';
import { Meeting } from './meeting.js';
import { PositionLog } from './position-log.js';

/** What the threads of one sweep share. */
export interface SharedSweep {
  readonly memory: WebAssembly.Memory;
  /** Null where there is one thread alone. */
  readonly positions: SharedArrayBuffer | null;
  /** Most threads there may be. */
  readonly threads: number;
}

/** How a sweep is limited; the same for all its threads. */
export interface SweepLimits {
  /** True to store interchangeable states once. */
  readonly reduced: boolean;
  readonly maxStates: number;
  /** Most bytes of the shared memory. */
  readonly maxBytes: number;
  /** Seconds after which the sweep is cut. */
  readonly maxSeconds: number;
}

/** What one thread has to say at the end. */
export interface SweepPart {
  /** For each harm: the level on which this thread found it first, −1 for never. */
  readonly foundAt: readonly number[];
  readonly steps: number;
}

/** Chunks of states that are expanded before the limits are looked at. */
const sliceChunks = 128;
/** How long a thread waits for the others before it looks around. */
const waitMs = 20;

export class SweepThread implements Successors {
  readonly expansion: Expansion;
  readonly meeting: Meeting;
  readonly #core: Core;
  readonly #memory: WebAssembly.Memory;
  readonly #present: Int32Array;
  /** All memory there was a while ago. */
  #cells: Int32Array;
  /** What the scenario declares interchangeable; null where it declares nothing. */
  readonly #symmetry: Symmetry | null;
  readonly #positions: PositionLog | null;
  readonly #foundAt: number[];
  /** The harms found by this thread, a bit each. */
  #found = 0;
  /** For each task the addresses of its positions' tables, 0 where nothing is written down. */
  readonly #tables: readonly Int32Array[];
  readonly #described: DescribedTables;
  /** What was found in a state, where it is not written down. */
  readonly #scratch: Int32Array;
  /** The task whose steps are run. */
  #task = 0;
  #waiting = false;
  /** Its number, 0 for the one that opened the memory, and whether it takes no part yet. */
  #thread = 0;
  #outside = false;
  /** Whether the first state is stored. */
  #begun = false;
  /** The clock, kept from before the model's code is refused it. */
  readonly #now = performance.now.bind(performance);
  readonly #deadline: number;

  /** @param first true for the thread that opens the memory */
  constructor(
    readonly scenario: Scenario,
    readonly shared: SharedSweep,
    readonly limits: SweepLimits,
    first: boolean,
  ) {
    this.#deadline = this.#now() + 1000 * limits.maxSeconds;
    this.#memory = shared.memory;
    this.meeting = new Meeting(shared.memory);
    const core = coreOn(shared.memory, {
      run: (task) => this.#run(task),
      look: (row) => this.#look(row),
      found: (harms) => this.#find(harms),
      exchange: (row) => this.#exchange(row),
    });
    this.#core = core;
    if (first) core.openMemory();
    const { layout, tasks } = scenario;
    const words = rowWords(scenario);
    const declared = limits.reduced && scenario.interchangeable.length > 0;
    core.open(words, layout.words, tasks.length, shared.threads, declared);
    this.#present = new Int32Array(shared.memory.buffer, core.presentRow(), words);
    this.#cells = new Int32Array(shared.memory.buffer);
    const described = new DescribedTables(core, shared.memory);
    this.#described = described;
    const room = (count: number) => described.room(count);
    this.#scratch = room(2);
    const expansion = new Expansion(scenario, { sharing: limits.reduced, present: this.#present, room });
    this.expansion = expansion;
    this.#symmetry = declared ? new Symmetry(expansion) : null;
    this.#positions = shared.positions === null ? null : new PositionLog(shared.positions, expansion);
    const positions = this.#positions;
    if (positions !== null) {
      expansion.extend = (task, node, alternative, result) => positions.extend(task, node, alternative, result);
      expansion.place = (task, history) => positions.place(task, history);
    }
    this.#foundAt = scenario.harms.map(() => -1);
    this.#tables = described.ofTasks(expansion.automata, expansion.groups);
    if (!expansion.judge.idle) core.judgeBy(described.describe(expansion.judge.known!));
  }

  /** The memory in which steps are taken. */
  get memory(): Memory {
    return this.expansion.world.memory;
  }

  /** Bytes of the shared memory that are in use. */
  get bytes(): number {
    return this.#core.taken() >>> 0;
  }

  get part(): SweepPart {
    return { foundAt: this.#foundAt, steps: this.#core.stepsTaken() };
  }

  /** Whether it takes part, and knows all positions of the states whose steps have been taken. */
  get takesPart(): boolean {
    return !this.#outside;
  }

  /** The states whose steps have all been taken, for the folding checks. */
  get states(): ComparedStates {
    const core = this.#core;
    const { automata, memoryWords } = this.expansion;
    const positions = new Uint16Array(this.#memory.buffer);
    return {
      automata,
      expanded: this.meeting.expandedChunks * chunkRows,
      skipped: (state) => core.goesOn(state) === 0,
      positions: (state, into) => {
        const from = (core.rowAt(state) >>> 1) + 2 * memoryWords;
        for (let task = 0; task < into.length; task++) into[task] = positions[from + task]!;
      },
      kernelAt: (state) => {
        const row = core.rowAt(state) >>> 0;
        this.#present.set(new Int32Array(this.#memory.buffer, row, this.#present.length));
        return this.expansion.world.kernel;
      },
    };
  }

  /** Stores the first state. Called once, on the thread that opened the memory. */
  begin(): void {
    this.#present.set(this.expansion.initialRow());
    this.#guarded(() => {
      this.#core.push(0);
      while (!this.#core.begin()) if (!this.#core.growTable()) return this.meeting.end();
      this.meeting.open();
    });
    this.#begun = true;
  }

  /** Comes to a search that others have begun; from then on it takes part as soon as it can. */
  join(thread: number): void {
    this.#begun = true;
    this.meeting.watch();
    this.meeting.ask(thread);
    this.#waiting = this.#outside = true;
    this.#thread = thread;
  }

  /**
   * Searches on, for some milliseconds.
   * @returns true when the search is over
   */
  advance(): boolean {
    const { meeting } = this;
    if (this.#waiting && !this.#awaited()) return meeting.over;
    if (!meeting.over) this.#guarded(() => this.#advance());
    return meeting.over;
  }

  /** Whether the meeting that was waited for has ended, and this thread takes part. */
  #awaited(): boolean {
    const { meeting } = this;
    if (!meeting.hasEnded(waitMs)) return false;
    if (this.#outside) {
      // In this order: it may be let in at any moment.
      meeting.watch();
      if (!meeting.isInside(this.#thread)) return false;
    }
    this.#waiting = false;
    this.#guarded(() => {
      this.#see();
      this.#outside = false;
    });
    return true;
  }

  #advance(): void {
    const { meeting } = this;
    const why = this.#core.work(sliceChunks);
    if (this.#isSpent()) meeting.end();
    if (why === corePaused || meeting.over) return;
    this.#waiting = true;
    if (!meeting.come(why === coreDone, this.#found)) return;
    meeting.lead(this);
    this.#waiting = false;
    this.#see();
  }

  /** Runs with chance refused; where there is no room left, the search is over. */
  #guarded(run: () => void): void {
    const chance = new ChanceRefused(() => this.memory);
    chance.set();
    try {
      run();
    } catch (error) {
      this.meeting.end();
      if (!(error instanceof RoomSpent)) throw namedError(error, this.memory);
    } finally {
      chance.release();
    }
  }

  /** Looks again at what may have changed while all met. */
  #see(): void {
    this.#core.seeTable();
    this.#positions?.catchUp();
  }

  #isSpent(): boolean {
    const { maxBytes, maxStates } = this.limits;
    return this.meeting.states > 1.2 * maxStates || this.bytes > maxBytes || this.#now() > this.#deadline;
  }

  get maxStates(): number {
    return this.limits.maxStates;
  }

  /** The harms that are looked for, a bit each. */
  get allHarms(): number {
    return (2 ** this.scenario.harms.length - 1) | 0;
  }

  /** Makes the table of states larger; false where there is no room. */
  grow(): boolean {
    return this.bytes + this.#core.tableBytes() * 2 <= this.limits.maxBytes && this.#core.growTable() !== 0;
  }

  /** Takes a successor that the model's own code has made: the present row. */
  push(): void {
    this.#core.push(this.#task);
  }

  #run(task: number): void {
    const { expansion } = this;
    const node = expansion.nodeOf(task);
    const { table } = node;
    if (table !== null) this.#described.missed(table);
    this.#task = task;
    expansion.runTask(task, this);
    this.#tables[task]![node.id] = this.#described.ofPosition(node);
  }

  #look(row: number): number {
    const { judge } = this.expansion;
    const { known } = judge;
    const before = this.#present.slice();
    this.#present.set(new Int32Array(this.#memory.buffer, row >>> 0, before.length));
    if (known !== null) this.#described.missed(known);
    const place = judge.learn();
    this.#core.judgeBy(judge.known === null ? 0 : this.#described.describe(judge.known));
    this.#present.set(before);
    if (place >= 0) return known!.written.byteOffset + 4 * place;
    this.#scratch[0] = judge.harms;
    this.#scratch[1] = judge.stops ? 1 : 0;
    return this.#scratch.byteOffset;
  }

  /** Replaces a row by the one that stands for its class. */
  #exchange(row: number): void {
    if ((row >>> 0) + this.#present.byteLength > this.#cells.byteLength)
      this.#cells = new Int32Array(this.#memory.buffer);
    this.#symmetry!.canonicalise(this.#cells, (row >>> 0) / 4);
  }

  #find(harms: number): void {
    this.#found |= harms;
    const level = this.#begun ? this.meeting.level + 1 : 0;
    for (let h = 0; h < this.#foundAt.length; h++) if ((harms >>> h) & 1) this.#foundAt[h] = level;
  }
}
