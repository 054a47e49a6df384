// The chapters as they are kept: what they show is what comes out, and every figure passes the gate.
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Figure } from 'pinlab/plots/figure';
import { complaints } from 'pinlab/plots/gate';
import { stopDrawing } from 'pinlab/plots/static-picture';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

interface Output {
  output_type: string;
  data?: Record<string, string | string[] | Pick<Figure, 'data' | 'layout' | 'frames'>>;
}
interface Cell {
  cell_type: string;
  outputs?: Output[];
}

const chapters = readdirSync('notebooks').filter((name) => name.endsWith('.ipynb'));
const cellsOf = (name: string): Cell[] => JSON.parse(readFileSync(join('notebooks', name), 'utf8')).cells;
const text = (value: unknown): string => (Array.isArray(value) ? value.join('') : String(value));

/** Every figure that a chapter shows, with its static picture. */
function figuresOf(name: string): { cell: number; figure: Figure; picture: string }[] {
  return cellsOf(name).flatMap(({ outputs = [] }, cell) =>
    outputs.flatMap(({ data }) => {
      const plot = data?.['application/vnd.plotly.v1+json'] as Pick<Figure, 'data' | 'layout' | 'frames'> | undefined;
      if (plot === undefined) return [];
      const [title = '', ...rest] = text(data!['text/plain']).split('\n');
      return [
        {
          cell: cell + 1,
          figure: { ...plot, title, text: rest.join('\n').trim() },
          picture: text(data!['image/svg+xml']),
        },
      ];
    }),
  );
}

const folder = mkdtempSync(join(tmpdir(), 'pinlab-chapters-'));
test.after(() => {
  stopDrawing();
  rmSync(folder, { recursive: true, force: true });
});

const check = (...notebooks: string[]) =>
  spawnSync(process.execPath, ['lib/cli/pinlab.cjs', 'run', '--check', '--out', join(folder, 'book'), ...notebooks], {
    encoding: 'utf8',
  });

test('does every chapter, run through the real kernel, give the outputs kept in it?', () => {
  const run = check();
  assert.is(run.status, 0, run.stdout + run.stderr);
});

/** Three that show times on NVMe. */
const timed = ['00-start-here', '04-stable-pages', '05-fsync-waits'].map((name) => `${name}.ipynb`);

test('does a check notice in three chapters that one cost was altered, in a copy that is fine without?', () => {
  const copy = join(folder, 'altered');
  mkdirSync(join(copy, 'notebooks'), { recursive: true });
  mkdirSync(join(copy, 'node_modules'));
  for (const name of timed) cpSync(join('notebooks', name), join(copy, 'notebooks', name));
  cpSync('lib/dist', join(copy, 'lib', 'dist'), { recursive: true });
  cpSync('lib/package.json', join(copy, 'lib', 'package.json'));
  for (const name of readdirSync('node_modules'))
    if (name !== 'pinlab' && !name.startsWith('.'))
      symlinkSync(resolve('node_modules', name), join(copy, 'node_modules', name));
  symlinkSync(join(copy, 'lib'), join(copy, 'node_modules', 'pinlab'));
  const same = check(join(copy, 'notebooks', timed[0]!));
  assert.is(same.status, 0, same.stdout + same.stderr);
  const costs = join(copy, 'lib', 'dist', 'devices', 'storage.js');
  const before = readFileSync(costs, 'utf8');
  assert.match(before, /ns: 15_?000/);
  writeFileSync(costs, before.replace(/ns: 15_?000/, 'ns: 16_000'));
  const altered = check(join(copy, 'notebooks'));
  assert.is(altered.status, 1, altered.stdout + altered.stderr);
  for (const name of timed) assert.match(altered.stderr, new RegExp(`${name}: cell \\d+`));
});

for (const name of chapters) {
  test(`does every figure of ${name} pass the gate?`, () => {
    const figures = figuresOf(name);
    assert.ok(figures.length >= 3, `${figures.length} figures`);
    for (const { cell, figure, picture } of figures)
      assert.equal(complaints(figure, picture), [], `cell ${cell}: ${figure.title}`);
  });

  test(`is ${name} small, and free of error outputs?`, () => {
    assert.ok(statSync(join('notebooks', name)).size < 1_500_000);
    for (const { outputs = [] } of cellsOf(name))
      for (const output of outputs) assert.is.not(output.output_type, 'error');
  });
}

test.run();
