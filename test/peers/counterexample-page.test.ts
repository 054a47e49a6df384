// A counterexample's page in a real browser: it asks for nothing, fails nowhere, and arrow keys go through the steps.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
const quiet =
  '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';
const folder = mkdtempSync(join(tmpdir(), 'pinlab-page-'));
const file = join(folder, 'torn.html');
let browser: Browser;

test.before(async () => {
  assert.ok(executablePath !== undefined, 'install Debian’s package chromium');
  const argv = ['lib/cli/pinlab.cjs', 'replay', 'direct-read-and-fsync', '14a11ba5c', '--what-if', 'b', '--html', file];
  const run = spawnSync(process.execPath, argv, { encoding: 'utf8' });
  assert.is(run.status, 0, run.stderr);
  browser = await chromium.launch({ executablePath, args: quiet.split(' ') });
});
test.after(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Opens the page; what goes wrong is added to `wrong`. */
async function open(wrong: string[], options: Parameters<Browser['newPage']>[0] = {}): Promise<Page> {
  const page = await browser.newPage(options);
  page.on('pageerror', (error) => wrong.push(`error: ${error.message}`));
  page.on('console', (message) => wrong.push(`console: ${message.text()}`));
  page.on('request', (request) => request.url() !== `file://${file}` && wrong.push(`request: ${request.url()}`));
  await page.goto(`file://${file}`);
  return page;
}

const told = (page: Page) => page.locator('#told').innerText();

test('does it open at the harm, and do arrow keys, Home, End and the buttons move the step?', async () => {
  const wrong: string[] = [];
  const page = await open(wrong);
  assert.match(await told(page), /^Step 31, disk, .*Here H1 \(inconsistent write\) comes true/);
  await page.keyboard.press('ArrowLeft');
  assert.match(await told(page), /^Step 30, disk/);
  await page.keyboard.press('Home');
  assert.is(await told(page), 'Before the first step.');
  await page.keyboard.press('ArrowRight');
  assert.match(await told(page), /^Step 1, read/);
  await page.keyboard.press('End');
  assert.match(await told(page), /^Step 31, disk/);
  await page.getByRole('button', { name: 'previous step' }).click();
  assert.match(await told(page), /^Step 30, disk/);
  await page.getByRole('slider', { name: 'step' }).fill('22');
  assert.match(await told(page), /^Step 22, fsync/);
  await page.locator('tr[data-step="5"] button').click();
  assert.match(await told(page), /^Step 5, read/);
  assert.equal(wrong, []);
});

test('do the records show the state after the step, what it changed marked?', async () => {
  const wrong: string[] = [];
  const page = await open(wrong);
  await page.getByRole('slider', { name: 'step' }).fill('22');
  const changed = await page.locator('#fields tr.changed').allInnerTexts();
  assert.ok(changed.map((line) => line.replaceAll(/\s+/g, ' ').trim()).includes('dirty yes → no'), changed.join());
  assert.is(await page.locator('tr.now').getAttribute('data-step'), '22');
  const before = await page.locator('#fields th').count();
  await page.getByRole('checkbox').check();
  assert.ok((await page.locator('#fields th').count()) > before);
  assert.equal(wrong, []);
});

test('does it fit a narrow screen, dark and light, with the step in sight?', async () => {
  for (const colorScheme of ['dark', 'light'] as const) {
    const wrong: string[] = [];
    const page = await open(wrong, { viewport: { width: 360, height: 800 }, colorScheme });
    assert.ok(
      await page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth'),
      'it is wider than the screen',
    );
    for (const step of ['31', '3', '20']) {
      await page.getByRole('slider', { name: 'step' }).fill(step);
      const [box, lanes] = await Promise.all([
        page.locator('tr.now .box').boundingBox(),
        page.locator('.scroll:has(.lanes)').boundingBox(),
      ]);
      assert.ok(
        box!.x >= lanes!.x - 1 && box!.x + box!.width <= lanes!.x + lanes!.width + 1,
        `step ${step} is cut off`,
      );
    }
    const colours = await page.evaluate<string[]>(
      '[getComputedStyle(document.body)].flatMap((style) => [style.color, style.backgroundColor])',
    );
    const [text, paper] = colours.map((each) => Number(/\d+/.exec(each)![0]));
    assert.is(text! > paper!, colorScheme === 'dark');
    assert.equal(wrong, []);
  }
});

test.run();
