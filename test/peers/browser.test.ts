// The book in a real browser, opened from the file system: every figure draws, nothing fails or leaves the page.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
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

/** Asks each question of a page for its answer, by keyboard: a figure drawn meanwhile may push a button away from under the mouse. */
async function showAnswers(page: Page): Promise<void> {
  for (const button of await page.locator('.question .show').all()) await button.press('Enter');
  assert.is(await page.locator('.awaits.closed').count(), 0, 'answers are still hidden');
}

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
  await showAnswers(page);
  const drawings = await page.locator('.drawing').all();
  if (/^\d\d-/.test(name) && drawings.length < 3) wrong.push(`only ${drawings.length} figures`);
  for (const drawing of drawings) {
    await drawing.scrollIntoViewIfNeeded();
    await drawing.and(page.locator('.live')).waitFor({ timeout: 60_000 });
    if ((await drawing.locator('.main-svg').count()) === 0) wrong.push('a figure without a drawing');
  }
  await page.close();
  return wrong;
}

test('does every page of the book draw its figures in Chromium, from the file system, without an error?', async () => {
  const pages = readdirSync(book).filter((name) => /^(?!source-(?!pages-page)).*\.html$/.test(name));
  assert.ok(pages.length >= 4);
  for (const name of pages) assert.equal(await complaintsAbout(name), [], name);
});

/** A page of the book as a reader sees it first. */
async function opened(name: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 1000 } });
  const page = await context.newPage();
  await page.goto(`file://${join(book, name)}`);
  return page;
}

test('does every link in the book lead to a page and a place that are there?', async () => {
  const pages = readdirSync(book).filter((name) => name.endsWith('.html'));
  const targets = new Map<string, Set<string>>();
  const links: [string, string][] = [];
  const page = await opened('index.html');
  for (const name of pages) {
    await page.goto(`file://${join(book, name)}`);
    const ids = await page.locator('[id]').evaluateAll((all) => all.map(({ id }) => id));
    const found = await page.locator('a[href]').evaluateAll((all) => all.map((link) => link.getAttribute('href')!));
    targets.set(name, new Set(ids));
    links.push(...found.map((link): [string, string] => [name, link]));
  }
  const broken = links.filter(([from, link]) => {
    if (/^https?:/.test(link)) return false;
    const [path = '', place] = link.split('#', 2);
    const to = path === '' ? from : decodeURIComponent(path);
    const ids = targets.get(to);
    if (ids === undefined) return !existsSync(join(book, to));
    return place !== undefined && place !== '' && !ids.has(decodeURIComponent(place));
  });
  await page.context().close();
  assert.equal(broken, []);
});

test('does the search find a word of another chapter, by keyboard alone?', async () => {
  const page = await opened('index.html');
  await page.keyboard.press('/');
  await page.keyboard.type('write-protect');
  await page.locator('#results a').first().waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL(/0\d-.*\.html/);
  assert.match((await page.locator('main').textContent()) ?? '', /write-protect/);
  await page.context().close();
});

test('is an answer hidden until the reader predicts, and the prediction kept in this browser?', async () => {
  const page = await opened('01-a-page-and-its-file.html');
  const question = page.locator('fieldset.question').first();
  const answer = page.locator('.awaits .answer').first();
  assert.not.ok(await answer.isVisible());
  await question.locator('input').first().focus();
  await page.keyboard.press('Space');
  assert.ok(await answer.isVisible());
  assert.match((await question.locator('.said').textContent()) ?? '', /^You predicted never; measured below: once\.$/);
  await page.reload();
  assert.ok(await page.locator('.awaits .answer').first().isVisible());
  await page.locator('fieldset.question .show').first().click();
  assert.not.ok(await page.locator('.awaits .answer').first().isVisible());
  await page.emulateMedia({ media: 'print' });
  assert.ok(await page.locator('.awaits .answer').first().isVisible());
  await page.context().close();
});

/** The figure of a chapter whose title begins so, drawn. */
async function figureOf(page: Page, title: string) {
  await showAnswers(page);
  const figure = page.locator(`figure.output[aria-label^="${title}"]`).first();
  await figure.scrollIntoViewIfNeeded();
  await figure.locator('.drawing.live').waitFor();
  return figure;
}

test('does a cell of the rules’ matrix open its schedule by a click, and by keyboard alone?', async () => {
  const page = await opened('07-three-rules.html');
  const wrong: string[] = [];
  page.on('pageerror', ({ message }) => wrong.push(message));
  const figure = await figureOf(page, 'Rules against harms, waiting with care');
  const steps = figure.locator('.pinlab-opened');
  await figure.locator('.barlayer .trace').nth(1).locator('path').first().click({ force: true });
  await steps.waitFor();
  assert.match(await steps.innerText(), /^none, H1 one page: Sometimes[\s\S]*← H1$/m);
  await figure.locator('.plot').focus();
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight', 'Enter']) await page.keyboard.press(key);
  assert.match(await figure.locator('[role=status]').innerText(), /^b, H1 two pages: Never\. No order of steps/);
  assert.not.ok(await steps.isVisible());
  for (const key of ['ArrowRight', 'ArrowRight', 'Enter', 'Tab']) await page.keyboard.press(key);
  assert.match(await steps.innerText(), /^b, H2 by flusher: Sometimes/);
  assert.is(await page.locator('.pinlab-opened:focus').count(), 1);
  await page.keyboard.press('Escape');
  assert.not.ok(await steps.isVisible());
  assert.equal(wrong, []);
  await page.context().close();
});

test('do the sliders of chapters 05, 08 and 09 move by arrow keys, without an error?', async () => {
  const sliders = [
    ['05-fsync-waits.html', 'What an fsync beside a DMA waits for', 'length of the DMA: 1.6 ms'],
    ['08-who-decides-when-it-ends.html', 'Who pays for a page', 'the program holds the page for: 10 s'],
    ['09-asking-for-it-back.html', 'What ends when', 'the holder answers after: 90 s'],
  ] as const;
  for (const [name, title, last] of sliders) {
    const page = await opened(name);
    const wrong: string[] = [];
    page.on('pageerror', ({ message }) => wrong.push(message));
    const figure = await figureOf(page, title);
    const label = figure.locator('.slider-label', { hasText: ': ' }).first();
    const bars = () => figure.locator('.barlayer path').evaluateAll((all) => all.map((bar) => bar.getAttribute('d')));
    const before = await bars();
    await figure.locator('.plot').focus();
    await page.keyboard.press('End');
    await figure.locator('.slider-label', { hasText: last }).waitFor();
    assert.is(await label.textContent(), last);
    assert.not.equal(await bars(), before, `${name}: the bars stay as they were`);
    assert.equal(wrong, [], name);
    await page.context().close();
  }
});

test('does axe find nothing serious on any page, in light and dark?', async () => {
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  const pages = readdirSync(book).filter((name) =>
    /^(index|ledger|\d\d-.*|source|source-pages-page)\.html$/.test(name),
  );
  const serious: string[] = [];
  const page = await opened('index.html');
  for (const name of pages)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.goto(`file://${join(book, name)}`);
      await page.evaluate(axe);
      const found = await page.evaluate(async () => {
        const { axe: tool } = globalThis as unknown as { axe: typeof import('axe-core') };
        const { violations } = await tool.run({ preload: false, resultTypes: ['violations'] });
        return violations.map(({ id, impact, nodes }) => ({ id, impact, at: nodes[0]?.target.join(' ') }));
      });
      for (const { at, id, impact } of found)
        if (impact === 'serious' || impact === 'critical') serious.push(`${name}, ${colorScheme}: ${id} at ${at}`);
    }
  await page.context().close();
  assert.equal(serious, []);
});

test.run();
