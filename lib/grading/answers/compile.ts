// From the text of an answer to a module that can be run: types are taken away, nothing is looked up.
import { createRequire } from 'node:module';
import { AnswerLost, shownWords } from './protocol.js';

/** The longest answer, in characters: far more than any needs. */
export const longestAnswer = 100_000;

interface Transformer {
  transform(options: { source: string; filename: string; ts: boolean }): string;
}

let transformer: Transformer | undefined;

function load(): Transformer {
  const { createJiti } = createRequire(import.meta.url)('jiti') as {
    createJiti: (id: string, options: object) => Transformer;
  };
  return createJiti('/answer.ts', { fsCache: false });
}

/** What the compiler tells of an error; nothing where an answer’s own text only looks like it. */
function told(error: string): { line?: number; message?: string } {
  try {
    return JSON.parse(error) as { line?: number; message?: string };
  } catch {
    return {};
  }
}

/**
 * Compiles an answer.
 * @throws AnswerLost with the line that cannot be read
 */
export function compileAnswer(source: string): string {
  if (source.length > longestAnswer)
    throw new AnswerLost(
      `the answer has ${source.length} characters; more than ${longestAnswer} are not read. Leave out what is not part of it`,
    );
  if (source.trim() === '') throw new AnswerLost('the answer is empty');
  transformer ??= load();
  const code = transformer.transform({ source, filename: '/answer.ts', ts: true });
  const error = /^exports\.__JITI_ERROR__ = (.*);?$/m.exec(code)?.[1];
  if (error === undefined) return code;
  const { line, message } = told(error.replace(/;$/, ''));
  if (/call stack/.test(message ?? '')) throw new AnswerLost('the answer is nested too deeply to be read');
  const what = (message ?? 'unknown').replace(/\s*\(\d+:\d+\)[\s\S]*$/, '').replace(/^.*?answer\.ts:? ?/, '');
  throw new AnswerLost(`line ${line ?? '?'} cannot be read as TypeScript: ${shownWords(what)}`);
}
