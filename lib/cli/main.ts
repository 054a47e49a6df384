// The command `pinlab`: its subcommands, one file each, and the exit status of wrong usage.
import { Command, CommanderError } from 'commander';
import { runCommand } from './run.js';

/** Runs the command line `argv` (without node and script); sets the exit status. */
export async function main(argv: string[]): Promise<void> {
  const program = new Command('pinlab').description(
    'A Linux page, its file and the devices that reach for it, small enough to stop at any instant',
  );
  program.exitOverride();
  runCommand(program);
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  }
}
