// The README's snippets run and print what it says they print.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const folder = '.build/readme';
const blocks = [...readFileSync('README.md', 'utf8').matchAll(/```ts\n([\s\S]*?)```\n+(?:```text\n([\s\S]*?)```)?/g)];

test('has the README snippets at all?', () => {
  assert.ok(blocks.length >= 2);
});

blocks.forEach(([, code, output], number) => {
  test(`does snippet ${number + 1} of the README print what it says?`, () => {
    mkdirSync(folder, { recursive: true });
    const file = `${folder}/snippet-${number + 1}.ts`;
    writeFileSync(file, code!);
    const run = spawnSync(process.execPath, ['node_modules/jiti/lib/jiti-cli.mjs', file], {
      encoding: 'utf8',
      env: { ...process.env, JITI_FS_CACHE: 'false' },
    });
    rmSync(file);
    assert.is(run.stderr, '');
    assert.is(run.stdout, output);
  });
});

test.run();
