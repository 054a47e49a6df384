// explore --fast, and a search that is cut: by a budget, or by whoever has had enough.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { pinlab, start, write } from './command.js';

/** Two tasks that make the same call, and counters that make the graph large. */
const large = `import { again, kernelFunction, pool, record, scenario, uint } from 'pinlab';
const Counter = record('Counter', { value: uint(8) });
const count = kernelFunction('count', function* (k: any, i: number) {
  yield* k.step('count', () => { k.counters[i].value = (k.counters[i].value + 1) % 250; });
  return again(i);
});
let told = false;
const far = (k: any) => {
  if (!told) process.stderr.write('searching\\n');
  told = true;
  return k.counters.every((counter: any) => counter.value > 240);
};
export default scenario({
  name: 'counters',
  about: 'counts for ever',
  memory: { counters: pool(Counter, 4) },
  tasks: [0, 1, 2, 3].map((i) => ({ name: 'count' + i, run: (k: any) => count(k, i) })),
  harms: [{ id: 'far', name: 'all are far', found: far }],
});
`;

test('does --fast give the verdicts of the whole search, with counts that nobody made as null?', async () => {
  const scenario = 'two-page-readv-and-fsync';
  const whole = JSON.parse((await pinlab('explore', scenario, '--json')).stdout);
  const fast = JSON.parse(
    (await pinlab('explore', scenario, '--fast', '--no-symmetry', '--workers', '2', '--json')).stdout,
  );
  const plain = (harms: { count: unknown }[]) => harms.map((harm) => ({ ...harm, count: null }));
  assert.equal(plain(fast.harms), plain(whole.harms));
  assert.is(fast.transitions, null);
  assert.ok(fast.complete);
});

test('is what --fast cannot answer refused in one line?', async () => {
  const cases = [
    [['--fast', '--outcomes'], '--fast answers for harms alone; leave it out, or leave out --outcomes'],
    [['--workers', '2'], '--workers goes with --fast; add it'],
    [['--fast', '--expect', 'deadlock=Never'], 'so there is nothing to expect of deadlock'],
  ] as const;
  for (const [options, message] of cases) {
    const { status, stderr } = await pinlab('explore', 'store-and-fsync', ...options);
    assert.is(status, 2);
    assert.ok(stderr.includes(message), stderr);
    assert.is(stderr.trim().split('\n').length, 1);
  }
});

test('does an expectation that fails end --fast with 1?', async () => {
  const { status, stderr } = await pinlab('explore', 'two-page-readv-and-fsync', '--fast', '--expect', 'H1=Never');
  assert.is(status, 1);
  assert.is(stderr, 'pinlab explore: expected H1=Never, found Sometimes (20a11b8a5c)\n');
});

test('does a search that runs out of memory or time say unknown, and why?', async () => {
  write('large.ts', large);
  const memory = JSON.parse((await pinlab('explore', 'large.ts', '--max-memory', '2', '--json')).stdout);
  assert.is(memory.cut, 'bytes');
  assert.is(memory.harms[0].verdict, 'unknown');
  const time = JSON.parse(
    (await pinlab('explore', 'large.ts', '--fast', '--max-seconds', '1', '--max-states', '900000000', '--json')).stdout,
  );
  assert.not(time.complete);
  assert.is(time.harms[0].verdict, 'unknown');
});

test('does --fast say what cut it, and that it stopped with every harm found?', async () => {
  write('large.ts', large);
  write('soon.ts', large.replace('counter.value > 240', 'counter.value > 2'));
  const [states, early] = await Promise.all([
    pinlab('explore', 'large.ts', '--fast', '--max-states', '30000'),
    pinlab('explore', 'soon.ts', '--fast'),
  ]);
  assert.match(states.stdout, /cut \(--max-states\), so what was not found is unknown$/m);
  assert.match(early.stdout, /ended early, for every harm is found$/m);
  for (const { stdout } of [states, early])
    assert.match(stdout, /^not asked with --fast: deadlock, hostage, starved$/m);
});

for (const options of [[], ['--fast']])
  test(`does Ctrl-C get what was found so far${options.map((o) => `, with ${o}`)}?`, async () => {
    write('large.ts', large);
    const child = start('explore', 'large.ts', '--max-states', '900000000', '--json', ...options);
    let stdout = '';
    child.stdout.on('data', (data) => (stdout += data));
    child.stderr.once('data', () => child.kill('SIGINT'));
    const status = await new Promise((resolve) => child.on('close', resolve));
    assert.is(status, 0);
    const { complete, harms } = JSON.parse(stdout);
    assert.is(complete, false);
    assert.is(harms[0].verdict, 'unknown');
  });

test.run();
