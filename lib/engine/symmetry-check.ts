// Whether what a scenario declares interchangeable is: an exchanged state must lead to the exchanged
// states, and be judged alike.
//
// Checked in the first state and in states spread over a search; a difference is an error, never a
// verdict. Tasks that make the same call need no such check.
import type { AutomatonNode } from './automaton.js';
import { Batch } from './batch.js';
import { isFound, stopsIn } from './detect.js';
import { oneOfEachPart } from './equal-parts.js';
import { Expansion } from './expansion.js';
import { ModelError } from './model-error.js';
import { permutationsOf } from './permutation.js';
import { PermutedRows } from './permuted-rows.js';
import { Random } from './random.js';
import type { Scenario } from './scenario.js';
import { namedError } from './sealed-world.js';
import type { ComparedStates } from './step-comparison.js';

/** Comparisons with images after a search, states that are compared at least, and states of the search for one of them. */
const mostComparisons = 2000;
const fewestStates = 64;
const statesAState = 8;

export class SymmetryCheck {
  /** States that were compared with their images. */
  states = 0;
  readonly #expansion: Expansion;
  readonly #exchanges: readonly PermutedRows[];
  readonly #row: Int32Array;
  readonly #image: Int32Array;
  readonly #successors: Batch;
  readonly #images: Batch;

  constructor(readonly scenario: Scenario) {
    const expansion = new Expansion(scenario);
    this.#expansion = expansion;
    this.#exchanges = permutationsOf(scenario).map((order) => new PermutedRows(expansion, order));
    this.#row = expansion.initialRow();
    this.#image = new Int32Array(expansion.width);
    this.#successors = new Batch(expansion.width);
    this.#images = new Batch(expansion.width);
  }

  /**
   * Walks at random from the first state and compares every state on the way.
   * @param choose a random whole number below its argument
   * @throws ModelError when something declared interchangeable can be told apart
   */
  walk(steps: number, choose: (below: number) => number): void {
    const { width } = this.#expansion;
    let row = this.#expansion.initialRow();
    for (const exchange of this.#exchanges) this.#compareInitial(exchange);
    for (let i = 0; i < steps; i++) {
      if (!this.#compare(row)) return;
      const successors = this.#successors;
      if (successors.count === 0) return;
      const at = choose(successors.count) * width;
      row = successors.rows.slice(at, at + width);
    }
  }

  /**
   * Compares states spread over those that a search has expanded.
   * @param expansion the search's, whose positions the states name
   * @throws ModelError as `walk` does
   */
  compareSome({ automata, memoryWords }: Expansion, states: ComparedStates): void {
    const { expanded } = states;
    const some = Math.max(fewestStates, mostComparisons / this.#exchanges.length, 1);
    const count = Math.ceil(Math.min(some, expanded / statesAState));
    const random = new Random(4);
    const positions = new Uint16Array(automata.length);
    const ids = automata.map(() => new Map<AutomatonNode, number>());
    const row = new Int32Array(this.#expansion.width);
    const own = new Uint16Array(row.buffer, 4 * memoryWords);
    for (const state of oneOfEachPart(expanded, count, random)) {
      if (states.skipped(state)) continue;
      states.positions(state, positions);
      row.set(states.kernelAt(state).memory.words.subarray(0, memoryWords));
      for (let task = 0; task < positions.length; task++)
        own[task] = this.#own(task, automata[task]!.nodes[positions[task]!]!, ids[task]!);
      this.#compare(row);
    }
  }

  /** The own position of a task that another expansion's stands for. */
  #own(task: number, node: AutomatonNode, known: Map<AutomatonNode, number>): number {
    const id = known.get(node);
    if (id !== undefined) return id;
    const own = this.#expansion.nodeAfter(task, node.history).id;
    known.set(node, own);
    return own;
  }

  #compareInitial(exchange: PermutedRows): void {
    const row = this.#expansion.initialRow();
    exchange.apply(row, this.#image);
    const changes = this.scenario.layout.difference(row, this.#image);
    if (changes.length === 0) return;
    const { record, field, before, after } = changes[0]!;
    this.#refuse(
      `${record}.${field} is ${String(before)} at the start, and would be ${String(after)} with them exchanged`,
    );
  }

  /**
   * Leaves the state's successors in `#successors`.
   * @returns false when the machine stops in it
   */
  #compare(row: Int32Array): boolean {
    this.states++;
    this.#row.set(row);
    const judged = this.#judged(this.#row);
    const here = judged.stops ? [] : this.#expand(this.#row, this.#successors);
    for (const exchange of this.#exchanges) {
      exchange.apply(this.#row, this.#image);
      const other = this.#judged(this.#image);
      if (other.harms !== judged.harms) this.#refuse('a detector finds a harm in one state and not in the other');
      if (other.stops !== judged.stops) this.#refuse('the machine stops in one state and not in the other');
      if (judged.stops) continue;
      const there = this.#expand(this.#image, this.#images).map((successor) => successor.join());
      const expected = here.map((successor) => textOf(exchange, successor));
      if (expected.sort().join(' ') !== there.sort().join(' '))
        this.#refuse('one state leads elsewhere than the other');
    }
    return !judged.stops;
  }

  #expand(row: Int32Array, batch: Batch): Int32Array[] {
    const { width } = this.#expansion;
    batch.count = 0;
    try {
      this.#expansion.expand(row, 0, 0, batch);
    } catch (error) {
      throw namedError(error, this.#expansion.world.memory);
    }
    return Array.from({ length: batch.count }, (_, i) => batch.rows.slice(i * width, (i + 1) * width));
  }

  #judged(row: Int32Array): { harms: string; stops: boolean } {
    const { harms } = this.scenario;
    const kernel = this.#expansion.show(row, 0);
    return {
      harms: harms.map((harm) => isFound(harm, kernel)).join(),
      stops: stopsIn(this.scenario, kernel),
    };
  }

  #refuse(what: string): never {
    const lists = this.scenario.interchangeable
      .flatMap(({ tasks = [], records = [] }) => [...tasks, ...records])
      .map((list) => list.join(' and '));
    throw new ModelError(
      `scenario ${this.scenario.name} declares ${lists.join(', ')} interchangeable, but they can be told apart: ${what}. Declare only what can change places without anything else changing.`,
    );
  }
}

function textOf(exchange: PermutedRows, row: Int32Array): string {
  const image = new Int32Array(row.length);
  exchange.apply(row, image);
  return image.join();
}
