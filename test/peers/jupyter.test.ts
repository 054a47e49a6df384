// The chapters in Debian's own Jupyter, with the stock kernel: the notebooks are not tied to our runner.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const folder = mkdtempSync(join(tmpdir(), 'pinlab-jupyter-'));
test.after(() => rmSync(folder, { recursive: true, force: true }));

test('does nbconvert execute a chapter with the stock kernel and get its figures?', () => {
  const kernel = join(folder, 'kernels', 'tslab');
  mkdirSync(kernel, { recursive: true });
  const argv = [
    process.execPath,
    resolve('node_modules/tslab/bin/tslab'),
    'kernel',
    '--config-path',
    '{connection_file}',
  ];
  writeFileSync(
    join(kernel, 'kernel.json'),
    JSON.stringify({ argv, display_name: 'TypeScript', language: 'typescript' }),
  );
  const run = spawnSync(
    '/usr/bin/jupyter',
    [
      'nbconvert',
      '--to',
      'notebook',
      '--execute',
      '--ExecutePreprocessor.record_timing=False',
      'notebooks/00-start-here.ipynb',
      '--output-dir',
      join(folder, 'out'),
    ],
    { encoding: 'utf8', env: { ...process.env, PATH: `/usr/bin:${process.env.PATH}`, JUPYTER_PATH: folder } },
  );
  assert.is(run.status, 0, run.stderr);
  const read = (file: string) =>
    JSON.parse(readFileSync(file, 'utf8')).cells as { outputs?: { data?: Record<string, unknown> }[] }[];
  const figures = (file: string) =>
    read(file).flatMap(({ outputs = [] }) =>
      outputs.flatMap(({ data }) => (data?.['image/svg+xml'] === undefined ? [] : [data['image/svg+xml']])),
    );
  assert.equal(figures(join(folder, 'out', '00-start-here.ipynb')), figures('notebooks/00-start-here.ipynb'));
});

test.run();
