// What happens to a cell that goes wrong, in every way a cell can?
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describeFailure } from 'pinlab/notebook/failure';
import type { Cell } from 'pinlab/notebook/notebook-file';
import type { Output } from 'pinlab/notebook/output';
import { type RunOptions, runNotebook } from 'pinlab/notebook/runner';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { code, notebook, processesWith, temporaryFolder } from './support.js';

// Kernels put their private folders here, so that what is left over can be seen.
const folder = temporaryFolder();
process.env.TMPDIR = folder;

async function run(cells: readonly (string | Cell)[], options: RunOptions = {}) {
  const result = await runNotebook(join(folder, 'a.ipynb'), notebook(cells), { timeoutMs: 30_000, ...options });
  assert.equal(readdirSync(folder), [], 'a private folder is left');
  assert.equal(processesWith(folder), [], 'a process is left');
  const { failure, executed, notes } = result;
  const outputs = result.notebook.cells.map((cell) => cell.outputs ?? []);
  return { line: failure ? describeFailure(failure) : 'ok', executed, notes, outputs };
}

function texts(outputs: readonly Output[]): string[] {
  return outputs.map((output) => ('text' in output ? `${output.name}:${output.text}` : output.output_type));
}

test('does a notebook that works give its outputs, pieces of one stream joined?', async () => {
  const { line, executed, outputs } = await run([
    'const greeting: string = "hello"\nconsole.log(greeting)\nconsole.log(1)\nconsole.error("two")\ngreeting.length',
    '',
    'import { display } from "tslab"\ndisplay.html("<b>x</b>")\nfor (let i = 0; i < 3000; i++) console.log(i)',
  ]);
  assert.is(line, 'ok');
  assert.is(executed, 2);
  assert.equal(texts(outputs[0]!), ['stdout:hello\n1\n', 'stderr:two\n', 'stdout:5\n']);
  assert.equal(outputs[1], []);
  const numbers = Array.from({ length: 3000 }, (_, index) => `${index}\n`).join('');
  assert.equal(texts(outputs[2]!), ['display_data', `stdout:${numbers}`], 'the unpatched kernel loses lines after 500');
});

test('are all of Node’s types there for the cells that need them, and still afterwards?', async () => {
  const { line, outputs } = await run([
    'console.log("no need")',
    'import { basename } from "node:path"\nconst bytes: Buffer = Buffer.from(basename("/a/b"))\nbytes.length',
    'const again: NodeJS.Platform = process.platform\nsetTimeout(() => {}, 0)\nbytes.toString("hex").length',
  ]);
  assert.is(line, 'ok');
  assert.equal(texts(outputs[1]!), ['stdout:1\n']);
  assert.equal(texts(outputs[2]!), ['stdout:2\n']);
});

test('does a file that appears beside the notebook leave the kernel alone?', async () => {
  const { line, executed } = await run([
    'import { setTimeout as pause } from "node:timers/promises"\nimport { rmSync, writeFileSync } from "node:fs"',
    'try { require("./absent") } catch {}\nwriteFileSync("near.ts", "export const near = 1")\nawait pause(400)',
    'import { near } from "./near"\nconsole.log(near)\nrmSync("near.ts")',
    'await pause(400)',
    'console.log("still there")',
  ]);
  assert.is(line, 'ok');
  assert.is(executed, 5);
});

test('does the first failing cell end the notebook, with the line its author wrote and nothing of the kernel?', async () => {
  const cell =
    'interface Box { n: number }\n\n// a comment\nfunction open(box: Box): number {\n  throw new RangeError("too deep")\n}\nopen({ n: 1 })';
  const { line, executed, outputs } = await run(['console.log("before")', cell, 'console.log("after")']);
  assert.is(line, 'cell 2, line 5: RangeError: too deep');
  assert.is(executed, 1);
  const traceback = ['line 5: RangeError: too deep'];
  assert.equal(outputs[1], [{ output_type: 'error', ename: 'RangeError', evalue: 'too deep', traceback }]);
  assert.equal(outputs[2], [], 'the next cell is not run');
});

const mistakes: [what: string, cell: string, told: RegExp][] = [
  ['a syntax error', '\n\nlet = = 3', /^line 3: CompileError: /],
  ['a type error', 'const n: number = 1\n\nn.length', /^line 3: CompileError: Property 'length' does not exist on/],
  [
    'an error after an await',
    'const pause = (ms: number) =>\n  new Promise((r) => setTimeout(r, ms))\n\nawait pause(1)\nthrow new Error("later")',
    /^line 5: Error: later$/,
  ],
  [
    'an error in a call',
    'const list: any[] = [1]\n\nlist\n  .map((x) => x.y.z)',
    /^line 4: TypeError: Cannot read prop/,
  ],
  [
    'a path in the notebook folder',
    'import { readFileSync } from "node:fs"\n\nreadFileSync(process.cwd() + "/data/no.txt")',
    /^line 3: Error: ENOENT: no such file or directory, open 'data\/no\.txt'$/,
  ],
  ['a thrown value that is no Error', 'throw "words"', /^threw words, which is not an Error$/],
  ['an error (made here)', 'const old = new Error("old"); throw old', /^line 1: Error: old$/],
  ['an error whose stack is of another cell', 'await null\n\nthrow old', /^Error: old$/],
];

test('is each kind of mistake told with its own line, or with none when that cannot be known?', async () => {
  const cells = mistakes.map(([, cell]) => code(cell, { tags: ['raises-exception'] }));
  const { line, outputs } = await run(['let old = new Error("old")', ...cells]);
  assert.is(line, 'ok');
  for (const [index, [what, , told]] of mistakes.entries()) {
    const error = outputs[index + 1]!.at(-1)!;
    assert.match(error.output_type === 'error' ? error.traceback[0]! : '', told, what);
  }
});

test('is an error nobody awaits a failure?', async () => {
  const { line } = await run(['Promise.reject(new Error("lost")); 1']);
  assert.is(line, 'cell 1: Unhandled: Error: lost (nothing awaited the work that failed; await it)');
});

test('may a cell fail on purpose, and the next one run?', async () => {
  const { line, outputs } = await run([code('throw new Error("shown")', { tags: ['raises-exception'] }), '7']);
  assert.is(line, 'ok');
  assert.equal(texts(outputs[0]!), ['error']);
  assert.equal(texts(outputs[1]!), ['stdout:7\n']);
});

test('is an endless loop stopped?', async () => {
  const { line } = await run(['console.log("in"); while (true) {}'], { timeoutMs: 1000 });
  assert.match(line, /^cell 1: stopped after 1 s without an end; /);
});

test('is an endless loop after an await, which hears no signal, stopped with its children?', async () => {
  const mark = '98765.125';
  const cell = `import { spawn } from "node:child_process"\nspawn("sleep", ["${mark}"])\nawait null\nwhile (true) {}`;
  const { line } = await run([cell], { timeoutMs: 1000 });
  assert.match(line, /^cell 1: stopped after 1 s /);
  assert.equal(processesWith(`sleep ${mark}`), []);
});

test('do the children of a cell end with the notebook, and a timer not hold it up?', async () => {
  const mark = '98765.25';
  const cell = `import { spawn } from "node:child_process"\nspawn("sleep", ["${mark}"])\nsetInterval(() => 0, 9); 1`;
  assert.is((await run([cell])).line, 'ok');
  assert.equal(processesWith(`sleep ${mark}`), []);
});

test('is process.exit in a cell told?', async () => {
  const { line, executed } = await run(['1', 'process.exit(3)']);
  assert.is(line, 'cell 2: the kernel ended (exit code 3): a cell must not call process.exit; throw an error instead');
  assert.is(executed, 1);
});

for (const cell of ['console.log("x".repeat(50_000_000))', 'while (true) console.log("y".repeat(10_000))']) {
  test(`is a cell stopped that prints without measure: ${cell}?`, async () => {
    const { line, outputs } = await run([cell]);
    assert.is(line, 'cell 1: stopped because its output passed 10 MB; print less, or a summary');
    assert.ok(JSON.stringify(outputs).length < 5_000, 'what is kept is short');
  });
}

test.run();
