// What one kind of filesystem does and another does not.

import { directRead } from 'pinlab/devices/direct-read';
import type { Machine } from 'pinlab/devices/machine';
import { type Exploration, explore, kernelFunction, search, simulate, type Task } from 'pinlab/engine/index';
import { fsync } from 'pinlab/filesystems/fsync';
import { punchHole } from 'pinlab/filesystems/punch';
import { store } from 'pinlab/filesystems/store';
import { flusher } from 'pinlab/filesystems/writeback';
import { harms } from 'pinlab/harms/harms';
import { filesystemKinds } from 'pinlab/pages/filesystem-kind';
import { type Choices, settingOf } from 'pinlab/rules/setting';
import { namedScenario } from 'pinlab/scenarios/index';
import { type MachineParts, machineScenario } from 'pinlab/scenarios/machine-scenario';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const on = (filesystem: string, more: Record<string, string> = {}): Choices => ({ set: { filesystem, ...more } });

function explored(name: string, choices: Choices = {}): Exploration {
  const answer = explore(namedScenario(name).build(choices), { outcomes: true });
  assert.ok(answer.complete);
  return answer;
}

/** Explores tasks that no named scenario sets side by side. */
function tried(tasks: Task<Machine>[], choices: Choices, more: Partial<MachineParts> = {}): Exploration {
  const parts = { name: 'tried', about: 'for a test', pages: 1, directReads: 1, ...more, tasks: () => tasks };
  const answer = explore(machineScenario(parts).build(choices), { outcomes: true });
  assert.ok(answer.complete);
  return answer;
}

const verdict = (answer: Exploration, harm: string) => answer.harms.find(({ id }) => id === harm)!.verdict;
const outcomes = (answer: Exploration) =>
  answer.outcomes!.map(({ observation }) => observation.replace(/^.* /, '')).sort();
const theFlusher: Task<Machine> = { name: 'flusher', run: (k) => flusher(k, k.inodes[0]!), daemon: true };
const theStore: Task<Machine> = { name: 'store', run: (k) => store(k, k.ptes[0]!, 0, 1) };
const readThenFsync = kernelFunction('read_then_fsync', function* (k: Machine) {
  yield* directRead(k, k.directReads[0]!, 0, 1, 1, 0, 2);
  yield* fsync(k, k.inodes[0]!, 0);
});

test('btrfs: does a pin taken before writeback make the committed file unreadable, and does rule (b), not (a), prevent it?', () => {
  const name = 'direct-read-btrfs-checksum';
  const today = explored(name);
  assert.is(verdict(today, 'H1'), 'Sometimes');
  assert.ok(outcomes(today).some((text) => text.includes('EIO')));
  assert.is(verdict(explored(name, { rules: ['a'] }), 'H1'), 'Sometimes');
  const waiting = explored(name, { rules: ['b'] });
  assert.is(verdict(waiting, 'H1'), 'Never');
  assert.not(outcomes(waiting).some((text) => text.includes('EIO')));
});

test('btrfs: does a pin attempted during writeback wait, and a bad block that no tree refers to harm nobody?', () => {
  const found = search(namedScenario('direct-read-btrfs-checksum').build());
  let waits = 0;
  let bad = 0;
  for (let state = 0; state < found.store.count; state++) {
    const k = found.kernelAt(state) as unknown as Machine;
    const [page] = k.pages;
    if (found.node(state, 0).alternatives[0]?.label === 'wait for its writeback' && page!.writeback) waits++;
    if (k.blocks.some((block) => !block.busy && block.cache0 !== block.cacheSum0) && !harms[0]!.found(k)) bad++;
  }
  assert.ok(waits > 0 && bad > 0);
});

test('btrfs: are pages stable whatever the device asks for, where ext4’s are not?', () => {
  const never = { stablePages: 'never' };
  const unstable = (answer: Exploration) => answer.observations.find(({ id }) => id === 'unstable')!.count;
  assert.is(unstable(explored('store-and-fsync', on('btrfs', never))), 0);
  assert.ok(unstable(explored('store-and-fsync', on('ext4', never))) > 0);
  assert.ok(unstable(explored('store-and-fsync', on('xfs', never))) > 0);
});

test('is what was written back but not committed found after a power cut, on storage that forgets nothing?', () => {
  const kept = (filesystem: string) => outcomes(tried([theStore, theFlusher], { ...on(filesystem), storage: 'pmem' }));
  assert.equal(kept('ext4'), ['10/00', '10/10']);
  assert.equal(kept('btrfs'), ['10/00'], 'the block is there, the tree that refers to it is not');
});

test('btrfs: is a page dirtied without notice passed by, reserved for, and lost to an fsync that returns 0?', () => {
  const late = (filesystem: string) =>
    tried(
      [
        { name: 'reader', run: (k) => readThenFsync(k) },
        { name: 'other fsync', run: (k) => fsync(k, k.inodes[0]!, 1) },
      ],
      on(filesystem, { directRead: 'classic' }),
      { syncers: 2 },
    );
  const btrfs = late('btrfs');
  assert.equal(
    [verdict(btrfs, 'H3'), verdict(btrfs, 'H2a'), verdict(btrfs, 'H2b')],
    ['Sometimes', 'Sometimes', 'Never'],
  );
  for (const kind of ['ext4', 'xfs'])
    assert.equal([verdict(late(kind), 'H3'), verdict(late(kind), 'H2a')], ['Never', 'Never'], kind);
});

test('btrfs since 6.12: is such a page dropped, and does fsync tell, so that the data is stranded and no promise broken?', () => {
  const dropped = tried(
    [
      { name: 'reader', run: (k) => readThenFsync(k) },
      { name: 'other fsync', run: (k) => fsync(k, k.inodes[0]!, 1) },
    ],
    on('btrfs', { directRead: 'classic', dirtyUnreserved: 'EUCLEAN' }),
    { syncers: 2 },
  );
  const words = ['H3', 'H2a', 'H2b'].map((harm) => verdict(dropped, harm));
  assert.equal(words, ['Sometimes', 'Never', 'Sometimes']);
  assert.is(settingOf({ ...on('btrfs'), era: '6.12' }).switches.dirtyUnreserved, 'EUCLEAN');
});

test('btrfs: is a page that was passed by written in the end?', () => {
  const readThenTwice = kernelFunction('read_then_fsync_twice', function* (k: Machine) {
    yield* readThenFsync(k);
    yield* fsync(k, k.inodes[0]!, 0);
  });
  const found = search(
    machineScenario({
      name: 'fixup',
      about: 'for a test',
      pages: 1,
      directReads: 1,
      syncers: 2,
      tasks: () => [
        { name: 'reader', run: (k) => readThenTwice(k) },
        { name: 'other fsync', run: (k) => fsync(k, k.inodes[0]!, 1) },
      ],
    }).build(on('btrfs', { directRead: 'classic' })),
  );
  let written = 0;
  for (let state = 0; state < found.store.count; state++) {
    const [page] = (found.kernelAt(state) as unknown as Machine).pages;
    if (page!.takenBare && !page!.dirty) written++;
  }
  assert.ok(written > 0, 'the space that was reserved for it lets the next fsync take it');
});

test('tmpfs: is there no writeback, no page_mkwrite, and nothing that a power cut could take?', () => {
  const answer = explored('store-and-fsync', on('tmpfs', { integrity: 'off' }));
  assert.ok(answer.harms.every((harm) => harm.verdict === 'Never'));
  assert.equal(outcomes(answer), ['10/--']);
  const found = search(namedScenario('store-and-fsync').build(on('tmpfs')));
  for (let state = 0; state < found.store.count; state++) {
    const k = found.kernelAt(state) as unknown as Machine;
    assert.not(k.pages[0]!.writeback || k.pages[0]!.dirtyTag);
  }
  const anew = kernelFunction('punch_and_store', function* (k: Machine) {
    yield* punchHole(k, k.inodes[0]!, 0, 2);
    yield* store(k, k.ptes[0]!, 0, 1);
  });
  const fresh = search(
    machineScenario({ name: 'anew', about: '', pages: 1, tasks: () => [{ name: 'a', run: (k) => anew(k) }] }).build(
      on('tmpfs'),
    ),
  );
  for (let state = 0; state < fresh.store.count; state++)
    assert.not((fresh.kernelAt(state) as unknown as Machine).pages[0]!.dirtyTag, 'the flag is all there is');
  const faulted = tried([theStore], on('tmpfs'), { mapped: false });
  assert.equal(outcomes(faulted), ['10/--'], 'a fault needs nobody’s leave');
});

test('xfs: does direct I/O go through iomap in every era, unless told otherwise?', () => {
  assert.is(settingOf(on('xfs')).switches.directRead, 'iomap');
  assert.is(settingOf(on('ext4')).switches.directRead, 'classic');
  assert.is(settingOf(on('xfs', { directRead: 'classic' })).switches.directRead, 'classic');
});

test('does a checksum that does not match end a fault with SIGBUS?', () => {
  const corrupted = (choices: Choices) =>
    machineScenario({
      name: 'corrupted',
      about: 'A block goes bad while its page is not cached.',
      pages: 1,
      mapped: false,
      tasks: () => [
        {
          name: 'store',
          run: function* (k) {
            yield* k.step('lose the page, and a bit on the disk', () => {
              k.pages[0]!.mapping = null;
              k.blocks[0]!.cache1 = 3;
            });
            return yield* store(k, k.ptes[0]!, 0, 1);
          },
        },
      ],
    }).build(choices);
  const status = (choices: Choices) =>
    simulate(corrupted(choices)).operations.find(({ name }) => name === 'store')?.status;
  assert.is(status(on('btrfs')), 'SIGBUS');
  assert.is(status(on('ext4', { integrity: 'on' })), 'SIGBUS');
  assert.is(status(on('ext4')), 'stored');
});

test('is a filesystem that cannot be refused with those that can?', () => {
  assert.throws(() => settingOf(on('ext3')), /filesystem cannot be 'ext3'; it is one of ext4, xfs, btrfs, tmpfs/);
  assert.throws(
    () => namedScenario('direct-read-btrfs-checksum').build(on('ext4')),
    /cannot be on ext4; choose --set filesystem=btrfs/,
  );
  assert.equal([...filesystemKinds], ['ext4', 'xfs', 'btrfs', 'tmpfs']);
});

test('have the scenarios of filesystems as many states as they had?', () => {
  assert.equal(
    ['direct-read-btrfs-checksum'].map((name) => explored(name).states),
    [1270],
  );
  assert.equal(
    filesystemKinds.map((kind) => explored('store-and-fsync', on(kind)).states),
    [315, 315, 313, 7],
  );
});

test.run();
