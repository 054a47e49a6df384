// The command `pinlab`: its subcommands, one file each, and the exit status of wrong usage.
import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { allowBrokenPipe, oneLineErrors } from './usage.js';

/** How each subcommand is added, in the order of the help; only what is asked for is loaded, for that takes time. */
const commands: Readonly<Record<string, (program: Command) => Promise<void>>> = {
  run: async (program) => (await import('./run.js')).runCommand(program),
  scenarios: async (program) => (await import('./scenarios.js')).scenariosCommand(program),
  explore: async (program) => (await import('./explore.js')).exploreCommand(program),
  simulate: async (program) => (await import('./simulate.js')).simulateCommand(program),
  replay: async (program) => (await import('./replay.js')).replayCommand(program),
  eras: async (program) => (await import('./eras.js')).erasCommand(program),
  conformance: async (program) => (await import('./conformance.js')).conformanceCommand(program),
  harms: async (program) => (await import('./harms.js')).harmsCommand(program),
  exercises: async (program) => (await import('./exercises.js')).exercisesCommand(program),
  claims: async (program) => (await import('./claims.js')).claimsCommand(program),
  practice: async (program) => (await import('./practice.js')).practiceCommand(program),
  grade: async (program) => (await import('./grade.js')).gradeCommand(program),
  bench: async (program) => (await import('./bench.js')).registerBench(program),
  jupyter: async (program) => (await import('./jupyter.js')).jupyterCommand(program),
};

/** The version in the package's own description. */
function version(): string {
  return JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version;
}

/** The commands that a command line needs: all where it asks what there is, none for the version. */
function asked([first, second]: readonly string[]): string[] {
  if (first === '--version') return [];
  const name = first === 'help' ? second : first;
  return Object.hasOwn(commands, name ?? '') ? [name!] : Object.keys(commands);
}

/** Runs the command line `argv` (without node and script); sets the exit status. */
export async function main(argv: string[]): Promise<void> {
  const program = new Command('pinlab').description(
    'A Linux page, its file and the devices that reach for it, small enough to stop at any instant',
  );
  program.version(version(), '--version', 'print the version');
  program.exitOverride();
  oneLineErrors(program);
  allowBrokenPipe();
  for (const name of asked(argv)) await commands[name]!(program);
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  }
}
