// Variants: what an exercise draws for one student. The same seed draws the same, on every machine.
import { createHash } from 'node:crypto';

/** What a seed may be made of: it stands in notebooks, in comments of TypeScript files, and on command lines. */
const seedText = /^[A-Za-z0-9._-]{1,64}$/;

/** Whether a text can be a seed. */
export const isSeed = (text: string): boolean => seedText.test(text);

const digest = (...parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex');

/** The seed of one student’s copy, from which neither the course’s seed nor another student’s can be told. */
export const studentSeed = (courseSeed: string, student: string): string =>
  digest('student', courseSeed, student.normalize('NFC')).slice(0, 16);

/**
 * One of a list, drawn.
 * @param what names the draw: each is independent of the others
 */
export function drawn<T>(seed: string, what: string, from: readonly [T, ...T[]]): T {
  return from[Number.parseInt(digest('draw', seed, what).slice(0, 12), 16) % from.length]!;
}
