// What came back from an answer's side, before it is believed to be anything at all.
import { AnswerLost, type Foreseen, type Reply, type Value } from './protocol.js';

const isValue = (value: unknown): value is Value =>
  value === null ||
  ['boolean', 'number', 'string'].includes(typeof value) ||
  (typeof value === 'object' && typeof (value as { record?: unknown }).record === 'string');

function isReply(reply: unknown): reply is Reply {
  if (typeof reply !== 'object' || reply === null) return false;
  const { kind, step, args, value, why } = reply as Record<string, unknown>;
  if (kind === 'step') return typeof step === 'string' && Array.isArray(args) && args.every(isValue);
  if (kind === 'return') return isValue(value);
  return kind === 'retry' || (kind === 'broken' && typeof why === 'string');
}

const isForeseen = (pair: unknown): pair is Foreseen =>
  Array.isArray(pair) && Array.isArray(pair[0]) && isReply(pair[1]);

function listIn(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value) && value.length > 0) return value;
  } catch {
    // Said below.
  }
  throw new AnswerLost('interferes with how it is asked');
}

/**
 * The replies in a line: to what was asked, and to what may follow.
 * @throws AnswerLost where the line makes no sense
 */
export function foreseenIn(text: string): Foreseen[] {
  const pairs = listIn(text);
  if (pairs.every(isForeseen)) return pairs;
  throw new AnswerLost('interferes with how it is asked');
}

/**
 * The replies to several questions that were asked alone.
 * @throws AnswerLost where the line makes no sense, or holds another number of them
 */
export function repliesIn(text: string, count: number): Reply[] {
  const lists = listIn(text);
  if (lists.length !== count) throw new AnswerLost('interferes with how it is asked');
  return lists.map((each) => foreseenIn(JSON.stringify(each))[0]![1]);
}
