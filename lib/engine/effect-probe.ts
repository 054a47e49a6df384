// Why a step did what it did, or nothing: found by taking its effect again in states that differ in
// one field from the one it was taken in.
//
// Only fields of records that the effect touched are tried, each with every value it may have. What
// an effect does in a state that cannot be tells nothing, so what it throws there is passed over.
import { mostPairedValues, type Place, putValue, rawValue, valuesOf } from './altering.js';
import type { Layout } from './layout.js';
import type { Memory } from './memory.js';
import type { FieldValue } from './trace.js';

/** A field with the value it had when the step was taken. */
export interface FieldThen {
  record: string;
  field: string;
  value: FieldValue;
}

/** What a step's effect rested on. Bookkeeping that only detectors read is left out. */
export interface Probe {
  /** Of a step that changed nothing: fields of which one alone, with another value, would have let it change others. */
  prevented: FieldThen[];
  /** Fields it wrote with the value that they had. */
  rewrote: FieldThen[];
  /** Of a step that changed something: fields it left alone of which one alone, with another value, would have let it change nothing. */
  needed: FieldThen[];
}

/** Takes effects again. */
export class EffectProbe {
  readonly #layout: Layout;
  /** The bits of the fields that are no bookkeeping. */
  readonly #real: Int32Array;
  readonly #before: Int32Array;
  readonly #after: Int32Array;
  readonly #altered: Int32Array;

  /** @param memory a tracked memory: it says what an effect touched */
  constructor(readonly memory: Memory) {
    this.#layout = memory.layout;
    this.#real = realBits(memory.layout);
    this.#before = memory.words.slice();
    this.#after = memory.words.slice();
    this.#altered = memory.words.slice();
  }

  /** To be called before the effect is taken. */
  begin(): void {
    this.#before.set(this.memory.words);
  }

  /** To be called when the effect was taken, with its footprint still there; leaves the words as they are. Null where it touched nothing. */
  probe(effect: () => unknown): Probe | null {
    const { memory } = this;
    const { reads, readCount, writes, writeCount } = memory;
    this.#after.set(memory.words);
    const touched = new Set([...reads.subarray(0, readCount), ...writes.subarray(0, writeCount)]);
    if (touched.size === 0) return null;
    const found: Probe = { prevented: [], rewrote: [], needed: [] };
    for (const record of [...touched].sort((a, b) => a - b))
      for (const place of this.#layout.records[record]!.fields) {
        if (place.field.ghost || place.field.fixed) continue;
        const value = this.#layout.value(this.#before, record, place);
        if (value !== this.#layout.value(this.#after, record, place)) continue;
        const role = this.#roleOf({ record, place }, effect);
        if (role !== null) found[role].push({ record: this.#layout.records[record]!.name, field: place.name, value });
      }
    if (found.prevented.length + found.rewrote.length === 0 && !this.#differ(this.#before, this.#after))
      found.prevented.push(...this.#pairOf(touched, effect));
    memory.words.set(this.#after);
    return found;
  }

  /** What a field that the effect left as it was had to do with it. */
  #roleOf(at: Place, effect: () => unknown): keyof Probe | null {
    const then = rawValue(this.#layout, this.#before, at);
    const idle = !this.#differ(this.#before, this.#after);
    let tried = 0;
    let rewritten = 0;
    let otherwise = false;
    for (let value = 0; value < valuesOf(this.#layout, at); value++) {
      if (value === then || !this.#take(at, value, effect)) continue;
      tried++;
      if (rawValue(this.#layout, this.memory.words, at) === then) rewritten++;
      else otherwise ||= this.#differ(this.#altered, this.memory.words) === idle;
    }
    if (tried > 0 && rewritten === tried) return 'rewrote';
    return otherwise ? (idle ? 'prevented' : 'needed') : null;
  }

  /** Two fields of one record that together, with other values, would have let an effect change something. */
  #pairOf(touched: ReadonlySet<number>, effect: () => unknown): FieldThen[] {
    for (const record of touched) {
      const { fields, name } = this.#layout.records[record]!;
      const narrow = fields
        .filter(({ field, mask }) => !field.ghost && !field.fixed && mask < mostPairedValues)
        .map((place) => ({ record, place }));
      for (const [at, one] of narrow.entries())
        for (const other of narrow.slice(at + 1))
          if (this.#wouldChangeWith(one, other, effect))
            return [one, other].map(({ place }) => ({
              record: name,
              field: place.name,
              value: this.#layout.value(this.#before, record, place),
            }));
    }
    return [];
  }

  #wouldChangeWith(one: Place, other: Place, effect: () => unknown): boolean {
    for (let value = 0; value < valuesOf(this.#layout, one); value++)
      for (let second = 0; second < valuesOf(this.#layout, other); second++) {
        if (value === rawValue(this.#layout, this.#before, one)) continue;
        if (second === rawValue(this.#layout, this.#before, other)) continue;
        if (!this.#take(one, value, effect, [other, second])) continue;
        if (this.#differ(this.#altered, this.memory.words)) return true;
      }
    return false;
  }

  /** Takes the effect with one field altered, or two; false where it cannot. */
  #take(at: Place, value: number, effect: () => unknown, also?: readonly [Place, number]): boolean {
    const { memory } = this;
    this.#altered.set(this.#before);
    putValue(this.#layout, this.#altered, at, value);
    if (also !== undefined) putValue(this.#layout, this.#altered, ...also);
    memory.words.set(this.#altered);
    memory.access = 'effect';
    try {
      effect();
      return true;
    } catch {
      return false;
    } finally {
      memory.access = 'none';
    }
  }

  #differ(one: Int32Array, other: Int32Array): boolean {
    return this.#real.some((bits, word) => ((one[word]! ^ other[word]!) & bits) !== 0);
  }
}

function realBits(layout: Layout): Int32Array {
  const bits = new Int32Array(layout.words);
  layout.records.forEach(({ fields }, record) => {
    for (const place of fields) if (!place.field.ghost) putValue(layout, bits, { record, place }, place.mask);
  });
  return bits;
}
