// One worker's part of a search: the states whose hash falls to it, and their expansion.
//
// Successors that fall to another worker are posted to it. A level ends when everybody has expanded
// it and all mail is read; so the search is breadth first over all workers, and a level is a
// number of steps.
import { Batch, hashRow } from '../batch.js';
import { Expansion, type Successors } from '../expansion.js';
import type { Memory } from '../memory.js';
import type { Scenario } from '../scenario.js';
import { StateStore } from '../state-store.js';
import type { ComparedStates } from '../step-comparison.js';
import { Symmetry } from '../symmetry.js';
import { Mailbox } from './mailbox.js';
import { PositionLog } from './position-log.js';
import { Rendezvous } from './rendezvous.js';
import { ownerOf, type Share, sharesOf } from './share.js';

/** What the workers of one search share. */
export interface SharedSearch {
  readonly rendezvous: SharedArrayBuffer;
  /** Null for a worker that stays alone. */
  readonly positions: SharedArrayBuffer | null;
  /** `mail[from][to]`. */
  readonly mail: readonly (readonly SharedArrayBuffer[])[];
}

/** What one worker has to say at the end. */
export interface PartitionResult {
  readonly complete: boolean;
  /** Whether it was only paused, so that others may take over. */
  readonly paused: boolean;
  readonly states: number;
  readonly steps: number;
  readonly depth: number;
  /** For each harm: the level on which this worker found it first, −1 for never. */
  readonly foundAt: readonly number[];
  readonly bytes: number;
}

/** How a search is limited; the same for all workers of it. */
export interface PartitionLimits {
  /** True to store interchangeable states once. */
  readonly reduced: boolean;
  /** Most states of all workers together, and most bytes of the states. */
  readonly maxStates: number;
  readonly maxBytes: number;
  /** Seconds after which the search is cut. */
  readonly maxSeconds: number;
}

/** Asked when states have been looked up, whether the search is to be paused at the end of its level. */
export type Pause = (states: number) => boolean;

export class Partition implements Successors {
  readonly expansion: Expansion;
  readonly #symmetry: Symmetry | null;
  readonly #store: StateStore;
  readonly #positions: PositionLog | null;
  readonly #rendezvous: Rendezvous;
  readonly #own: Batch;
  /** Where steps lead: to the mail and the own batch, or right into that where nobody else is. */
  readonly #successors: Successors;
  /** Mail for each other worker, null for oneself. */
  readonly #outgoing: readonly (Batch | null)[];
  readonly #inboxes: readonly (Mailbox | null)[];
  readonly #outboxes: readonly (Mailbox | null)[];
  readonly #row: Int32Array;
  readonly #stopped = new Set<number>();
  readonly #foundAt: number[];
  #found = 0;
  /** The clock, kept from before the model's code is refused it. */
  readonly #now = performance.now.bind(performance);
  readonly #deadline: number;
  /** Steps from the start to the states being expanded; −1 before the first state is stored. */
  #level = -1;
  #expanded = 0;

  constructor(
    readonly scenario: Scenario,
    readonly worker: number,
    shared: SharedSearch,
    readonly limits: PartitionLimits,
  ) {
    const { maxSeconds, reduced } = limits;
    this.#deadline = this.#now() + 1000 * maxSeconds;
    const expansion = new Expansion(scenario, { sharing: reduced });
    this.expansion = expansion;
    const { width } = expansion;
    const symmetry = reduced ? new Symmetry(expansion) : null;
    this.#symmetry = symmetry === null || symmetry.trivial ? null : symmetry;
    this.#store = new StateStore(width, { linked: false });
    const positions = shared.positions === null ? null : new PositionLog(shared.positions, expansion);
    this.#positions = positions;
    if (positions !== null)
      expansion.extend = (task, node, alternative, result) => positions.extend(task, node, alternative, result);
    this.#rendezvous = new Rendezvous(shared.rendezvous);
    const alone = shared.mail.length === 1;
    this.#own = new Batch(width, alone ? this.#symmetry : null);
    this.#successors = alone ? this.#own : this;
    this.#row = new Int32Array(width);
    const others = <T>(make: (other: number) => T) =>
      shared.mail.map((_, other) => (other === worker ? null : make(other)));
    this.#outgoing = others(() => new Batch(width));
    this.#inboxes = others((other) => new Mailbox(shared.mail[other]![worker]!, width));
    this.#outboxes = others((other) => new Mailbox(shared.mail[worker]![other]!, width));
    this.#foundAt = scenario.harms.map(() => -1);
  }

  /** What this worker has expanded, for the folding checks. */
  get states(): ComparedStates {
    const { automata, memoryWords } = this.expansion;
    const store = this.#store;
    return {
      automata,
      stopped: this.#stopped,
      expanded: this.#expanded,
      node: (state, task) => {
        const word = store.words[state * store.width + memoryWords + (task >> 1)]!;
        return automata[task]!.nodes[(word >>> (16 * (task & 1))) & 0xffff]!;
      },
      kernelAt: (state) => this.expansion.show(store.words, state * store.width),
    };
  }

  /** The memory in which steps are taken. */
  get memory(): Memory {
    return this.expansion.world.memory;
  }

  /** What was searched, in shares for so many workers; for a search that was paused. */
  shares(workers: number): Share[] {
    const [store, stopped, expanded] = [this.#store, this.#stopped, this.#expanded];
    return sharesOf({ store, stopped, expanded, level: this.#level, foundAt: this.#foundAt }, workers);
  }

  /**
   * Searches with the others, to the end or until somebody ends it.
   * @param share what to begin with; the first state unless given
   */
  run(share: Share | null = null, pause: Pause = () => false): PartitionResult {
    const store = this.#store;
    const own = this.#own;
    const successors = this.#successors;
    if (share === null) this.#begin();
    else this.#takeOver(share);
    let steps = 0;
    let state = this.#expanded;
    let complete = false;
    let paused = false;
    while (!this.#rendezvous.ended) {
      for (const levelEnd = store.count; state < levelEnd && !this.#rendezvous.ended; state++) {
        if (!this.#stopped.has(state))
          steps += this.expansion.expand(store.words, state * store.width, state, successors);
        if (!own.full) continue;
        this.#readMail();
        this.#lookUp();
      }
      if (!this.#endLevel(state)) continue;
      if (this.#rendezvous.fresh === 0) {
        complete = true;
        break;
      }
      if (this.#isDecided() || this.#rendezvous.states > this.limits.maxStates) break;
      this.#level++;
      paused = pause(store.count);
      if (paused) break;
    }
    this.#rendezvous.leave(this.worker);
    this.#expanded = state;
    return {
      complete,
      paused,
      states: store.count,
      steps,
      depth: this.#level,
      foundAt: this.#foundAt,
      bytes: store.bytes,
    };
  }

  /** Stores the first state. */
  #begin(): void {
    this.#successors.push(this.expansion.initialRow(), -1, 0);
    this.#lookUp();
    for (const outgoing of this.#outgoing) if (outgoing !== null) outgoing.count = 0;
    this.#level = 0;
  }

  /** Stores the states that another thread has met for this worker. */
  #takeOver({ expanded, foundAt, level, stopped, words }: Share): void {
    const store = this.#store;
    this.#positions!.catchUp();
    for (let at = 0; at < words.length; at += store.width) store.add(words.subarray(at, at + store.width), -1, 0);
    for (const state of stopped) this.#stopped.add(state);
    foundAt.forEach((found, h) => {
      this.#foundAt[h] = found;
      if (found >= 0) this.#found |= 1 << h;
    });
    this.#level = level;
    this.#expanded = expanded;
    this.#rendezvous.report(this.worker, store.count);
  }

  /** Takes a successor: keeps it if it is this worker's, else puts it to the mail. */
  push(row: Int32Array, from: number, action: number): void {
    const { width } = this.expansion;
    let given = row;
    if (this.#symmetry !== null) {
      given = this.#row;
      for (let i = 0; i < width; i++) given[i] = row[i]!;
      this.#symmetry.canonicalise(given, 0);
    }
    const hash = hashRow(given, 0, width);
    const owner = ownerOf(hash, this.#outgoing.length);
    const outgoing = this.#outgoing[owner]!;
    if (outgoing === null) {
      this.#own.pushHashed(given, 0, hash, from, action);
      return;
    }
    outgoing.pushHashed(given, 0, hash, from, action);
    if (outgoing.full) this.#send(owner);
  }

  /** Ends a level with all others; false when the search was ended meanwhile. */
  #endLevel(levelEnd: number): boolean {
    for (let other = 0; other < this.#outgoing.length; other++) this.#send(other);
    this.#rendezvous.finish(this.worker, this.#level);
    for (;;) {
      const last = this.#rendezvous.allFinished(this.#level);
      const read = this.#readMail();
      this.#lookUp();
      if (this.#rendezvous.ended) return false;
      if (last && !read && this.#inboxes.every((box) => box === null || box.empty)) break;
      if (!read) this.#rendezvous.wait();
    }
    this.#rendezvous.count(this.worker, this.#level, this.#store.count - levelEnd, this.#found);
    while (!this.#rendezvous.allCounted(this.#level)) {
      if (this.#rendezvous.ended) return false;
      this.#rendezvous.wait();
    }
    return true;
  }

  #send(other: number): void {
    const outgoing = this.#outgoing[other]!;
    if (outgoing === null || outgoing.count === 0) return;
    while (!this.#outboxes[other]!.post(outgoing)) {
      if (this.#rendezvous.ended) {
        outgoing.count = 0;
        return;
      }
      // Its box is full; it may be waiting for room in ours.
      if (!this.#readMail()) this.#rendezvous.wait();
    }
  }

  /** Takes mail into the batch of own states; true when there was any. */
  #readMail(): boolean {
    const before = this.#own.count;
    for (const box of this.#inboxes) box?.take(this.#own, 4096);
    return this.#own.count > before;
  }

  /** Stores what has come together for this worker. */
  #lookUp(): void {
    const own = this.#own;
    if (own.count === 0) return;
    const store = this.#store;
    store.addAll(own);
    this.#positions?.catchUp();
    if (!this.expansion.judge.idle)
      for (let i = 0; i < own.count; i++) if (own.numbers[i]! >= 0) this.#inspect(own.numbers[i]!);
    own.count = 0;
    this.#rendezvous.report(this.worker, store.count);
    const { maxBytes, maxStates } = this.limits;
    if (this.#rendezvous.states > 1.2 * maxStates) this.#rendezvous.end();
    if (store.bytesSoon * this.#outgoing.length > maxBytes || this.#now() > this.#deadline) this.#rendezvous.end();
  }

  /** Looks for harms in a new state. */
  #inspect(state: number): void {
    const { judge } = this.expansion;
    const store = this.#store;
    this.expansion.show(store.words, state * store.width);
    judge.look();
    const fresh = judge.harms & ~this.#found;
    if (fresh !== 0) {
      this.#found |= fresh;
      for (let h = 0; h < this.#foundAt.length; h++) if ((fresh >>> h) & 1) this.#foundAt[h] = this.#level + 1;
    }
    if (judge.stops) this.#stopped.add(state);
  }

  /** Whether every harm has been found, so that nothing is left to decide. */
  #isDecided(): boolean {
    const { length } = this.scenario.harms;
    return length > 0 && this.#rendezvous.harms >>> 0 === 2 ** length - 1;
  }
}
