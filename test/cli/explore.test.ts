// Does `pinlab explore` answer what the engine answers, keep its shape, and hold expectations?
import { explore } from 'pinlab/engine/index';
import { namedScenario } from 'pinlab/scenarios/index';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { pinlab, pinlabEach, shell, write } from './command.js';

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
    'scenario era rules set complete states transitions depth harms observations deadlock hostage starved neverCompletes outcomes notes';
  assert.equal(Object.keys(answer), keys.split(' '));
  assert.equal(Object.keys(answer.harms[0]), ['id', 'name', 'verdict', 'count', 'shortest', 'schedule']);
  assert.equal([answer.era, answer.rules, answer.set], ['4.20', ['b', 'b2'], { pinTest: 'refcount' }]);
  const scenario = namedScenario('direct-read-and-fsync').build({ rules: ['b', 'b2'], set: { pinTest: 'refcount' } });
  const { era: _, rules: __, set: ___, ...rest } = answer;
  assert.equal(rest, JSON.parse(JSON.stringify(explore(scenario, { outcomes: true }))));
});

test('is what an era does and the machine does not named beside the answer?', async () => {
  const { stdout } = await pinlab('explore', 'direct-read-and-flusher', '--era', '6.1');
  assert.match(stdout, /\nnot simulated of Linux 6\.1 \(pinlab eras\): reclaimWrites=kswapd\n/);
  const { notSimulated } = JSON.parse((await pinlab('explore', 'store-and-fsync', '--era', '7.0', '--json')).stdout);
  assert.equal(notSimulated, ['largeFoliosExt4=yes']);
});

test('is a file outside the project explored with the modules of this command?', async () => {
  const { status, stdout, stderr } = await pinlab('explore', 'tiny.ts', '--json', '--outcomes', '--timing');
  assert.is(stderr, '');
  assert.is(status, 0);
  const { states, transitions, depth, era, rules, harms, outcomes, elapsedMs } = JSON.parse(stdout);
  assert.equal([states, transitions, depth, era, rules], [4, 4, 2, null, []]);
  assert.equal(outcomes, [{ observation: '11', count: 1, shortest: 2, schedule: 'ab' }]);
  assert.equal(harms, [{ id: 'both', name: 'both are up', verdict: 'Always', count: 2, shortest: 2, schedule: 'ab' }]);
  assert.type(elapsedMs, 'number');
});

test('does the text name each verdict, and can its hint be typed as it is?', async () => {
  const { stdout, status } = await pinlab('explore', tiny, '--outcomes');
  assert.is(status, 0);
  assert.match(stdout, /^4 states, 4 transitions, depth 2: complete$/m);
  assert.match(stdout, /^both +both are up +Always +2 +2 +ab$/m);
  assert.match(stdout, /^deadlock {2}Never$/m);
  assert.match(stdout, /^ +1 +2 +11 +ab$/m);
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
  assert.match(stdout, /cut at \d+ states \(--max-states\), so what was not found is unknown$/m);
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

/** Two that wait for each other, and a way out that is never taken. */
const handshake = write(
  'handshake.ts',
  `import { bool, one, record, scenario } from 'pinlab';
  const Board = record('Board', { a: bool, b: bool, never: bool });
  const waits = (name, needs, gives) => ({ name, *run(k) {
    yield* k.wait('wait for ' + needs, () => k.board[needs], needs);
    yield* k.step('set ' + gives, () => { k.board[gives] = true; });
  } });
  export default scenario({
    name: 'handshake', about: 'Each waits for the other.', memory: { board: one(Board) },
    tasks: [waits('one', 'a', 'b'), waits('two', 'b', 'a'), { name: 'free', *run(k) {
      yield* k.choose('go', { left: () => {}, right: { when: () => k.board.never } });
      yield* k.step('go on', { when: () => !k.board.never });
    } }],
    outcome: (k) => String(k.board.a),
  });`,
);

test('does a deadlock that no run passes show its circle, and are idle guards noted?', async () => {
  const [text, json] = await Promise.all([pinlab('explore', handshake), pinlab('explore', handshake, '--json')]);
  assert.match(text.stdout, /^ +one waits at ‹wait for a› for a, board\.a\n +until two ‹set a›$/m);
  assert.match(text.stdout, /^ +so one waits for two, which waits for one$/m);
  assert.match(text.stdout, /^note: 1 guard that always held, 3 guards that never did, 1 alternative never taken /m);
  const { notes } = JSON.parse(json.stdout);
  assert.equal(notes.neverTaken, [{ task: 'free', step: 'go: right', in: null }]);
  assert.equal(
    notes.vacuous.map(({ step, always }: { step: string; always: boolean }) => [step, always]),
    [
      ['wait for a', false],
      ['wait for b', false],
      ['go: right', false],
      ['go on', true],
    ],
  );
});

test('does a hostage say where it waits, and what only user space can do?', async () => {
  const file = write(
    'hostage.ts',
    `import { again, bool, kernelFunction, one, record, scenario } from 'pinlab';
    const Page = record('Page', { pinned: bool, seen: bool });
    const poll = kernelFunction('poll', function* (k) { return (yield* k.step('pinned?', () => k.page.pinned)) ? again() : undefined; });
    export default scenario({
      name: 'hostage', about: 'A pin that user space holds.', memory: { page: one(Page) },
      tasks: [
        { name: 'rdma', *run(k) {
          yield* k.step('pin', () => { k.page.pinned = true; });
          yield* k.step('deregister', { owner: 'user', do: () => { k.page.pinned = false; } });
        } },
        { name: 'fsync', *run(k) {
          yield* k.step('look', () => { k.page.seen = true; });
          yield* k.wait('wait for pins', () => !k.page.pinned, 'pin');
        } },
        { name: 'poller', *run(k) { yield* k.step('begin', () => {}); yield* poll(k); } },
      ],
    });`,
  );
  const { stdout } = await pinlab(
    'explore',
    file,
    '--expect',
    'hostage:fsync=Sometimes',
    '--expect',
    'hostage:rdma=Never',
  );
  assert.match(
    stdout,
    /^hostage {3}Sometimes {2}fsync, in 2 steps: ab\n +it waits at ‹wait for pins› for pin; only user space can end that: rdma ‹deregister›$/m,
  );
  assert.match(
    stdout,
    /^hostage {3}Sometimes {2}poller, in \d steps: \w+\n +it goes on and on; only user space can end that: rdma ‹deregister›$/m,
  );
});

test('is a step found by its task and as much of its label as it takes?', async () => {
  const [exact, prefix, several, near, none, nothing, nobody] = await pinlabEach([
    ['explore', tiny, '--reach', 'two: raise', '--expect', 'reach=Always'],
    ['explore', tiny, '--reach', 'rai', '--expect', 'reach:rai=Always'],
    ['explore', handshake, '--reach', 'one:w', '--reach', 'go'],
    ['explore', tiny, '--reach', 'one: rise'],
    ['explore', tiny, '--reach', 'one: something else', '--expect', 'reach=Never'],
    ['explore', tiny, '--reach', 'one:'],
    ['explore', tiny, '--reach', 'oen: raise', '--expect', 'reach=Never'],
  ]);
  assert.equal([exact!.status, exact!.stderr], [0, '']);
  assert.match(exact!.stdout, /^reach +Always {2}two ‹raise›, in 1 step: b$/m);
  assert.match(prefix!.stdout, /^reach +Always {2}‹raise›, in 1 step: a$/m);
  assert.equal(
    [several!.status, several!.stderr],
    [
      2,
      "pinlab explore: --reach 'go': ‹go: left› and ‹go: right› and ‹go on› begin so; write more of the one that is meant\n",
    ],
  );
  assert.equal(
    [near!.status, near!.stderr],
    [2, "pinlab explore: --reach 'one: rise': no task comes to such a step; did you mean ‹raise›?\n"],
  );
  assert.equal([none!.status, none!.stderr], [0, '']);
  assert.match(none!.stdout, /^reach +Never {2}one ‹something else›, no task comes to such a step$/m);
  assert.match(nothing!.stderr, /names no step; write a task, a colon and its step's label/);
  assert.equal(
    [nobody!.status, nobody!.stderr],
    [2, "pinlab explore: --reach 'oen: raise': there is no task oen; did you mean one? the tasks are one, two\n"],
  );
});

test('are the outcomes of two sides compared, the other as it would be typed?', async () => {
  const [rules, same, json, unknown, bad, none] = await pinlabEach([
    ['explore', 'direct-read-and-fsync', '--against', '--rules a,b', '--expect', 'outcomes=superset'],
    ['explore', 'direct-read-and-fsync', '--against', "direct-read-and-fsync --rules ''"],
    ['explore', tiny, '--against', handshake, '--json'],
    ['explore', tiny, '--against', handshake, '--max-states', '2', '--expect', 'outcomes=disjoint'],
    ['explore', tiny, '--against', '--rulez a'],
    ['explore', tiny, '--expect', 'outcomes=equal'],
  ]);
  assert.equal([rules!.status, rules!.stderr], [0, '']);
  assert.match(
    rules!.stdout,
    /^here, against there: direct-read-and-fsync: era 4\.20; rules a, b; .* \(\d+ states, complete\)$/m,
  );
  assert.match(rules!.stdout, /^superset: what is seen there can be seen here too, and more here$/m);
  assert.match(rules!.stdout, /^ +1 +0 +\d+ +size 1, .*EIO +\w+$/m);
  assert.is(same!.status, 0);
  assert.match(same!.stdout, /^equal: both can show the same$/m);
  const { comparison, outcomes } = JSON.parse(json!.stdout);
  assert.equal(Object.keys(comparison), ['with', 'relation', 'possible', 'onlyHere', 'onlyThere', 'both']);
  assert.equal(
    [comparison.with.scenario, comparison.relation, comparison.onlyHere],
    ['handshake', 'disjoint', outcomes],
  );
  assert.is(unknown!.status, 1);
  assert.match(unknown!.stderr, /^pinlab explore: expected outcomes=disjoint, found unknown$/m);
  assert.match(unknown!.stdout, /^unknown: a search was cut, so it may be .*disjoint/m);
  assert.equal(
    [bad!.status, bad!.stderr],
    [2, "pinlab explore: --against '--rulez a': unknown option '--rulez' (Did you mean --rules?)\n"],
  );
  assert.match(none!.stderr, /add --against, which says what to compare them with/);
});

test('can hostages and starvation be expected, of all or of one task?', async () => {
  const starving = ['explore', 'direct-read-and-flusher'];
  const [held, failed, wrong] = await pinlabEach([
    [...starving, '--expect', 'starved=Sometimes', '--expect', 'starved:read=Sometimes', '--expect', 'hostage=never'],
    [...starving, '--expect', 'starved:read=Never'],
    [...starving, '--expect', 'starved:disk=Never'],
  ]);
  assert.equal([held!.status, held!.stderr], [0, '']);
  assert.match(failed!.stderr, /^pinlab explore: expected starved:read=Never, found Sometimes \(a\)$/m);
  assert.match(wrong!.stderr, /does not look for starved:disk.*hostage:TASK and starved:TASK of read$/m);
  assert.match(held!.stdout, /^ +then \w+ again and again:\n +read +‹pin under the page-table lock›$/m);
});

test('does the schedule of a starved task lead once around the loop that puts it off?', async () => {
  const { stdout } = await pinlab('explore', 'register-beyond-the-dirty-limit');
  assert.match(stdout, /^starved +Sometimes +owner, in 1 step: a\n +then 7ab4ab'1b13b again and again:$/m);
  const hint = /npx (pinlab replay .*)$/m.exec(stdout)![1]!;
  assert.match(hint, ` "8ab4ab'1b13b"`);
  assert.match((await shell(hint)).stdout, /^After 28 steps /m);
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

test('is a harm that Linux accepts labelled so, in text and JSON, where it can happen?', async () => {
  const punch = ['explore', 'direct-read-and-punch'];
  const [text, json, prevented] = await pinlabEach([punch, [...punch, '--json'], [...punch, '--rules', 'c']]);
  assert.match(text!.stdout, /^H4 is accepted by Linux on the page cache: .* not for pins$/m);
  const { harms } = JSON.parse(json!.stdout);
  assert.match(harms.find(({ id }: { id: string }) => id === 'H4').accepted, /^accepted by Linux on the page cache/);
  assert.not.match(prevented!.stdout, /accepted/);
});

test('are the named scenarios listed, one line each, and below them their own switches?', async () => {
  const [text, json] = await Promise.all([pinlab('scenarios'), pinlab('scenarios', '--json')]);
  const { scenarios } = JSON.parse(json.stdout);
  const [list, own] = text.stdout.trim().split('\n\n');
  assert.is(list!.split('\n').length, scenarios.length);
  assert.equal(Object.keys(scenarios[0]), ['name', 'about']);
  const late = scenarios.find((each: { name: string }) => each.name === 'late-redirty-and-crash');
  assert.equal(late.switches.source, ['file', 'raw-device']);
  assert.match(own!, /^ {2}late-redirty-and-crash --set source=file\|raw-device$/m);
  assert.match(text.stdout, /^direct-read-and-fsync +An O_DIRECT read/m);
});

test.run();
