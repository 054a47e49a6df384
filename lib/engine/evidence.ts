// What a harm rests on: the fields that show it in one state, found by asking its detector about
// states that differ a little.
//
// First every field that has changed since the start is set back, as long as the harm stays: what is
// left is a smallest set of changes that makes it. Then every field whose value could cancel the
// harm, if it were another, is evidence. So the answer comes from the bytes, for any detector.

import type { Kernel } from './kernel.js';
import type { FieldPlace, Layout } from './layout.js';
import { replay } from './replay.js';
import type { Detector, Scenario } from './scenario.js';
import { parseSchedule, type Schedule } from './schedule.js';
import type { FieldValue } from './trace.js';
import { initialWorld, worldOn } from './world.js';

/** A field that shows a harm. */
export interface Evidence {
  record: string;
  field: string;
  value: FieldValue;
  /** Its value before the first step. */
  initial: FieldValue;
}

/** A harm that a replayed schedule met. */
export interface HarmShown {
  id: string;
  name: string;
  /** The index of the step that made it true, −1 where it was so from the start. */
  step: number;
  evidence: Evidence[];
}

/** Wider fields are not tried with every value. */
const mostValues = 64;

/** One field of one record of a layout. */
interface Place {
  readonly record: number;
  readonly field: FieldPlace;
}

/**
 * The fields that show a harm in a state, those that changed since the start first; none where the
 * harm is not found there.
 * @param words the state's memory
 * @throws RangeError for a harm that the scenario does not look for
 */
export function evidenceOf(scenario: Scenario, harm: string, words: Int32Array): Evidence[] {
  const detector = scenario.harms.find(({ id }) => id === harm);
  if (detector === undefined)
    throw new RangeError(
      `${scenario.name} looks for no harm called ${harm}; it looks for ${scenario.harms.map(({ id }) => id).join(', ')}`,
    );
  const look = new Look(scenario, detector, words);
  if (!look.holds()) return [];
  look.setBackWhatCan();
  return look.evidence(words);
}

/** The harms that a schedule meets, in the order in which it does, each with what shows it. */
export function harmsShown(scenario: Scenario, schedule: Schedule | string): HarmShown[] {
  const moves = typeof schedule === 'string' ? parseSchedule(schedule, scenario.tasks.length) : schedule;
  return [...replay(scenario, moves).harms]
    .map(([id, steps]) => ({
      id,
      name: scenario.harms.find((each) => each.id === id)!.name,
      step: steps - 1,
      evidence: evidenceOf(scenario, id, replay(scenario, moves.slice(0, steps)).words),
    }))
    .sort((a, b) => a.step - b.step);
}

/** A state to try things on, with one detector looking at it. */
class Look {
  readonly #words: Int32Array;
  readonly #initial: Int32Array;
  readonly #kernel: Kernel;
  readonly #layout: Layout;
  readonly #places: readonly Place[];

  constructor(
    scenario: Scenario,
    readonly detector: Detector<Kernel>,
    words: Int32Array,
  ) {
    this.#words = words.slice(0, scenario.layout.words);
    this.#initial = initialWorld(scenario).memory.words;
    this.#kernel = worldOn(scenario, this.#words, false).kernel;
    this.#layout = scenario.layout;
    this.#places = scenario.layout.records.flatMap(({ fields }, record) =>
      fields.filter(({ field }) => !field.fixed).map((field) => ({ record, field })),
    );
  }

  /** Whether the harm is found now; a state that the detector cannot read tells nothing, so the answer is `otherwise`. */
  holds(otherwise = false): boolean {
    try {
      return this.detector.found(this.#kernel);
    } catch {
      return otherwise;
    }
  }

  /** Sets back every changed field that the harm does not need, the last first, until none is left. */
  setBackWhatCan(): void {
    for (let again = true; again; ) {
      again = false;
      for (const place of this.#places.toReversed()) {
        const now = this.#raw(this.#words, place);
        const before = this.#raw(this.#initial, place);
        if (now === before) continue;
        this.#put(place, before);
        if (this.holds()) again = true;
        else this.#put(place, now);
      }
    }
  }

  /** The fields that could cancel the harm; `real` is the state as it was found. */
  evidence(real: Int32Array): Evidence[] {
    const decisive = this.#places.filter(
      (place) => this.#raw(real, place) === this.#raw(this.#words, place) && this.#couldCancel(place),
    );
    const changed = (place: Place) => this.#raw(real, place) !== this.#raw(this.#initial, place);
    return [...decisive.filter(changed), ...decisive.filter((place) => !changed(place))].map((place) => ({
      record: this.#layout.records[place.record]!.name,
      field: place.field.name,
      value: this.#layout.value(real, place.record, place.field),
      initial: this.#layout.value(this.#initial, place.record, place.field),
    }));
  }

  #couldCancel(place: Place): boolean {
    const now = this.#raw(this.#words, place);
    let cancels = false;
    for (let value = 0; value < this.#values(place) && !cancels; value++) {
      if (value === now) continue;
      this.#put(place, value);
      cancels = !this.holds(true);
    }
    this.#put(place, now);
    return cancels;
  }

  /** How many values to try: all that a field may have, or the lowest of them. */
  #values({ field: { field, mask } }: Place): number {
    if (field.kind === 'name') return field.names.length;
    if (field.kind === 'record') return this.#layout.byType.get(field.target!())!.length + 1;
    return Math.min(mask + 1, mostValues);
  }

  #raw(words: Int32Array, { record, field }: Place): number {
    const place = this.#layout.records[record]!;
    return (words[place.word + field.wordOffset]! >>> (place.shift + field.bitOffset)) & field.mask;
  }

  #put({ record, field }: Place, value: number): void {
    const place = this.#layout.records[record]!;
    const word = place.word + field.wordOffset;
    const shift = place.shift + field.bitOffset;
    this.#words[word] = (this.#words[word]! & ~(field.mask << shift)) | (value << shift);
  }
}
