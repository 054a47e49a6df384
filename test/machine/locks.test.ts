// Locks: what waits for direct I/O on a file, and the order in which locks are taken.
import type { Machine } from 'pinlab/devices/machine';
import { ownDirectWrite } from 'pinlab/devices/own-direct-write';
import { explore, kernelFunction, simulate, type Task } from 'pinlab/engine/index';
import { punchHole } from 'pinlab/filesystems/punch';
import { reflink } from 'pinlab/filesystems/reflink';
import { store } from 'pinlab/filesystems/store';
import { truncate } from 'pinlab/filesystems/truncate';
import { munmap } from 'pinlab/pages/address-space';
import {
  lockFaults,
  lockInode,
  lockPage,
  lockTruncate,
  unlockFaults,
  unlockInode,
  unlockPage,
  unlockTruncate,
} from 'pinlab/pages/lock';
import { namedScenario } from 'pinlab/scenarios/index';
import { type MachineParts, machineScenario } from 'pinlab/scenarios/machine-scenario';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const name = 'direct-io-own-file-and-truncate';

/** Explores two tasks side by side. */
function tried(tasks: Task<Machine>[], more: Partial<MachineParts> = {}) {
  const parts = { name: 'tried', about: 'for a test', pages: 1, tasks: () => tasks, ...more };
  const answer = explore(machineScenario(parts).build(more.choices ?? {}));
  assert.ok(answer.complete);
  return answer;
}

test('does truncation wait for direct I/O on the file itself, and not for one into its mapping?', () => {
  const own = explore(namedScenario(name).build());
  assert.is(own.harms.find(({ id }) => id === 'stray')!.verdict, 'Never');
  assert.is(own.deadlock.verdict, 'Never');
  assert.is(own.states, 39);
  const waited = Array.from({ length: 20 }, (_, seed) => simulate(namedScenario(name).build(), { seed }));
  assert.ok(
    waited.some(({ operations }) =>
      operations.some(({ blocked }) => blocked.some(({ reason }) => reason === 'direct I/O')),
    ),
  );
  const mapping = explore(namedScenario('direct-read-and-truncate').build());
  assert.is(mapping.harms.find(({ id }) => id === 'H4')!.verdict, 'Sometimes');
});

test('do punching and cloning wait for it, too?', () => {
  const write: Task<Machine> = { name: 'write', run: (k) => ownDirectWrite(k, k.inodes[0]!, 0, 1) };
  const watch = [{ id: 'stray', name: 'stray', found: (k: Machine) => k.blocks.some((block) => block.strayWrite) }];
  const punch: Task<Machine> = { name: 'punch', run: (k) => punchHole(k, k.inodes[0]!, 0, 2) };
  const punched = tried([write, punch], { cached: false, watch });
  assert.is(punched.harms.find(({ id }) => id === 'stray')!.verdict, 'Never');
  const clone: Task<Machine> = { name: 'clone', run: (k) => reflink(k, k.inodes[0]!, k.inodes[1]!) };
  const cloned = tried([write, clone], { cached: false, files: 2, choices: { set: { filesystem: 'xfs' } } });
  assert.is(cloned.harms.find(({ id }) => id === 'H6')!.verdict, 'Never');
});

type Inner = 'inode lock' | 'i_mmap_sem' | 'page lock';

/** Takes two locks, the outer first, and lets go of them. */
const takeBoth = kernelFunction('take_both', function* (k: Machine, outer: Inner, inner: Inner) {
  const [inode] = k.inodes;
  const [page] = k.pages;
  const take = (lock: Inner) =>
    lock === 'inode lock' ? lockInode(k, inode!) : lock === 'i_mmap_sem' ? lockTruncate(k, inode!) : lockPage(k, page!);
  const release = (lock: Inner) =>
    lock === 'inode lock'
      ? unlockInode(k, inode!)
      : lock === 'i_mmap_sem'
        ? unlockTruncate(k, inode!)
        : unlockPage(k, page!);
  yield* take(outer);
  yield* take(inner);
  yield* release(inner);
  yield* release(outer);
});

test('is the order inode lock, i_mmap_sem, page lock free of deadlock, and does any pair the other way round deadlock?', () => {
  const order: Inner[] = ['inode lock', 'i_mmap_sem', 'page lock'];
  for (const [outer, inner] of [
    [0, 1],
    [0, 2],
    [1, 2],
  ] as const) {
    const first: Task<Machine> = { name: 'first', run: (k) => takeBoth(k, order[outer]!, order[inner]!) };
    const wrong: Task<Machine> = { name: 'second', run: (k) => takeBoth(k, order[inner]!, order[outer]!) };
    assert.is(tried([first, { ...first, name: 'second' }]).deadlock.verdict, 'Never');
    const answer = tried([first, wrong]);
    assert.is(answer.deadlock.verdict, 'Sometimes');
    assert.equal(answer.deadlock.waitsFor.map((each) => each.waitsFor).sort(), [order[inner]!, order[outer]!].sort());
  }
});

test('does a task that takes the page lock before i_mmap_sem deadlock with a fault and with truncation, as they are?', () => {
  const wrongWay = kernelFunction('page_lock_first', function* (k: Machine) {
    yield* lockPage(k, k.pages[0]!);
    yield* lockFaults(k, k.inodes[0]!);
    yield* unlockFaults(k, k.inodes[0]!);
    yield* unlockPage(k, k.pages[0]!);
  });
  const wrong: Task<Machine> = { name: 'wrong', run: (k) => wrongWay(k) };
  const cut: Task<Machine> = { name: 'truncate', run: (k) => truncate(k, k.inodes[0]!, 0) };
  const stores: Task<Machine> = { name: 'store', run: (k) => store(k, k.ptes[0]!, 0, 1) };
  assert.is(tried([wrong, cut]).deadlock.verdict, 'Sometimes');
  assert.is(tried([stores, cut]).deadlock.verdict, 'Never', 'the fault takes them in order');
});

test('does munmap inside i_mmap_sem deadlock with a fault, which holds mmap_lock outside it?', () => {
  const inside = kernelFunction('munmap_inside', function* (k: Machine) {
    yield* lockTruncate(k, k.inodes[0]!);
    yield* munmap(k, 0, 1);
    yield* unlockTruncate(k, k.inodes[0]!);
  });
  const stores: Task<Machine> = { name: 'store', run: (k) => store(k, k.ptes[0]!, 0, 1) };
  const right = tried([stores, { name: 'munmap', run: (k) => munmap(k, 0, 1) }], { unmaps: true });
  assert.is(right.deadlock.verdict, 'Never');
  const wrong = tried([stores, { name: 'munmap', run: (k) => inside(k) }], { unmaps: true });
  assert.equal(wrong.deadlock.waitsFor.map((each) => each.waitsFor).sort(), ['i_mmap_sem', 'mmap_lock']);
});

test.run();
