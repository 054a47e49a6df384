import { spawnSync } from 'node:child_process';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

test('does a Node that is too old get one line that names the version needed, and nothing else?', () => {
  for (const version of ['4.9.1', '18.20.4', '20.18.3']) {
    const pretend = `Object.defineProperty(process.versions, 'node', { value: '${version}' }); require('./lib/setup.cjs')`;
    const run = spawnSync(process.execPath, ['-e', pretend], { encoding: 'utf8' });
    assert.is(run.status, 2);
    assert.is(run.stdout, '');
    assert.is(run.stderr, `pinlab needs Node 20.19 or newer; this is Node ${version}.\n`);
  }
});

test('is set-up silent when nothing is missing?', () => {
  const run = spawnSync(process.execPath, ['lib/setup.cjs', 'build'], { encoding: 'utf8' });
  assert.is(run.status, 0);
  assert.is(run.stdout + run.stderr, '');
});

test.run();
