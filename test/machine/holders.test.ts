// Who holds a page, who is taken for a holder, and schedules written in words.

import { directRead } from 'pinlab/devices/direct-read';
import type { Machine } from 'pinlab/devices/machine';
import { explore, formatSchedule, replay, search } from 'pinlab/engine/index';
import { pinTestErrors } from 'pinlab/harms/pin-test';
import { holdPage } from 'pinlab/pages/bystander';
import { biasedCounts, pageHolders, referenceCounts } from 'pinlab/pages/holders';
import { refcount } from 'pinlab/pages/page';
import { namedScenario } from 'pinlab/scenarios/index';
import { machineScenario } from 'pinlab/scenarios/machine-scenario';
import { assumedCosts, sensitivity } from 'pinlab/scenarios/sensitivity';
import { steer } from 'pinlab/scenarios/steer';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const look = (references: number) =>
  machineScenario({
    name: 'read-and-bystander',
    about: 'A direct read into a page at which somebody else looks.',
    pages: 1,
    directReads: 1,
    watch: pinTestErrors,
    tasks: () => [
      { name: 'read', run: (k) => directRead(k, k.directReads[0]!, 0, 1, 1, 0, 2) },
      { name: 'bystander', run: (k) => holdPage(k, k.pages[0]!, references, 0, 'kernel') },
    ],
  });

test('which test for pins errs, and from how many ordinary references on?', () => {
  const verdicts = (pinTest: string, references: number) =>
    explore(look(references).build({ set: { pinTest } }))
      .harms.filter(({ id }) => id.startsWith('wrong'))
      .map(({ verdict }) => verdict);
  assert.equal(verdicts('refcount', 1), ['Sometimes', 'Never']);
  assert.equal(verdicts('mapcount', 1021), ['Never', 'Never']);
  assert.equal(verdicts('bias', 1020), ['Never', 'Never'], '3 references of its own and 1,020 stay below the bias');
  assert.equal(verdicts('bias', 1021), ['Sometimes', 'Never']);
});

test('do the holders read off a trace add up to the machine’s own count, at every step?', () => {
  for (const pinTest of ['mapcount', 'bias']) {
    const scenario = namedScenario('direct-read-and-truncate').build({ set: { pinTest } });
    const moves = steer(scenario, [['read', 'DMA into sector 0'], ['truncate'], ['read']]);
    const k = search(scenario, { maxStates: 1 }).kernelAt(0) as unknown as Machine;
    const holders = pageHolders(replay(scenario, moves).trace, 'page0');
    const counts = pinTest === 'bias' ? biasedCounts(holders) : referenceCounts(holders);
    assert.is(counts.length, moves.length + 1);
    for (let steps = 0; steps <= moves.length; steps++) {
      k.memory.words.set(replay(scenario, moves.slice(0, steps)).words);
      assert.is(counts[steps], refcount(k, k.pages[0]!), `after ${steps} steps`);
    }
    assert.is(counts.at(-1), 0);
  }
});

test('is a page that is not there refused by name?', () => {
  const scenario = namedScenario('store-and-fsync').build();
  assert.throws(() => pageHolders(replay(scenario, []).trace, 'page7'), /no page page7; its pages are page0/);
});

test('does a bystander come too late for a page that has left its file?', () => {
  const scenario = machineScenario({
    name: 'late-bystander',
    about: 'Somebody looks for a page that is gone.',
    pages: 1,
    tasks: () => [
      {
        name: 'remove',
        run: function* (k) {
          yield* k.step('remove', () => {
            k.pages[0]!.mapping = null;
          });
        },
      },
      { name: 'bystander', run: (k) => holdPage(k, k.pages[0]!, 1, 0, 'user') },
    ],
  }).build();
  const { trace } = replay(scenario, steer(scenario, [['remove'], ['bystander']]));
  assert.equal(
    pageHolders(trace, 'page0').map(({ values }) => values.at(-1)),
    [0, 1, 1, 0, 0],
  );
});

test('does steering give the schedule, and say why it cannot go on?', () => {
  const scenario = namedScenario('store-and-fsync').build({ set: { integrity: 'off' } });
  const first = steer(scenario, [['store', 'lock the page']]);
  assert.is(formatSchedule(first), '4a');
  assert.throws(() => steer(scenario, [['read']]), /has no task read; its tasks are store, fsync, disk/);
  assert.throws(() => steer(scenario, [['store', 'no such step']]), /store ends without a step ‹no such step›/);
  assert.throws(() => steer(scenario, [['disk']]), /disk cannot go on: it waits at ‹take a write from the queue›/);
});

test('does each assumed cost get its tenth and its tenfold, and a wrong name a list?', () => {
  const costs = assumedCosts();
  assert.ok(costs.includes('flush') && costs.includes('pageFault') && !costs.includes('flusherInterval'));
  const seen = sensitivity((times) => Object.entries(times)[0]);
  assert.is(seen.length, 2 * costs.length);
  assert.equal(seen[1], { cost: costs[0], factor: 10, value: [costs[0], 10] });
  const built = (times: Record<string, number>) =>
    (namedScenario('store-and-fsync').build({ times }).constants as Machine).costs.cpu.pageFault.ns;
  assert.is(built({ pageFault: 10 }), 10 * built({}));
  assert.throws(() => built({ pageFalt: 10 }), /there is no cost 'pageFalt'; the costs are store, pageFault/);
});

test.run();
