// What replay writes beside the story, and what it says of what it cannot do.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { folder, pinlab, pinlabEach, write } from './command.js';

const S = 'direct-read-and-fsync';
const torn = '14a11ba5c';
const read = (name: string) => readFileSync(join(folder, name), 'utf8');

test('are a page, a diagram and the states written, and said to be?', async () => {
  const files = ['--html', 'torn.html', '--mermaid', 'torn.mmd', '--itf', 'torn.itf.json', '--trace', 'torn.json'];
  const { status, stdout, stderr } = await pinlab('replay', S, torn, ...files);
  assert.is(stderr, '');
  assert.is(status, 0);
  for (const line of ['trace: torn.json;', 'states: torn.itf.json,', 'diagram: torn.mmd;', 'page: torn.html;'])
    assert.match(stdout, line);
  assert.match(read('torn.html'), `npx pinlab replay ${S} &quot;${torn}&quot;`);
  assert.match(read('torn.html'), 'era 4.20; no proposed rules; set integrity=on');
  assert.match(read('torn.mmd'), /^sequenceDiagram\n {2}title direct-read-and-fsync: era 4.20/);
  assert.is(JSON.parse(read('torn.itf.json')).states.length, 32);
  assert.is(JSON.parse(read('torn.itf.json'))['#meta'].schedule, torn);
});

test('does the story say at which step something was observed, and where first if it was more than once?', async () => {
  const [once, often] = await pinlabEach([
    ['replay', S, torn],
    ['replay', S, '14a11b9a5c3b'],
  ]);
  assert.match(once!.stdout, /^observed at step 26: unstable, a page changed while it was under writeback$/m);
  assert.match(once!.stdout, /^ {2}26 {2}read, .* DMA into sector 0/m);
  assert.match(often!.stdout, /^observed in 2 steps, first at step 26: unstable, /m);
});

test('is --mermaid without a file, or any output to -, printed alone, and does --json carry evidence and comparison?', async () => {
  const [diagram, json, dash, states] = await pinlabEach([
    ['replay', S, torn, '--mermaid'],
    ['replay', S, torn, '--what-if', 'b', '--json'],
    ['replay', S, torn, '--mermaid', '-'],
    ['replay', S, torn, '--itf', '-'],
  ]);
  assert.match(diagram!.stdout, /^sequenceDiagram\n/);
  assert.is(dash!.stdout, diagram!.stdout);
  assert.is(JSON.parse(states!.stdout).states.length, 32);
  const answer = JSON.parse(json!.stdout);
  assert.equal(
    answer.harms[0].evidence.map(({ record, field }: { record: string; field: string }) => `${record}.${field}`),
    ['block0.cache0', 'block0.cacheSum0', 'block0.busy'],
  );
  assert.is(answer.whatIf.common, 21);
  assert.is(answer.whatIf.difference.kind, 'another step');
});

test('does --what-if print both sides of the first difference, however the rule is written?', async () => {
  const ways = [['b'], ['b=careful'], ['syncWaitsForPins=careful'], ['b’=on', 'b']];
  const outcomes = await pinlabEach(
    ways.map((way) => ['replay', S, torn, ...way.flatMap((each) => ['--what-if', each])]),
  );
  for (const { stdout, stderr } of outcomes) {
    assert.is(stderr, '');
    assert.match(stdout, 'The first 21 steps go the same way.');
    assert.match(stdout, 'Then step 22, fsync: takes ‹clear dirty, set writeback› here; there it comes to ‹pinned?›.');
    assert.match(stdout, /^page0 +writeback +yes +no$/m);
  }
  assert.match(outcomes[0]!.stdout, 'What if rule b is on?');
  assert.match(outcomes[3]!.stdout, 'What if rule b is on and backgroundSkipsPins is on?');
});

test('do its errors say what was given, and what to write instead?', async () => {
  write(
    'built.ts',
    `import { namedScenario } from 'pinlab';\nexport default namedScenario('store-and-fsync').build();`,
  );
  const cases: [string[], RegExp][] = [
    [
      ['--what-if', 'g'],
      /there is no rule or switch 'g'.*write a rule, a or b or b2 or c or d or e or f, or a switch and its value/,
    ],
    [['--what-if', 'b=harder'], /syncWaitsForPins cannot be 'harder'; it is one of off, as-worded, careful$/m],
    [['--what-if', 'pinTest'], /pinTest needs a value, as in pinTest=exact$/m],
    [
      ['--what-if', 'directRead=iomap'],
      /the schedule names the tasks read, fsync, disk .* compare scenarios with the same tasks/,
    ],
    [['--html', 'nowhere/torn.html'], /--html nowhere\/torn\.html cannot be written: its folder does not exist/],
    [['--itf', ''], /--itf needs the name of a file to write/],
    [['--json', '--mermaid'], /--mermaid and --json would both print; give all but one a file to write/],
    [['--itf', '-', '--html', '-'], /--itf and --html would both print; give all but one a file to write/],
  ];
  const outcomes = await pinlabEach([
    ...cases.map(([options]) => ['replay', S, torn, ...options]),
    ['replay', 'built.ts', '2a', '--what-if', 'b'],
    ['replay', 'built.ts', '2a', '--html', 'built.ts'],
  ]);
  const expected = [
    ...cases.map(([, message]) => message),
    /built\.ts exports a scenario that is built already, so no rule can be changed/,
    /--html built\.ts would overwrite the scenario itself/,
  ];
  outcomes.forEach(({ status, stdout, stderr }, at) => {
    assert.is(status, 2, stderr);
    assert.is(stdout, '');
    assert.match(stderr, expected[at]!);
    assert.is(stderr.trimEnd().split('\n').length, 1);
  });
});

test.run();
