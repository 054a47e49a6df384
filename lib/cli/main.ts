// The command `pinlab`: its subcommands, one file each, and the exit status of wrong usage.
import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { registerBench } from './bench.js';
import { claimsCommand } from './claims.js';
import { conformanceCommand } from './conformance.js';
import { erasCommand } from './eras.js';
import { exercisesCommand } from './exercises.js';
import { exploreCommand } from './explore.js';
import { gradeCommand } from './grade.js';
import { harmsCommand } from './harms.js';
import { jupyterCommand } from './jupyter.js';
import { practiceCommand } from './practice.js';
import { replayCommand } from './replay.js';
import { runCommand } from './run.js';
import { scenariosCommand } from './scenarios.js';
import { simulateCommand } from './simulate.js';
import { allowBrokenPipe, oneLineErrors } from './usage.js';

/** The version in the package's own description. */
function version(): string {
  return JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version;
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
  runCommand(program);
  scenariosCommand(program);
  exploreCommand(program);
  simulateCommand(program);
  replayCommand(program);
  erasCommand(program);
  conformanceCommand(program);
  harmsCommand(program);
  exercisesCommand(program);
  claimsCommand(program);
  practiceCommand(program);
  gradeCommand(program);
  registerBench(program);
  jupyterCommand(program);
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  }
}
