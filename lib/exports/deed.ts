// One step as what its task does: what it had to wait for, asked and was answered, looked for and found, or
// tried in vain.
import type { TraceStep } from '../engine/trace.js';
import { bareValue } from './field-words.js';
import { bare, doing, looks } from './verbs.js';

/** A step with what a story notes on it, its fields in words. */
export interface Told {
  readonly step: TraceStep;
  readonly failed: boolean;
  /** Where it failed: what it would have set was so before. */
  readonly already: boolean;
  /** Why it came to nothing. */
  readonly because: string;
  /** Through which PTE it went. */
  readonly through: string;
}

/** What a step does, for a label that begins with a verb or asks. */
export function deed({ already, because, failed, step, through }: Told): string {
  if (failed) return inVain(step, already, because);
  const text = doing(step.label)!;
  if (/^waits\b/.test(text)) return waiting(step, text);
  if (text.startsWith('asks ')) return asked(step);
  if (step.result === null && /^(finds|gets|looks)\b/.test(text)) return `${lookedFor(text)}, finds none`;
  const done = step.changes.length > 0 && step.result !== false && step.result !== null;
  return `${done ? withoutUnless(text) : text}${through}${found(step, text)}`;
}

function inVain({ label }: TraceStep, already: boolean, because: string): string {
  const tried = `tries to ${withoutUnless(bare(label))}`;
  if (because === '') return `${tried}, without effect`;
  return already ? `${tried}, without need: ${because}` : `${tried}, in vain: ${because}`;
}

/** A wait that took place is over; one that did not was not needed. */
function waiting({ label, waitedFor }: TraceStep, text: string): string {
  if (label.endsWith(': time-out')) return `gives up waiting${text.slice('waits'.length).replace(/: time-out$/, '')}`;
  const rest = text.slice('waits'.length);
  return waitedFor === undefined ? `does not have to wait${rest}` : `is done waiting${rest}`;
}

/** A question with its answer, and what was to be done on yes, or with `else` on no. */
function asked({ label, result }: TraceStep): string {
  const [, question, otherwise, then] = /^(.*?\?)(?: (?:then |(else ))?(.+))?$/s.exec(bare(label))!;
  if (then === undefined) return `asks ‹${question}›: ${bareValue(result ?? null)}`;
  if (typeof result !== 'boolean') return `asks ‹${bare(label)}›: ${bareValue(result ?? null)}`;
  const does = result === (otherwise === undefined);
  const follows = does ? `, and ${doing(then) ?? then}` : `, so it does not ${then}`;
  return `asks ‹${question}›: ${bareValue(result)}${follows}`;
}

/** `finds a page under writeback` as `looks for a page under writeback`. */
function lookedFor(text: string): string {
  const [first] = text.split(', ');
  return first!.replace(/^(finds|gets) /, 'looks for ');
}

/** `make the PTE writable, unless it changed` as what is done when it did not. */
const withoutUnless = (text: string): string => text.replace(/, unless .*$/s, '');

/** What a look found. */
function found({ result }: TraceStep, text: string): string {
  if (result === undefined || result === 'ok') return '';
  if (result === null) return looks.test(text) ? ' (nothing it can use)' : '';
  const told = looks.test(text) ? typeof result !== 'boolean' : text.startsWith('takes ') && typeof result === 'string';
  return told ? ` (${bareValue(result)})` : '';
}
