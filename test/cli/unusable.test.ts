// Is everything that cannot be used refused with status 2, nothing on stdout, and one line that helps?
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { folder, type Outcome, pinlab, pinlabEach, write } from './command.js';

type Case = readonly [argv: readonly string[], says: RegExp];

function checkRefusal({ status, stdout, stderr }: Outcome, [argv, says]: Case): void {
  const shown = `pinlab ${argv.join(' ')}: ${stderr}`;
  assert.is(status, 2, shown);
  assert.is(stdout, '', shown);
  assert.match(stderr, /^pinlab[ :].*\n$/, shown);
  assert.match(stderr, says, shown);
  assert.not.match(stderr, /node_modules|lib\/dist|\.js\b| at .*:\d+:\d+/, shown);
}

async function refused(cases: readonly Case[]): Promise<void> {
  const outcomes = await pinlabEach(cases.map(([argv]) => argv));
  assert.is(outcomes.length, cases.length);
  for (const [i, each] of cases.entries()) checkRefusal(outcomes[i]!, each);
}

const S = 'direct-read-and-fsync';

test('is a wrong name answered with the right one?', () =>
  refused([
    [['explore', 'direct-reed-and-fsync'], /did you mean direct-read-and-fsync\?/],
    [['simulate', 'readv'], /did you mean two-page-readv-and-fsync\?/],
    [['explore', ''], /there is no scenario ''; pinlab scenarios lists them/],
    [['explore', '../../etc/passwd'], /is not a TypeScript file/],
    [['explor', S], /unknown command 'explor' \(Did you mean explore\?\)/],
    [['explore'], /missing required argument 'SCENARIO'.*See pinlab explore --help/],
    [['explore', S, 'more'], /too many arguments/],
    [['explore', S, '--rule', 'b'], /unknown option '--rule' \(Did you mean --rules\?\)/],
  ]));

test('is what would print twice, or print what is to be kept in a file, refused?', () =>
  refused([
    [['simulate', S, '--trace', '-', '--json'], /--trace and --json would both print; give all but one a file/],
    [['replay', S, '14a11ba5c', '--mermaid', '--itf', '-'], /--itf and --mermaid would both print/],
    [['exercises', 'restore', '10-notifier', '-'], /a notebook is written to a file.*give its name/],
  ]));

test('are choices that do not exist refused with those that do?', () =>
  refused([
    [['explore', S, '--era', '3.1'], /no era '3\.1'; the eras are 4\.20/],
    [['explore', S, '--rules', 'a,z'], /no rule 'z'; the rules are a, b, b2, c/],
    [['explore', S, '--rules', 'a,,b'], /no rule ''/],
    [['explore', S, '--set', 'pinTest'], /Write a switch and its value/],
    [['explore', S, '--set', 'pintest=bias'], /did you mean pinTest\?/],
    [['explore', S, '--set', 'pinTest=none'], /pinTest cannot be 'none'; it is one of refcount/],
    [['explore', S, '--set', '__proto__=on'], /no switch '__proto__'/],
    [['explore', S, '--set', 'constructor=on'], /no switch 'constructor'/],
    [['explore', S, '--set', 'pinTest=bias', '--set', 'pinTest=bias'], /set twice/],
    [['explore', S, '--storage', 'floppy'], /no storage 'floppy'; there are hdd, nvme, pmem/],
    [['explore', S, '--against', "--rules 'a"], /a quotation mark is not closed/],
    [['explore', S, '--compare', 'era'], /it takes one switch;.*write --against, as in --against '--era 6\.12'/],
    [['eras', '3.1'], /no era '3\.1'; the eras are 4\.20/],
    [['eras', '--diff', '6.1'], /--diff compares two versions, as in pinlab eras --diff 6\.1 6\.12/],
    [['eras', '--diff', '6.1', '6.12', '7.0'], /--diff compares two versions/],
    [['eras', '6.1', '--diff', '6.1', '6.12'], /--diff compares two versions/],
    [['conformance', '--era', '5.15'], /no era '5\.15'/],
    [['conformance', '--caller', 'rdma'], /no caller 'rdma'; did you mean RDMA\?/],
    [['conformance', '--caller', 'io_uring', '--era', '4.20'], /io_uring pins nothing in 4\.20/],
    [['explore', 'store-and-fsync', '--pages', '2'], /has one page and cannot have 2; leave --pages out/],
  ]));

test('are bad numbers and expectations refused?', () =>
  refused([
    ...['0', '-1', '1.5', '1e3', 'x', '', '99999999999999999999'].map(
      (text) => [['explore', S, '--pages', text], /whole number, 1 or more/] as Case,
    ),
    [['explore', S, '--max-states', '0'], /whole number, 1 to/],
    [['simulate', S, '--seed', '-1'], /whole number, 0 to 4294967295/],
    [['explore', S, '--expect', 'H2'], /as in H2=Never/],
    [['explore', S, '--expect', 'H2=Perhaps'], /Never, Sometimes, Always, unknown/],
    [['explore', S, '--expect', 'H99=Never'], /does not look for H99.*it looks for H1, H2/],
  ]));

test('is a schedule that cannot be read, or does not fit, refused where it goes wrong?', () =>
  refused([
    [['replay', S], /missing required argument 'STRING'/],
    [['replay', S, '3%'], /cannot be read at character 1/],
    [['replay', S, 'z'], /names task 'z', but the scenario has 3 tasks/],
    [['replay', S, "a'9"], /at step 1, task read has no alternative 9/],
    [['replay', S, '99b'], /does not fit the scenario .*task fsync has ended/],
    [['replay', S, '99999999a99999999a'], /more than 100000 steps/],
    [['replay', S, `${'9'.repeat(400)}a`], /more than 100000 steps/],
  ]));

const head = `import { bool, pool, record, scenario, kernelFunction } from 'pinlab'; const P = record('P', { x: bool });`;
const task = (run: string) =>
  `${head}\nexport default scenario({ name: 'mine', about: '', memory: { p: pool(P, 1) }, tasks: [{ name: 't', *run(k) {\n${run}\n} }] });`;

test('is each way in which a file is no scenario named, with its line?', async () => {
  const engine = join(folder, 'copy-of-engine.ts');
  write('copy-of-engine.ts', 'export const scenario = () => ({ name: "x", layout: {}, tasks: [] });');
  const files: [string, string, RegExp][] = [
    [
      'syntax.ts',
      'const x = 1;\nconst y: = 2;\nexport default y;',
      /syntax\.ts: line 2 cannot be read: Unexpected token/,
    ],
    ['junk.ts', '\0\x01\\', /junk\.ts: .*line 1 cannot be read/],
    ['throws.ts', '\n\nthrow new Error("boom\\nbang");', /throws\.ts: line 3: Error: boom bang/],
    ['throws-null.ts', 'throw null;', /it threw null/],
    ['empty.ts', '', /has no default export; write export default scenario/],
    ['named.ts', 'export const scenario = 1;', /has no default export/],
    ['null.ts', 'export default null;', /its default export is null/],
    ['number.ts', 'export default 3;', /no scenario but a number/],
    ['function.ts', 'export default () => 3;', /is a function, not a scenario; export what it returns/],
    [
      'copy.ts',
      `import { scenario } from ${JSON.stringify(engine)};\nexport default scenario();`,
      /another copy of pinlab/,
    ],
    ['imports.ts', 'import { x } from "./nothing"; export default x;', /imports '\.\/nothing', which cannot be found/],
    [
      'notasks.ts',
      `${head}\nexport default scenario({ name: 'x', about: '', memory: {}, tasks: [] });`,
      /line 2: .*scenario x has no task/,
    ],
    ['build.ts', 'export default { build: () => 3 };', /build\(\) returned no scenario/],
    ['build-throws.ts', '\nexport default { build() { throw new Error("ouch"); } };', /line 2: Error: ouch/],
    [
      'model.ts',
      task('k.p[0]!.x = true; yield* k.step("a", () => {});'),
      /task t wrote p0\.x outside a step: move the/,
    ],
    ['nostar.ts', task('k.step("a", () => {}); yield* k.step("b", () => {});'), /without yield\*/],
    [
      'type-error.ts',
      task('yield* k.step("a", () => { (undefined as never as { x: number }).x = 1; });'),
      /line 3: TypeError: Cannot set/,
    ],
  ];
  for (const [name, text] of files) write(name, text);
  mkdirSync(join(folder, 'folder.ts'));
  write('words.txt', 'words');
  await refused([
    ...files.map(([name, , says]) => [['explore', name], says] as Case),
    [['explore', 'missing.ts'], /there is no file missing\.ts/],
    [['explore', 'folder.ts'], /folder\.ts is no file/],
    [['explore', './words.txt'], /is not a TypeScript file/],
    [['simulate', 'type-error.ts'], /line 3: TypeError/],
    [['replay', 'type-error.ts', 'a'], /line 3: TypeError/],
    [['replay', 'model.ts', 'a'], /task t wrote p0\.x outside a step/],
  ]);
});

test('is an error refused that comes when a file has been read, in a process that would show its stack?', async () => {
  write('late.ts', `${task('')}\nawait new Promise(() => setTimeout(() => { throw new Error('late'); }, 1));`);
  write('bad.ts', 'throw new Error("bad");');
  checkRefusal(await pinlab('explore', 'late.ts'), [['explore', 'late.ts'], /line 5: Error: late/]);
  checkRefusal(await pinlab('explore', 'bad.ts'), [['explore', 'bad.ts'], /line 1: Error: bad/]);
  checkRefusal(await pinlab('explore', '--bogus'), [['explore', '--bogus'], /unknown option '--bogus'/]);
});

test('are choices refused that a file cannot follow?', () => {
  write('fixed.ts', task('yield* k.step("a", () => {});'));
  return refused([
    [['explore', 'fixed.ts', '--era', '4.20'], /built already, so --era 4\.20 cannot change it/],
    [['explore', 'fixed.ts', '--outcomes'], /does not say what its outcome is/],
  ]);
});

test('is an output file that cannot be written refused, and the scenario never overwritten?', async () => {
  const text = task('yield* k.step("a", () => {});');
  write('keep.ts', text);
  await refused([
    [['simulate', S, '--trace', '/nowhere/trace.json'], /its folder does not exist/],
    [['simulate', S, '--trace', folder], /it is a folder/],
    [['simulate', S, '--trace', ''], /needs the name of a file/],
    [['simulate', 'keep.ts', '--trace', './keep.ts'], /would overwrite the scenario itself/],
    [['replay', S, '', '--trace', 'keep.ts/x'], /its folder is a file/],
    [['replay', S, '3%', '--trace', 'unwritten.json'], /cannot be read/],
  ]);
  assert.is(readFileSync(join(folder, 'keep.ts'), 'utf8'), text);
  assert.not.ok(existsSync(join(folder, 'unwritten.json')));
});

test.run();
