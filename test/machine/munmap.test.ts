// munmap: what it ends, which is every access through the page table, and what it does not, which is
// everything that goes by a page's physical address.

import type { Machine } from 'pinlab/devices/machine';
import { regionOwner } from 'pinlab/devices/rdma';
import { explore, kernelFunction, replay, simulate, type Task } from 'pinlab/engine/index';
import { fsync } from 'pinlab/filesystems/fsync';
import { store } from 'pinlab/filesystems/store';
import { munmap } from 'pinlab/pages/address-space';
import { machineScenario } from 'pinlab/scenarios/machine-scenario';
import { steer } from 'pinlab/scenarios/steer';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { explored, observed, verdict } from './explored.js';

test('H9: does the device go on writing after munmap has returned, unscored, and not where it has no pin?', () => {
  const answer = explored('rdma-and-munmap');
  assert.ok(observed(answer, 'outlives-vma') > 0);
  assert.not(answer.harms.some(({ id }) => id === 'H9'));
  assert.is(observed(explored('rdma-and-munmap', { set: { longTermPin: 'refused' } }), 'outlives-vma'), 0);
  assert.is(observed(explored('rdma-and-fsync'), 'outlives-vma'), 0, 'nothing is unmapped there');
});

test('H2: is what the device writes after munmap lost to a second fsync, as before munmap?', () => {
  assert.is(verdict(explored('rdma-and-munmap'), 'H2a'), 'Sometimes');
  assert.is(verdict(explored('rdma-and-munmap', { set: { longTermPin: 'refused' } }), 'H2a'), 'Never');
});

test('under rule (b), does a process that calls fsync on what it holds itself wait for itself?', () => {
  const { deadlock, hostage } = explored('rdma-and-munmap', { rules: ['b'] });
  assert.equal([deadlock.verdict, deadlock.tasks], ['Always', ['owner']]);
  assert.equal(hostage, [], 'no step of user space frees it: the step is its own');
});

const unmapping = (...tasks: [name: string, run: Task<Machine>['run']][]) =>
  machineScenario({
    name: 'unmapping',
    about: 'munmap beside others.',
    pages: 1,
    regions: 1,
    unmaps: true,
    watch: [
      {
        id: 'open',
        name: 'an address whose munmap has returned shows a page',
        found: (k) => k.vmas.some((vma, n) => vma.returned && k.ptes[n]!.page !== null),
      },
    ],
    tasks: () => tasks.map(([name, run]) => ({ name, run })),
  });

const storeUnmapSync = kernelFunction('store_unmap_sync', function* (k: Machine) {
  yield* store(k, k.ptes[0]!, 0, 1);
  yield* munmap(k, 0, 1);
  yield* fsync(k, k.inodes[0]!, 0);
});
const justUnmap = kernelFunction('just_unmap', function* (k: Machine) {
  yield* munmap(k, 0, 1);
});
const storeTwice = kernelFunction('store_twice', function* (k: Machine) {
  yield* store(k, k.ptes[0]!, 0, 1);
  yield* store(k, k.ptes[0]!, 1, 1);
});
const pinLate = kernelFunction('pin_late', function* (k: Machine) {
  yield* munmap(k, 0, 1);
  const stored = yield* store(k, k.ptes[0]!, 0, 1);
  const registered = yield* regionOwner(k, k.regions[0]!, 0, 0, 1);
  return `${stored} ${registered}`;
});

test('does a store before munmap reach the disk by an fsync after it?', () => {
  const answer = explore(unmapping(['cpu', storeUnmapSync]).build());
  assert.is(answer.harms.find(({ id }) => id === 'H2')!.verdict, 'Never');
});

test('does a dirty bit that only the page table has move to the page and its tag?', () => {
  const dirtyPte = kernelFunction('dirty_pte', function* (k: Machine) {
    yield* k.step('a dirty bit alone', () => {
      k.ptes[0]!.dirty = true;
    });
    yield* munmap(k, 0, 1);
  });
  const scenario = unmapping(['process', dirtyPte]).build();
  const { trace } = replay(scenario, steer(scenario, [['process']]));
  const changed = trace.steps.flatMap(({ changes }) => changes.map(({ record, field }) => `${record}.${field}`));
  assert.ok(changed.includes('page0.dirty') && changed.includes('page0.dirtyTag'));
});

test('is an access after munmap refused, to the CPU by SIGSEGV and to get_user_pages by EFAULT?', () => {
  const { operations } = simulate(unmapping(['process', pinLate]).build());
  assert.is(operations.find(({ name }) => name === 'pin_late')!.status, 'SIGSEGV EFAULT');
});

test('does mmap_lock keep a fault from filling the page table behind munmap’s back?', () => {
  const answer = explore(unmapping(['cpu', storeTwice], ['unmapper', justUnmap]).build());
  assert.is(answer.harms.find(({ id }) => id === 'open')!.verdict, 'Never');
  assert.is(answer.deadlock.verdict, 'Never');
  const pinning = explore(
    unmapping(['owner', (k) => regionOwner(k, k.regions[0]!, 0, 0, 1)], ['unmapper', justUnmap]).build(),
  );
  assert.is(pinning.harms.find(({ id }) => id === 'open')!.verdict, 'Never');
  assert.is(pinning.deadlock.verdict, 'Never');
});

test('must a scenario say that it unmaps?', () => {
  const silent = machineScenario({
    name: 'silent',
    about: 'Unmaps without a word.',
    pages: 1,
    tasks: () => [{ name: 'unmapper', run: (k) => munmap(k, 0, 1) }],
  });
  assert.throws(() => simulate(silent.build()), /say unmaps: true/);
});

test('has the scenario as many states as it had?', () => {
  const { harms, states } = explored('rdma-and-munmap');
  assert.equal([states, harms.find(({ id }) => id === 'H2a')!.shortest], [702, 52]);
});

test.run();
