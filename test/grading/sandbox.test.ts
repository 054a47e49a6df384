// What code can do that has got out of its realm: it runs in Node itself here, in the sandbox that answers get.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { command, limits, mechanism } from 'pinlab/grading/sandbox/mechanism';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const sandbox = suite('sandbox');
const how = mechanism();

/** Runs a program in the sandbox. */
function runs(program: string) {
  const [file, ...args] = command(how, program);
  return spawnSync(file!, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 5e6 });
}

/** What a program prints that tries something, and says how it went. */
const tried = (attempt: string): string =>
  runs(
    `try { ${attempt}; process.stdout.write('done'); } catch (error) { process.stdout.write(String(error.code ?? error.message)); }`,
  ).stdout;

const denied = /ERR_ACCESS_DENIED|ENOENT|EACCES|EPERM|EROFS|EFBIG|EAGAIN/;

if (how !== 'none') {
  sandbox('does a program run at all, and see nobody else?', () => {
    assert.is(tried("if (process.env.HOME !== undefined) throw new Error('sees the environment')"), 'done');
    assert.match(runs("process.stdout.write('x')").stdout, /^x$/);
  });

  sandbox('are files out of reach: the answers, the checks, the system’s, and any to write?', () => {
    const here = JSON.stringify(process.cwd());
    assert.match(tried(`require('fs').readdirSync(${here})`), denied);
    assert.match(tried(`require('fs').readFileSync(${here} + '/exercises/02-unpin/correct/always.ts')`), denied);
    assert.match(tried("require('fs').readFileSync('/etc/passwd')"), denied);
    assert.match(tried("require('fs').writeFileSync('/tmp/pinlab-was-here', 'x')"), denied);
    assert.match(tried("require('fs').writeFileSync('/pinlab-was-here', 'x')"), denied);
    assert.not(readdirSync(tmpdir()).includes('pinlab-was-here'));
  });

  sandbox('are other processes and threads out of reach: none to start, none to signal?', () => {
    assert.match(tried("require('child_process').execSync('true')"), denied);
    assert.match(tried("new (require('worker_threads').Worker)('1', { eval: true })"), denied);
    assert.match(tried(`process.kill(${process.pid}, 'SIGKILL')`), /ESRCH|EPERM|ERR_ACCESS/);
  });

  sandbox('is there a network, though Node’s permissions say nothing of it?', async () => {
    let connections = 0;
    const server = createServer(() => void connections++).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    const { stdout } = runs(
      `require('net').connect(${port}, '127.0.0.1').on('connect', () => console.log('connected')).on('error', (error) => console.log(error.code))`,
    );
    await new Promise((resolve) => setImmediate(resolve));
    server.close();
    assert.match(stdout, /ECONNREFUSED|ENETUNREACH|EACCES/);
    assert.is(connections, 0);
  });

  sandbox('do time and memory end?', () => {
    const loop = runs('for (;;);');
    assert.is.not(loop.status, 0);
    const heap = runs('const all = []; for (;;) all.push(new Array(1e6).fill(1));');
    assert.match(heap.stderr, /heap out of memory|allocation/i);
    const buffers = runs('const all = []; for (;;) all.push(Buffer.alloc(1e8, 1)); ');
    assert.is.not(buffers.status, 0);
    assert.ok(limits.cpuSeconds <= 5 && limits.heapMegabytes <= 256);
  });
}

sandbox.run();
