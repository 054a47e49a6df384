// The five cases that the kernel documents, as far as the machine has them: each does what its row
// of the table says.

import { directRead } from 'pinlab/devices/direct-read';
import type { Machine } from 'pinlab/devices/machine';
import { networkAdapter, umemOwner } from 'pinlab/devices/xdp';
import { explore, replay, type Task } from 'pinlab/engine/index';
import { fsync } from 'pinlab/filesystems/fsync';
import { type GupCase, gupCases } from 'pinlab/gup/cases';
import { processVmWritev } from 'pinlab/gup/kernel-write';
import { hostageVerdict } from 'pinlab/harms/hostage';
import { munmap } from 'pinlab/pages/address-space';
import { holdPage } from 'pinlab/pages/bystander';
import { pageMkclean } from 'pinlab/pages/dirty';
import { scenarios } from 'pinlab/scenarios/index';
import { machineScenario } from 'pinlab/scenarios/machine-scenario';
import { steer } from 'pinlab/scenarios/steer';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { explored, observed, verdict } from './explored.js';

/** Who takes the reference in each case that can be tried by itself, and the step after which it has it. */
const takers: { readonly [N in GupCase['number']]?: readonly [run: Task<Machine>['run'], last: string] } = {
  1: [(k) => directRead(k, k.directReads[0]!, 0, 1, 1, 0, 2), 'DMA into sector 0'],
  2: [(k) => umemOwner(k, k.regions[0]!, 0, 0, 0), 'hand the pages to the device'],
  4: [(k) => holdPage(k, k.pages[0]!, 1, 0, 'kernel'), 'take a reference'],
  5: [(k) => processVmWritev(k, 0, 0, 2), 'copy into sector 0'],
};

const alone = (run: Task<Machine>['run'], other: Task<Machine>['run']) =>
  machineScenario({
    name: 'one-case',
    about: 'One way to hold a page, beside somebody else.',
    pages: 1,
    directReads: 1,
    regions: 1,
    messages: 1,
    transfers: 1,
    unmaps: true,
    syncers: 2,
    tasks: () => [
      { name: 'taker', run },
      { name: 'other', run: other },
    ],
  }).build();

test('are there five cases, and do the scenarios that the table names exist?', () => {
  assert.equal(
    gupCases.map(({ number }) => number),
    [1, 2, 3, 4, 5],
  );
  const names = scenarios.map(({ name }) => name);
  for (const { scenarios: named } of gupCases) for (const name of named) assert.ok(names.includes(name), name);
});

test('does each take the kind of reference that the table says?', () => {
  for (const { number, flags } of gupCases) {
    const [run, last] = takers[number] ?? [];
    if (run === undefined) continue;
    const scenario = alone(run, (k) => munmap(k, 0, 1));
    const { changed } = after(scenario, [['taker', last!]]);
    const expected = flags === 'FOLL_GET' ? { pins: 0, extraRefs: 1 } : { pins: 1, extraRefs: 0 };
    assert.equal({ pins: changed('pins'), extraRefs: changed('extraRefs') }, expected, `case ${number}`);
  }
});

/** Replays some legs; the last value of a field of page0 that changed, 0 where it did not. */
function after(scenario: ReturnType<typeof alone>, legs: [string, string?][]) {
  const { trace } = replay(scenario, steer(scenario, legs));
  const changes = trace.steps.flatMap((step) => step.changes);
  const changed = (field: string) =>
    Number(changes.findLast((each) => each.record === 'page0' && each.field === field)?.after ?? 0);
  return { changed, trace };
}

test('does neither munmap nor the write-protection of fsync end any of them?', () => {
  for (const { number, flags, hearsOfPageTables } of gupCases) {
    const [run, last] = takers[number] ?? [];
    if (run === undefined) continue;
    assert.is(hearsOfPageTables, false, `case ${number}`);
    for (const other of [(k: Machine) => munmap(k, 0, 1), (k: Machine) => pageMkclean(k, k.pages[0]!)]) {
      const { changed } = after(alone(run, other), [['taker', last!], ['other']]);
      assert.is(changed(flags === 'FOLL_GET' ? 'extraRefs' : 'pins'), 1, `case ${number}`);
    }
  }
});

test('H7: do 1024 references of somebody who needs no pin hold an fsync hostage under rule (b), where the test is a bias?', () => {
  const word = (set: Record<string, string>, rules = ['b']) =>
    hostageVerdict(explored('struct-page-and-fsync', { era: '6.12', rules, set }), 'H7').verdict;
  assert.equal(
    ['bias', 'refcount', 'mapcount', 'exact'].map((pinTest) => word({ pinTest })),
    ['Sometimes', 'Sometimes', 'Never', 'Never'],
  );
  assert.is(word({ pinTest: 'bias' }, []), 'Never');
  const errs = (pinTest: string) =>
    verdict(explored('struct-page-and-fsync', { era: '6.12', set: { pinTest } }), 'wrong-yes');
  assert.equal([errs('bias'), errs('exact')], ['Always', 'Never']);
});

test('is a device that holds a page by a plain reference seen by the thread’s count of devices, and by no count of pins?', () => {
  const words = (pinTest: string) => {
    const answer = explored('struct-page-and-fsync', { rules: ['b'], set: { pinTest, holder: 'device' } });
    return [hostageVerdict(answer, 'H7').verdict, verdict(answer, 'wrong-no')];
  };
  for (const seeing of ['mapcount', 'refcount']) assert.equal(words(seeing), ['Sometimes', 'Never'], seeing);
  for (const blind of ['bias', 'exact']) assert.equal(words(blind), ['Never', 'Always'], blind);
});

test('does the third take no reference, and hear of page tables, by the notifier that its scenarios have?', () => {
  const third = gupCases.find(({ number }) => number === 3)!;
  assert.equal([third.flags, third.hearsOfPageTables, third.scenarios.length > 0], ['none', true, true]);
  for (const name of third.scenarios) {
    const answer = explored(name);
    assert.is(hostageVerdict(answer, 'H7').verdict, 'Never', name);
    assert.is(verdict(answer, 'H4'), 'Never', name);
  }
});

test('who owns the end: is fsync under rule (b) a hostage in case 2 alone?', () => {
  const held = (name: string) => hostageVerdict(explored(name, { rules: ['b'] }), 'H7').verdict;
  assert.is(held('direct-read-and-fsync'), 'Never');
  assert.is(held('rdma-and-fsync'), 'Sometimes');
  assert.is(held('xdp-and-fsync'), 'Sometimes');
});

test('does AF_XDP come to what RDMA comes to: the same harm, by another interface?', () => {
  assert.is(verdict(explored('xdp-and-fsync'), 'H2a'), 'Sometimes');
  assert.is(verdict(explored('xdp-and-fsync', { rules: ['b'] }), 'H2a'), 'Never');
  assert.is(verdict(explored('xdp-and-fsync', { set: { longTermPin: 'refused' } }), 'H2a'), 'Never');
  assert.ok(observed(explored('xdp-and-fsync'), 'late') > 0);
});

test('does the adapter write no frame that user space has not offered?', () => {
  const scenario = alone(
    (k) => umemOwner(k, k.regions[0]!, 0, 0, 0),
    (k) => networkAdapter(k, k.regions[0]!, 0, 0, 0, 1, 2),
  );
  assert.throws(
    () =>
      steer(scenario, [
        ['taker', 'hand the pages to the device'],
        ['other', 'write sector 0'],
      ]),
    /waits at ‹take a frame from the fill ring›/,
  );
  const { changed } = after(scenario, [
    ['taker', 'put the frame into the fill ring'],
    ['other', 'write sector 0'],
  ]);
  assert.is(changed('data0'), 2);
});

test('H3: does a CPU that writes through a pin dirty a page behind the filesystem’s back, and does (b′) prevent it?', () => {
  const word = (choices = {}) => verdict(explored('kernel-write-and-flusher', choices), 'H3');
  assert.is(word(), 'Sometimes');
  assert.is(word({ rules: ['b2'] }), 'Never');
  assert.is(word({ era: '6.12' }), 'Never', 'reclaim leaves pinned pages alone');
});

test('H2: is what process_vm_writev wrote covered by an fsync that is called when it has returned?', () => {
  const scenario = alone(
    function* (k) {
      yield* processVmWritev(k, 0, 0, 2);
      yield* fsync(k, k.inodes[0]!, 0);
    },
    (k) => fsync(k, k.inodes[0]!, 1),
  );
  assert.is(explore(scenario).harms.find(({ id }) => id === 'H2a')!.verdict, 'Never');
});

test('have the scenarios as many states as they had?', () => {
  assert.equal(
    ['xdp-and-fsync', 'kernel-write-and-flusher'].map((name) => explored(name).states),
    [8947, 8623],
  );
});

test.run();
