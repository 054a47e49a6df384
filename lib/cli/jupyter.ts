// pinlab jupyter: opens the notebooks in the user's own Jupyter, with a kernel that belongs to the project.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { frontEnds, installed, jupyterEnvironment, opening, writeKernelSpec } from '../notebook/jupyter.js';
import { finish, UsageError } from './usage.js';

interface Options {
  with?: 'lab' | 'notebook';
  browser: boolean;
  kernelOnly?: true;
}

const help = `
The kernel's specification is written to .build/jupyter and found by JUPYTER_PATH: nothing is
installed, and nothing outside the project is changed.

Other front ends find the kernel in the same way. VS Code, with its Jupyter extension:
  JUPYTER_PATH="$(npx pinlab jupyter --kernel-only)" code .

Exit status: that of Jupyter; 2 when there is none, or unusable input.
`;

/** Adds the command `jupyter` to `program`. */
export function jupyterCommand(program: Command): void {
  program
    .command('jupyter')
    .description('open the notebooks in your own Jupyter, with this project’s kernel')
    .argument('[NOTEBOOK]', 'a notebook or a folder', 'notebooks')
    .addOption(
      new Option('--with <FRONTEND>', 'which one (default: JupyterLab where it is there)').choices(['lab', 'notebook']),
    )
    .option('--no-browser', 'start the server, open no browser')
    .option('--kernel-only', 'write the kernel’s specification, print the folder for JUPYTER_PATH and end')
    .addHelpText('after', help)
    .action((notebook: string, options: Options) => finish('jupyter', () => open(notebook, options)));
}

async function open(notebook: string, { browser, kernelOnly, with: wanted }: Options): Promise<number> {
  if (kernelOnly) {
    process.stdout.write(`${writeKernelSpec()}\n`);
    return 0;
  }
  if (!existsSync(notebook)) throw new UsageError(`there is no ${notebook}; give a notebook or a folder that is there`);
  const possible = frontEnds.filter(({ program }) => wanted === undefined || program === `jupyter-${wanted}`);
  const [frontEnd] = installed(possible);
  if (frontEnd === undefined)
    throw new UsageError(
      `no ${possible.map(({ name }) => name).join(' or ')} was found here; install one (pip install jupyterlab, or Debian’s package jupyter-notebook), open the folder in VS Code (see pinlab jupyter --help), or do without: pinlab run executes the notebooks by itself`,
    );
  const folder = writeKernelSpec();
  process.stderr.write(`${frontEnd.name}, with the kernel in ${folder}; Ctrl-C twice ends it\n`);
  const child = spawn(frontEnd.program, [...(browser ? [] : ['--no-browser']), ...opening(frontEnd, notebook)], {
    stdio: 'inherit',
    env: jupyterEnvironment(folder),
  });
  // Ctrl-C goes to both; Jupyter asks what is meant, and this process ends when it does.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((done, failed) => {
    child.on('error', failed);
    child.on('exit', (code) => done(code ?? 1));
  });
}
