// The book in a real browser, opened from the file system: every figure draws, nothing fails or leaves the page.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
const quiet =
  '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';
const folder = mkdtempSync(join(tmpdir(), 'pinlab-browser-'));
const book = join(folder, 'book');
let browser: Browser;

test.before(async () => {
  assert.ok(executablePath !== undefined, 'install Debian’s package chromium');
  const run = spawnSync(process.execPath, ['lib/cli/pinlab.cjs', 'run', '--out', book], { encoding: 'utf8' });
  assert.is(run.status, 0, run.stderr);
  browser = await chromium.launch({ executablePath, args: quiet.split(' ') });
});
test.after(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Opens a page, brings each figure into view and waits until it is drawn; what went wrong on the way. */
async function complaintsAbout(name: string): Promise<string[]> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
  const wrong: string[] = [];
  page.on('pageerror', (error) => wrong.push(`error: ${error.message}`));
  page.on('console', (message) => message.type() === 'error' && wrong.push(`console: ${message.text()}`));
  page.on('request', (request) => {
    if (!/^(file|data|blob):/.test(request.url())) wrong.push(`request: ${request.url()}`);
  });
  await page.goto(`file://${join(book, name)}`);
  const drawings = await page.locator('.drawing').all();
  if (name !== 'index.html' && drawings.length < 3) wrong.push(`only ${drawings.length} figures`);
  for (const drawing of drawings) {
    await drawing.scrollIntoViewIfNeeded();
    await drawing.and(page.locator('.live')).waitFor({ timeout: 60_000 });
    if ((await drawing.locator('.main-svg').count()) === 0) wrong.push('a figure without a drawing');
  }
  await page.close();
  return wrong;
}

test('does every page of the book draw its figures in Chromium, from the file system, without an error?', async () => {
  const pages = readdirSync(book).filter((name) => name.endsWith('.html'));
  assert.ok(pages.length >= 4);
  for (const name of pages) assert.equal(await complaintsAbout(name), [], name);
});

test.run();
