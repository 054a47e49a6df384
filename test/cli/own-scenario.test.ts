// Scenarios of one's own: the template, switches of a patch, and what such a switch changes.
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { explore } from 'pinlab/engine/index';
import { namedScenario } from 'pinlab/scenarios/index';
import { machineScenario } from 'pinlab/scenarios/machine-scenario';
import { withPatch } from 'pinlab/scenarios/patch';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { folder, pinlab, pinlabEach, shell, write } from './command.js';

test('does --new write a file outside the project that runs, once, with its own name in it?', async () => {
  const first = await pinlab('scenarios', '--new', "it's mine.ts");
  assert.equal([first.status, first.stderr], [0, '']);
  assert.match(first.stdout, /npx pinlab explore 'it'\\''s mine\.ts' --compare protect/);
  const text = readFileSync(join(folder, "it's mine.ts"), 'utf8');
  assert.match(text, /name: 'it\\'s mine',/);
  const again = await pinlab('scenarios', '--new', "it's mine.ts");
  assert.equal([again.status, again.stdout], [2, '']);
  assert.match(again.stderr, /it is there already; give another name/);
  assert.is(readFileSync(join(folder, "it's mine.ts"), 'utf8'), text);
  const { stdout } = await pinlab('explore', "it's mine.ts", '--json', '--outcomes');
  const { scenario, harms, outcomes } = JSON.parse(stdout);
  assert.is(scenario, "it's mine");
  assert.equal(
    harms.filter(({ verdict }: { verdict: string }) => verdict === 'Sometimes').map(({ id }: { id: string }) => id),
    ['H2', 'H2b', 'open'],
  );
  assert.is(outcomes.length, 4);
});

test('does the template find a harm without the patch and none with it?', async () => {
  await pinlab('scenarios', '--new', 'my.ts');
  const [without, withIt, compared] = await pinlabEach([
    [
      'explore',
      'my.ts',
      '--outcomes',
      '--set',
      'protect=last',
      '--expect',
      'H2=Sometimes',
      '--expect',
      'open=Sometimes',
    ],
    ['explore', 'my.ts', '--outcomes', '--set', 'protect=first', '--expect', 'H2=Never', '--expect', 'open=Never'],
    ['explore', 'my.ts', '--compare', 'protect', '--outcomes', '--json'],
  ]);
  assert.equal([without!.status, withIt!.status, compared!.stderr], [0, 0, '']);
  const { scenario, era, compare, answers } = JSON.parse(compared!.stdout);
  assert.equal([scenario, era, compare], ['my', '4.20', 'protect']);
  const [last, first] = answers;
  assert.equal([last.value, first.value, last.complete, first.complete], ['last', 'first', true, true]);
  const observations = (answer: typeof last) => answer.outcomes.map((one: { observation: string }) => one.observation);
  assert.equal(
    observations(last).filter((text: string) => !observations(first).includes(text)),
    ['memory 1, disk 0'],
  );
});

test('can the hint of a patched scenario be typed as it is, and does the head name the switch?', async () => {
  const { stdout } = await pinlab('explore', 'my.ts', '--set', 'protect=last');
  assert.match(stdout, /^my: era 4\.20; no proposed rules; set protect=last$/m);
  assert.match(stdout, /npx pinlab replay my\.ts --set protect=last "\w+"$/m);
  const own = await pinlab('explore', 'my.ts');
  assert.match(own.stdout, /set protect=last \(the scenario’s own\)$/m);
});

test('does --what-if take the switch of a patch, and those of a named scenario, and name the nearest?', async () => {
  const lost = '10a4b5ca2b';
  const [patched, named, wrong, value] = await pinlabEach([
    ['replay', 'my.ts', lost, '--what-if', 'protect=first'],
    ['replay', 'lease-and-truncate', '4a', '--what-if', 'holder=late'],
    ['replay', 'my.ts', lost, '--what-if', 'protct=first'],
    ['replay', 'my.ts', lost, '--what-if', 'protect=middle'],
  ]);
  assert.equal([patched!.status, patched!.stderr], [0, '']);
  assert.match(patched!.stdout, 'What if protect is first?');
  assert.match(patched!.stdout, 'clear dirty, set writeback› here; there it');
  assert.equal([named!.status, named!.stderr], [0, '']);
  assert.match(named!.stdout, 'What if holder is late?');
  assert.equal([wrong!.status, value!.status], [2, 2]);
  assert.match(wrong!.stderr, /there is no rule or switch 'protct'; did you mean protect\?/);
  assert.match(value!.stderr, /protect cannot be 'middle'; it is one of last, first$/m);
});

test('does --compare take the switches of a named scenario, and say what the engine says?', async () => {
  const name = 'direct-read-and-truncate';
  const { stdout } = await pinlab('explore', name, '--compare', 'truncateWaitsForPins', '--json');
  const { answers } = JSON.parse(stdout);
  assert.equal(
    answers.map(({ value }: { value: string }) => value),
    ['off', 'as-worded', 'careful'],
  );
  for (const { value, ...rest } of answers) {
    const { scenario: _, ...found } = explore(namedScenario(name).build({ set: { truncateWaitsForPins: value } }));
    assert.equal(rest, JSON.parse(JSON.stringify(found)));
  }
});

test('is what does not go together, or is not there, refused with one line that helps?', async () => {
  write(
    'bare.ts',
    `import { bool, one, record, scenario } from 'pinlab';
    export default scenario({ name: 'bare', about: '', memory: { f: one(record('F', { x: bool })) },
      tasks: [{ name: 't', *run(k) { yield* k.step('set', () => { k.f.x = true; }); } }] });`,
  );
  write(
    'second.ts',
    `import { fsync, machineScenario } from 'pinlab';
    export default machineScenario({ name: 'second', about: '', pages: 1, tasks: () => [{ name: 'sync', run: (k) => fsync(k, k.inodes[0]!, 1) }] });`,
  );
  const cases: [string[], RegExp][] = [
    [['explore', 'my'], /there is no scenario 'my'; did you mean my\.ts\? A file is given with its ending/],
    [['explore', 'my.ts', '--compare', 'protet'], /no switch 'protet'; did you mean protect\?/],
    [
      ['explore', 'my.ts', '--compare', 'protect', '--set', 'protect=last'],
      /tries every value of protect; leave --set/,
    ],
    [['explore', 'my.ts', '--compare', 'protect', '--expect', 'H1=Never'], /--expect is for one/],
    [['explore', 'my.ts', '--set', 'protect=no'], /protect cannot be 'no'; it is one of last, first/],
    [['explore', 'my.ts', '--set', 'protekt=last'], /no switch 'protekt'; did you mean protect\?/],
    [['explore', 'bare.ts', '--compare', 'x'], /bare\.ts has no switches; make it with withPatch/],
    [['explore', 'second.ts'], /task sync, step ‹fsync is called›: fsync is called by caller 1.*write syncers: 2/],
    [['scenarios', '--new', 'my'], /give it a name that ends in \.ts/],
    [['scenarios', '--new', 'nowhere/my.ts'], /its folder does not exist/],
    [['scenarios', '--new', '.ts'], /give it a name that ends in \.ts/],
  ];
  const outcomes = await pinlabEach(cases.map(([argv]) => argv));
  outcomes.forEach(({ status, stdout, stderr }, i) => {
    assert.equal([status, stdout], [2, ''], stderr);
    assert.match(stderr, cases[i]![1]);
    assert.is(stderr.trim().split('\n').length, 1);
  });
});

test('can a file have records, a loop and a switch of its own beside the machine’s?', async () => {
  write(
    'recheck.ts',
    `import type { MachineWith } from 'pinlab';
    import { again, bool, ghost, kernelFunction, lockPage, machineScenario, one, record, setPageDirty, truncate, unlockPage } from 'pinlab';
    const memory = { writer: one(record('Writer', { lost: ghost(bool) })) };
    const write = kernelFunction('generic_perform_write', function* (k: MachineWith<typeof memory>, recheck: string) {
      const page = yield* k.find('find_get_page', () => k.pages.find((each) => each.mapping === k.inodes[0]) ?? null);
      if (page === null) return;
      yield* lockPage(k, page);
      const ours = recheck === 'off' || (yield* k.step('page->mapping?', () => page.mapping === k.inodes[0]));
      if (!ours) {
        yield* unlockPage(k, page);
        return again(recheck);
      }
      yield* k.step('copy the data', () => {
        page.data0 = 1;
        k.ghost(() => { k.writer.lost = page.mapping === null; });
      });
      yield* setPageDirty(k, page);
      yield* unlockPage(k, page);
    });
    export default machineScenario({
      name: 'recheck', about: 'write(2) locks a page that truncate may have taken from the file.', pages: 1, memory,
      patch: { recheck: ['off', 'on'] },
      tasks: () => [
        { name: 'write', run: (k) => write(k, k.patch.recheck) },
        { name: 'truncate', run: (k) => truncate(k, k.inodes[0]!, 0) },
      ],
      watch: [{ id: 'lost', name: 'written into a page that has left its file', found: (k) => k.writer.lost }],
    });`,
  );
  const [text, sampled] = await pinlabEach([
    ['explore', 'recheck.ts', '--compare', 'recheck'],
    ['explore', 'recheck.ts', '--compare', 'recheck', '--sample', 'pct'],
  ]);
  assert.match(text!.stdout, /^≠ +lost written into .* +Sometimes, 15 steps +Never$/m);
  assert.match(text!.stdout, /^ +deadlock +Never +Never$/m);
  assert.match(sampled!.stdout, /^≠ +lost written into .* +Sometimes, \d+ steps +unknown$/m);
  assert.match(sampled!.stdout, /^ +hostage +unknown +unknown$/m);
  assert.not.match(sampled!.stdout, /Never/);
});

test('does a command load its own code only, the version none, and help COMMAND as COMMAND --help?', async () => {
  const loaded = async (...argv: string[]): Promise<string[]> => {
    const coverage = mkdtempSync(join(folder, 'coverage-'));
    const { status } = await shell(`export NODE_V8_COVERAGE='${coverage}'; pinlab ${argv.join(' ')}`);
    assert.is(status, 0);
    const text = readdirSync(coverage).map((name) => readFileSync(join(coverage, name), 'utf8'));
    const files = ['cli/eras', 'cli/explore', 'cli/run', 'engine/explorer'];
    return files.filter((name) => text.some((each) => each.includes(`/${name}.js`)));
  };
  assert.equal(await loaded('--version'), []);
  assert.equal(await loaded('eras', '--help'), ['cli/eras']);
  assert.equal(await loaded('help', 'eras'), ['cli/eras']);
  const [help, option] = await pinlabEach([
    ['help', 'eras'],
    ['eras', '--help'],
  ]);
  assert.equal(help, option);
});

test('is a record that the scenario does not have suspected where a call was given undefined?', async () => {
  await pinlab('scenarios', '--new', 'beyond.ts');
  const text = readFileSync(join(folder, 'beyond.ts'), 'utf8');
  write('beyond.ts', text.replace('store(k, k.ptes[0]!', 'store(k, k.ptes[1]!'));
  const { status, stderr } = await pinlab('explore', 'beyond.ts');
  assert.is(status, 2);
  assert.match(stderr, /reading 'page'\); was it given a record .*, such as k\.ptes\[1\] where pages is 1\?$/m);
});

test('is every named scenario described by itself, whatever stands before it in the list?', async () => {
  const { scenarios } = JSON.parse((await pinlab('scenarios', '--json')).stdout);
  for (const { name, about } of scenarios) assert.not.match(about, /^The same\b/, name);
});

test('is the version printed?', async () => {
  const { version } = JSON.parse(readFileSync('lib/package.json', 'utf8'));
  assert.equal(await pinlab('--version'), { status: 0, stdout: `${version}\n`, stderr: '' });
});

test('are a patch’s switches checked where the scenario is made?', () => {
  const parts = { name: 'x', about: '', pages: 1, tasks: () => [] };
  assert.throws(
    () => machineScenario({ ...parts, patch: { pinTest: ['a'] } }).build(),
    /the name of one that every machine has/,
  );
  assert.throws(
    () => machineScenario({ ...parts, memory: { pages: undefined as never } }).build(),
    /have the name of the machine’s own/,
  );
  assert.throws(
    () => withPatch({ fix: [] as never }, () => null as never),
    /fix has no values; write fix: \['off', 'on'\]/,
  );
  assert.throws(
    () =>
      machineScenario({
        ...parts,
        patch: { fix: ['off', 'on'] },
        tasks: (_setting, _pages, patch) => [(patch as unknown as { fixx: never }).fixx],
      }).build(),
    /the patch has no switch fixx: its switches are fix/,
  );
});

test.run();
