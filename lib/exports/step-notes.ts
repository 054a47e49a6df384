// What a story adds to a step beside its label and its changes: that it came to nothing and why, whose
// bytes it set where they were already, and through which PTE it went. All of it comes from what the effect
// rested on, found by taking it again in states that differ in one field.
import type { FieldThen, Probe } from '../engine/effect-probe.js';
import type { TraceStep } from '../engine/trace.js';
import { type FieldNow, isAboutBytes } from './field-words.js';
import { doing, looks } from './verbs.js';

/** More reasons would hide the one that counts. */
const mostReasons = 2;

/** Notes on one step. */
export interface StepNotes {
  /** True where its effect changed nothing, though it might have. */
  failed: boolean;
  /** Where it failed: what it sets was so already, and nothing prevented it. */
  already: boolean;
  /** The fields that say why it failed: they prevented it, or what it sets was so already. */
  because: FieldNow[];
  /** PTEs that its changes needed and left alone, and whether they had to be writable. */
  through: { pte: string; writable: boolean }[];
  /** Whose bytes it set where they were already. */
  sameBytes: FieldNow[];
}

/**
 * Notes on a step.
 * @param probe what its effect rested on; null where it touched nothing, undefined where nobody asked
 * @param changed whether it changed anything but bookkeeping
 */
export function notesOn(
  step: TraceStep,
  probe: Probe | null | undefined,
  changed: boolean,
  types: ReadonlyMap<string, string>,
): StepNotes {
  const none: StepNotes = { failed: false, already: false, because: [], through: [], sameBytes: [] };
  if (probe === undefined || probe === null || isLook(step, probe)) return none;
  const typed = (fields: readonly FieldThen[]) =>
    fields.map((each) => ({ ...each, type: types.get(each.record) ?? '' }));
  const sameBytes = typed(probe.rewrote).filter(({ type, field }) => isAboutBytes(type, field));
  if (changed) return { ...none, through: throughOf(typed(probe.needed), step), sameBytes };
  if (sameBytes.length > 0) return { ...none, sameBytes };
  if (isQuestion(step)) return none;
  const already = probe.prevented.length === 0;
  const because = typed(already ? probe.rewrote : probe.prevented);
  if (because.length === 0 && step.result !== undefined) return none;
  return { ...none, failed: true, already, because: because.slice(0, mostReasons) };
}

/** A question is answered, whatever it changes besides. */
const isQuestion = ({ label }: TraceStep): boolean => doing(label)?.startsWith('asks ') === true;

/** Whether a step is meant to look only: what it found is told, not that it changed nothing. */
function isLook({ changes, label }: TraceStep, { prevented, rewrote }: Probe): boolean {
  const text = doing(label);
  if (changes.length > 0 || text === null) return false;
  return looks.test(text) || (text.startsWith('takes ') && prevented.length + rewrote.length === 0);
}

function throughOf(needed: readonly FieldNow[], { changes }: TraceStep): StepNotes['through'] {
  const changed = new Set(changes.map(({ record }) => record));
  const ptes = new Set(
    needed.filter(({ type, record }) => type === 'Pte' && !changed.has(record)).map((f) => f.record),
  );
  return [...ptes].map((pte) => ({
    pte,
    writable: needed.some(({ record, field }) => record === pte && field === 'writable'),
  }));
}
