// The command line, run as a user runs it, in a process of its own.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder outside the project, removed when the test process ends; commands run in it. */
export const folder = mkdtempSync(join(tmpdir(), 'pinlab-test-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const script = write(
  'pinlab.mjs',
  `import(${JSON.stringify(import.meta.resolve('pinlab/cli/main'))}).then((cli) => cli.main(process.argv.slice(2)))`,
);

/** Runs command lines one after another in one process, which is quicker. */
const many = write(
  'many.mjs',
  `const { main } = await import(${JSON.stringify(import.meta.resolve('pinlab/cli/main'))});
  for (const emitter of [process, process.stdout, process.stderr]) emitter.setMaxListeners(0);
  const print = process.stdout.write.bind(process.stdout);
  for (const argv of JSON.parse(process.argv[2])) {
    const outcome = { status: 0, stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr']) process[name].write = (text) => (outcome[name] += text) !== '';
    process.exitCode = 0;
    await main(argv);
    print(JSON.stringify({ ...outcome, status: process.exitCode }) + '\\n');
  }
  process.exitCode = 0;`,
);

/** What a command came to. */
export interface Outcome {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Runs `pinlab` with these arguments. */
export function pinlab(...argv: string[]): Promise<Outcome> {
  return outcomeOf(process.execPath, [script, ...argv]);
}

/** Runs `pinlab` with each of these lists of arguments, all in one process. */
export async function pinlabEach(argvs: readonly (readonly string[])[]): Promise<Outcome[]> {
  const { status, stdout, stderr } = await outcomeOf(process.execPath, [many, JSON.stringify(argvs)]);
  if (status !== 0) throw new Error(`the process of all command lines ended with ${status}: ${stderr}`);
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Outcome);
}

/** Runs a line of shell in which `pinlab` is the command; the status is the first that is not 0. */
export function shell(line: string): Promise<Outcome> {
  return outcomeOf('bash', ['-c', `set -o pipefail; pinlab() { '${process.execPath}' '${script}' "$@"; }; ${line}`]);
}

/** Writes a file into the folder; returns its path. */
export function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

/** Starts `pinlab` with these arguments. */
export function start(...argv: string[]): ChildProcessWithoutNullStreams {
  return startProcess(process.execPath, [script, ...argv]);
}

function startProcess(command: string, argv: string[]): ChildProcessWithoutNullStreams {
  return spawn(command, argv, { cwd: folder, env: { ...process.env, CI: 'true', FORCE_COLOR: '' } });
}

function outcomeOf(command: string, argv: string[]): Promise<Outcome> {
  const child = startProcess(command, argv);
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (data) => (stdout += data));
  child.stderr.on('data', (data) => (stderr += data));
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, stdout, stderr })));
}
