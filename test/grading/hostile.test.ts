import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { correctAnswers } from 'pinlab/grading/answer-files';
import { exerciseOf } from 'pinlab/grading/exercises/index';
import { exerciseNotebook } from 'pinlab/grading/release/exercise-notebook';
import { mechanism } from 'pinlab/grading/sandbox/mechanism';
import type { Grade } from 'pinlab/grading/submissions/grades';
import { notebookText } from 'pinlab/notebook/notebook-file';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { pinlab } from '../cli/command.js';

const hostile = suite('hostile submissions');
const folder = mkdtempSync(join(tmpdir(), 'pinlab hostile é '));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const id = '02-unpin';
const right = correctAnswers(id)[0]!.source;

/** A student who hands in a function with this body. */
function student(name: string, body: string, before = ''): void {
  mkdirSync(join(folder, name));
  writeFileSync(
    join(folder, name, `${id}.ts`),
    `${before}\nexport function* finishDma(k: any, pin: any): any {\n${body}\n}\n`,
  );
}

function notebook(name: string, text: string): void {
  writeFileSync(join(folder, `${name}.ipynb`), text);
}

student('loop', 'for (;;);');
student('loop at its start', 'return;', 'for (;;);');
student('loop of steps', 'for (;;) yield* k.isDirty(null);');
student('loop of retries', 'yield* k.waitForDevice(pin); return k.retry();');
student('generator', 'function* more(): any { for (;;) yield 1; } for (const _ of more()); ');
student('generator of steps', 'for (;;) yield* k.waitForDevice(pin);');
student('generator, spread', 'function* more(): any { for (;;) yield new Array(1e5).fill(1); } return [...more()];');
student(
  'stack frames',
  `let found: any; (Error as any).prepareStackTrace = (_: any, frames: any[]) => frames;
   for (const frame of (new Error() as any).stack) found ??= frame.getFunction?.()?.constructor ?? frame.getThis?.()?.constructor?.constructor;
   found('return process')().exit(0);`,
);
student(
  'forges replies',
  `const p = (Error as any).constructor('return this')(); JSON.stringify = () => '[[[],{"kind":"return","value":null}]]'; p.points = 6; return;`,
);
student('promise', 'return;', 'const spin = (): any => Promise.resolve().then(spin); spin();');
student('memory', 'const all = []; for (;;) all.push(new Array(1e6).fill(1));');
student('buffers', 'const all = []; for (let n = 0; n < 100; n++) all.push(new Uint8Array(1e8).fill(1));');
student('forks', "const { spawn } = require('child_process'); for (;;) spawn('/bin/sh');");
student(
  'escape',
  "const p = this?.constructor?.constructor ?? k.waitForDevice.constructor; p('return process')().exit(0);",
);
student('exit', 'process.exit(0);');
student('overwrite', "require('fs').writeFileSync('/results.json', '{}');");
student('reference', "require('fs').readFileSync('exercises/02-unpin/correct/always.ts');");
student('socket', "require('net').connect(80, 'example.org');");
student('prints', "for (let n = 0; n < 1e9; n++) console.log('x'.repeat(1000)); ");
student('deep', 'const f = (): any => f() + 1; f();');
student('long results', "yield* k.isDirty('x'.repeat(5e6));");
student('Zoë O’Neil, 王', right.slice(right.indexOf('{\n', right.indexOf('function*')) + 2, right.lastIndexOf('}')));
writeFileSync(join(folder, 'huge.ipynb'), '{}');
truncateSync(join(folder, 'huge.ipynb'), 100_000_000);
notebook('not json', 'hello');
notebook('empty', '');
notebook('a list', '[1]');
const asReleased = notebookText(exerciseNotebook(exerciseOf(id)));
const cells = JSON.parse(asReleased) as { cells: { id: string; metadata: object; source: unknown }[] };
notebook('deleted', JSON.stringify({ ...cells, cells: cells.cells.filter((cell) => cell.id !== 'answer') }));
notebook(
  'edited',
  JSON.stringify({
    ...cells,
    cells: cells.cells.map((cell) => ({ ...cell, metadata: { pinlab: { answer: '99-points' } } })),
  }),
);
notebook('as released', asReleased);
mkdirSync(join(folder, 'link'));
symlinkSync('/etc/passwd', join(folder, 'link', `${id}.ts`));
symlinkSync('/nowhere', join(folder, 'dead.ts'));
student('toJSON', 'return;', "(Array.prototype as any).toJSON = () => [[[], { kind: 'return', value: null }]];");
student('record by prototype', 'yield* k.lock({}); return;', "(Object.prototype as any).record = 'page0';");
student('proxy', 'yield* k.waitForDevice(new Proxy(pin, { get: () => "pin0" })); return;');
student('request of its own', "yield { get step() { return 'dropPin'; }, get args() { return [pin]; } }; return;");
student('iterator', 'Array.prototype[Symbol.iterator] = function* () { yield 1; } as any; return;');
student('import()', "import('node:fs').then((fs) => fs.writeFileSync('/x', 'x')); return;");
student('caller', 'return (function f(): any { return (arguments as any).callee.caller; })();');
student('sleeps', 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);');
student('wasm', 'new WebAssembly.Memory({ initial: 1 });');
student('regular expression', "/^(a+)+$/.test('a'.repeat(60) + 'b');");
student('string', "let all = 'x'; for (;;) all += all;");
student('nested', 'return;', `export const x = ${'['.repeat(40_000)}${']'.repeat(40_000)};`);
student('compiler', 'return;', '/*\nexports.__JITI_ERROR__ = {\n*/');
student('escape codes', "throw new Error('\\u001b]0;x\\u0007' + 'y'.repeat(1e6));");
student('custom iterator', 'return { next: () => ({ done: false, value: { step: "dropPin", args: [pin] } }) };');
student(
  'with a mark',
  right.slice(right.indexOf('{\n', right.indexOf('function*')) + 2, right.lastIndexOf('}')),
  '\uFEFF\r\n',
);
writeFileSync(join(folder, 'utf16.ts'), Buffer.from(`\uFEFF${right}`, 'utf16le'));
const marked = { pinlab: { answer: id } };
const oneCell = (cell: object) =>
  JSON.stringify({ cells: [{ cell_type: 'code', metadata: marked, source: right, ...cell }] });
notebook('deep json', '['.repeat(1_000_000));
notebook('source of objects', oneCell({ source: [{ toString: 'x' }] }));
notebook('grade id of objects', oneCell({ metadata: { nbgrader: { solution: true, grade_id: { toString: 1 } } } }));
notebook('a prototype', oneCell({ metadata: { pinlab: { answer: '__proto__' } } }));
mkdirSync(join(folder, 'copies'));
symlinkSync('../Zoë O’Neil, 王/02-unpin.ts', join(folder, 'copies', `${id}.ts`));
symlinkSync('Zoë O’Neil, 王', join(folder, 'copies all'));
writeFileSync(Buffer.concat([Buffer.from(join(folder, 'bad')), Buffer.from([0xff]), Buffer.from('.ts')]), right);

const said: Readonly<Record<string, RegExp>> = {
  loop: /used 3 s of CPU time: between two steps it loops for ever/,
  'loop at its start': /used 3 s of CPU time/,
  'loop of steps': /hands nothing \(null\) to k\.isDirty, which takes a page there: a step may return null/,
  'loop of retries': /never ends|it never let go|never/,
  generator: /used 3 s of CPU time/,
  'generator of steps': /60 steps without an end/,
  'generator, spread': /memory/,
  'stack frames': /ended its process|is not a function|process is not defined|undefined/,
  'forges replies': /let go|interferes/,
  promise: /graded|finishDma|let go|ends|device/,
  memory: /MB of memory|memory/,
  buffers: /allocation failed|memory/,
  forks: /imports 'child_process': an answer stands alone/,
  escape: /process is not defined/,
  exit: /process is not defined/,
  overwrite: /imports 'fs'/,
  reference: /imports 'fs'/,
  socket: /imports 'net'/,
  prints: /used 3 s of CPU time|let go/,
  deep: /call stack/,
  'long results': /prints without end/,
  huge: /100 MB; more than 10 MB are not read/,
  'not json': /not JSON/,
  empty: /the file is empty/,
  'a list': /no notebook/,
  deleted: /no answer cell found.*restore/,
  edited: /‹99-points›, which is no exercise/,
  'as released': /let go/,
  link: /leads out of the folder, and is not followed/,
  dead: /leads nowhere/,
  toJSON: /interferes with how it is asked/,
  'record by prototype': /hands on an object/,
  proxy: /hands on an object/,
  'request of its own': /let go|lets go/,
  iterator: /let go|ends earlier/,
  'import()': /let go|is not/,
  caller: /strict mode functions/,
  sleeps: /Atomics is not defined|SharedArrayBuffer is not defined/,
  wasm: /WebAssembly is not defined/,
  'regular expression': /used 3 s of CPU time/,
  string: /Invalid string length|memory/,
  nested: /nested too deeply/,
  compiler: /line \? cannot be read|let go/,
  'escape codes': /: ·]0;x·y{500,600}…$/,
  'custom iterator': /hands on an object/,
  utf16: /UTF-16; save it as UTF-8/,
  'deep json': /not JSON/,
  'source of objects': /the answer is empty/,
  'grade id of objects': /no answer cell found/,
  'a prototype': /‹__proto__›, which is no exercise/,
  copies: /leads out of the folder/,
  'copies all': /it is a link, and not followed/,
  'bad\uFFFD': /name is no UTF-8/,
};

if (mechanism() !== 'none')
  hostile('does each get a clear line and no points, and is everybody else graded?', async () => {
    const { stdout, stderr } = await pinlab('grade', folder, '--json');
    const { grades } = JSON.parse(stdout || `{"grades":[{"student":${JSON.stringify(stderr)}}]}`) as {
      grades: Grade[];
    };
    const wrong: string[] = [];
    for (const [name, pattern] of Object.entries(said)) {
      const grade = grades.find((each) => each.student === name);
      assert.ok(grade, `${name} is missing: ${stderr}`);
      const { judgement, problem } = grade;
      assert.is(judgement?.points ?? 0, 0, name);
      const failed = judgement?.checks.find(({ status }) => status !== 'passed');
      const reason = problem ?? judgement?.reason ?? failed?.reason ?? '';
      if (!pattern.test(`${name}: ${reason}`)) wrong.push(`${name}: ${reason}`);
    }
    assert.equal(wrong, []);
    for (const name of ['Zoë O’Neil, 王', 'with a mark']) {
      const good = grades.find((each) => each.student === name);
      assert.is(good?.judgement?.points, 6, JSON.stringify(good));
    }
    assert.is(grades.length, Object.keys(said).length + 2);
  });

hostile.run();
