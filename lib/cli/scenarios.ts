// pinlab scenarios: the named scenarios, one line each.
import type { Command } from 'commander';
import { scenarios } from '../scenarios/index.js';
import { newScenario } from './new-scenario.js';
import { print, printJson } from './output.js';
import { finish, oneLineErrors } from './usage.js';

const help = `
Each of them can be given to explore, simulate and replay; so can a .ts file of your own.

Examples:
  pinlab scenarios                        what there is
  pinlab scenarios --json                 the same, for a program
  pinlab scenarios --new my-patch.ts      a file of your own to begin with
  pinlab explore direct-read-and-fsync    what can happen in one of them
`;

/** Adds the command `scenarios` to `program`. */
export function scenariosCommand(program: Command): void {
  oneLineErrors(program.command('scenarios'))
    .description('the named scenarios, one line each')
    .option('--json', 'print them as JSON')
    .option('--new <FILE.ts>', 'write a scenario to begin with instead: a patch as a switch')
    .addHelpText('after', help)
    .action(({ json, new: file }: { json?: boolean; new?: string }) =>
      finish('scenarios', () => (file === undefined ? listScenarios(json === true) : newScenario(file))),
    );
}

function listScenarios(json: boolean): number {
  const rows = scenarios.map(({ name, about, patch }) => ({ name, about, ...(patch && { switches: patch }) }));
  const width = Math.max(...rows.map(({ name }) => name.length));
  if (json) printJson({ scenarios: rows });
  else print([...rows.map(({ name, about }) => `${name.padEnd(width)}  ${about}`), ...switchLines()].join('\n'));
  return 0;
}

/** The scenarios that have switches of their own, for --set. */
function switchLines(): string[] {
  const own = scenarios.flatMap(({ name, patch = {} }) =>
    Object.entries(patch).map(([of, values]) => `  ${name} --set ${of}=${values.join('|')}`),
  );
  return own.length === 0 ? [] : ['', 'switches of their own, the first value unless set:', ...own];
}
