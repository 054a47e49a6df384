// A pin that lasts as long as user space likes: what fsync can promise of what the device writes,
// and whom it may have to wait for.
import type { Machine } from 'pinlab/devices/machine';
import { adapter, pollCompletions, regionOwner } from 'pinlab/devices/rdma';
import { rdmaCosts } from 'pinlab/devices/rdma-costs';
import { explore, replay, simulate, type Task } from 'pinlab/engine/index';
import { fsync } from 'pinlab/filesystems/fsync';
import { kswapd } from 'pinlab/filesystems/reclaim';
import { truncate } from 'pinlab/filesystems/truncate';
import { flusher } from 'pinlab/filesystems/writeback';
import { hostageHarm, hostageVerdict } from 'pinlab/harms/hostage';
import { type Choices, settingOf } from 'pinlab/rules/setting';
import { namedScenario } from 'pinlab/scenarios/index';
import { machineScenario } from 'pinlab/scenarios/machine-scenario';
import { sensitivity } from 'pinlab/scenarios/sensitivity';
import { steer } from 'pinlab/scenarios/steer';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { explored, observed, verdict } from './explored.js';

test('H2: does the second fsync break its promise on a message that it was shown, and does refusing the pin prevent it?', () => {
  const allowed = explored('rdma-and-fsync');
  assert.is(verdict(allowed, 'H2a'), 'Sometimes');
  const { trace, harms } = replay(
    namedScenario('rdma-and-fsync').build(),
    allowed.harms.find(({ id }) => id === 'H2a')!.schedule!,
  );
  assert.ok(harms.has('H2a'), 'its schedule, replayed on the clock, shows it');
  assert.is(trace.steps.filter(({ label }) => label === 'fsync returns 0').length, 2, 'one fsync is not enough');
  assert.is(verdict(explored('rdma-and-fsync', { set: { longTermPin: 'refused' } }), 'H2a'), 'Never');
  assert.is(verdict(explored('rdma-and-fsync', { rules: ['b'] }), 'H2a'), 'Never');
});

test('is data late rather than stranded while the region stands?', () => {
  const answer = explored('rdma-and-fsync');
  assert.ok(observed(answer, 'late') > 0);
  assert.is(verdict(answer, 'H2b'), 'Never');
  assert.is(verdict(answer, 'H3'), 'Never', 'nobody strips buffers here');
});

test('H7: does rule (b) make fsync a hostage of whoever owns the region, whatever counts as pinned?', () => {
  assert.is(hostageVerdict(explored('rdma-and-fsync'), 'H7').verdict, 'Never');
  for (const pinTest of ['refcount', 'mapcount', 'bias']) {
    const answer = explored('rdma-and-fsync', { rules: ['b'], set: { pinTest } });
    assert.is(hostageVerdict(answer, 'H7').verdict, 'Sometimes', pinTest);
    const { freedBy, waitsFor } = answer.hostage.find(({ operation }) => operation === 'fsync')!;
    assert.equal(freedBy, [{ task: 'owner', step: 'let go of the region, or be killed' }]);
    assert.is(waitsFor, 'pin');
    assert.is(answer.deadlock.verdict, 'Never');
  }
});

test('is an fsync that waits for a direct read no hostage?', () => {
  assert.is(hostageVerdict(explored('direct-read-and-fsync', { rules: ['b'] }), 'H7').verdict, 'Never');
});

test('are H7 and H8 told apart by the operation, and other operations not judged?', () => {
  assert.is(hostageHarm(['sync_what_came', 'fsync', 'write_cache_pages'])?.id, 'H7');
  assert.is(hostageHarm(['truncate', 'truncate_pagecache'])?.id, 'H8');
  assert.is(hostageHarm(['rdma_process', 'ib_uverbs_dereg_mr']), null);
  assert.is(hostageVerdict({ complete: false, hostage: [] }, 'H7').verdict, 'unknown');
});

test('in which eras, on which filesystem, does the second fsync break its promise?', () => {
  const eras = ['4.20', '5.10', '6.1', '6.12', '7.0'];
  const inAll = (filesystem: string) =>
    eras.map((era) => verdict(explored('rdma-and-fsync', { era, set: { filesystem } }), 'H2a'));
  const until61 = ['Sometimes', 'Sometimes', 'Sometimes', 'Never', 'Never'];
  assert.equal(inAll('ext4'), until61, 'since 6.5 the pin is refused');
  assert.equal(inAll('xfs'), until61);
  assert.equal(inAll('tmpfs'), ['Never', 'Never', 'Never', 'Never', 'Never'], 'nothing is promised there');
});

/** Somebody beside a process that has a region, to which one message may be sent. */
const beside = (...others: Task<Machine>[]) =>
  machineScenario({
    name: 'rdma-and-others',
    about: 'A region, and others beside it.',
    pages: 1,
    regions: 1,
    messages: 1,
    tasks: () => [
      { name: 'owner', run: (k) => regionOwner(k, k.regions[0]!, 0, 0, 1) },
      { name: 'adapter', run: (k) => adapter(k, k.regions[0]!, 0, 0, 0, 1, 2), daemon: true },
      ...others,
    ],
  });

test('H3: does letting go of a region dirty a page whose buffers reclaim has stripped, as seen in 2018?', () => {
  const others: Task<Machine>[] = [
    { name: 'flusher', run: (k) => flusher(k, k.inodes[0]!), daemon: true },
    { name: 'kswapd', run: (k) => kswapd(k, k.pages[0]!), daemon: true },
  ];
  const word = (choices: Choices) =>
    explore(beside(...others).build(choices)).harms.find(({ id }) => id === 'H3')!.verdict;
  assert.is(word({}), 'Sometimes');
  assert.is(word({ rules: ['b2'] }), 'Never');
});

test('H4 and H8: does truncation leave the device an orphan page, or wait for user space under rule (c)?', () => {
  const cut: Task<Machine> = { name: 'truncate', run: (k) => truncate(k, k.inodes[0]!, 0) };
  const answer = (choices: Choices) =>
    explore(beside(cut, { name: 'poll', run: (k) => pollCompletions(k) }).build(choices));
  const today = answer({});
  assert.equal([verdict(today, 'H4'), hostageVerdict(today, 'H8').verdict], ['Sometimes', 'Never']);
  const waiting = answer({ rules: ['c'] });
  assert.equal([verdict(waiting, 'H4'), hostageVerdict(waiting, 'H8').verdict], ['Never', 'Sometimes']);
});

/** A region of two pages of a file that has only one. */
const beyond = machineScenario({
  name: 'region-beyond-the-end',
  about: 'A region of two pages where the file has lost its second.',
  pages: 2,
  regions: 1,
  transfers: 2,
  mapped: false,
  tasks: () => [
    {
      name: 'owner',
      run: function* (k) {
        yield* k.step('cut the file', () => {
          k.inodes[0]!.size = 1;
          k.pages[1]!.mapping = null;
        });
        return yield* regionOwner(k, k.regions[0]!, 0, 0, 2);
      },
    },
  ],
});

test('does a region that cannot be pinned whole let go of the pages that it had?', () => {
  const scenario = beyond.build();
  const { operations } = simulate(scenario);
  assert.is(operations.find(({ name }) => name === 'rdma_process')!.status, 'EFAULT');
  const { trace } = replay(scenario, steer(scenario, [['owner']]));
  const pins = trace.steps.flatMap(({ changes }) => changes.filter(({ field }) => field === 'pins'));
  assert.equal(
    pins.map(({ record, after }) => [record, after]),
    [
      ['page0', 1],
      ['page0', 0],
    ],
  );
});

test('does letting go mark the page dirty, so that the next fsync writes it?', () => {
  const scenario = machineScenario({
    name: 'let-go-and-fsync',
    about: 'The process that had the region calls fsync when it is gone.',
    pages: 1,
    regions: 1,
    messages: 1,
    tasks: () => [
      {
        name: 'owner',
        run: function* (k) {
          yield* regionOwner(k, k.regions[0]!, 0, 0, 1);
          yield* fsync(k, k.inodes[0]!, 0);
        },
      },
    ],
  }).build();
  const { trace } = replay(
    scenario,
    steer(scenario, [
      ['owner', 'is the pinned page dirty already?'],
      ['owner', 'release the pin'],
    ]),
  );
  assert.is(trace.steps.at(-2)!.result, true, 'nobody has cleaned it: no lock is taken');
  const cleaned = replay(
    namedScenario('rdma-and-fsync').build(),
    steer(namedScenario('rdma-and-fsync').build(), [
      ['owner', 'hand the pages to the device'],
      ['fsync', 'unlock the page'],
      ['owner', 'release the pin'],
    ]),
  ).trace.steps;
  assert.ok(cleaned.slice(-8).some(({ label }) => label === 'tag it dirty in the page cache'));
});

test('does every cost of the adapter say where it comes from, and can it be multiplied by name?', () => {
  for (const { source, ns } of Object.values(rdmaCosts)) {
    assert.ok(ns > 0);
    assert.match(source, /assumed|arithmetic/);
  }
  assert.is(settingOf({ times: { peer: 10 } }).costs.rdma.peer.ns, 10 * rdmaCosts.peer.ns);
});

test('under rule (b), does fsync last as long as the region is held, whatever else costs what?', () => {
  const scenario = namedScenario('rdma-and-fsync');
  const lasts = (times: Readonly<Record<string, number>>) => {
    const run = simulate(scenario.build({ rules: ['b'], times }), { seed: 3 });
    const [fsync, owner] = ['sync_what_came', 'rdma_process'].map((name) =>
      run.operations.find((each) => each.name === name),
    );
    const forPins = fsync!.blocked
      .filter(({ reason }) => reason === 'pin')
      .reduce((sum, { startNs, endNs }) => sum + endNs - startNs, 0);
    return forPins / (owner!.endNs! - owner!.startNs);
  };
  assert.ok(lasts({}) > 0.9);
  const all = sensitivity(lasts, {}, true);
  assert.ok(all.some(({ cost }) => cost === 'hold') && all.some(({ cost }) => cost === 'peer'));
  for (const { cost, factor, value } of all.filter((each) => each.cost !== 'hold'))
    assert.ok(value > 0.5, `${cost} × ${factor}: ${value}`);
});

test('has the scenario as many states as it had?', () => {
  const { harms, states } = explored('rdma-and-fsync');
  assert.equal([states, harms.find(({ id }) => id === 'H2a')!.shortest], [8737, 46]);
  assert.is(explored('rdma-and-fsync', { rules: ['b'] }).hostage[0]!.shortest, 23);
});

test.run();
