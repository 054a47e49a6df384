// Fields of a state as bits, to be read and altered by whoever asks "what if this were another value?".
import type { FieldPlace, Layout } from './layout.js';

/** One field of one record of a layout. */
export interface Place {
  readonly record: number;
  readonly place: FieldPlace;
}

/** Wider fields are not tried with every value. */
const mostValues = 64;

/** Fields with more values are not tried in pairs. */
export const mostPairedValues = 8;

/** How many values to try: all that a field may have, or the lowest of them. */
export function valuesOf(layout: Layout, { place: { field, mask } }: Place): number {
  if (field.kind === 'name') return field.names.length;
  if (field.kind === 'record') return layout.byType.get(field.target!())!.length + 1;
  return Math.min(mask + 1, mostValues);
}

/** A field's bits. */
export function rawValue(layout: Layout, words: Int32Array, { record, place }: Place): number {
  const { shift, word } = layout.records[record]!;
  return (words[word + place.wordOffset]! >>> (shift + place.bitOffset)) & place.mask;
}

/** Writes a field's bits. */
export function putValue(layout: Layout, words: Int32Array, { record, place }: Place, value: number): void {
  const { shift, word } = layout.records[record]!;
  const at = word + place.wordOffset;
  const left = shift + place.bitOffset;
  words[at] = (words[at]! & ~(place.mask << left)) | (value << left);
}
