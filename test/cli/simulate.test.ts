// Do `pinlab simulate` and `pinlab replay` say what the engine did, and write traces that can be read?
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSchedule, replay, simulate } from 'pinlab/engine/index';
import { namedScenario } from 'pinlab/scenarios/index';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { folder, pinlab, write } from './command.js';

const S = 'direct-read-and-fsync';

test('does simulate --json tell the operations of the engine’s run, in whole nanoseconds?', async () => {
  const { status, stdout, stderr } = await pinlab('simulate', S, '--rules', 'b', '--seed', '3', '--json');
  assert.equal([status, stderr], [0, '']);
  const answer = JSON.parse(stdout);
  assert.equal(Object.keys(answer), ['scenario', 'era', 'rules', 'seed', 'operations', 'harms']);
  const run = simulate(namedScenario(S).build({ rules: ['b'] }), { seed: 3 });
  const expected = run.operations.map(({ blocked, ...rest }) => ({
    ...rest,
    blocked: blocked.map(({ on, reason, startNs, endNs }) => ({ on, reason, ns: endNs - startNs })),
  }));
  assert.equal(answer.operations, expected);
  for (const { startNs, endNs } of answer.operations) assert.ok(Number.isInteger(startNs) && Number.isInteger(endNs));
});

test('is the same seed the same run, traced or not, and another seed another?', async () => {
  const [plain, traced, again, other] = await Promise.all([
    pinlab('simulate', S, '--json'),
    pinlab('simulate', S, '--json', '--trace', 'one.json'),
    pinlab('simulate', S, '--json', '--trace', 'two.json', '--seed', '1'),
    pinlab('simulate', S, '--json', '--seed', '2'),
  ]);
  assert.is(traced.stdout, plain.stdout);
  assert.is(again.stdout, plain.stdout);
  assert.is.not(other.stdout, plain.stdout);
  const text = readFileSync(join(folder, 'one.json'), 'utf8');
  assert.is(readFileSync(join(folder, 'two.json'), 'utf8'), text);
  const phases = new Set(JSON.parse(text).traceEvents.map((event: { ph: string }) => event.ph));
  for (const ph of ['M', 'X', 'i', 'C']) assert.ok(phases.has(ph), ph);
});

test('does the text say simulated, and a deadlock who has not ended?', async () => {
  const set = ['--set', 'syncWaitsForPins=as-worded', '--seed', '2'];
  const { stdout } = await pinlab('simulate', 'two-page-readv-and-fsync', ...set);
  assert.match(stdout, /^task +operation +start +duration +status +waited \(all times simulated\)$/m);
  assert.match(stdout, /^readv .*not ended .* for page lock, in vain so far$/m);
  assert.match(stdout, /simulated time; nothing can go on, and readv, fsync have not ended$/m);
  const json = await pinlab('simulate', 'two-page-readv-and-fsync', ...set, '--json');
  assert.is(JSON.parse(json.stdout).operations[0].endNs, null);
});

test('is a run without an end cut, and said to be?', async () => {
  write(
    'endless.ts',
    `import { again, bool, kernelFunction, pool, record, scenario } from 'pinlab';
    const P = record('P', { x: bool });
    const flip = kernelFunction('flip', function* (k) {
      yield* k.step('flip', { cost: 5, do: () => { k.p[0].x = !k.p[0].x; } });
      return again();
    });
    export default scenario({ name: 'endless', about: '', memory: { p: pool(P, 1) }, tasks: [{ name: 't', run: (k) => flip(k) }] });`,
  );
  const { stdout, status } = await pinlab('simulate', 'endless.ts');
  assert.is(status, 0);
  assert.match(stdout, /1,000,000 steps in 5 ms of simulated time; cut there/);
});

test('does replay --json give the engine’s steps, harms and where the tasks stand?', async () => {
  const schedule = '14a10b';
  const { stdout, status } = await pinlab('replay', S, schedule, '--json');
  assert.is(status, 0);
  const answer = JSON.parse(stdout);
  assert.equal(Object.keys(answer), ['scenario', 'era', 'rules', 'steps', 'harms', 'standing']);
  const scenario = namedScenario(S).build();
  const run = replay(scenario, parseSchedule(schedule, scenario.tasks.length));
  assert.equal(answer.steps, JSON.parse(JSON.stringify(run.trace.steps)));
  assert.equal(answer.standing, run.standing);
});

const waiting = `import { bool, kernelFunction, pool, record, scenario } from 'pinlab';
const Flag = record('Flag', { up: bool });
const raise = kernelFunction('raise_flag', function* (k) {
  yield* k.step('think', { cost: 1000, do: () => {} });
  yield* k.step('raise', { owner: 'user', do: () => { k.flags[0].up = true; } });
});
const lower = kernelFunction('lower_flag', function* (k) {
  yield* k.step('lower', { when: () => k.flags[0].up, waitsFor: 'a raised flag', do: () => { k.flags[0].up = false; } });
});
export default scenario({
  name: 'waiting', about: 'One waits for another.', memory: { flags: pool(Flag, 1) },
  tasks: [{ name: 'raiser', run: (k) => raise(k) }, { name: 'lowerer', run: (k) => lower(k) }, { name: 'idle', *run(k) { yield* k.step('nothing', () => {}); } }],
  harms: [{ id: 'up', name: 'the flag is up', found: (k) => k.flags[0].up }],
});`;

test('is a schedule told as a story: changes, waits, who unblocked whom, stretches, harms, where all stand?', async () => {
  write('waiting.ts', waiting);
  const { stdout, stderr } = await pinlab('replay', 'waiting.ts', '2ab');
  assert.is(stderr, '');
  assert.equal(
    stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.replaceAll(/ +/g, ' ').trim()),
    [
      'waiting',
      'One waits for another.',
      '',
      'Times are simulated: each heading says when its first and its last step take effect. “f → g” is g,',
      'called by f.',
      '',
      'raiser, steps 1–2, from 0 ns to 1 µs',
      '1 raiser (in raise_flag) thinks.',
      '2 In user space, it raises: flag0.up: no → yes. Now lowerer can go on, which waited for a raised',
      'flag.',
      '!! Here up (the flag is up) comes true, as these fields show: flag0.up is yes.',
      '',
      'lowerer, step 3, at 1 µs',
      '3 lowerer has waited 1 µs for a raised flag, until step 2 let it go on. lowerer (in lower_flag)',
      'lowers: flag0.up: yes → no.',
      '',
      'After 3 steps and 1 µs of simulated time:',
      'raiser has ended.',
      'lowerer has ended.',
      'idle can go on with ‹nothing›.',
    ],
  );
  const stretched = await pinlab('replay', 'waiting.ts', '2ac');
  assert.match(stretched.stdout, /^idle, step 3, at 1 µs \(held back\)$/m);
  const listed = await pinlab('replay', 'waiting.ts', '2ab', '--steps');
  assert.match(listed.stdout, /^2 +1 µs +raiser +raise_flag: raise \[user space\] \(flag0\.up: false → true\)$/m);
  assert.match(listed.stdout, /^ +!! up, the flag is up, from here on$/m);
  assert.match(listed.stdout, /^ +waited 1 µs for a raised flag, which step 2 ended$/m);
  const blocked = await pinlab('replay', 'waiting.ts', 'a', '--trace', 'story.json');
  assert.match(blocked.stdout, /^ {2}lowerer waits at ‹lower› for a raised flag\.$/m);
  assert.match(blocked.stdout, /^trace: story\.json; open it in https:\/\/ui\.perfetto\.dev$/m);
  assert.ok(JSON.parse(readFileSync(join(folder, 'story.json'), 'utf8')).traceEvents.length > 0);
});

test.run();
