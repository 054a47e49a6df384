// Symmetry: states that differ only in which of several interchangeable things is which.
//
// Each such class of states has one canonical member, the least row; a search that stores only
// those answers every question that does not ask which. Tasks that make the same call are
// interchangeable by construction (see same-call.ts): their positions are sorted. What a scenario
// declares interchangeable, records with the tasks that go with them, is tried in every order, and
// the declaration is checked on the states that are met (see symmetry-check.ts).
import type { Expansion } from './expansion.js';
import { permutationsOf } from './permutation.js';
import { PermutedRows } from './permuted-rows.js';

export class Symmetry {
  /** Declared exchanges, the identity left out. */
  readonly exchanges: readonly PermutedRows[];
  readonly #groups: readonly (readonly number[])[];
  /** 16-bit place of the first position in a row. */
  readonly #positionsFrom: number;
  readonly #width: number;
  #seen: { words: Int32Array; positions: Uint16Array };
  readonly #given: Int32Array;
  readonly #image: Int32Array;
  readonly #imagePositions: Uint16Array;

  /** @throws TypeError, RangeError when what the scenario declares cannot be exchanged */
  constructor(readonly expansion: Expansion) {
    const { groups, memoryWords, scenario, width } = expansion;
    this.#groups = groups;
    this.#positionsFrom = 2 * memoryWords;
    this.#width = width;
    this.#given = new Int32Array(width);
    this.#image = new Int32Array(width);
    this.#imagePositions = new Uint16Array(this.#image.buffer);
    this.#seen = { words: this.#image, positions: this.#imagePositions };
    this.exchanges = permutationsOf(scenario).map((order) => new PermutedRows(expansion, order));
  }

  /** True where nothing can be exchanged, so that every state is its own. */
  get trivial(): boolean {
    return this.#groups.length === 0 && this.exchanges.length === 0;
  }

  /** Replaces the row at `words[at]` by the canonical one of its class. */
  canonicalise(words: Int32Array, at: number): void {
    if (this.#seen.words !== words) this.#seen = { words, positions: new Uint16Array(words.buffer, words.byteOffset) };
    if (this.exchanges.length > 0) this.#leastImage(words, at);
    else this.#sort(this.#seen.positions, 2 * at + this.#positionsFrom);
  }

  #leastImage(words: Int32Array, at: number): void {
    const width = this.#width;
    const given = this.#given;
    const image = this.#image;
    for (let i = 0; i < width; i++) given[i] = words[at + i]!;
    this.#sort(this.#seen.positions, 2 * at + this.#positionsFrom);
    for (const exchange of this.exchanges) {
      exchange.apply(given, image);
      this.#sort(this.#imagePositions, this.#positionsFrom);
      let i = 0;
      while (i < width && image[i] === words[at + i]) i++;
      if (i < width && image[i]! < words[at + i]!) for (i = 0; i < width; i++) words[at + i] = image[i]!;
    }
  }

  /** Puts the positions of interchangeable tasks in order. */
  #sort(positions: Uint16Array, from: number): void {
    for (const group of this.#groups)
      for (let i = 1; i < group.length; i++)
        for (let j = i; j > 0; j--) {
          const here = from + group[j]!;
          const before = from + group[j - 1]!;
          const position = positions[here]!;
          if (positions[before]! <= position) break;
          positions[here] = positions[before]!;
          positions[before] = position;
        }
  }
}
