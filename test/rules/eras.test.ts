// Are the eras whole, sourced, and the single place from which the machine takes its switches?
import * as fc from 'fast-check';
import { explore } from 'pinlab';
import { admit } from 'pinlab/gup/admission';
import { era, eraDifferences, eras, notSimulated } from 'pinlab/rules/eras';
import { settingOf } from 'pinlab/rules/setting';
import { namedScenario, scenarios } from 'pinlab/scenarios/index';
import { machineScenario } from 'pinlab/scenarios/machine-scenario';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const anEra = fc.constantFrom(...eras);

test('has every era the same switches, each with a value and a source that says something?', () => {
  const names = eras[0]!.table.map(({ name }) => name);
  assert.is(new Set(names).size, names.length);
  for (const { version, table } of eras) {
    assert.equal(
      table.map(({ name }) => name),
      names,
      version,
    );
    for (const { name, value, source } of table) {
      const shown = `${version} ${name}`;
      assert.ok(value.length > 0 && source.where.length > 5 && source.text.length > 5, shown);
      if (source.kind === 'read') assert.match(source.where, /^(Linux \d|cop|a (copy|tree))[^,]*, \S/, shown);
    }
  }
});

test('does a version that was not read claim to have been?', () => {
  const trees: Record<string, RegExp> = {
    '4.20': /^cop|^a copy/,
    '5.10': /^Linux 5\.10\.13,/,
    '6.1': /^Linux 6\.1\.192,/,
    '6.12': /^Linux 6\.12\.117,/,
    '6.17': /^never$/,
    '7.0': /^a tree later than 6\.18,/,
  };
  for (const { version, table } of eras)
    for (const { name, source } of table)
      if (source.kind === 'read') assert.match(source.where, trees[version]!, `${version} ${name}`);
});

test('is the difference of two eras symmetric, and empty of one and the same?', () => {
  fc.assert(
    fc.property(anEra, anEra, (a, b) => {
      const there = eraDifferences(a, b);
      const back = eraDifferences(b, a).map(({ first, second, ...rest }) => ({
        ...rest,
        first: second,
        second: first,
      }));
      assert.equal(there, back);
      assert.is(there.length === 0, a === b);
      for (const { first, second } of there) assert.is.not(first.value, second.value);
    }),
  );
});

test('does the machine get an era’s switches, unless a proposal or the reader sets one?', () => {
  for (const { version, table } of eras) {
    const { switches } = settingOf({ era: version });
    for (const { name, part, value } of table)
      if (part === 'machine')
        assert.is((switches as unknown as Record<string, string>)[name], value, `${version} ${name}`);
  }
  assert.is(settingOf({ era: '6.12', set: { reclaimSkipsPins: 'off' } }).switches.reclaimSkipsPins, 'off');
});

test('does xfs read through iomap in every era, and btrfs and ext4 as the era says?', () => {
  const directRead = (version: string, filesystem: string) =>
    settingOf({ era: version, set: { filesystem } }).switches.directRead;
  assert.equal(
    ['ext4', 'xfs', 'btrfs'].map((filesystem) => directRead('4.20', filesystem)),
    ['classic', 'iomap', 'classic'],
  );
  assert.equal(
    ['ext4', 'xfs', 'btrfs'].map((filesystem) => directRead('7.0', filesystem)),
    ['iomap-checks-first', 'iomap-checks-first', 'iomap-checks-first'],
  );
});

test('does the machine admit RDMA where the kernel’s checks do?', () => {
  for (const { version, admission } of eras)
    for (const filesystem of ['ext4', 'xfs', 'btrfs', 'tmpfs'] as const) {
      const mapping = { backing: filesystem, shared: true, writable: true };
      const { outcome } = admit('RDMA', 'write', mapping, 'written', admission)!;
      const { longTermPin } = settingOf({ era: version, set: { filesystem } }).switches;
      assert.is(longTermPin, outcome === 'file' ? 'allowed' : 'refused', `${version} ${filesystem}`);
    }
});

test('does the bias test see RDMA in 6.1, though not direct I/O?', () => {
  const waits = (scenario: string) =>
    explore(namedScenario(scenario).build({ era: '6.1', rules: ['b'] })).hostage.some(
      ({ waitsFor }) => waitsFor === 'pin',
    );
  assert.ok(waits('rdma-and-fsync'));
  assert.not.ok(waits('direct-read-and-fsync'));
});

test('do a scenario’s own switches yield to an era that the reader names?', () => {
  const own = { set: { directRead: 'iomap', integrity: 'on' } };
  assert.is(settingOf({}, own).switches.directRead, 'iomap');
  assert.is(settingOf({ era: '4.20' }, own).switches.directRead, 'iomap');
  assert.is(settingOf({ era: '7.0' }, own).switches.directRead, 'iomap-checks-first');
  assert.is(settingOf({ era: '7.0' }, own).costs.storage.integrity, true);
});

const verdicts = (scenario: string, version: string, rules: readonly string[] = []) =>
  explore(namedScenario(scenario).build({ era: version, rules }))
    .harms.filter(({ verdict }) => verdict !== 'Never')
    .map(({ id }) => id);

test('does reclaim strip the page of a direct read until it sees its pins, and does ext4 crash or lose data over it?', () => {
  assert.equal(verdicts('direct-read-and-flusher', '5.10'), ['H3']);
  assert.equal(verdicts('direct-read-and-flusher', '6.1'), ['H2', 'H2b', 'H3']);
  assert.equal(verdicts('direct-read-and-flusher', '6.12'), []);
});

test('does rule b help where the bias test cannot see direct I/O?', () => {
  assert.equal(verdicts('direct-read-and-fsync', '6.1', ['b']), ['H1']);
  assert.equal(verdicts('direct-read-and-fsync', '6.12', ['b']), []);
});

test('does a direct read lose data after fsync in every era, the order of 7.0 included?', () => {
  for (const { version } of eras) assert.equal(verdicts('late-redirty-and-crash', version), ['H2', 'H2a'], version);
});

test('do all scenarios build in all eras, and does each era say what it leaves out?', () => {
  for (const { version } of eras) for (const scenario of scenarios) scenario.build({ era: version });
  const left = (version: string, scenario: string) =>
    notSimulated(era(version), ['ext4', ...namedScenario(scenario).concerns!]).map(({ name }) => name);
  assert.equal(left('6.12', 'direct-read-and-flusher'), []);
  assert.equal(left('6.17', 'direct-read-and-flusher'), ['largeFoliosExt4']);
  assert.equal(left('4.20', 'direct-read-and-flusher'), ['reclaimWrites']);
  assert.equal(left('4.20', 'direct-read-and-fsync'), []);
});

test('is an era refused that behaves as the machine does not, where a scenario needs it?', () => {
  const small = machineScenario({
    name: 'small-pages',
    about: 'Rests on small pages.',
    needs: ['largeFoliosExt4'],
    pages: 1,
    tasks: () => [{ name: 'nobody', *run() {} }],
  });
  small.build({ era: '6.12' });
  assert.throws(
    () => small.build({ era: '6.17' }),
    /small-pages cannot be built for era 6\.17: it needs largeFoliosExt4 .*‘yes’, which is not simulated; 4\.20, 5\.10, 6\.1, 6\.12 would do/,
  );
});

test.run();
