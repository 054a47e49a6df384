// What the commands print: JSON, and names for a reader.

import type { Scenario } from '../engine/index.js';
import { colours } from './colours.js';

/** Prints a command's answer as JSON. */
export function printJson(answer: unknown): void {
  print(JSON.stringify(answer, null, 2));
}

/** Prints lines of text. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** A harm that a run met. */
export interface HarmMet {
  id: string;
  name: string;
  /** After how many steps it was there. */
  steps: number;
}

/** The harms a run met, in the order in which it met them. */
export function harmsMet(scenario: Scenario, met: ReadonlyMap<string, number>): HarmMet[] {
  return [...met]
    .map(([id, steps]) => ({ id, name: scenario.harms.find((harm) => harm.id === id)?.name ?? id, steps }))
    .sort((a, b) => a.steps - b.steps);
}

/** `1 step`, `2 steps`, `12,345 steps`. */
export function count(n: number, noun: string): string {
  return `${numeral(n)} ${noun}${n === 1 ? '' : 's'}`;
}

/** A whole number with commas between the thousands. */
export function numeral(n: number): string {
  return String(n).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

const verdictColours: Readonly<Record<string, (text: string) => string>> = {
  Never: colours.green,
  Sometimes: colours.red,
  Always: colours.red,
  unknown: colours.yellow,
};

/** Colours the first verdict word of a line, on a terminal. */
export function paintVerdict(line: string): string {
  return line.replace(/\b(Never|Sometimes|Always|unknown)\b/, (word) => verdictColours[word]!(word));
}
