// Guards looked at again after a search: whether one holds in a state, which fields it reads there,
// and which of them keep it from holding.
//
// A guard is evaluated on a memory of its own, which notes the fields that are read and refuses
// nothing. Away from the states in which its task stands there, a guard may rest on what is not so;
// where it throws, it does not hold.
import { type AutomatonNode, alternativesOf } from './automaton.js';
import type { Search } from './explorer.js';
import type { Kernel } from './kernel.js';
import type { FieldPlace } from './layout.js';
import { Memory } from './memory.js';
import type { RecordBase } from './record.js';
import type { Step } from './step.js';
import { TimerOrder } from './timer-order.js';
import { worldOf } from './world.js';

/** A field of a record, by the record's number. */
export interface FieldAt {
  readonly record: number;
  readonly place: FieldPlace;
}

/** One value for one field, which would let a task past. */
export interface Remedy extends FieldAt {
  readonly value: number;
}

/** A step that a task may not be able to take, as it stands at a position. */
export interface Guard {
  readonly task: number;
  readonly position: AutomatonNode;
  readonly alternative: number;
  readonly step: Step;
}

/** Values of a field that are tried; of a wider one it is only known that it was read. */
const mostValues = 4096;

export class GuardReader {
  /** The kernel object that the guards see. */
  readonly kernel: Kernel;
  readonly #memory: NotingMemory;
  readonly #order: TimerOrder;
  #state = 0;

  constructor(readonly search: Search) {
    const { scenario } = search;
    const memory = new NotingMemory(scenario.layout, new Int32Array(scenario.layout.words), true);
    this.kernel = worldOf(scenario, memory).kernel;
    this.#memory = memory;
    this.#order = new TimerOrder(scenario, memory, (task) => search.node(this.#state, task).ended);
    // Tasks read fixed fields between their steps: they hold from the first state on.
    this.show(0);
  }

  /** The memory's words, which a caller may change. */
  get words(): Int32Array {
    return this.#memory.words;
  }

  /** Every way out of a task's position that has a guard or a declared order before it. */
  guardsAt(task: number, position: AutomatonNode): Guard[] {
    const { step } = this.search.automata[task]!.position(this.kernel, position.history);
    return alternativesOf(step)
      .map((each, alternative) => ({ task, position, alternative, step: each }))
      .filter((guard) => guard.step.when !== undefined || guard.step.timer !== '');
  }

  /** Shows a state of the search. */
  show(state: number): void {
    const { memoryWords, store } = this.search;
    const from = state * store.width;
    for (let i = 0; i < memoryWords; i++) this.#memory.words[i] = store.words[from + i]!;
    this.#state = state;
  }

  /** Whether the step can be taken in what is shown. */
  holds({ step }: Guard): boolean {
    try {
      if (step.when !== undefined && !step.when(this.kernel)) return false;
      return step.timer === '' || this.#order.allows(step.timer);
    } catch {
      return false;
    }
  }

  /** Notes that a task took a step in what is shown. */
  took(task: number, step: string): void {
    this.#order.took(this.search.scenario.tasks[task]!.name, step);
  }

  /** The fields looked at to tell whether the step can be taken in what is shown. */
  reads(guard: Guard): FieldAt[] {
    this.#memory.noted.clear();
    this.holds(guard);
    return [...this.#memory.noted.values()];
  }

  /** The changes of a single field that would let the step be taken in what is shown. */
  remedies(guard: Guard): Remedy[] {
    return this.reads(guard).flatMap((at) => {
      const found: Remedy[] = [];
      for (let value = 0; value < this.#values(at); value++)
        if (this.#with({ ...at, value }, () => this.holds(guard))) found.push({ ...at, value });
      return found;
    });
  }

  /** Whether a change of a single field would let the step be taken in what is shown. */
  isCuredBy(guard: Guard, remedy: Remedy): boolean {
    return this.#with(remedy, () => this.holds(guard));
  }

  /** Does something with one field changed. */
  #with<T>({ record, place, value }: Remedy, what: () => T): T {
    const view = this.#memory.views[record]!;
    const word = view.word + place.wordOffset;
    const kept = this.#memory.words[word]!;
    this.#memory.put(view, place, value);
    const result = what();
    this.#memory.words[word] = kept;
    return result;
  }

  /** How many values a field can have; 0 when they are too many to try. */
  #values({ place: { field, mask } }: FieldAt): number {
    if (field.kind === 'name') return field.names.length;
    if (field.kind === 'record') return this.search.scenario.layout.byType.get(field.target!())!.length + 1;
    return mask < mostValues ? mask + 1 : 0;
  }
}

/** A tracked memory that notes which fields are read and refuses nothing. */
class NotingMemory extends Memory {
  readonly noted = new Map<string, FieldAt>();

  override checkRead(view: RecordBase, { name }: FieldPlace): void {
    const key = `${view.recordName}.${name}`;
    if (this.noted.has(key)) return;
    const place = this.layout.records[view.id]!.fields.find((each) => each.name === name)!;
    this.noted.set(key, { record: view.id, place });
  }

  override checkWrite(): void {}
}
