// The image of a state under a permutation of its records and tasks.
//
// A record's fields go to the record it stands for, references follow, and a task's position goes
// to the position that the other task reaches by the same history with the records exchanged in it.
import type { AutomatonNode } from './automaton.js';
import type { Expansion } from './expansion.js';
import type { Layout } from './layout.js';
import { ModelError } from './model-error.js';
import type { Permutation } from './permutation.js';
import { isRecord } from './record.js';

const unknown = -1;

/** One field to move: from where, to where, and what a reference in it becomes. */
interface Move {
  readonly fromWord: number;
  readonly fromShift: number;
  readonly toWord: number;
  readonly toShift: number;
  readonly mask: number;
  /** Stored value → stored value, for references; null for plain bits. */
  readonly values: Int32Array | null;
}

export class PermutedRows {
  readonly #moves: readonly Move[];
  /** For each word, the bits that no move writes. */
  readonly #kept: Int32Array;
  /** For each task and position: the position of the task it goes to. */
  readonly #images: number[][];

  constructor(
    readonly expansion: Expansion,
    readonly permutation: Permutation,
  ) {
    const { layout } = expansion.scenario;
    this.#moves = movesOf(layout, permutation.records);
    this.#kept = new Int32Array(layout.words).fill(-1);
    for (const { toWord, toShift, mask } of this.#moves) this.#kept[toWord]! &= ~(mask << toShift);
    this.#images = expansion.automata.map(() => []);
  }

  /** Writes the image of `row` into `image`. */
  apply(row: Int32Array, image: Int32Array): void {
    const { memoryWords } = this.expansion;
    const { tasks } = this.permutation;
    for (let i = 0; i < memoryWords; i++) image[i] = row[i]! & this.#kept[i]!;
    for (const { fromShift, fromWord, mask, toShift, toWord, values } of this.#moves) {
      const value = (row[fromWord]! >>> fromShift) & mask;
      image[toWord]! |= (values === null ? value : values[value]!) << toShift;
    }
    for (let i = memoryWords; i < row.length; i++) image[i] = 0;
    for (let task = 0; task < tasks.length; task++) {
      const position = (row[memoryWords + (task >> 1)]! >>> (16 * (task & 1))) & 0xffff;
      const other = tasks[task]!;
      image[memoryWords + (other >> 1)]! |= this.#imageOf(task, position) << (16 * (other & 1));
    }
  }

  /** The position of the task that `task` goes to, after the same history with the records exchanged. */
  #imageOf(task: number, position: number): number {
    const images = this.#images[task]!;
    const known = images[position] ?? unknown;
    if (known !== unknown) return known;
    const node = this.expansion.automata[task]!.nodes[position]!;
    const history = node.history.map((result) => this.#exchanged(result));
    const image = this.expansion.nodeAfter(this.permutation.tasks[task]!, history);
    if (!sameSteps(node, image)) this.#differ(task, node);
    images[position] = image.id;
    return image.id;
  }

  #exchanged(result: unknown): unknown {
    if (!isRecord(result)) return result;
    return this.expansion.world.memory.views[this.permutation.records[result.id]!];
  }

  #differ(task: number, node: AutomatonNode): never {
    const { tasks } = this.expansion.scenario;
    const other = tasks[this.permutation.tasks[task]!]!.name;
    throw new ModelError(
      `scenario ${this.expansion.scenario.name} declares ${tasks[task]!.name} and ${other} interchangeable, but at ‹${node.alternatives[0]?.label ?? 'its end'}› they do different things: declare only what can change places without anything else changing.`,
    );
  }
}

/** Whether two positions offer as many ways out, owned alike. */
function sameSteps(a: AutomatonNode, b: AutomatonNode): boolean {
  return (
    a.ended === b.ended &&
    a.alternatives.length === b.alternatives.length &&
    a.alternatives.every((step, i) => step.owner === b.alternatives[i]!.owner)
  );
}

/** The fields that a permutation moves or changes. */
function movesOf(layout: Layout, records: readonly number[]): Move[] {
  const moves: Move[] = [];
  layout.records.forEach((place, id) => {
    const target = layout.records[records[id]!]!;
    place.fields.forEach((field, f) => {
      const values =
        field.field.target === null ? null : referenceValues(layout.byType.get(field.field.target())!, records);
      if (records[id] === id && values === null) return;
      const to = target.fields[f]!;
      moves.push({
        fromWord: place.word + field.wordOffset,
        fromShift: place.shift + field.bitOffset,
        toWord: target.word + to.wordOffset,
        toShift: target.shift + to.bitOffset,
        mask: field.mask,
        values,
      });
    });
  });
  return moves;
}

/** What a stored reference becomes; null when all stay as they are. */
function referenceValues(ids: readonly number[], records: readonly number[]): Int32Array | null {
  if (ids.every((id) => records[id] === id)) return null;
  return Int32Array.from([0, ...ids.map((id) => ids.indexOf(records[id]!) + 1)]);
}
