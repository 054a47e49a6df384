// Runs every test file in a process of its own, two at a time, and ends with one plain line.
//
// The files that take longest begin first, so that none of them runs alone at the end. A process a file
// keeps tests independent of each other's order. Arguments pick files whose
// name contains one of them; files under peers/ need Debian packages and run only with --peers.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
/** As the command line's own processes have it. */
const budget = join(here, '..', '..', 'lib', 'compiler-budget.cjs');
const picks = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const withPeers = process.argv.includes('--peers');

/** Files that take more than some ten seconds, the longest first; the others follow by name. */
const longest = [
  'chapters/committed',
  'grading/verify',
  'cli/harms',
  'claims/ledger',
  'bench/devices',
  'notebook/run-command',
  'machine/every-choice',
  'notebook/runner',
  'machine/mirrors',
  'cli/explore',
  'machine/machine',
  'bench/machine',
  'grading/variants',
  'cli/fast',
  'machine/small-enough',
];

/** Where a file stands in that order. */
function rank(file: string): number {
  const place = longest.indexOf(file.replaceAll('\\', '/').replace(/\.test\.js$/, ''));
  return place < 0 ? longest.length : place;
}

const files = readdirSync(here, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.js') && (withPeers || !file.startsWith('peers')))
  .filter((file) => picks.length === 0 || picks.some((pick) => file.includes(pick)))
  .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));

let passed = 0;
let failed = 0;

/** Runs one file and adds what uvu counted in it. */
function runFile(file: string): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--require', budget, join(here, file)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const began = performance.now();
    let output = '';
    child.stdout.on('data', (data) => (output += data));
    child.stderr.on('data', (data) => (output += data));
    child.on('close', (code) => {
      const total = Number(/Total:\s+(\d+)/.exec(output)?.[1] ?? 0);
      const good = Number(/Passed:\s+(\d+)/.exec(output)?.[1] ?? 0);
      passed += good;
      failed += code === 0 && total > 0 ? total - good : Math.max(total - good, 1);
      const verdict = code === 0 && total > 0 && total === good ? 'ok  ' : 'FAIL';
      console.log(
        `${verdict} ${relative('.', file).padEnd(52)} ${`${good}/${total}`.padStart(7)} ${secondsText(performance.now() - began)}`,
      );
      if (verdict === 'FAIL') console.log(output.trimEnd());
      resolve();
    });
  });
}

/** Time on the wall, to see where it goes; nothing depends on it. */
const secondsText = (ms: number): string => `${(ms / 1000).toFixed(1).padStart(6)} s`;

const queue = [...files];
async function worker(): Promise<void> {
  for (let file = queue.shift(); file !== undefined; file = queue.shift()) await runFile(file);
}
await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, worker));
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
