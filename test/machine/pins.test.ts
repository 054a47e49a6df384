// Which references a test for pins sees: a device's pin, a device's plain reference, a pipe's.
import { directRead } from 'pinlab/devices/direct-read';
import type { Machine } from 'pinlab/devices/machine';
import { explore, replay, search, simulate } from 'pinlab/engine/index';
import { drainPipe, vmsplice } from 'pinlab/gup/pipe';
import { hostageVerdict } from 'pinlab/harms/hostage';
import { pinTestErrors } from 'pinlab/harms/pin-test';
import { munmap } from 'pinlab/pages/address-space';
import { pageHolders, referenceCounts } from 'pinlab/pages/holders';
import { refcount } from 'pinlab/pages/page';
import type { Choices } from 'pinlab/rules/setting';
import { namedScenario } from 'pinlab/scenarios/index';
import { machineScenario } from 'pinlab/scenarios/machine-scenario';
import { steer } from 'pinlab/scenarios/steer';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { explored, observed, verdict } from './explored.js';

const held = (choices: Choices) => hostageVerdict(explored('vmsplice-and-truncate', choices), 'H8').verdict;

test('H8: under rule (c), is truncation a hostage of a pipe where references count, and only there?', () => {
  assert.is(held({ rules: ['c'], set: { pinTest: 'refcount' } }), 'Sometimes');
  assert.is(held({ rules: ['c'], set: { pinTest: 'bias' } }), 'Never');
  assert.is(held({ rules: ['c'], set: { pinTest: 'mapcount' } }), 'Never');
  assert.is(held({ set: { pinTest: 'refcount' } }), 'Never', 'without the rule nobody waits');
});

test('H8: which steps of user space end it, and are they told with the operation?', () => {
  const { hostage, deadlock } = explored('vmsplice-and-truncate', { rules: ['c'], set: { pinTest: 'refcount' } });
  assert.equal(
    hostage.map(({ operation, freedBy }) => [operation, freedBy.map(({ task, step }) => `${task} ${step}`)]),
    [['truncate', ['splice pipe: read what is in it', 'splice pipe: close it']]],
  );
  assert.is(deadlock.verdict, 'Never');
});

test('H8: is truncation no hostage of a direct read, which ends by itself?', () => {
  for (const pinTest of ['refcount', 'mapcount', 'bias'])
    assert.is(
      hostageVerdict(explored('direct-read-and-truncate', { rules: ['c'], set: { pinTest } }), 'H8').verdict,
      'Never',
    );
});

test('what does the pipe’s reader see: bytes of a page that has left the file, unless truncation waits', () => {
  const seen = (choices: Choices) => observed(explored('vmsplice-and-truncate', choices), 'stale-pipe') > 0;
  assert.is(seen({}), true);
  assert.is(seen({ rules: ['c'], set: { pinTest: 'refcount' } }), false);
  const outcomes = explored('vmsplice-and-truncate').outcomes!.map(({ observation }) => observation);
  assert.ok(outcomes.some((each) => each.endsWith('the reader got 10 of a page that had left the file')));
  assert.ok(outcomes.some((each) => each.endsWith('the reader got 10')));
});

test('is a pipe’s page read as it is when it is read?', () => {
  const scenario = machineScenario({
    name: 'store-behind-a-pipe',
    about: 'A store after vmsplice.',
    pages: 1,
    pipes: 1,
    unmaps: true,
    mapped: false,
    tasks: () => [
      {
        name: 'splice',
        run: function* (k: Machine) {
          const first = yield* vmsplice(k, k.ptes[0]!, k.pipes[0]!);
          yield* k.step('a store', () => {
            k.pages[0]!.data0 = 3;
          });
          yield* drainPipe(k, k.pipes[0]!, 0);
          yield* munmap(k, 0, 1);
          return `${first} ${yield* vmsplice(k, k.ptes[0]!, k.pipes[0]!)}`;
        },
      },
    ],
    outcome: (k) => `${k.pipes[0]!.got0}, ${k.pages[0]!.extraRefs} left`,
  }).build();
  assert.equal(
    explore(scenario, { outcomes: true }).outcomes!.map(({ observation }) => observation),
    ['0, 0 left', '3, 0 left'],
  );
  assert.ok(simulate(scenario).endNs > 0, 'it runs on the clock, too: a page that was not mapped is faulted in');
});

test('does a test by bias see a direct read only where that takes pins?', () => {
  const orphaned = (biasSeesDirectIo: string, pinTest: string) =>
    verdict(explored('direct-read-and-truncate', { rules: ['c'], set: { pinTest, biasSeesDirectIo } }), 'H4');
  assert.is(orphaned('yes', 'bias'), 'Never');
  assert.is(orphaned('no', 'bias'), 'Sometimes', 'so it was up to 6.1');
  assert.is(orphaned('no', 'mapcount'), 'Never');
  assert.is(orphaned('no', 'refcount'), 'Never');
});

test('does the same go for fsync under rule (b), while RDMA’s pins are seen?', () => {
  const set = { biasSeesDirectIo: 'no', pinTest: 'bias' };
  assert.is(verdict(explored('direct-read-and-fsync', { rules: ['a', 'b'], set }), 'H1'), 'Sometimes');
  assert.is(hostageVerdict(explored('rdma-and-fsync', { rules: ['b'], set }), 'H7').verdict, 'Sometimes');
});

test('is a plain reference that a device holds a wrong no of the bias, and counted as 1?', () => {
  const scenario = machineScenario({
    name: 'plain-read',
    about: 'A direct read by plain references.',
    pages: 1,
    directReads: 1,
    watch: pinTestErrors,
    tasks: () => [{ name: 'read', run: (k) => directRead(k, k.directReads[0]!, 0, 1, 1, 0, 2) }],
  });
  const wrong = (set: Record<string, string>) =>
    explore(scenario.build({ set })).harms.find(({ id }) => id === 'wrong-no')!.verdict;
  assert.is(wrong({ biasSeesDirectIo: 'no', pinTest: 'bias' }), 'Always');
  assert.is(wrong({ biasSeesDirectIo: 'no', pinTest: 'mapcount' }), 'Never');
  assert.is(wrong({ biasSeesDirectIo: 'yes', pinTest: 'bias' }), 'Never');
});

test('do the holders read off a trace tell plain references from pins, and add up to the machine’s count?', () => {
  const scenario = namedScenario('direct-read-and-truncate').build({
    set: { biasSeesDirectIo: 'no', pinTest: 'bias' },
  });
  const moves = steer(scenario, [['read', 'DMA into sector 0']]);
  const holders = pageHolders(replay(scenario, moves).trace, 'page0');
  assert.equal(
    holders.map(({ name, values }) => [name, values.at(-1)]),
    [
      ['page cache', 1],
      ['buffers', 1],
      ['page tables', 1],
      ['bystanders', 0],
      ['pins', 0],
      ['devices by plain references', 1],
    ],
  );
  const k = search(scenario, { maxStates: 1 }).kernelAt(0) as unknown as Machine;
  k.memory.words.set(replay(scenario, moves).words);
  assert.is(refcount(k, k.pages[0]!), 4);
  assert.is(referenceCounts(holders, 1024).at(-1), 4);
});

test('has the scenario as many states as it had?', () => {
  const { states, hostage } = explored('vmsplice-and-truncate', { rules: ['c'], set: { pinTest: 'refcount' } });
  assert.equal([explored('vmsplice-and-truncate').states, states, hostage[0]!.shortest], [382, 387, 27]);
});

test.run();
