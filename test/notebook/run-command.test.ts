// Does `pinlab run` tell good notebooks from bad ones, leave the files alone, and leave nothing behind?
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readNotebook } from 'pinlab/notebook/notebook-file';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { filesBelow, notebook, processesWith, prose, temporaryFolder, write } from './support.js';

const folder = temporaryFolder();
const kernels = join(folder, 'kernels');
mkdirSync(kernels);
const start = `import(${JSON.stringify(import.meta.resolve('pinlab/cli/run'))}).then(async ({ runCommand }) => {
  const { Command } = await import(${JSON.stringify(import.meta.resolve('commander'))});
  const program = new Command('pinlab');
  runCommand(program);
  await program.parseAsync(process.argv.slice(1), { from: 'user' });
})`;

function project(): string {
  return mkdtempSync(join(folder, 'project-'));
}

function command(cwd: string, ...argv: string[]): ChildProcess {
  // A build server says that it is one; what is written to a pipe must not depend on it.
  const env = { ...process.env, TMPDIR: kernels, CI: 'true', FORCE_COLOR: '' };
  return spawn(process.execPath, ['-e', start, '--', 'run', ...argv], { cwd, env });
}

async function pinlab(cwd: string, ...argv: string[]) {
  const child = command(cwd, ...argv);
  let [stdout, stderr] = ['', ''];
  child.stdout!.on('data', (data) => (stdout += data));
  child.stderr!.on('data', (data) => (stderr += data));
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  nothingLeft();
  return { status, stdout, stderr };
}

function nothingLeft(): void {
  assert.equal(readdirSync(kernels), [], 'a private folder is left');
  assert.equal(processesWith(kernels), [], 'a process is left');
}

test('does each bad notebook get one line, and the others run all the same?', async () => {
  const cwd = project();
  write(cwd, 'good.ipynb', notebook([prose('# Good'), 'console.log("fine")']));
  write(cwd, 'throws.ipynb', notebook(['1', '\nthrow new Error("no")', '3']));
  write(cwd, 'python.ipynb', notebook(['1'], { kernelspec: { name: 'python3' } }));
  write(cwd, 'words.ipynb', 'just words');
  write(cwd, 'conflict.ipynb', '{\n<<<<<<< HEAD\n}');
  write(cwd, 'list.ipynb', '{"some": "JSON"}');
  write(cwd, 'old.ipynb', '{"nbformat": 3, "worksheets": []}');
  write(cwd, 'empty.ipynb', '');
  write(cwd, 'nocells.ipynb', notebook([]));
  const before = filesBelow(cwd);
  const { status, stdout, stderr } = await pinlab(cwd, '.', 'missing.ipynb', '--out', '../out');
  assert.is(status, 2);
  assert.equal(stderr.trim().split('\n'), [
    'conflict.ipynb: is not JSON: line 2 holds a merge conflict; resolve it first',
    'empty.ipynb: is an empty file, not a notebook; restore it',
    'list.ipynb: is JSON but not a notebook (it has no list "cells"); was another file meant?',
    'nocells.ipynb: has no cells, so there is nothing to run',
    'old.ipynb: has format 3, not notebook format 4; open and save it in a current Jupyter',
    'python.ipynb: asks for the kernel "python3", which is not available; available: tslab (TypeScript), jslab (JavaScript)',
    'throws.ipynb: cell 2, line 2: Error: no',
    'words.ipynb: is not JSON; restore it from where it came',
    'missing.ipynb: does not exist; check the name',
  ]);
  assert.match(stdout, /^good\.ipynb +1\/1 +[\d.]+ s {2}ok$/m);
  assert.match(stdout, /^throws\.ipynb +1\/3 +[\d.]+ s {2}failed$/m);
  assert.match(stdout, /^The book: \.\.\/out\/index\.html$/m);
  assert.equal(filesBelow(cwd), before, 'the notebooks are as they were');
  assert.match(readFileSync(join(cwd, '../out/good.ipynb'), 'utf8'), '"fine\\n"');
});

test('is a run deterministic, and does --check hold what --in-place wrote?', async () => {
  const cwd = project();
  mkdirSync(join(cwd, 'notebooks'));
  const cells = [
    'import { display } from "tslab"\ndisplay.html("<b>x</b>")\nconsole.log(1)',
    'console.log("two")\n;[3]',
  ];
  const file = write(join(cwd, 'notebooks'), 'a.ipynb', notebook(cells));
  const one = await pinlab(cwd, '--json');
  assert.is(one.status, 0);
  const [run] = JSON.parse(one.stdout).notebooks;
  assert.equal(run, {
    notebook: 'notebooks/a.ipynb',
    verdict: 'ok',
    cells: 2,
    executed: 2,
    differences: [],
    notes: [],
  });
  const first = filesBelow(join(cwd, '.build/book'));
  assert.is((await pinlab(cwd, '--in-place')).status, 0);
  assert.equal(filesBelow(join(cwd, '.build/book')), first, 'byte for byte');
  assert.is(readFileSync(file, 'latin1'), first.find(([name]) => name === 'a.ipynb')![1]);

  const unchanged = await pinlab(cwd, '--check');
  assert.is(unchanged.status, 0, unchanged.stderr);
  const committed = readNotebook(file);
  const [a, b] = committed.cells;
  [a!.outputs, b!.outputs] = [b!.outputs!, a!.outputs!];
  write(join(cwd, 'notebooks'), 'a.ipynb', committed);
  const { status, stderr, stdout } = await pinlab(cwd, '--check');
  assert.is(status, 1);
  assert.match(stdout, /differs$/m);
  assert.match(stderr, /^notebooks\/a\.ipynb: cell 1, output 1 \(stdout\): committed, but no longer there$/m);
  assert.match(stderr, /^notebooks\/a\.ipynb: cell 2, /m);
});

test('do two notebooks run at the same time, and only one with --jobs 1?', async () => {
  const cwd = project();
  const meet = (mine: string, other: string) => `import { existsSync, writeFileSync } from "node:fs"
writeFileSync("${mine}", "")
while (!existsSync("${other}")) await new Promise((wake) => setTimeout(wake, 20))`;
  write(cwd, 'a.ipynb', notebook([meet('a-is-here', 'b-is-here')]));
  write(cwd, 'b.ipynb', notebook([meet('b-is-here', 'a-is-here')]));
  const alone = await pinlab(cwd, '.', '--jobs', '1', '--timeout', '4');
  assert.match(alone.stderr, /^b\.ipynb: cell 1: stopped after 4 s [^\n]*\n$/);
  for (const name of ['a-is-here', 'b-is-here']) rmSync(join(cwd, name));
  assert.is((await pinlab(cwd, '.', '--timeout', '30')).status, 0);
});

test('does a signal end the kernel and its children too?', async () => {
  await Promise.all([endedBy('SIGINT', '98765.5'), endedBy('SIGTERM', '98765.75')]);
  nothingLeft();
});

/** Runs a notebook whose cell starts `sleep MARK` and loops, and signals the runner when it does. */
async function endedBy(signal: NodeJS.Signals, mark: string): Promise<void> {
  const cwd = project();
  const cell = `import { spawn } from "node:child_process"\nspawn("sleep", ["${mark}"])\nawait null\nwhile (true) {}`;
  write(cwd, 'a.ipynb', notebook([cell]));
  const child = command(cwd, 'a.ipynb');
  for (let waits = 0; processesWith(`sleep ${mark}`).length === 0 && waits < 300; waits++) await sleep(100);
  const ended = new Promise((resolve) => child.on('exit', (_, by) => resolve(by)));
  child.kill(signal);
  assert.is(await ended, signal);
  await sleep(100);
  assert.equal(processesWith(`sleep ${mark}`), []);
}

test('is unusable usage told in one line?', async () => {
  const cwd = project();
  write(cwd, 'a.ipynb', notebook(['1']));
  const line = async (...argv: string[]) => {
    const { status, stderr } = await pinlab(cwd, ...argv);
    assert.is(status, 2);
    return stderr;
  };
  assert.match(await line(), /^pinlab run: there is no folder notebooks\/ here; .*\n$/);
  assert.match(await line('a.ipynb', '--out', '.'), /^pinlab run: --out \. would overwrite a\.ipynb; .*\n$/);
  assert.match(await line('a.ipynb', '--out', 'a.ipynb'), /^pinlab run: --out a\.ipynb is not a folder .*\n$/);
  assert.match(await line('a.ipynb', '--check', '--in-place'), /^pinlab run: --check compares .*\n$/);
});

test.run();
