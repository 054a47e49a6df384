// The guide to a scenario of one's own: are its commands, outputs and files real, and does it
// quote what pinlab says?

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { folder, pinlabEach, shell } from './cli/command.js';

const guide = readFileSync('lib/scenarios/README.md', 'utf8');
const template = readFileSync('lib/scenarios/template/my-patch.ts', 'utf8');
/** The files' contents as the guide shows them. */
const [shown, lookUp] = [...guide.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, text]) => text!);
const commands = [...guide.matchAll(/```sh\n(.*)\n```\n+```text\n([\s\S]*?)```/g)];
/** Where the commands are typed; the files lie beside it. */
const project = join(folder, 'project');
mkdirSync(project);

test('does the guide have two files and seven commands?', () => {
  assert.ok(shown !== undefined && lookUp !== undefined);
  assert.is(commands.length, 7);
  writeFileSync(join(folder, 'look-up.ts'), lookUp);
});

for (const [, command, output] of commands)
  test(`does ‹${command}› print what the guide says?`, async () => {
    const { status, stdout, stderr } = await shell(`cd '${project}' && ${command!.replace(/^npx /, '')}`);
    assert.equal([status, stderr], [0, '']);
    assert.is(stdout, output);
  });

test('is the file that the guide shows the one that is written, all of it?', () => {
  assert.is(shown, readFileSync(join(folder, 'my-patch.ts'), 'utf8'));
});

test('do the template and the second example pass a strict compiler, as an editor would see them?', () => {
  const own = '.build/guide';
  mkdirSync(own, { recursive: true });
  writeFileSync(join(own, 'my-patch.ts'), template);
  writeFileSync(join(own, 'look-up.ts'), lookUp!);
  writeFileSync(
    join(own, 'tsconfig.json'),
    JSON.stringify({
      extends: '../../tsconfig.json',
      compilerOptions: { noEmit: true },
      references: [],
      files: ['my-patch.ts', 'look-up.ts'],
    }),
  );
  const { status, stdout } = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', own], {
    encoding: 'utf8',
  });
  rmSync(own, { recursive: true });
  assert.equal([stdout, status], ['', 0]);
});

/** A mistake made in the template, and how the message begins that the guide quotes for it. */
const mistakes: readonly [from: string, to: string, says: string][] = [
  ['yield* lockPage(', 'lockPage(', 'without yield*, so it would silently do nothing'],
  ["yield* k.step('dirty?', () => page.dirty)", 'page.dirty', 'touched page0.dirty outside a step'],
  ['() => page.dirty)', '{ when: () => (page.dirty = true) })', 'wrote page0.dirty in a guard'],
  ['() => page.dirty)', '() => page)', 'returned the record page0'],
  [
    '  const dirty',
    "  for (;;) yield* k.step('look', () => page.dirty);\n  const dirty",
    'a loop that never starts over',
  ],
  ['() => page.dirty)', '() => Math.random() < 0.5)', 'asked for Math.random()'],
  ['() => page.dirty)', '() => (outside = page.dirty))', 'which is declared outside it'],
  ['() => page.dirty)', '() => (page.pins = 9))', 'it holds 0 to 7'],
  ['() => page.dirty)', '() => page.announced)', 'ghosts are for detectors'],
  [
    'cleanPage(k, k.pages[0]!, k.patch.protect)',
    '{ cleanPage(k, k.pages[0]!, k.patch.protect); }',
    'does nothing: its run returned nothing',
  ],
  ['k.pages[0]!, k.patch', 'k.pages[1]!, k.patch', 'Cannot read properties of undefined'],
];

test('does each mistake of the guide’s table get the message that the table quotes?', async () => {
  const quoted = [...guide.matchAll(/^\| `(.*?)` \|/gm)]
    .map(([, says]) => says!)
    .filter((says) => !/^k\.|\(k,/.test(says));
  assert.equal(
    mistakes.map(([, , says]) => says),
    quoted,
  );
  const files = mistakes.map(([from, to], i) => {
    assert.ok(template.includes(from), from);
    const file = join(folder, `mistake-${i}.ts`);
    writeFileSync(file, `let outside = false;\n${template.replace(from, () => to)}`);
    return file;
  });
  const outcomes = await pinlabEach(files.map((file) => ['explore', file]));
  outcomes.forEach(({ status, stderr }, i) => {
    assert.is(status, 2, mistakes[i]![2]);
    assert.ok(stderr.includes(mistakes[i]![2]), stderr);
  });
});

test.run();
