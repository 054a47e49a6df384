// Does `pinlab jupyter` describe a kernel that starts, and say what to do where there is no Jupyter?
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const jupyter = (args: string[], path = process.env.PATH) =>
  spawnSync(process.execPath, ['lib/cli/pinlab.cjs', 'jupyter', ...args], {
    encoding: 'utf8',
    env: { ...process.env, PATH: path },
  });

test('is every file that the kernel’s specification names there?', () => {
  const { status, stdout } = jupyter(['--kernel-only']);
  assert.is(status, 0);
  const spec = JSON.parse(readFileSync(join(stdout.trim(), 'kernels', 'tslab', 'kernel.json'), 'utf8'));
  const files = (spec.argv as string[]).filter((word) => word.startsWith('/'));
  assert.ok(files.length >= 3 && files.every(existsSync), files.join());
  assert.is(spec.argv.at(-1), '{connection_file}');
});

test('does it say what to install where there is no Jupyter, and what is there where there is no such notebook?', () => {
  const none = jupyter([], '');
  assert.is(none.status, 2);
  assert.match(none.stderr, /^pinlab jupyter: no JupyterLab or Notebook was found here; install one .*\n$/);
  const missing = jupyter(['notebooks/99.ipynb']);
  assert.is(missing.status, 2);
  assert.match(missing.stderr, /^pinlab jupyter: there is no notebooks\/99\.ipynb; .*\n$/);
});

test('is a notebook served from the project’s folder, where its page finds what draws the figures?', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pinlab-jupyter-'));
  const shim = join(folder, 'jupyter-lab');
  writeFileSync(shim, '#!/bin/sh\nfor each in "$@"; do echo "$each"; done\n');
  chmodSync(shim, 0o755);
  writeFileSync(join(folder, 'elsewhere.ipynb'), '{}');
  const path = `${folder}:${dirname(process.execPath)}:/usr/bin:/bin`;
  const opened = (args: string[]) => jupyter(['--no-browser', ...args], path).stdout.split('\n');
  assert.ok(opened([]).includes('--LabApp.default_url=/lab/tree/notebooks'));
  const one = opened(['notebooks/00-start-here.ipynb']);
  assert.ok(one.includes('--LabApp.default_url=/lab/tree/notebooks/00-start-here.ipynb'), one.join());
  const root = one.find((each) => each.startsWith('--ServerApp.root_dir='))!.split('=')[1]!;
  assert.ok(existsSync(join(root, 'node_modules', 'plotly.js', 'plotly-cartesian.min.js')));
  for (const apart of [join(folder, 'elsewhere.ipynb'), '.build']) assert.ok(opened([apart]).includes(apart));
  rmSync(folder, { recursive: true, force: true });
});

test.run();
