// Samples spread over a row of numbered things.
import type { Random } from './random.js';

/** Numbers below a count: all when they are few, else one at random from each of some equal parts. */
export function oneOfEachPart(count: number, parts: number, random: Random): number[] {
  const picks = Math.min(count, parts);
  return Array.from({ length: picks }, (_, i) => {
    const from = Math.floor((i * count) / picks);
    return from + random.below(Math.floor(((i + 1) * count) / picks) - from);
  });
}
