// A step's label with what it came to, for figures that show no sentences: a question with its answer, a
// search that found nothing, an attempt that came to nothing, a wait that was not needed.
import type { FieldValue, TraceStep } from '../engine/trace.js';

/** What a label needs to be understood alone. */
export type Labelled = Pick<TraceStep, 'changes' | 'label' | 'result' | 'waitedFor'>;

/** `under writeback? no`, `wait for pins: no need`. */
export function labelWithResult({ changes, label, result, waitedFor }: Labelled): string {
  if (result === undefined) return label;
  const [, question, otherwise, rest] = /^(.*?\?)(?: (?:then |(else ))?(.+))?$/s.exec(label) ?? [];
  if (question !== undefined) {
    const follows = rest !== undefined && result === (otherwise === undefined) ? `, ${rest}` : '';
    return `${question} ${answerText(result)}${follows}`;
  }
  if (/^wait /.test(label) && result === 'ok') return waitedFor === undefined ? `${label}: no need` : label;
  if (result === null) return `${label}: none`;
  if (result !== false || changes.length > 0) return label;
  return /^(check|compare|look|note|poll|see|tell|test) /.test(label) ? `${label}: no` : `${label}: no effect`;
}

function answerText(result: FieldValue): string {
  if (result === null) return 'none';
  return typeof result === 'boolean' ? (result ? 'yes' : 'no') : String(result);
}
