// Sentences of a story: which steps make one, and how what they did is put.
import type { TraceStep } from '../engine/trace.js';
import { deed, type Told } from './deed.js';
import { doing } from './verbs.js';

/**
 * Steps that make one sentence: in one kernel function, none but the first waited for or held back.
 * Sleeps go with what comes before or after them.
 * @param ends whether a sentence has to end with a step
 * @param alone whether a step makes a sentence of its own
 */
export function groupsOf(
  steps: readonly TraceStep[],
  ends: (step: TraceStep) => boolean,
  alone: (step: TraceStep) => boolean,
): TraceStep[][] {
  const groups: TraceStep[][] = [];
  for (const step of steps) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    const sleeping = sleeps(step) || group?.every(sleeps) === true;
    const joins =
      last !== undefined &&
      !ends(last) &&
      step.stretched !== true &&
      step.waitedFor === undefined &&
      doing(last.label) !== null &&
      doing(step.label) !== null &&
      last.owner === step.owner &&
      (sleeping || (framesOf(last) === framesOf(step) && last.unblocked.length === 0 && !alone(last) && !alone(step)));
    if (joins) group!.push(step);
    else groups.push([step]);
  }
  return groups;
}

/** Whether a step only lets time pass: it is told with the step before, wherever that was. */
function sleeps({ changes, label }: TraceStep): boolean {
  return changes.length === 0 && doing(label)?.startsWith('sleeps') === true;
}

/** The innermost kernel functions of a step; nothing where the task's own name says it. */
function framesOf({ stack, task }: TraceStep): string {
  const inner = stack.slice(-2);
  return inner.length === 1 && inner[0] === task ? '' : inner.join(' → ');
}

/** What a group of steps did, as the beginning of a sentence. */
export function didText(group: readonly Told[], subject: string, where: string): string {
  const awake = group.findIndex(({ step }) => !sleeps(step));
  if (awake > 0) return `${subject} sleeps, then ${didText(group.slice(awake), 'it', where)}`;
  const { step: first } = group[0]!;
  const place = [...(first.owner === 'user' ? ['in user space'] : []), ...(where === '' ? [] : [`in ${where}`])].join(
    ', ',
  );
  if (doing(first.label) === null) return clause(first, subject, place);
  const verbs = inTurn(group.map(deed));
  if (place === '') return `${subject} ${verbs}`;
  return subject === 'it' ? `${place}, it ${verbs}` : `${subject} (${place}) ${verbs}`;
}

/** Deeds one after another; the same one again, of another record, is not told in the same words. */
function inTurn(deeds: readonly string[]): string {
  return deeds.map((each, i) => (each === deeds[i - 1] ? 'once more' : each)).join(', then ');
}

/** A label that says by itself who does what, or only what. */
function clause({ label, task }: TraceStep, subject: string, place: string): string {
  const who = subject === 'it' || label.startsWith(`${task} `) ? [] : [subject];
  const before = [...who, ...(place === '' ? [] : [place])].join(', ');
  return before === '' ? label : `${before}: ${label}`;
}

/** The innermost kernel functions in which a group of steps does something. */
export function placeOf(group: readonly TraceStep[]): string {
  return framesOf(group.find((step) => !sleeps(step)) ?? group[0]!);
}

/** Something said of a record. */
export interface Clause {
  record: string;
  text: string;
}

/** The same said of both sectors, once. */
function ofBothSectors(clauses: readonly Clause[]): Clause[] {
  const texts = new Set(clauses.map(({ text }) => text));
  return clauses.flatMap((clause) => {
    const [, sector, rest] = /^sector ([01]) (.*)$/s.exec(clause.text) ?? [];
    if (sector === undefined || !texts.has(`sector ${1 - Number(sector)} ${rest}`)) return [clause];
    const both = rest!
      .replace(/ holds /, ' hold ')
      .replace(/ has /, ' have ')
      .replace(/^on its way /, 'on their way ');
    return sector === '0' ? [{ ...clause, text: `both sectors ${both}` }] : [];
  });
}

/** Clauses about one record, joined: `page0 is clean, is under writeback`. */
export function joined(clauses: readonly Clause[]): string {
  const parts: string[] = [];
  let about = '';
  for (const { record, text } of ofBothSectors(clauses)) {
    const own = text.startsWith(`${record} `);
    if (own && about === record) parts[parts.length - 1] += `, ${text.slice(record.length + 1)}`;
    else parts.push(text);
    about = own ? record : '';
  }
  return parts.join('; ');
}
