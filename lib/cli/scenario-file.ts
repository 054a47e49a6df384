// A TypeScript file of the reader's: its default export, and in one line what went wrong in it.
//
// A file may lie anywhere: its `import … from 'pinlab'` means the modules that run this command,
// never another copy, because the engine knows its own steps and records by identity.
import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { oneLine, UsageError } from './usage.js';

/** Where the compiled library is: what 'pinlab' means in a scenario's file. */
const library = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');

/**
 * The default export of a TypeScript file.
 * @param given the file as the reader named it
 * @throws UsageError that says what is wrong with it
 */
export async function importFile(given: string, file: string): Promise<unknown> {
  const { createJiti } = await import('jiti');
  const jiti = createJiti(file, { fsCache: false, interopDefault: false, alias: { pinlab: library } });
  let module: Record<string, unknown>;
  process.once('uncaughtException', (error) => {
    process.stderr.write(`pinlab: ${given}: ${thrownIn(file, error)}\n`);
    process.exit(2);
  });
  try {
    module = await jiti.import<Record<string, unknown>>(file);
  } catch (error) {
    throw new UsageError(`${given}: ${thrownIn(file, error)}`);
  }
  if (typeof module !== 'object' || module === null || !('default' in module))
    throw new UsageError(`${given} has no default export; write export default scenario({…})`);
  return module.default;
}

/** What a function of pinlab's was mostly given that met undefined. */
const beyond = '; was it given a record that the scenario does not have, such as k.ptes[1] where pages is 1?';

/** What a file's code threw, with its line where that is known. */
export function thrownIn(file: string, error: unknown): string {
  if (!(error instanceof Error)) return `it threw ${oneLine(error)}`;
  const unreadable = /^ParseError: (.*?)\s*\n\s*(.*):(\d+):\d+$/s.exec(error.message);
  if (unreadable !== null)
    return `${inFile(file, unreadable[2]!)}line ${unreadable[3]} cannot be read: ${unreadable[1]}`;
  const message = oneLine(error);
  const missing = /^Cannot find (?:module|package) '([^']+)'/.exec(message);
  if (missing !== null) return `it imports '${missing[1]!.replace(library, 'pinlab')}', which cannot be found`;
  const line = lineIn(file, error);
  const what = message.replaceAll(library, 'pinlab').replaceAll(/\(0 , _\w+\.(\w+)\)/g, '$1');
  const hint = line === undefined && /^Cannot read properties of undefined/.test(what) ? beyond : '';
  return `${line === undefined ? '' : `line ${line}: `}${error.name}: ${what}${hint}`;
}

function inFile(file: string, other: string): string {
  return resolve(other) === file ? '' : `in ${other}: `;
}

function lineIn(file: string, { stack = '' }: Error): string | undefined {
  for (const name of [file, realpathSync(file)]) {
    const at = stack.indexOf(`${name}:`);
    const line = at < 0 ? undefined : /^\d+/.exec(stack.slice(at + name.length + 1))?.[0];
    if (line !== undefined) return line;
  }
  return undefined;
}
