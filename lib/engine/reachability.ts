// What can still happen from each state: backward reachability for all operations at once, a bit
// each.
//
// A state that was never expanded may lead to anything, so it counts as a possibility. What a cut
// search finds impossible therefore stays impossible.
import { allOperations, ownPaceStep, type StateGraph, systemStep } from './state-graph.js';

/** Whose steps count: everybody's, or all but those that user space may withhold from the operation. */
export type Takers = 'everybody' | 'system';

/** Masks of operations for each state of one graph; they are shared, so for reading only. */
export class Reachability {
  readonly #graph: StateGraph;
  /** Steps by where they lead: those into state s are `#into[#intoFirst[s]] …`; made when first needed. */
  #intoFirst: Int32Array | null = null;
  #into: Int32Array = new Int32Array(0);
  #source: Int32Array = new Int32Array(0);

  /** Where user space owns nothing, nothing is withheld. */
  readonly #nothingWithheld: boolean;
  readonly #known = new Map<string, Int32Array>();

  constructor(graph: StateGraph) {
    this.#graph = graph;
    this.#nothingWithheld = graph.owner.every((owner) => owner === systemStep);
  }

  /**
   * From where each operation can end.
   * @param cut whether a state that was never expanded counts as one from where it can
   */
  canEnd(takers: Takers, cut: boolean): Int32Array {
    return this.#once(takers, cut ? 'end or cut' : 'end', () => {
      const masks = this.#graph.ended.slice();
      if (cut) masks.fill(allOperations(this.#graph), this.#graph.expanded);
      return masks;
    });
  }

  /** From where each operation can ever take another step. */
  canMove(takers: Takers): Int32Array {
    const { action, bits, expanded, first, states } = this.#graph;
    return this.#once(takers, 'move', () => {
      const masks = new Int32Array(states);
      for (let s = 0; s < expanded; s++)
        for (let e = first[s]!; e < first[s + 1]!; e++) masks[s]! |= bits[action[e]! >> 8]! & this.#allowed(e, takers);
      return masks.fill(allOperations(this.#graph), expanded);
    });
  }

  /** Answers a question the first time it is asked, and as often as it is. */
  #once(takers: Takers, what: string, start: () => Int32Array): Int32Array {
    const by = this.#nothingWithheld ? 'everybody' : takers;
    const key = `${what} ${by}`;
    const known = this.#known.get(key) ?? this.#spread(start(), by);
    this.#known.set(key, known);
    return known;
  }

  /** The operations for which a step counts. An operation's own pace is withheld from others only. */
  #allowed(edge: number, takers: Takers): number {
    const { action, bits, owner } = this.#graph;
    if (takers === 'everybody' || owner[edge] === systemStep) return -1;
    return owner[edge] === ownPaceStep ? bits[action[edge]! >> 8]! : 0;
  }

  /** Gives every state the bits of the states it can reach. */
  #spread(masks: Int32Array, takers: Takers): Int32Array {
    // States are numbered breadth first, so nearly all is said after one pass from the last.
    this.#sweep(masks, takers, null);
    const queue = new StateQueue(this.#graph.states);
    this.#sweep(masks, takers, queue);
    if (queue.size === 0) return masks;
    const intoFirst = this.#reverse();
    while (queue.size > 0) {
      const state = queue.take();
      const mask = masks[state]!;
      for (let i = intoFirst[state]!; i < intoFirst[state + 1]!; i++) {
        const source = this.#source[i]!;
        const more = mask & this.#allowed(this.#into[i]!, takers) & ~masks[source]!;
        if (more === 0) continue;
        masks[source]! |= more;
        queue.add(source);
      }
    }
    return masks;
  }

  #sweep(masks: Int32Array, takers: Takers, changed: StateQueue | null): void {
    const { first, expanded, target } = this.#graph;
    const everybody = takers === 'everybody';
    for (let s = expanded - 1; s >= 0; s--) {
      let mask = masks[s]!;
      for (let e = first[s]!; e < first[s + 1]!; e++) {
        const next = masks[target[e]!]!;
        mask |= everybody ? next : next & this.#allowed(e, takers);
      }
      if (mask === masks[s]) continue;
      masks[s] = mask;
      changed?.add(s);
    }
  }

  #reverse(): Int32Array {
    if (this.#intoFirst !== null) return this.#intoFirst;
    const { first, states, target } = this.#graph;
    const begin = new Int32Array(states + 1);
    for (let e = 0; e < target.length; e++) begin[target[e]! + 1]!++;
    for (let s = 0; s < states; s++) begin[s + 1]! += begin[s]!;
    const next = begin.slice(0, states);
    this.#into = new Int32Array(target.length);
    this.#source = new Int32Array(target.length);
    for (let s = 0; s < states; s++)
      for (let e = first[s]!; e < first[s + 1]!; e++) {
        const at = next[target[e]!]!++;
        this.#into[at] = e;
        this.#source[at] = s;
      }
    this.#intoFirst = begin;
    return begin;
  }
}

/** States waiting to be looked at, each at most once at a time, first in first out. */
class StateQueue {
  size = 0;
  #head = 0;
  readonly #ring: Int32Array;
  readonly #waiting: Uint8Array;

  constructor(states: number) {
    this.#ring = new Int32Array(states);
    this.#waiting = new Uint8Array(states);
  }

  add(state: number): void {
    if (this.#waiting[state] === 1) return;
    this.#waiting[state] = 1;
    let tail = this.#head + this.size++;
    if (tail >= this.#ring.length) tail -= this.#ring.length;
    this.#ring[tail] = state;
  }

  take(): number {
    const state = this.#ring[this.#head]!;
    if (++this.#head === this.#ring.length) this.#head = 0;
    this.size--;
    this.#waiting[state] = 0;
    return state;
  }
}
