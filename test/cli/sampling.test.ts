// Does `pinlab explore --sample` answer what the engine answers, and say no more than it knows?
import { sample } from 'pinlab/engine/index';
import { namedScenario } from 'pinlab/scenarios/index';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { pinlab, pinlabEach, shell, start, write } from './command.js';

const S = 'direct-read-and-truncate';

test('does --json keep the shape of explore, with the sampling behind it, the same bytes each time?', async () => {
  const options = [
    'explore',
    S,
    '--sample',
    'pct',
    '--runs',
    '200',
    '--seed',
    '7',
    '--depth',
    '2',
    '--outcomes',
    '--json',
  ];
  const [first, second] = await Promise.all([pinlab(...options), pinlab(...options)]);
  assert.equal([first.status, first.stderr], [0, '']);
  assert.is(first.stdout, second.stdout);
  const { era: _, rules: __, ...rest } = JSON.parse(first.stdout);
  const keys =
    'scenario complete states transitions depth harms observations deadlock hostage starved outcomes sampling';
  assert.equal(Object.keys(rest), keys.split(' '));
  const answers = sample(namedScenario(S).build(), { scheduler: 'pct', runs: 200, seed: 7, depth: 2, outcomes: true });
  const { accepted } = rest.harms.find(({ id }: { id: string }) => id === 'H4');
  assert.match(accepted, /^accepted by Linux on the page cache/);
  const harms = answers.harms.map((harm) => (harm.id === 'H4' ? { ...harm, accepted } : harm));
  assert.equal(rest, JSON.parse(JSON.stringify({ ...answers, harms })));
  assert.is(rest.complete, false);
});

test('are harms Sometimes or unknown, never Never, and expectations held to that?', async () => {
  const how = ['--sample', 'pct', '--runs', '500'];
  const [met, missed] = await Promise.all([
    pinlab('explore', S, ...how, '--expect', 'H4=Sometimes', '--expect', 'H1=unknown'),
    pinlab('explore', S, ...how, '--expect', 'H1=Never'),
  ]);
  assert.equal([met.status, met.stderr], [0, '']);
  assert.equal([missed.status, missed.stderr], [1, 'pinlab explore: expected H1=Never, found unknown\n']);
  assert.not.match(met.stdout, /Never|Always/);
  assert.match(met.stdout, /seen by 500 PCT runs \(seed 1\); what no run showed is unknown$/m);
  assert.match(
    met.stdout,
    /^A bug of depth 3 is met with a chance of at least [\d.e-]+ % a run \(3 tasks, \d+ steps\)/m,
  );
  const hint = /npx (pinlab replay .*)$/m.exec(met.stdout)![1]!;
  assert.match((await shell(hint)).stdout, /!! +Here H4 \(orphan write\) comes true/);
});

test('does a random walk show the interval of its chance?', async () => {
  const { stdout } = await pinlab('explore', S, '--sample', 'random', '--runs', '50', '--max-steps', '20');
  assert.match(stdout, /^H4 +0 +0 % to 7\.13 %$/m);
  assert.match(stdout, /^1,000 steps, longest run 20; 50 runs cut at 20 \(--max-steps\)$/m);
});

test('does time that is up, or Ctrl-C, leave what the runs so far showed?', async () => {
  const many = ['explore', S, '--sample', 'pct', '--runs', '900000000'];
  const { stdout } = await pinlab(...many, '--max-seconds', '1', '--expect', 'H4=Sometimes');
  assert.match(
    stdout,
    /seen by [\d,]+ PCT runs \(seed 1\), cut there \(--max-seconds\); what no run showed is unknown$/m,
  );
  const loud = `import { namedScenario } from 'pinlab';
  const { choices, ...named } = namedScenario('${S}');
  setTimeout(() => process.stderr.write('drawing\\n'), 200);
  export default named;`;
  const child = start('explore', write('loud.ts', loud), ...many.slice(2), '--json');
  let printed = '';
  child.stdout.on('data', (data) => (printed += data));
  child.stderr.once('data', () => child.kill('SIGINT'));
  assert.is(await new Promise((resolve) => child.on('close', resolve)), 0);
  assert.is(JSON.parse(printed).cut, 'stopped');
});

test('are options refused that go with no sampling?', async () => {
  const cases: [string[], RegExp][] = [
    [['--runs', '5'], /--runs is for sampled runs; add --sample random or --sample pct/],
    [['--seed', '5'], /--seed is for sampled runs/],
    [['--sample', 'random', '--depth', '2'], /--depth is PCT’s/],
    [['--sample', 'pct', '--depth', '0'], /whole number, 1 to 100/],
    [['--sample', 'pct', '--max-memory', '5'], /--max-memory limits a search; with --sample write --max-states/],
    [['--sample', 'walk'], /Allowed choices are random, pct/],
  ];
  const outcomes = await pinlabEach(cases.map(([options]) => ['explore', S, ...options]));
  outcomes.forEach(({ status, stdout, stderr }, i) => {
    assert.equal([status, stdout], [2, '']);
    assert.match(stderr, cases[i]![1]);
  });
});

test.run();
