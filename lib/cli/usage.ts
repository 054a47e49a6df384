// Input that cannot be used: one line on standard error, exit status 2, never a stack trace.
import { inspect } from 'node:util';
import type { Command } from 'commander';
import { ModelError } from '../engine/model-error.js';

/** Something asked for that cannot be done. The message says what was given, why not, and what to write instead. */
export class UsageError extends Error {}

/** The message of anything thrown, in one line. */
export function oneLine(error: unknown): string {
  const text = error instanceof Error ? error.message : inspect(error, { depth: 0 });
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ');
}

/** Does a command's work, which answers its exit status; what cannot be done becomes one line and status 2. */
export async function finish(command: string, work: () => number | Promise<number>): Promise<void> {
  try {
    process.exitCode = await work();
  } catch (error) {
    const expected = error instanceof UsageError || error instanceof ModelError;
    const kind = error instanceof Error ? error.name : 'error';
    const message = expected
      ? oneLine(error)
      : `failed by a fault of its own, please report it: ${kind}: ${oneLine(error)}`;
    process.stderr.write(`pinlab ${command}: ${message}\n`);
    process.exitCode = 2;
  }
}

/** Makes commander say in one line what is wrong with the options of a command. */
export function oneLineErrors(command: Command): Command {
  return command.configureOutput({
    outputError: (text, write) => {
      const name = command.parent === null ? 'pinlab' : `pinlab ${command.name()}`;
      const what = oneLine(new Error(text)).replace(/^error: /, '');
      write(`${name}: ${what}${/[.?)]$/.test(what) ? '' : '.'} See ${name} --help\n`);
    },
  });
}

/** Ends quietly when whoever reads the output stops reading (`pinlab … | head`). */
export function allowBrokenPipe(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit();
      process.stderr.write(`pinlab: the output cannot be written (${error.code}); send it elsewhere\n`);
      process.exit(2);
    });
}
