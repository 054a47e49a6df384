// Memory: all shared state of a scenario in one array of 32-bit words.
//
// A snapshot is a copy, equality is comparison, and the difference of two states is a list of
// fields. Two kinds of views are made from one layout: fast ones that shift and mask inside the
// words (the explorer) and tracked ones that also report what was read and written and refuse
// access at the wrong moment (the clock and the audits). The layout is the same in both, so words
// can be compared across them.
import { viewClassOf } from './accessors.js';
import type { Fields } from './field.js';
import type { FieldPlace, Layout } from './layout.js';
import { ModelError } from './model-error.js';
import type { RecordBase, RecordType, RecordView } from './record.js';

/** The name under which a scenario's set-up runs. */
export const setupTask = 'setup';

/** What a tracked view may do at this moment. */
export type Access = 'none' | 'guard' | 'effect' | 'ghost' | 'detect';

/** One memory: the words, and a view for each record. */
export class Memory {
  readonly views: RecordBase[] = [];
  /** The task whose code runs now, for messages. */
  task = '';
  /** The step whose code runs now, for messages. */
  step = '';
  access: Access = 'none';
  /** Records read since `startFootprint`, in `reads[0 … readCount)`; tracked memories only. */
  readonly reads: Int32Array;
  readCount = 0;
  /** Records written since `startFootprint`. */
  readonly writes: Int32Array;
  writeCount = 0;
  readonly #readAt: Int32Array;
  readonly #writtenAt: Int32Array;
  #epoch = 1;

  /**
   * @param words the state itself; may be longer than the layout needs (the explorer keeps the
   *   tasks' positions behind it)
   */
  constructor(
    readonly layout: Layout,
    readonly words: Int32Array,
    readonly tracked: boolean,
  ) {
    const count = layout.records.length;
    this.reads = new Int32Array(count);
    this.writes = new Int32Array(count);
    this.#readAt = new Int32Array(count);
    this.#writtenAt = new Int32Array(count);
    const classes = new Map<RecordType<Fields>, typeof RecordBase>();
    for (let id = 0; id < count; id++) {
      const place = layout.records[id]!;
      let viewClass = classes.get(place.type);
      if (viewClass === undefined) {
        viewClass = viewClassOf(layout, place, tracked);
        classes.set(place.type, viewClass);
      }
      this.views.push(new viewClass(this, id, place.index, place.name, place.word, place.shift));
    }
  }

  /** A fresh memory with the shape's initial values. */
  static initial(layout: Layout, tracked: boolean): Memory {
    const memory = new Memory(layout, new Int32Array(layout.words), tracked);
    memory.access = 'effect';
    memory.task = setupTask;
    for (const [name, ids] of layout.pools) {
      const initial = layout.shape[name]!.initial;
      for (const id of ids) Object.assign(memory.views[id]!, initial);
    }
    memory.access = 'none';
    memory.task = '';
    return memory;
  }

  /** The views by pool name, as the kernel object shows them. */
  byName(): Record<string, RecordView | readonly RecordView[]> {
    const named: Record<string, RecordView | readonly RecordView[]> = {};
    for (const [name, ids] of this.layout.pools) {
      const views = ids.map((id) => this.views[id] as unknown as RecordView);
      named[name] = this.layout.shape[name]!.single ? views[0]! : Object.freeze(views);
    }
    return named;
  }

  /** Forgets the footprint collected so far. */
  startFootprint(): void {
    this.#epoch++;
    this.readCount = 0;
    this.writeCount = 0;
  }

  /** Adds a record to the footprint as read. */
  noteRead(id: number): void {
    if (this.#readAt[id] === this.#epoch) return;
    this.#readAt[id] = this.#epoch;
    this.reads[this.readCount++] = id;
  }

  /** Adds a record to the footprint as written. */
  noteWrite(id: number): void {
    if (this.#writtenAt[id] === this.#epoch) return;
    this.#writtenAt[id] = this.#epoch;
    this.writes[this.writeCount++] = id;
  }

  /** Refuses a read at the wrong moment. */
  checkRead(view: RecordBase, field: FieldPlace): void {
    if (this.access === 'none')
      this.#refuse(
        `touched ${view.recordName}.${field.name} outside a step`,
        'wrap it in k.step(…, () => …) and use the step’s result',
      );
    if (field.field.ghost && (this.access === 'guard' || this.access === 'effect'))
      this.#refuse(
        `read the ghost ${view.recordName}.${field.name}`,
        'ghosts are for detectors: write it inside k.ghost(…), and decide on real fields',
      );
  }

  /** Refuses bookkeeping at the wrong moment. Untracked, an effect has the access of code between steps. */
  checkGhost(): void {
    const looks = this.access === 'guard' || this.access === 'detect';
    if (looks || (this.tracked && this.access === 'none'))
      this.#refuse(
        `called k.ghost(…) ${looks ? `in a ${this.access === 'guard' ? 'guard' : 'detector'}` : 'outside a step'}`,
        'call it in the effect of a k.step(…)',
      );
  }

  /** Refuses a write at the wrong moment. */
  checkWrite(view: RecordBase, field: FieldPlace): void {
    const name = `${view.recordName}.${field.name}`;
    if (field.field.fixed && this.task !== setupTask)
      this.#refuse(
        `wrote the fixed field ${name}`,
        'it keeps the value the set-up gave it; declare it without fixed(…) if it has to change',
      );
    if (this.access === 'none')
      this.#refuse(`wrote ${name} outside a step`, 'move the assignment into the effect of a k.step(…)');
    if (this.access === 'guard')
      this.#refuse(`wrote ${name} in a guard`, 'a guard only looks; move the assignment to the step’s do');
    if (this.access === 'detect')
      this.#refuse(
        `wrote ${name} in a detector`,
        'detectors only read; let a step record what they need inside k.ghost(…)',
      );
    if (this.access === 'ghost' && !field.field.ghost)
      this.#refuse(
        `wrote ${name} inside k.ghost(…)`,
        'only ghost fields may be written there; move the assignment out of it',
      );
  }

  /** Writes a field's bits. */
  put(view: RecordBase, field: FieldPlace, value: number): void {
    const shift = view.shift + field.bitOffset;
    const word = view.word + field.wordOffset;
    this.words[word] = (this.words[word]! & ~(field.mask << shift)) | (value << shift);
  }

  #refuse(what: string, mend: string): never {
    const task = this.step === '' ? `task ${this.task} ` : `task ${this.task}, step ‹${this.step}› `;
    // A detector is none of the task's that went last.
    throw new ModelError(`${this.access === 'detect' ? '' : task}${what}: ${mend}.`);
  }

  overflow(view: RecordBase, field: FieldPlace, value: unknown): never {
    const target = field.field.target?.().name;
    const range =
      field.field.kind === 'name'
        ? `one of ${field.field.names.join(', ')}`
        : field.field.kind === 'record'
          ? `null or a ${target} of this memory`
          : `0 to ${field.mask}`;
    throw new ModelError(
      `task ${this.task}, step ‹${this.step}› set ${view.recordName}.${field.name} to ${String(value)}, but it holds ${range}: widen the field in the schema, or find the count that was never taken back.`,
    );
  }
}
