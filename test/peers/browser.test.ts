// The book in a real browser, opened from the file system: every figure draws, nothing fails.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const browser = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
const folder = mkdtempSync(join(tmpdir(), 'pinlab-browser-'));
const book = join(folder, 'book');
test.after(() => rmSync(folder, { recursive: true, force: true }));

/** Makes a page scroll to its end, so that every figure comes into view and is drawn. */
const scroll = `<script>(async () => { for (let y = 0; y < document.body.scrollHeight; y += 400) { scrollTo(0, y); await new Promise((wake) => setTimeout(wake, 100)); } })();</script>`;

/** The page's document after its scripts have run, and what the browser's console said. */
function open(page: string): { document: string; console: string } {
  const quiet = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
  const run = spawnSync(
    browser!,
    [
      ...quiet,
      `--user-data-dir=${join(folder, 'profile')}`,
      '--enable-logging=stderr',
      '--window-size=1280,1000',
      '--virtual-time-budget=60000',
      '--dump-dom',
      `file://${join(book, page)}`,
    ],
    { encoding: 'utf8', maxBuffer: 1e9 },
  );
  return {
    document: run.stdout,
    console: run.stderr
      .split('\n')
      .filter((line) => line.includes('CONSOLE'))
      .join('\n'),
  };
}

test('does the book draw every figure in Chromium, from the file system, without an error?', () => {
  assert.ok(browser !== undefined, 'install Debian’s package chromium');
  const run = spawnSync(process.execPath, ['lib/cli/pinlab.cjs', 'run', '--out', book], { encoding: 'utf8' });
  assert.is(run.status, 0, run.stderr);
  const pages = readdirSync(book).filter((name) => name.endsWith('.html') && name !== 'index.html');
  assert.ok(pages.length >= 3);
  for (const page of pages) {
    const html = readFileSync(join(book, page), 'utf8');
    writeFileSync(join(book, page), html.replace('</body>', `${scroll}</body>`));
    const figures = [...html.matchAll(/class="drawing"/g)].length;
    const shown = open(page);
    assert.is([...shown.document.matchAll(/class="drawing live"/g)].length, figures, `figures drawn in ${page}`);
    assert.is(shown.console, '', page);
  }
});

test.run();
