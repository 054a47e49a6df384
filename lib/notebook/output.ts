// What a cell left behind: a kernel's messages turned into a notebook's outputs.
//
// Nothing random and nothing timed is kept, and consecutive pieces of one stream are one output, so that two runs
// of a deterministic cell leave equal outputs however the kernel happened to cut its messages.
import { isObject } from './notebook-file.js';
import type { Content, Message } from './wire.js';

/** Text printed by a cell. */
export interface StreamOutput {
  output_type: 'stream';
  name: 'stdout' | 'stderr';
  text: string;
}

/** One thing shown, in several mime types. */
export interface DisplayOutput {
  output_type: 'display_data' | 'execute_result';
  data: Content;
  metadata: Content;
  execution_count?: number;
}

/** Why a cell failed. */
export interface ErrorOutput {
  output_type: 'error';
  ename: string;
  evalue: string;
  traceback: string[];
}

export type Output = StreamOutput | DisplayOutput | ErrorOutput;

/** The things of one notebook that a later cell may still change, by the id its author gave them. */
export type Displays = Map<string, DisplayOutput>;

/** Collects the outputs of one cell. */
export class CellOutputs {
  /** The outputs so far, in order. */
  readonly list: Output[] = [];
  /** The pieces written to stderr, as they came: tslab reports failures there, one piece each. */
  readonly stderrPieces: string[] = [];
  /** Whether nothing but stderr was written. */
  onlyStderr = true;
  sizeBytes = 0;

  constructor(private readonly displays: Displays) {}

  /** Adds a message of the kernel; other kinds of message than output are ignored. */
  add(message: Message): void {
    this.sizeBytes += message.sizeBytes;
    if (message.type === 'stream') this.addStream(message.content);
    else if (message.type === 'update_display_data') this.update(message.content);
    else if (message.type === 'display_data' || message.type === 'execute_result') {
      this.addDisplay(message.type, message.content);
    }
  }

  /** Puts `error` in the place of the pieces of stderr that reported it. */
  replaceStderr(pieces: readonly string[], error: ErrorOutput): void {
    for (const piece of pieces) {
      const holder = this.list.findLast((output) => isStderr(output) && output.text.includes(piece));
      if (!holder || !isStderr(holder)) continue;
      const at = holder.text.lastIndexOf(piece);
      holder.text = holder.text.slice(0, at) + holder.text.slice(at + piece.length);
      if (holder.text === '') this.list.splice(this.list.indexOf(holder), 1);
    }
    this.list.push(error);
  }

  /** Shortens long text to `characters` at the start; for a cell that was stopped for printing without end. */
  cutText(characters: number): void {
    for (const output of this.list) {
      if (output.output_type !== 'stream' || output.text.length <= characters) continue;
      output.text = `${output.text.slice(0, characters)}\n… (cut)\n`;
    }
  }

  private addStream(content: Content): void {
    const name = content.name === 'stderr' ? 'stderr' : 'stdout';
    const text = String(content.text);
    if (name === 'stderr') this.stderrPieces.push(text);
    else this.onlyStderr = false;
    const last = this.list.at(-1);
    if (last?.output_type === 'stream' && last.name === name) last.text += text;
    else if (text !== '') this.list.push({ output_type: 'stream', name, text });
  }

  private addDisplay(type: DisplayOutput['output_type'], content: Content): void {
    const output: DisplayOutput = { output_type: type, data: asObject(content.data), metadata: {} };
    output.metadata = asObject(content.metadata);
    this.list.push(output);
    this.onlyStderr = false;
    const id = asObject(content.transient).display_id;
    if (typeof id === 'string') this.displays.set(id, output);
  }

  private update(content: Content): void {
    const id = asObject(content.transient).display_id;
    const output = typeof id === 'string' ? this.displays.get(id) : undefined;
    if (!output) return;
    output.data = asObject(content.data);
    output.metadata = asObject(content.metadata);
  }
}

function isStderr(output: Output): output is StreamOutput {
  return output.output_type === 'stream' && output.name === 'stderr';
}

function asObject(value: unknown): Content {
  return isObject(value) ? value : {};
}
