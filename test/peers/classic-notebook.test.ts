// Two chapters in the classic Notebook, opened by `pinlab jupyter`, in a real browser: run all, and look.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
const settings = mkdtempSync(join(tmpdir(), 'pinlab-classic-'));
/** Below the project, where a notebook finds the library. */
const folder = join('.build', 'classic');
const chapters = ['00-start-here.ipynb', '01-a-page-and-its-file.ipynb'];
let server: ChildProcess;
let browser: Browser;
let address: string;

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  return port;
}

/** Waits until the server says its address, and goes on reading: a kernel that cannot write its warnings fails. */
function listening({ stderr }: ChildProcess, port: number): Promise<void> {
  let said = '';
  return new Promise((heard, missed) => {
    stderr!.on('data', (text) => {
      said += text;
      if (said.includes(`:${port}/`)) heard();
    });
    stderr!.on('end', () => missed(new Error(`Jupyter did not start: ${said}`)));
  });
}

test.before(async () => {
  const port = await freePort();
  const app = { allow_root: true, ip: '127.0.0.1', password: '', port, token: '' };
  writeFileSync(join(settings, 'jupyter_notebook_config.json'), JSON.stringify({ NotebookApp: app }));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const name of chapters) copyFileSync(join('notebooks', name), join(folder, name));
  const command = ['lib/cli/pinlab.cjs', 'jupyter', '--with', 'notebook', '--no-browser', folder];
  const env = { ...process.env, PATH: `/usr/bin:${process.env.PATH}`, JUPYTER_CONFIG_DIR: settings };
  server = spawn(process.execPath, command, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  address = `http://127.0.0.1:${port}`;
  await listening(server, port);
  const quiet = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'];
  browser = await chromium.launch({ ...(executablePath !== undefined && { executablePath }), args: quiet });
});

test.after(async () => {
  await browser?.close();
  if (server !== undefined && server.exitCode === null) {
    server.kill('SIGTERM');
    await once(server, 'exit');
  }
  rmSync(settings, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
});

/** What the page of the classic Notebook offers. */
interface Classic {
  Jupyter: {
    notebook: {
      kernel: { is_connected(): boolean } | null;
      clear_all_output(): void;
      execute_all_cells(): void;
      get_cells(): { cell_type: string; input_prompt_number: number | string | null; get_text(): string }[];
    };
  };
}

for (const name of chapters)
  test(`does ${name} run in the classic Notebook, with its figures in view and no error on the page?`, async () => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
    const wrong: string[] = [];
    page.on('pageerror', (error) => wrong.push(error.message));
    await page.goto(`${address}/notebooks/${name}`);
    await page.waitForFunction(
      () => (globalThis as unknown as Classic).Jupyter?.notebook?.kernel?.is_connected(),
      undefined,
      { timeout: 120_000 },
    );
    await page.evaluate(() => {
      const { notebook } = (globalThis as unknown as Classic).Jupyter;
      notebook.clear_all_output();
      notebook.execute_all_cells();
    });
    await page.waitForFunction(
      () =>
        (globalThis as unknown as Classic).Jupyter.notebook
          .get_cells()
          .every(
            (cell) =>
              cell.cell_type !== 'code' || cell.get_text().trim() === '' || Number(cell.input_prompt_number) > 0,
          ),
      undefined,
      { timeout: 300_000 },
    );
    assert.is(await page.locator('.output_error').count(), 0);
    const figures = page.locator('.output_area svg, .output_area img');
    assert.ok((await figures.count()) >= 3, `${await figures.count()} figures`);
    await figures.first().scrollIntoViewIfNeeded();
    assert.ok(await figures.first().isVisible());
    assert.equal(wrong, []);
    await page.close();
  });

test.run();
