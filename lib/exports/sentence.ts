// Sentences of a story: which steps make one, and how what they did is put.
import type { TraceStep } from '../engine/trace.js';
import { bareValue } from './field-words.js';
import { doing } from './verbs.js';

/** Steps that make one sentence: in one kernel function, none but the first waited for or held back. */
export function groupsOf(steps: readonly TraceStep[], isHarm: (step: TraceStep) => boolean): TraceStep[][] {
  const groups: TraceStep[][] = [];
  for (const step of steps) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    const joins =
      last !== undefined &&
      framesOf(last) === framesOf(step) &&
      last.owner === step.owner &&
      last.unblocked.length === 0 &&
      !isHarm(last) &&
      step.waitedFor === undefined &&
      step.stretched !== true &&
      doing(last.label) !== null &&
      doing(step.label) !== null;
    if (joins) group!.push(step);
    else groups.push([step]);
  }
  return groups;
}

/** The innermost kernel functions of a step; nothing where the task's own name says it. */
export function framesOf({ stack, task }: TraceStep): string {
  const inner = stack.slice(-2);
  return inner.length === 1 && inner[0] === task ? '' : inner.join(' → ');
}

/** What looks and changes nothing. */
const looks = /^(asks|compares|checks|finds|gets|looks|polls|reads|sees|tells|tests|waits)\b/;

/** What a group of steps did, as the beginning of a sentence. */
export function didText(group: readonly TraceStep[], subject: string, where: string, changed: boolean): string {
  const [first] = group as [TraceStep];
  const place = [...(first.owner === 'user' ? ['in user space'] : []), ...(where === '' ? [] : [`in ${where}`])].join(
    ', ',
  );
  const told = group.map((step) => ({ step, text: doing(step.label) }));
  if (told[0]!.text === null) return clause(first, subject, place);
  const verbs = told.map(({ step, text }) => `${text}${answer(step, text!)}`).join(', then ');
  const idle =
    !changed && told.every(({ text }) => !looks.test(text!) && !text!.startsWith('takes '))
      ? ', and nothing changes'
      : '';
  if (place === '') return `${subject} ${verbs}${idle}`;
  return subject === 'it' ? `${place}, it ${verbs}${idle}` : `${subject} (${place}) ${verbs}${idle}`;
}

/** A label that says by itself who does what, or only what. */
function clause({ label, task }: TraceStep, subject: string, place: string): string {
  const who = subject === 'it' || label.startsWith(`${task} `) ? [] : [subject];
  const before = [...who, ...(place === '' ? [] : [place])].join(', ');
  return before === '' ? label : `${before}: ${label}`;
}

/** What a step answered: to a question yes or no, to a look what it found. */
function answer({ result }: TraceStep, text: string): string {
  if (result === undefined || result === 'ok') return '';
  if (text.startsWith('asks ')) return `: ${bareValue(result)}`;
  const found = looks.test(text)
    ? typeof result !== 'boolean'
    : text.startsWith('takes ') && typeof result === 'string';
  return found ? ` (${bareValue(result)})` : '';
}

/** Clauses about one record, joined: `page0 is clean, is under writeback`. */
export function joined(clauses: readonly { record: string; text: string }[]): string {
  const parts: string[] = [];
  let about = '';
  for (const { record, text } of clauses) {
    const own = text.startsWith(`${record} `);
    if (own && about === record) parts[parts.length - 1] += `, ${text.slice(record.length + 1)}`;
    else parts.push(text);
    about = own ? record : '';
  }
  return parts.join('; ');
}
