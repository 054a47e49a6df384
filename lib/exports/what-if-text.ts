// A comparison of one schedule under two sets of rules as text: how far both go the same way, what
// each does at the first difference, and the fields that differ then.
import type { WhatIf, WhatIfSide } from '../engine/what-if.js';
import { textTable } from '../plots/text-table.js';
import { bareValue } from './field-words.js';
import { wrapped } from './story-text.js';

/** The comparison as lines of at most `columns` characters; the names say what is on either side. */
export function whatIfText(
  { common, difference }: WhatIf,
  [first, second]: readonly [string, string],
  columns = 100,
): string {
  const steps = `${common} step${common === 1 ? '' : 's'}`;
  if (difference === null) return `What if ${second}? Nothing changes: all ${steps} go the same way.`;
  const rows = difference.memory.map((c) => [c.record, c.field, bareValue(c.before), bareValue(c.after)]);
  return [
    `What if ${second}? The first ${steps} go the same way.`,
    ...wrapped(`Then ${difference.why}.`, columns),
    ...sideLines('  here   ', `(${first}): ${sideText(difference.first)}`, columns),
    ...sideLines('  there  ', `(${second}): ${sideText(difference.second)}`, columns),
    ...(rows.length === 0 ? [] : ['', textTable(['record', 'field', 'here', 'there'], rows)]),
  ].join('\n');
}

function sideLines(begin: string, text: string, columns: number): string[] {
  const [line, ...more] = wrapped(text, columns - begin.length);
  return [`${begin}${line}`, ...more.map((rest) => `${' '.repeat(begin.length)}${rest}`)];
}

/** What one side does at the first difference. */
export function sideText({ next, step, harms }: WhatIfSide): string {
  if (step === null) {
    if (next.label === null) return 'has nothing left to do';
    if (next.canGoOn) return `stands at ‹${next.label}› and can go on`;
    return `waits at ‹${next.label}›${next.waitsFor === null ? '' : ` for ${next.waitsFor}`}`;
  }
  const changes = step.changes.map((c) => `${c.record}.${c.field}: ${bareValue(c.before)} → ${bareValue(c.after)}`);
  const answer = step.result === undefined ? '' : ` and gets ${bareValue(step.result)}`;
  const harm = harms.length === 0 ? '' : `; ${harms.join(', ')} comes true`;
  return `takes ‹${step.label}›${answer}${changes.length === 0 ? ', which changes nothing' : `, which changes ${changes.join(', ')}`}${harm}`;
}
