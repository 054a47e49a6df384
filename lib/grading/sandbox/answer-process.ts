// The program inside the sandbox: it holds one answer and answers questions about it, a line each way.
//
// It is handed to Node as text, so that the sandbox needs no file of the project. It uses nothing from
// outside itself but what Node has built in.
import type { driver } from '../answers/driver.js';

/** Runs until its input ends. `drive` is the driver's own source text. */
function answerProcess(drive: string): void {
  const fs = require('node:fs') as typeof import('node:fs');
  const vm = require('node:vm') as typeof import('node:vm');
  const chunk = Buffer.alloc(65_536);
  let buffered = '';
  const readLine = (): string | null => {
    for (;;) {
      const end = buffered.indexOf('\n');
      if (end >= 0) {
        const line = buffered.slice(0, end);
        buffered = buffered.slice(end + 1);
        return line;
      }
      const length = fs.readSync(0, chunk, 0, chunk.length, null);
      if (length === 0) return null;
      buffered += chunk.toString('latin1', 0, length);
    }
  };
  const write = (text: string): void => {
    const bytes = Buffer.from(`${encodeURIComponent(text)}\n`, 'latin1');
    for (let at = 0; at < bytes.length; ) at += fs.writeSync(1, bytes, at);
  };
  let code = '';
  let offer = '';
  const load = (): ReturnType<typeof driver> =>
    vm.runInContext(
      `(${drive})(${JSON.stringify(code)}, ${JSON.stringify(offer)})`,
      vm.createContext(Object.create(null)),
      { filename: 'answer' },
    );
  const replyOf = (to: ReturnType<typeof driver>, question: string): string => {
    try {
      return typeof to === 'string' ? 'null' : to(question);
    } catch {
      return 'null';
    }
  };
  let ask: ReturnType<typeof driver> = 'nothing was loaded';
  for (let line = readLine(); line !== null; line = readLine()) {
    const [kind, ...parts] = JSON.parse(decodeURIComponent(line)) as [string, ...string[]];
    if (kind === 'load') {
      [code, offer] = parts as [string, string];
      ask = load();
      write(typeof ask === 'string' ? ask : 'ready');
    } else if (kind === 'ask') write(replyOf(ask, parts[0]!));
    else {
      const one = load();
      write(`[${parts.map((part) => replyOf(kind === 'one' ? one : load(), part)).join(',')}]`);
    }
  }
}

/** The program's text, for `node -e`. */
export const programText = (drive: string): string => `(${answerProcess.toString()})(${JSON.stringify(drive)})`;
