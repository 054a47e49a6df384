// Does `pinlab harms` say what can go wrong, where, and what prevents it?
import { harmKinds, observedBy } from 'pinlab/harms/catalogue';
import { harms, mirrorHarms } from 'pinlab/harms/harms';
import { Explorations } from 'pinlab/matrix/explorations';
import { harmTable } from 'pinlab/matrix/matrix';
import { type Mutation, mutation, valuePairs } from 'pinlab/matrix/mutations';
import { ruleSets } from 'pinlab/matrix/rule-sets';
import { namedScenario } from 'pinlab/scenarios/index';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { pinlab, pinlabEach } from './command.js';

test('is every detector’s harm described, under the detector’s name?', () => {
  for (const { id, name } of [...harms, ...mirrorHarms])
    assert.is(harmKinds.find((kind) => kind.id === id)?.name, name, id);
  assert.equal(['H1', 'H7', 'H9'].map(observedBy), ['detector', 'search', 'detector']);
});

test('is there a pair for H1 to H4, each verdict from a complete search?', async () => {
  const pairs = [
    ['H1', 'direct-read-and-fsync', { rule: 'b' }],
    ['H2', 'late-redirty-and-crash', { rule: 'b' }],
    ['H3', 'direct-read-and-flusher', { rule: 'b2' }],
    ['H4', 'direct-read-and-truncate', { rule: 'c' }],
  ] as const;
  const explorations = new Explorations({ maxStates: 400_000 });
  for (const [id, scenario, change] of pairs) {
    const { pair } = await harmTable(id, [namedScenario(scenario)], explorations);
    assert.equal([pair?.scenario, pair?.choices, pair?.change], [scenario, { era: '4.20' }, change]);
    assert.is(pair!.found.verdict, 'Sometimes');
    assert.type(pair!.found.schedule, 'string');
  }
  assert.is(explorations.cut, 0);
});

test('is the pair of H9 a breach of a driver’s contract, and the driver that keeps it?', async () => {
  const explorations = new Explorations();
  const { pair, rows } = await harmTable('H9', [namedScenario('mirror-and-munmap')], explorations);
  assert.ok(rows[0]!.cells.every(({ verdict }) => verdict === 'Never'));
  assert.equal(pair?.choices.set, { driver: 'returns-early' });
  assert.equal(pair?.change, { switch: 'driver', from: 'returns-early', to: 'correct' });
  assert.is(pair!.found.verdict, 'Sometimes');
});

test('is a search that was cut never the second half of a pair?', async () => {
  const explorations = new Explorations({ maxStates: 600 });
  const { pair, rows } = await harmTable('H1', [namedScenario('direct-read-and-fsync')], explorations);
  assert.ok(explorations.cut > 0);
  assert.ok(rows[0]!.cells.some(({ verdict }) => verdict === 'unknown'));
  assert.is(pair, null);
});

test('is an answer taken over from another setting what a search of its own says?', async () => {
  const named = namedScenario('direct-read-and-truncate');
  const together = new Explorations();
  for (const { choices } of ruleSets)
    assert.equal(await together.of(named, choices), await new Explorations().of(named, choices));
  assert.ok(together.searches < ruleSets.length, `${together.searches} searches`);
});

test('does harms --matrix --json give every cell and the pair?', async () => {
  const [all, matrix] = await pinlabEach([
    ['harms', '--json'],
    ['harms', '--matrix', '--scenario', 'direct-read-and-truncate', '--harm', 'H4', '--harm', 'H6', '--json'],
  ]);
  assert.equal([all!.status, matrix!.status], [0, 0]);
  assert.equal(Object.keys(JSON.parse(all!.stdout).harms[0]), ['id', 'name', 'observed', 'not', 'observedBy']);
  const answer = JSON.parse(matrix!.stdout);
  assert.equal(Object.keys(answer), ['scenarios', 'ruleSets', 'harms', 'searches', 'cut']);
  assert.equal(
    answer.harms.map(({ id, pair }: { id: string; pair: unknown }) => [id, pair !== null]),
    [
      ['H4', true],
      ['H6', false],
    ],
  );
  const [{ rows }] = answer.harms;
  assert.equal(
    rows[0].cells.map(({ ruleSet }: { ruleSet: string }) => ruleSet),
    answer.ruleSets.map(({ label }: { label: string }) => label),
  );
});

test('does the text fit a screen, and say what cannot be asked?', async () => {
  const both = ['--harm', 'H4', '--harm', 'H6'];
  const { stdout } = await pinlab('harms', '--matrix', '--scenario', 'direct-read-and-truncate', ...both);
  assert.match(stdout, /\n {2}direct-read-and-truncate {2}S /);
  assert.match(stdout, /\n {2}Never, with rule c \(\d+ states\)\n {2}npx pinlab replay direct-read-and-truncate /);
  assert.match(stdout, /\nH6 {2}shared block overwritten\n {2}Never in direct-read-and-truncate\n/);
  for (const line of stdout.split('\n')) assert.ok(line.length <= 120, line);
  const wrong = await pinlabEach([
    ['harms', '--harm', 'H1'],
    ['harms', '--matrix', '--harm', 'H99'],
    ['harms', '--matrix', '--scenario', 'direct-read'],
  ]);
  assert.equal(
    wrong.map(({ status }) => status),
    [2, 2, 2],
  );
  assert.match(wrong[1]!.stderr, /there is no H99; did you mean H9\?/);
});

test('does harms --mutate tell careful waiting, waiting as worded and none apart, and show how?', async () => {
  const [json, text] = await pinlabEach([
    ['harms', '--mutate', '--switch', 'truncateWaitsForPins', '--scenario', 'direct-read-and-truncate', '--json'],
    ['harms', '--mutate', '--switch', 'truncateWaitsForPins', '--scenario', 'direct-read-and-truncate'],
  ]);
  assert.equal([json!.status, json!.stderr, text!.status], [0, '', 0]);
  const { mutations, unchanged, cut } = JSON.parse(json!.stdout);
  assert.equal([unchanged, cut], [0, 0]);
  assert.equal(
    (mutations as Mutation[]).map(({ value, instead, toldBy, changes }) => [value, instead, toldBy, changes[0]?.id]),
    [
      ['as-worded', 'off', 'verdicts', 'H4'],
      ['careful', 'off', 'verdicts', 'H4'],
      ['careful', 'as-worded', 'verdicts', 'deadlock'],
    ],
  );
  const { choices, before, after, from, to } = mutations[1].changes[0];
  assert.equal([choices, from, to], [{ era: '4.20', rules: ['c'] }, 'careful', 'off']);
  assert.equal([before.verdict, before.schedule, after.verdict], ['Never', null, 'Sometimes']);
  for (const line of text!.stdout.split('\n')) assert.ok(line.length <= 120, line);
  const replayed = /npx pinlab (replay \S+ .*) "(\w+)"/.exec(text!.stdout)!;
  const { status, stdout } = await pinlab(...replayed[1]!.split(' '), replayed[2]!);
  assert.is(status, 0);
  assert.match(stdout, /H4/);
});

test('does harms --mutate end with status 1 where no verdict tells two values apart, and refuse what there is not?', async () => {
  const [alike, wrong, alone] = await pinlabEach([
    ['harms', '--mutate', '--switch', 'backgroundSkipsPins', '--scenario', 'store-and-fsync'],
    ['harms', '--mutate', '--switch', 'truncateWaits'],
    ['harms', '--everywhere'],
  ]);
  assert.equal([alike!.status, wrong!.status, alone!.status], [1, 2, 2]);
  assert.match(alike!.stdout, /on against off: unchanged/);
  assert.match(alike!.stderr, /no verdict tells backgroundSkipsPins=on from off/);
  assert.match(alone!.stderr, /--everywhere goes with --mutate/);
});

test('does the first scenario that tells end the search, unless all are asked for?', async () => {
  const pair = { switch: 'truncateWaitsForPins', value: 'careful', instead: 'as-worded' } as const;
  const both = ['store-and-fsync', 'direct-read-and-truncate', 'direct-read-and-punch'].map(namedScenario);
  const told = async (everywhere: boolean) =>
    (await mutation(pair, both, new Explorations(), { everywhere })).changes.map(({ scenario }) => scenario);
  assert.equal([...new Set(await told(false))], ['direct-read-and-truncate']);
  assert.equal([...new Set(await told(true))].sort(), ['direct-read-and-punch', 'direct-read-and-truncate']);
});

test('are the values of waiting for stable pages told apart by a truncation that is held hostage?', async () => {
  const behind = [namedScenario('store-behind-waiting-fsync')];
  const explorations = new Explorations();
  for (const pair of [
    { switch: 'stablePages', value: 'always', instead: 'device' },
    { switch: 'stableWait', value: 'careful', instead: 'as-worded' },
  ] as const) {
    const { changes, toldBy } = await mutation(pair, behind, explorations);
    assert.equal([toldBy, changes[0]?.id], ['verdicts', 'H8'], pair.switch);
  }
});

test('is a value given where no setting has it, and a scenario’s own switch tried where no verdict tells otherwise?', async () => {
  const given = { switch: 'daxWaitsForPins', value: 'as-worded', instead: 'off' } as const;
  const dax = await mutation(given, [namedScenario('vmsplice-and-truncate-dax')], new Explorations());
  assert.equal([dax.toldBy, dax.changes[0]?.id, dax.changes[0]?.from], ['verdicts', 'H5', 'as-worded']);
  const order = { switch: 'directRead', value: 'iomap-checks-first', instead: 'iomap' } as const;
  const late = await mutation(order, [namedScenario('late-redirty-and-crash')], new Explorations());
  assert.equal([late.toldBy, late.changes[0]?.choices.set?.worker], ['verdicts', 'at-once']);
});

test('is each breach of a contract looked at beside the correct driver alone?', () => {
  const pairs = valuePairs(['driver', 'stablePages']);
  assert.ok(pairs.filter((pair) => pair.switch === 'driver').every(({ instead }) => instead === 'correct'));
  assert.is(pairs.filter((pair) => pair.switch === 'stablePages').length, 3);
});

test.run();
