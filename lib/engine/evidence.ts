// What a harm rests on: the fields that show it in one state, found by asking its detector about
// states that differ a little.
//
// First every field that has changed since the start is set back, as long as the harm stays: what is
// left is a smallest set of changes that makes it. Then every field whose value could cancel the
// harm, if it were another, is evidence, and so are two of one record that could do it together: a
// sector and its checksum. So the answer comes from the bytes, for any detector.

import { mostPairedValues, type Place, putValue, rawValue, valuesOf } from './altering.js';
import type { Kernel } from './kernel.js';
import type { Layout } from './layout.js';
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
  return look.evidence();
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
  readonly #real: Int32Array;
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
    this.#real = words.slice(0, scenario.layout.words);
    this.#words = this.#real.slice();
    this.#initial = initialWorld(scenario).memory.words;
    this.#kernel = worldOn(scenario, this.#words, false).kernel;
    this.#layout = scenario.layout;
    this.#places = scenario.layout.records.flatMap(({ fields }, record) =>
      fields.filter(({ field }) => !field.fixed).map((place) => ({ record, place })),
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

  /**
   * Sets back every changed field that the harm does not need. A field that matters with the value
   * it was set back to, and not with its real one, would make it another harm: it stays as it is.
   */
  setBackWhatCan(): void {
    const kept = new Set<Place>();
    for (;;) {
      this.#words.set(this.#real);
      this.#setBackAllBut(kept);
      const wrong = this.#places.filter(
        (place) => !this.#isReal(place) && !this.#with(place, this.#raw(this.#real, place)),
      );
      if (wrong.length === 0) return;
      for (const place of wrong) kept.add(place);
    }
  }

  /** The last first, until none is left. */
  #setBackAllBut(kept: ReadonlySet<Place>): void {
    for (let again = true; again; ) {
      again = false;
      for (const place of this.#places.toReversed()) {
        const before = this.#raw(this.#initial, place);
        if (kept.has(place) || this.#raw(this.#words, place) === before || !this.#with(place, before)) continue;
        putValue(this.#layout, this.#words, place, before);
        again = true;
      }
    }
  }

  /** The fields that could cancel the harm. */
  evidence(): Evidence[] {
    const real = this.#places.filter((place) => this.#isReal(place));
    const alone = new Set(real.filter((place) => this.#couldCancel(place)));
    const others = real.filter((place) => !alone.has(place));
    const paired = new Set(others.flatMap((place, at) => this.#partnersOf(place, others.slice(at + 1))));
    const changed = (place: Place) => this.#raw(this.#real, place) !== this.#raw(this.#initial, place);
    const decisive = real.filter((place) => alone.has(place) || paired.has(place));
    return [...decisive.filter(changed), ...decisive.filter((place) => !changed(place))].map((at) => ({
      record: this.#layout.records[at.record]!.name,
      field: at.place.name,
      value: this.#layout.value(this.#real, at.record, at.place),
      initial: this.#layout.value(this.#initial, at.record, at.place),
    }));
  }

  #couldCancel(place: Place): boolean {
    return this.#others(place).some((value) => !this.#with(place, value, true));
  }

  /** A field with those of the same record together with which, and with no less, it could cancel the harm. */
  #partnersOf(place: Place, others: readonly Place[]): Place[] {
    if (valuesOf(this.#layout, place) > mostPairedValues) return [];
    const now = this.#raw(this.#words, place);
    const partners = others.filter((other) => {
      if (other.record !== place.record || valuesOf(this.#layout, other) > mostPairedValues) return false;
      const cancels = this.#others(place).some((value) => {
        putValue(this.#layout, this.#words, place, value);
        return this.#couldCancel(other);
      });
      putValue(this.#layout, this.#words, place, now);
      return cancels;
    });
    return partners.length === 0 ? [] : [place, ...partners];
  }

  /** The values that a field does not have now. */
  #others(place: Place): number[] {
    const now = this.#raw(this.#words, place);
    return Array.from({ length: valuesOf(this.#layout, place) }, (_, value) => value).filter((value) => value !== now);
  }

  /** Whether the harm is found with one field at another value. */
  #with(place: Place, value: number, otherwise = false): boolean {
    const now = this.#raw(this.#words, place);
    putValue(this.#layout, this.#words, place, value);
    const found = this.holds(otherwise);
    putValue(this.#layout, this.#words, place, now);
    return found;
  }

  #isReal(place: Place): boolean {
    return this.#raw(this.#real, place) === this.#raw(this.#words, place);
  }

  #raw(words: Int32Array, place: Place): number {
    return rawValue(this.#layout, words, place);
  }
}
