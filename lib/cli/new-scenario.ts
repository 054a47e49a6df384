// pinlab scenarios --new: a scenario's file to begin with.
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { print } from './output.js';
import { UsageError } from './usage.js';

/** The template, which stands beside the sources and is a scenario itself. */
const template = fileURLToPath(new URL('../../scenarios/template/my-patch.ts', import.meta.url));
const guide = 'lib/scenarios/README.md';

/**
 * Writes the template as `given` and says what to run next.
 * @throws UsageError where there is such a file, or none can be
 */
export function newScenario(given: string): number {
  const name = basename(given, '.ts');
  if (!given.endsWith('.ts') || name === '')
    throw new UsageError(`--new ${given}: a scenario is a TypeScript file; give it a name that ends in .ts`);
  if (existsSync(given))
    throw new UsageError(`--new ${given}: it is there already; give another name, or take it away`);
  const folder = dirname(resolve(given));
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new UsageError(`--new ${given}: its folder does not exist; make it first`);
  const typed = /^[\w./-]+$/.test(given) ? given : `'${given.replaceAll("'", "'\\''")}'`;
  const text = readFileSync(template, 'utf8')
    .replaceAll('lib/scenarios/template/my-patch.ts', () => typed)
    .replaceAll("'my-patch'", () => `'${name.replaceAll(/['\\]/g, '\\$&')}'`);
  writeFileSync(given, text, { flag: 'wx' });
  print(
    `${given} is a scenario that runs: a patch to writeback, as a switch. Next:

  npx pinlab explore ${typed} --outcomes          what can happen without the patch
  npx pinlab explore ${typed} --compare protect   what the patch changes

Then put your own code in it. ${guide} tells how, step by step.`,
  );
  return 0;
}
