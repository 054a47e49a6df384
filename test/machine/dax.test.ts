// Files in persistent memory: the page is the block.

import { directRead } from 'pinlab/devices/direct-read';
import type { Machine } from 'pinlab/devices/machine';
import { type Exploration, explore, kernelFunction, type Task } from 'pinlab/engine/index';
import { daxWrite } from 'pinlab/filesystems/dax';
import { fsync } from 'pinlab/filesystems/fsync';
import { punchHole } from 'pinlab/filesystems/punch';
import { reflink } from 'pinlab/filesystems/reflink';
import { store } from 'pinlab/filesystems/store';
import { truncate } from 'pinlab/filesystems/truncate';
import { hostageVerdict } from 'pinlab/harms/hostage';
import { era, eras, notSimulated } from 'pinlab/rules/eras';
import type { Choices } from 'pinlab/rules/setting';
import { namedScenario } from 'pinlab/scenarios/index';
import { type MachineParts, machineScenario } from 'pinlab/scenarios/machine-scenario';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { explored, verdict } from './explored.js';

/** Explores tasks on DAX that no named scenario sets side by side. */
function tried(tasks: Task<Machine>[], choices: Choices = {}, more: Partial<MachineParts> = {}): Exploration {
  const own = { choices: { set: { dax: 'on' } }, dax: 'always', filesystems: ['ext4', 'xfs'] } as const;
  const parts = { name: 'tried', about: 'for a test', pages: 1, ...own, ...more, tasks: () => tasks };
  const answer = explore(machineScenario(parts).build(choices), { outcomes: true });
  assert.ok(answer.complete);
  return answer;
}

const foreign = (answer: Exploration) => ['H5', 'H5a', 'H5b'].map((id) => verdict(answer, id));
const truncation = (answer: Exploration) => [hostageVerdict(answer, 'H8').verdict, answer.deadlock.verdict];
const never = ['Never', 'Never', 'Never'];
const sometimes = ['Sometimes', 'Sometimes', 'Sometimes'];

for (const name of ['direct-read-and-truncate-dax', 'direct-read-and-punch-dax']) {
  test(`H5: ${name} waits for the device, and without the wait the device writes a free block or another file’s`, () => {
    for (const filesystem of ['ext4', 'xfs'])
      for (const { version } of eras) {
        const set = { filesystem };
        assert.equal(foreign(explored(name, { era: version, set })), never);
        assert.equal(truncation(explored(name, { era: version, set })), ['Never', 'Never']);
      }
    assert.equal(foreign(explored(name, { set: { daxWaitsForPins: 'off' } })), sometimes);
  });

  test(`does ${name} deadlock where the wait keeps the lock that the device’s next page needs?`, () => {
    const set = { daxWaitsForPins: 'as-worded' };
    assert.equal(truncation(explored(name, { set })), ['Never', 'Never']);
    const two = explored(name, { set, pages: 2 });
    assert.is(two.deadlock.verdict, 'Sometimes');
    assert.equal(
      two.deadlock.waitsFor.map(({ waitsFor }) => waitsFor),
      ['i_mmap_sem', 'pin'],
    );
    assert.is(explored(name, { pages: 2 }).deadlock.verdict, 'Never');
  });
}

test('H8: whoever has the pipe decides when a truncation on DAX ends; without the wait H8 becomes H5', () => {
  const name = 'vmsplice-and-truncate-dax';
  const waiting = explored(name);
  assert.equal([foreign(waiting), truncation(waiting)], [never, ['Sometimes', 'Never']]);
  const [held] = waiting.hostage;
  assert.is(held!.waitsFor, 'pin');
  const not = explored(name, { set: { daxWaitsForPins: 'off' } });
  assert.equal([foreign(not), truncation(not)], [sometimes, ['Never', 'Never']]);
});

/** Pins the second page alone. */
const readSecond: Task<Machine> = { name: 'read', run: (k) => directRead(k, k.directReads[0]!, 1, 1, 1, 0, 2) };

test('a punch on DAX waits for pins of the whole file, outside its range too', () => {
  const punch: Task<Machine> = { name: 'punch', run: (k) => punchHole(k, k.inodes[0]!, 0, 2) };
  const waits = tried([readSecond, punch], {}, { pages: 2, directReads: 1 });
  const not = tried([readSecond, punch], { set: { daxWaitsForPins: 'off' } }, { pages: 2, directReads: 1 });
  const waitSeen = (answer: Exploration) => answer.states;
  assert.ok(waitSeen(waits) !== waitSeen(not));
  assert.equal(foreign(not), never);
});

const storeThenFsync = kernelFunction('store_then_fsync', function* (k: Machine) {
  yield* store(k, k.ptes[0]!, 0, 1);
  return yield* fsync(k, k.inodes[0]!, 0);
});
const fsyncs: Task<Machine> = { name: 'fsync', run: (k) => fsync(k, k.inodes[0]!, 1) };

test('fsync on DAX keeps its promise to a CPU, unless another fsync has just taken the entry to flush it', () => {
  const stores: Task<Machine> = { name: 'store', run: (k) => storeThenFsync(k) };
  const alone = tried([stores]);
  assert.equal([verdict(alone, 'H2'), alone.outcomes![0]!.observation], ['Never', 'size 1, read/recovered 10/10']);
  const two = tried([stores, fsyncs], {}, { syncers: 2 });
  assert.is(verdict(two, 'H2a'), 'Sometimes');
  assert.equal(
    two.outcomes!.map(({ observation }) => observation),
    ['size 1, read/recovered 10/10'],
  );
});

test('a write to a hole gets a zeroed block, and a truncated file gives its block back', () => {
  const tasks: Task<Machine>[] = [
    { name: 'truncate', run: (k) => truncate(k, k.inodes[0]!, 0) },
    { name: 'other', run: (k) => daxWrite(k, k.inodes[1]!, 0, 3) },
  ];
  const answer = tried(tasks, {}, { files: 2 });
  assert.equal(
    answer.outcomes!.map(({ observation }) => observation),
    ['size 0, read/recovered --/--; next file: size 1, read/recovered 33/--'],
  );
});

test('H5: until 6.14 a truncation passes by a pipe’s page where nothing maps the file any more', () => {
  const name = 'vmsplice-munmap-and-truncate-dax';
  for (const { version } of eras) {
    const later = version === '6.17' || version === '7.0';
    assert.equal(foreign(explored(name, { era: version })), later ? never : sometimes);
    assert.equal(truncation(explored(name, { era: version })), ['Sometimes', 'Never']);
  }
  const { hostage } = explored(name, { set: { daxBusyPages: 'always' } });
  assert.equal(hostage.length, 1);
});

test('H8: where page tables count, a CPU that maps the page again keeps a waiting truncation waiting', () => {
  const name = 'store-while-truncate-waits-dax';
  const held = (daxIdle: '0' | '1') => explored(name, { era: '6.12', set: { daxIdle } });
  assert.equal(
    [truncation(held('1')), truncation(held('0'))],
    [
      ['Never', 'Never'],
      ['Sometimes', 'Never'],
    ],
  );
  assert.equal(
    held('0').hostage[0]!.freedBy.map(({ task }) => task),
    ['store'],
  );
});

test('long-term pins of DAX are refused in every era; if they were not, truncation would be a hostage', () => {
  const name = 'rdma-and-truncate-dax';
  for (const { version } of eras) assert.equal(truncation(explored(name, { era: version })), ['Never', 'Never']);
  const allowed = { daxLongTermPin: 'allowed' };
  assert.equal(truncation(explored(name, { set: allowed })), ['Sometimes', 'Never']);
  assert.is(verdict(explored(name, { set: allowed }), 'H5'), 'Never');
  assert.is(verdict(explored(name, { set: { ...allowed, daxWaitsForPins: 'off' } }), 'H5'), 'Sometimes');
});

test('H6: cloning a DAX file waits for the device; without the wait the device writes the shared block', () => {
  const name = 'reflink-under-pin-dax';
  for (const version of ['6.1', '6.12', '6.17', '7.0']) {
    const waiting = explored(name, { era: version });
    assert.equal([verdict(waiting, 'H6'), ...truncation(waiting)], never);
  }
  assert.is(verdict(explored(name, { set: { daxWaitsForPins: 'off' } }), 'H6'), 'Sometimes');
  const missing = notSimulated(era('5.10'), namedScenario(name).concerns!).map((each) => each.name);
  assert.ok(missing.includes('daxReflink'));
});

test('H5: a truncated clone gives away a block that a pipe took through the other file, with every wait on', () => {
  for (const version of ['6.12', '6.17']) {
    const answer = explored('vmsplice-and-truncate-clone-dax', { era: version });
    assert.equal(foreign(answer), sometimes);
    assert.equal(truncation(answer), ['Never', 'Never']);
    const got = answer.outcomes!.flatMap(({ observation }) => /the reader got (..)/.exec(observation)?.[1] ?? []);
    assert.equal([...new Set(got)].sort(), ['--', '-3', '10', '33']);
  }
});

/** Clones the file, then stores into it: the store gets a block of its own. */
const cloneThenStore = kernelFunction('clone_then_store', function* (k: Machine) {
  yield* reflink(k, k.inodes[0]!, k.inodes[1]!);
  return yield* store(k, k.ptes[0]!, 0, 1);
});

test('a CPU’s store after a clone of a DAX file changes a copy, through every page table', () => {
  const tasks: Task<Machine>[] = [
    { name: 'clone', run: (k) => cloneThenStore(k) },
    { name: 'store', run: (k) => store(k, k.ptes[1]!, 1, 2) },
  ];
  const more = { files: 2, spareBlocks: 1, addressSpaces: 2, choices: { set: { dax: 'on', filesystem: 'xfs' } } };
  const answer = tried(tasks, {}, more);
  assert.equal([verdict(answer, 'H6'), verdict(answer, 'H2')], ['Never', 'Never']);
  const clones = answer.outcomes!.map(({ observation }) => observation.replace(/^.*next file: /, '')).sort();
  assert.equal(clones, ['size 1, read/recovered 00/--', 'size 1, read/recovered 02/--']);
  for (const { observation } of answer.outcomes!) assert.match(observation, 'size 1, read/recovered 12/');
});

test('a signal ends the wait: nothing is freed, though 4.20 has set the size by then', () => {
  const ends = (version: string) => {
    const { outcomes } = explored('vmsplice-and-truncate-dax', { era: version, set: { signals: 'on' } });
    return new Set(outcomes!.map(({ observation }) => observation.replace(/; .*/, '')));
  };
  assert.ok(ends('4.20').has('size 0, read/recovered 10/00'));
  assert.ok(ends('6.12').has('size 1, read/recovered 10/00'));
  assert.not(ends('6.12').has('size 0, read/recovered 10/00'));
});

test('what cannot lie in persistent memory says so', () => {
  const build = (name: string, set: Record<string, string>) => () => namedScenario(name).build({ set });
  assert.throws(build('vmsplice-and-truncate-dax', { filesystem: 'btrfs' }), /btrfs has no DAX/);
  assert.throws(build('two-page-readv-and-fsync', { dax: 'on' }), /about the page cache/);
  assert.throws(build('direct-read-and-punch-dax', { dax: 'off' }), /about DAX/);
  assert.throws(build('direct-read-and-punch-dax', { integrity: 'on' }), /block device/);
});

test.run();
