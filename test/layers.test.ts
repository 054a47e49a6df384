import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

/** Lowest first; folders of one line may not import each other unless the second list says so. */
const layers = [
  ['engine'],
  ['pages'],
  ['filesystems'],
  ['gup'],
  ['devices'],
  ['harms', 'rules'],
  ['scenarios'],
  ['measure', 'plots', 'exports', 'bench', 'predictions', 'matrix'],
  ['claims', 'notebook', 'grading'],
  ['cli'],
];
const sideways = new Set(['plots measure', 'exports plots', 'bench measure', 'grading notebook']);
const layerOf = (folder: string) => layers.findIndex((layer) => layer.includes(folder));

const files = readdirSync('lib', { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.ts') && !file.startsWith('dist') && file.includes('/'),
);

test('do all folders of lib have a place in the order?', () => {
  const folders = new Set(files.map((file) => file.split('/')[0]!));
  assert.equal(
    [...folders].filter((folder) => layerOf(folder) < 0),
    [],
  );
});

test('do imports point downward only?', () => {
  const wrong: string[] = [];
  for (const file of files) {
    const from = file.split('/')[0]!;
    for (const [, target] of readFileSync(join('lib', file), 'utf8').matchAll(/from '(\.[^']+)'/g)) {
      const to = normalize(join(dirname(file), target!)).split('/')[0]!;
      if (to === from || sideways.has(`${from} ${to}`)) continue;
      if (layerOf(to) >= layerOf(from)) wrong.push(`${file} imports ${target}`);
    }
  }
  assert.equal(wrong, []);
});

test('does the engine know nothing of pages, and do detectors look at no rule?', () => {
  const text = (folder: string) =>
    files
      .filter((file) => file.startsWith(folder))
      .map((file) => readFileSync(join('lib', file), 'utf8'))
      .join('\n');
  assert.not.match(text('engine/').replace(/^\s*(\/\/|\*|\/\*).*$/gm, ''), /\b(fsync|writeback|inode|truncate)\b/i);
  assert.not.match(text('harms/'), /\.rules\b/);
});

test.run();
