// Do `pinlab eras` and `pinlab conformance` print what the tables hold, for a reader and for a program?
import { eras } from 'pinlab/rules/eras';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { pinlab, pinlabEach } from './command.js';

test('does eras --json give every switch of every era with value and source?', async () => {
  const { status, stdout, stderr } = await pinlab('eras', '--json');
  assert.equal([status, stderr], [0, '']);
  const answer = JSON.parse(stdout);
  assert.is(answer.eras.length, eras.length);
  for (const [i, { version, released, switches }] of answer.eras.entries()) {
    assert.equal([version, released], [eras[i]!.version, eras[i]!.released]);
    assert.equal(switches, JSON.parse(JSON.stringify(eras[i]!.table)));
  }
});

test('does eras show all values, one era with its sources, and what two differ in?', async () => {
  const [all, one, differ, same] = await pinlabEach([
    ['eras'],
    ['eras', '6.1'],
    ['eras', '--diff', '6.1', '6.12'],
    ['eras', '--diff', '7.0', '7.0'],
  ]);
  for (const { status, stderr } of [all!, one!, differ!, same!]) assert.equal([status, stderr], [0, '']);
  for (const { name } of eras[0]!.table) assert.ok(all!.stdout.includes(`\n${name} `), name);
  assert.match(all!.stdout, /longtermFileWrite +4\.20–6\.1: allowed; 6\.12–7\.0: EFAULT/);
  assert.match(all!.stdout, /largeFoliosExt4 +4\.20–6\.12: no; 6\.17–7\.0: \(yes\)/);
  assert.match(one!.stdout, /^Linux 6\.1, December 2022: \d+ switches, \d+ read/);
  assert.match(one!.stdout, /read: Linux 6\.1\.192, mm\/vmscan\.c, shrink_folio_list/);
  assert.match(differ!.stdout, /^Linux 6\.1 and 6\.12 differ in \d+ switches/);
  assert.match(differ!.stdout, /biasSeesDirectIo: .*\n {2}6\.1: no\n.*\n {2}6\.12: yes\n/);
  assert.is(same!.stdout, 'Linux 7.0 and 7.0 differ in no switch\n');
});

test('does eras --diff --json give both values and sources?', async () => {
  const { stdout } = await pinlab('eras', '--diff', '6.17', '7.0', '--json');
  const { first, second, differences } = JSON.parse(stdout);
  assert.equal([first, second], ['6.17', '7.0']);
  const read = differences.find(({ name }: { name: string }) => name === 'directRead');
  assert.equal([read.first.value, read.second.value], ['iomap', 'iomap-checks-first']);
  assert.is(read.first.source.kind, 'observed');
});

test('does conformance count agreement, and show who may pin what?', async () => {
  const { status, stdout, stderr } = await pinlab('conformance', '--era', '6.12');
  assert.equal([status, stderr], [0, '']);
  assert.match(stdout, /^Linux 6\.12, mappings that the process may write:/);
  assert.match(stdout, /shared ext4, xfs, btrfs/);
  assert.match(stdout, /RDMA, write +file +EFAULT +EOPNOTSUPP/);
  assert.match(stdout, /\n1,\d\d\d rows: 1,\d\d\d agree, 0 disagree\n$/);
});

test('does conformance --json give every row, and sources by number?', async () => {
  const { status, stdout } = await pinlab('conformance', '--caller', 'RDMA', '--json');
  assert.is(status, 0);
  const { rows, agree, disagree, sources, table } = JSON.parse(stdout);
  assert.equal([rows, agree, disagree], [table.length, table.length, 0]);
  const keys = ['era', 'caller', 'access', 'backing', 'shared', 'writable', 'touch', 'ours', 'agrees', 'kernel'];
  assert.equal(Object.keys(table[0]), keys);
  for (const { kernel } of table) for (const source of kernel.sources) assert.type(sources[source], 'string');
});

test.run();
