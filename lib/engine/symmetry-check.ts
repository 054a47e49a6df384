// Whether what a scenario declares interchangeable is: an exchanged state must lead to the exchanged
// states, and be judged alike.
//
// Checked in the first state and in states spread over a search; a difference is an error, never a
// verdict. Tasks that make the same call need no such check.
import { Batch } from './batch.js';
import { Expansion } from './expansion.js';
import { ModelError } from './model-error.js';
import { permutationsOf } from './permutation.js';
import { PermutedRows } from './permuted-rows.js';
import type { Scenario } from './scenario.js';

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
      this.#compare(row);
      const successors = this.#successors;
      if (successors.count === 0) return;
      const at = choose(successors.count) * width;
      row = successors.rows.slice(at, at + width);
    }
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

  /** Leaves the state's successors in `#successors`. */
  #compare(row: Int32Array): void {
    this.states++;
    this.#row.set(row);
    const here = this.#expand(this.#row, this.#successors);
    const harms = this.#harmsIn(this.#row);
    for (const exchange of this.#exchanges) {
      exchange.apply(this.#row, this.#image);
      if (this.#harmsIn(this.#image) !== harms)
        this.#refuse('a detector finds a harm in one state and not in the other');
      const there = this.#expand(this.#image, this.#images);
      const expected = here.map((successor) => textOf(exchange, successor));
      if (
        expected.sort().join(' ') !==
        there
          .map((successor) => successor.join())
          .sort()
          .join(' ')
      )
        this.#refuse('one state leads elsewhere than the other');
    }
  }

  #expand(row: Int32Array, batch: Batch): Int32Array[] {
    const { width } = this.#expansion;
    batch.count = 0;
    this.#expansion.expand(row, 0, 0, batch);
    return Array.from({ length: batch.count }, (_, i) => batch.rows.slice(i * width, (i + 1) * width));
  }

  #harmsIn(row: Int32Array): string {
    const kernel = this.#expansion.show(row, 0);
    return this.scenario.harms.map((harm) => harm.found(kernel)).join();
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
