// The chapters in Debian's own Jupyter, with the kernel as `pinlab jupyter` describes it: the notebooks are not
// tied to our runner.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const folder = mkdtempSync(join(tmpdir(), 'pinlab-jupyter-'));
test.after(() => rmSync(folder, { recursive: true, force: true }));

test('does nbconvert execute a chapter and get its figures?', () => {
  const written = spawnSync(process.execPath, ['lib/cli/pinlab.cjs', 'jupyter', '--kernel-only'], { encoding: 'utf8' });
  assert.is(written.status, 0, written.stderr);
  const kernels = written.stdout.trim();
  assert.ok(existsSync(join(kernels, 'kernels', 'tslab', 'kernel.json')));
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
    { encoding: 'utf8', env: { ...process.env, PATH: `/usr/bin:${process.env.PATH}`, JUPYTER_PATH: kernels } },
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
