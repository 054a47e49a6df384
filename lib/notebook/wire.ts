// Jupyter's wire format: four JSON parts after a delimiter and a signature (HMAC-SHA256 over the parts).
//
// Decoding reads the two headers only; the content is parsed when asked for, so that the size of a message
// can be judged before 50 MB of it are turned into objects.
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';

const delimiter = Buffer.from('<IDS|MSG>');

/** A JSON object whose shape is not known yet. */
export type Content = Record<string, unknown>;

/** A message received from a kernel. */
export interface Message {
  readonly type: string;
  /** The request this message belongs to. */
  readonly parentId: string;
  readonly sizeBytes: number;
  readonly content: Content;
}

/** The frames of a request and the id by which its answers will name it. */
export function encodeRequest(key: string, session: string, type: string, content: Content) {
  const id = randomUUID();
  const date = new Date().toISOString();
  const header = { msg_id: id, username: 'pinlab', session, date, msg_type: type, version: '5.3' };
  const parts = [header, {}, {}, content].map((part) => Buffer.from(JSON.stringify(part)));
  return { id, frames: [delimiter, Buffer.from(sign(key, parts)), ...parts] };
}

/** The message in `frames`. Throws on a wrong signature or a message that is not Jupyter's. */
export function decodeMessage(key: string, frames: readonly Buffer[]): Message {
  const start = frames.findIndex((frame) => frame.equals(delimiter));
  const signature = frames[start + 1];
  const parts = frames.slice(start + 2, start + 6);
  if (start < 0 || !signature || parts.length < 4) throw new Error('a message on the kernel socket is incomplete');
  const expected = Buffer.from(sign(key, parts));
  if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) {
    throw new Error('a message on the kernel socket is not signed by the kernel this process started');
  }
  const [header, parent, , content] = parts as [Buffer, Buffer, Buffer, Buffer];
  return {
    type: String(parse(header).msg_type),
    parentId: String(parse(parent).msg_id ?? ''),
    sizeBytes: content.length,
    get content() {
      return parse(content);
    },
  };
}

function sign(key: string, parts: readonly Buffer[]): string {
  const hmac = createHmac('sha256', key);
  for (const part of parts) hmac.update(part);
  return hmac.digest('hex');
}

function parse(part: Buffer): Content {
  return JSON.parse(part.toString()) as Content;
}
