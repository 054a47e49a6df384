import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

test('is every file formatted and free of lint?', () => {
  const run = spawnSync(
    process.execPath,
    ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'],
    { encoding: 'utf8' },
  );
  assert.is(run.status, 0, run.stdout + run.stderr);
});

/** Words that a finished file does not hold; put together here so that this file does not either. */
const notesToSelf = new RegExp(`\\b(${['TO', 'DO'].join('')}|FIX${'ME'}|X${'XX'}|HA${'CK'})\\b`);

/** Every file of the project itself. */
function* files(folder = '.'): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory() && !/^(node_modules|dist|\.git|\.build)$/.test(entry.name)) yield* files(name);
    else if (entry.isFile()) yield name;
  }
}

test('does nothing name this machine, a registry’s host, or leave notes to self?', () => {
  const wrong: string[] = [];
  for (const file of files()) {
    if (statSync(file).size > 2_000_000 || file.endsWith('lint.test.ts')) continue;
    const text = readFileSync(file, 'utf8');
    if (/"resolved": *"http|registry\.npmjs|\/root\/|\/home\/\w+\//.test(text))
      wrong.push(`${file}: a place of one machine or registry`);
    if (notesToSelf.test(text)) wrong.push(`${file}: a note to self`);
  }
  assert.equal(wrong, []);
});

test.run();
