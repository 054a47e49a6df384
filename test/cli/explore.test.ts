// Does `pinlab explore` answer what the engine answers, keep its shape, and hold expectations?
import { explore } from 'pinlab/engine/index';
import { namedScenario } from 'pinlab/scenarios/index';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { pinlab, shell, write } from './command.js';

/** Two tasks of one step each, and a third that waits for ever once both have come. */
const tiny = write(
  'tiny.ts',
  `import { bool, pool, record, scenario } from 'pinlab';
  const Flag = record('Flag', { up: bool });
  enum Which { first, second }
  export default scenario({
    name: 'tiny', about: 'Two flags.', memory: { flags: pool(Flag, 2) },
    tasks: [
      { name: 'one', *run(k) { yield* k.step('raise', () => { k.flags[Which.first]!.up = true; }); } },
      { name: 'two', *run(k) { yield* k.step('raise', () => { k.flags[Which.second]!.up = true; }); } },
    ],
    harms: [{ id: 'both', name: 'both are up', found: (k) => k.flags.every((flag) => flag.up) }],
    outcome: (k) => k.flags.map((flag) => Number(flag.up)).join(''),
  });`,
);

test('does --json keep its shape and say what the engine says, every time?', async () => {
  const options = [
    'explore',
    'direct-read-and-fsync',
    '--rules',
    "b,b'",
    '--set',
    'pinTest=refcount',
    '--outcomes',
    '--json',
  ];
  const [first, second] = await Promise.all([pinlab(...options), pinlab(...options)]);
  assert.is(first.status, 0);
  assert.is(first.stderr, '');
  assert.is(first.stdout, second.stdout);
  const answer = JSON.parse(first.stdout);
  const keys =
    'scenario era rules set complete states transitions depth harms observations deadlock hostage starved neverCompletes outcomes';
  assert.equal(Object.keys(answer), keys.split(' '));
  assert.equal(Object.keys(answer.harms[0]), ['id', 'name', 'verdict', 'count', 'shortest', 'schedule']);
  assert.equal([answer.era, answer.rules, answer.set], ['4.20', ['b', 'b2'], { pinTest: 'refcount' }]);
  const scenario = namedScenario('direct-read-and-fsync').build({ rules: ['b', 'b2'], set: { pinTest: 'refcount' } });
  const { era: _, rules: __, set: ___, ...rest } = answer;
  assert.equal(rest, JSON.parse(JSON.stringify(explore(scenario, { outcomes: true }))));
});

test('is a file outside the project explored with the modules of this command?', async () => {
  const { status, stdout, stderr } = await pinlab('explore', 'tiny.ts', '--json', '--outcomes', '--timing');
  assert.is(stderr, '');
  assert.is(status, 0);
  const { states, transitions, depth, era, rules, harms, outcomes, elapsedMs } = JSON.parse(stdout);
  assert.equal([states, transitions, depth, era, rules], [4, 4, 2, null, []]);
  assert.equal(outcomes, [{ observation: '11', count: 1 }]);
  assert.equal(harms, [{ id: 'both', name: 'both are up', verdict: 'Always', count: 2, shortest: 2, schedule: 'ab' }]);
  assert.type(elapsedMs, 'number');
});

test('does the text name each verdict, and can its hint be typed as it is?', async () => {
  const { stdout, status } = await pinlab('explore', tiny, '--outcomes');
  assert.is(status, 0);
  assert.match(stdout, /^4 states, 4 transitions, depth 2: complete$/m);
  assert.match(stdout, /^both +both are up +Always +2 +2 +ab$/m);
  assert.match(stdout, /^deadlock {2}Never$/m);
  assert.match(stdout, /^ +1 +11$/m);
  const hint = /npx (pinlab replay .*)$/m.exec(stdout)![1]!;
  const replayed = await shell(hint);
  assert.match(replayed.stdout, /^ *!! +Here both \(both are up\) comes true/m);
});

test('does a deadlock say who waits for what, and the hint repeat the choices?', async () => {
  const { stdout } = await pinlab('explore', 'two-page-readv-and-fsync', '--set', 'syncWaitsForPins=as-worded');
  assert.match(stdout, /^deadlock {2}Sometimes, in \d+ steps: \w+$/m);
  assert.match(stdout, /^ +fsync waits at ‹.*› \(in page_maybe_dma_pinned\) for pin, page1\.pins$/m);
  assert.match(stdout, /^ +kept back by readv ‹.*›, until readv ‹release the pin›$/m);
  assert.match(stdout, /^ +so readv waits for fsync, which waits for readv$/m);
  assert.match(stdout, /npx pinlab replay two-page-readv-and-fsync --set syncWaitsForPins=as-worded "\w+"$/m);
});

test('does a search that was cut say unknown, and never Never?', async () => {
  const { stdout, stderr, status } = await pinlab('explore', tiny, '--max-states', '2', '--expect', 'both=Never');
  assert.match(stdout, /cut at 2 states \(--max-states\), so what was not found is unknown$/m);
  assert.not.match(stdout, /Never/);
  assert.match(stdout, /^deadlock {2}unknown$/m);
  assert.is(stderr, 'pinlab explore: expected both=Never, found unknown\n');
  assert.is(status, 1);
});

test('do expectations decide the exit status?', async () => {
  const [held, failed, json] = await Promise.all([
    pinlab('explore', tiny, '--expect', 'both=always', '--expect', 'deadlock=Never'),
    pinlab('explore', tiny, '--expect', 'both=Sometimes', '--expect', 'deadlock=Never'),
    pinlab('explore', tiny, '--expect', 'deadlock=Always', '--json'),
  ]);
  assert.equal([held.status, held.stderr], [0, '']);
  assert.equal([failed.status, failed.stderr], [1, 'pinlab explore: expected both=Sometimes, found Always (ab)\n']);
  assert.equal([json.status, JSON.parse(json.stdout).deadlock.verdict], [1, 'Never']);
});

test('does --help list what the explorer does not see, with examples?', async () => {
  const { stdout, status } = await pinlab('explore', '--help');
  assert.is(status, 0);
  for (const word of ['wake-ups', 'weak memory', 'TLB', 'allocations', 'lockdep', 'journal', 'bound', 'Examples:'])
    assert.ok(stdout.includes(word), word);
});

test('does it end quietly when nobody reads on?', async () => {
  for (const line of [
    'pinlab replay direct-read-and-fsync "" --json | true',
    'pinlab explore tiny.ts --json | head -1',
  ]) {
    const { stderr, status } = await shell(line);
    assert.equal([status, stderr], [0, '']);
  }
});

test('are the named scenarios listed, one line each?', async () => {
  const [text, json] = await Promise.all([pinlab('scenarios'), pinlab('scenarios', '--json')]);
  const { scenarios } = JSON.parse(json.stdout);
  assert.is(text.stdout.trim().split('\n').length, scenarios.length);
  assert.equal(Object.keys(scenarios[0]), ['name', 'about']);
  assert.match(text.stdout, /^direct-read-and-fsync +An O_DIRECT read/m);
});

test.run();
