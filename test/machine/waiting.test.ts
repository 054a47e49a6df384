// Who waits for whom, and who for nobody: fsync under rule (b) beside a readv, a pin beside
// writeback, truncation and punching beside a pin, in every era.
import type { Machine } from 'pinlab/devices/machine';
import { adapter, pollCompletions, regionOwner } from 'pinlab/devices/rdma';
import { explore, replay, type Scenario, search } from 'pinlab/engine/index';
import { graphOf } from 'pinlab/engine/state-graph';
import { truncate } from 'pinlab/filesystems/truncate';
import { withAccepted } from 'pinlab/harms/catalogue';
import { hostageVerdict } from 'pinlab/harms/hostage';
import { eras } from 'pinlab/rules/eras';
import type { Choices } from 'pinlab/rules/setting';
import { namedScenario } from 'pinlab/scenarios/index';
import { machineScenario } from 'pinlab/scenarios/machine-scenario';
import { steer } from 'pinlab/scenarios/steer';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { explored, observed, verdict } from './explored.js';

const asWorded = { syncWaitsForPins: 'as-worded' };
const readv = 'two-page-readv-and-fsync';

/** Where two tasks stand, as one text each, in the states in which no task at all can go on. */
function standstills(scenario: Scenario, ...tasks: readonly string[]): string[] {
  const found = search(scenario);
  const graph = graphOf(found);
  const texts = new Set<string>();
  for (let state = 0; state < graph.states; state++) {
    if (graph.first[state] !== graph.first[state + 1]) continue;
    const next = scenario.tasks.map(({ name }, task) => [name, found.node(state, task).alternatives[0]?.label]);
    const standing = next.filter(([name, label]) => tasks.includes(name!) && label !== undefined);
    if (standing.length > 0) texts.add(standing.map((each) => each.join(': ')).join('; '));
  }
  return [...texts].sort();
}

test('a + b as worded: does a readv wait for a page that fsync has gathered and not sent, and fsync for its pin?', () => {
  const built = (choices: Choices) => namedScenario(readv).build(choices);
  const onStable = 'readv: wait until the page is stable; fsync: wait for pins with the page locked';
  const onLock = 'readv: lock the page; fsync: wait for pins with the page locked';
  const a = { rules: ['a', 'b'], set: asWorded };
  assert.equal(standstills(built(a), 'readv', 'fsync'), [onLock, onStable]);
  const unstable = { rules: ['b'], set: { ...asWorded, stablePages: 'never' } };
  assert.equal(standstills(built(unstable), 'readv', 'fsync'), [onLock], 'b alone, with the page lock held');
  for (const { version } of eras) {
    assert.is(explored(readv, { era: version, rules: ['a', 'b'] }).deadlock.verdict, 'Never', `careful, ${version}`);
    const set = { ...asWorded, pinTest: 'mapcount', integrity: 'on' };
    const worded = explored(readv, { era: version, rules: ['a', 'b'], set });
    assert.is(worded.deadlock.verdict, 'Sometimes', `as worded, ${version}`);
  }
});

test('b with the page lock held: is it the dirtying that cannot go on, of iomap before the transfer already?', () => {
  for (const directRead of ['classic', 'iomap']) {
    const choices = { rules: ['b'], set: { ...asWorded, directRead } };
    const { deadlock } = explored('direct-read-and-fsync', choices);
    assert.is(deadlock.verdict, 'Sometimes');
    const { standing, trace } = replay(namedScenario('direct-read-and-fsync').build(choices), deadlock.schedule!);
    assert.is(standing.find(({ task }) => task === 'read')!.next, 'lock the page');
    const last = trace.calls.filter(({ endNs, task }) => task === 'read' && endNs === trace.endNs);
    assert.ok(
      last.some(({ name }) => name === (directRead === 'classic' ? 'redirty_and_release' : 'bio_set_pages_dirty')),
      directRead,
    );
    assert.is(explored('direct-read-and-fsync', { rules: ['b'], set: { directRead } }).deadlock.verdict, 'Never');
  }
});

/** Whether some step makes a pin hold a page that is under writeback before and after it. */
function pinsUnderWriteback(scenario: Scenario): boolean {
  const found = search(scenario);
  const { first, states, target } = graphOf(found);
  const seen = (state: number) => {
    const { pages, pins } = found.kernelAt(state) as unknown as Machine;
    return { writeback: pages[0]!.writeback, held: pins[0]!.page !== null };
  };
  for (let state = 0; state < states; state++) {
    const before = seen(state);
    if (!before.writeback || before.held) continue;
    for (let edge = first[state]!; edge < first[state + 1]!; edge++) {
      const after = seen(target[edge]!);
      if (after.writeback && after.held) return true;
    }
  }
  return false;
}

test('with stable pages, does a pin taken before writeback change the page in flight, in every era, and one attempted during it wait?', () => {
  for (const { version } of eras) {
    const stable = { era: version, rules: ['a'] };
    assert.ok(observed(explored('direct-read-and-fsync', stable), 'unstable') > 0, version);
    assert.is(verdict(explored('direct-read-and-fsync', stable), 'H1'), 'Sometimes', version);
    assert.not(pinsUnderWriteback(namedScenario('direct-read-and-fsync').build(stable)), version);
  }
  const never = { set: { stablePages: 'never' } };
  assert.ok(pinsUnderWriteback(namedScenario('direct-read-and-fsync').build(never)), 'without, it need not wait');
});

test('btrfs: does the same end in a checksum that recovery finds wrong, in every era?', () => {
  const name = 'direct-read-btrfs-checksum';
  for (const { version } of eras) {
    assert.is(verdict(explored(name, { era: version }), 'H1'), 'Sometimes', version);
    assert.ok(observed(explored(name, { era: version }), 'unstable') > 0, version);
    assert.not(pinsUnderWriteback(namedScenario(name).build({ era: version })), version);
  }
});

test('does neither truncation nor a punch wait for a pin in any era, and is the orphan write shown as accepted by Linux?', () => {
  for (const [name, task] of [
    ['direct-read-and-truncate', 'truncate'],
    ['direct-read-and-punch', 'punch'],
  ] as const)
    for (const { version } of eras) {
      const built = namedScenario(name).build({ era: version });
      const device = built.tasks.some((each) => each.name === 'completion') ? 'completion' : 'read';
      const legs = [
        ...(device === 'read' ? [] : [['read', 'submit the read'] as const]),
        [device, 'DMA into sector 0'],
      ];
      const { standing } = replay(built, steer(built, [...(legs as [string, string][]), [task]]));
      assert.is(standing.find((each) => each.task === task)!.next, null, `${name} ${version} has returned`);
      const { harms } = withAccepted(explored(name, { era: version }));
      const orphan: { verdict: string; accepted?: string } = harms.find(({ id }) => id === 'H4')!;
      assert.is(orphan.verdict, 'Sometimes', `${name} ${version}`);
      assert.match(orphan.accepted!, /^accepted by Linux on the page cache/);
      for (const { id, ...other } of harms) if (id !== 'H4') assert.not('accepted' in other, id);
    }
  const waiting = withAccepted(explored('direct-read-and-truncate', { rules: ['c'] })).harms;
  assert.not(
    waiting.some((harm) => 'accepted' in harm),
    'what never happens needs no excuse',
  );
});

const regionAndTruncate = machineScenario({
  name: 'region-and-truncate',
  about: 'A region that lasts as long as user space likes, and truncation.',
  pages: 1,
  regions: 1,
  messages: 1,
  tasks: () => [
    { name: 'owner', run: (k) => regionOwner(k, k.regions[0]!, 0, 0, 1) },
    { name: 'adapter', run: (k) => adapter(k, k.regions[0]!, 0, 0, 0, 1, 2), daemon: true },
    { name: 'truncate', run: (k) => truncate(k, k.inodes[0]!, 0) },
    { name: 'poll', run: (k) => pollCompletions(k) },
  ],
});

test('is truncation no hostage of RDMA either, in any era that lets it pin, unless rule (c) waits?', () => {
  for (const { version, switches } of eras) {
    const today = explore(regionAndTruncate.build({ era: version }));
    const waiting = explore(regionAndTruncate.build({ era: version, rules: ['c'] }));
    const allowed = switches.longTermPin === 'allowed';
    assert.is(hostageVerdict(today, 'H8').verdict, 'Never', version);
    assert.is(verdict(today, 'H4'), allowed ? 'Sometimes' : 'Never', version);
    assert.is(hostageVerdict(waiting, 'H8').verdict, allowed ? 'Sometimes' : 'Never', version);
  }
});

test('RDMA on 6.1: is what is written after one fsync missing although a second returned 0, until the region is given up?', () => {
  const answer = explored('rdma-and-fsync', { era: '6.1' });
  assert.is(verdict(answer, 'H2a'), 'Sometimes');
  const { schedule } = answer.harms.find(({ id }) => id === 'H2a')!;
  const steps = replay(namedScenario('rdma-and-fsync').build({ era: '6.1' }), schedule!).trace.steps;
  const [first, second] = steps.flatMap(({ label }, i) => (label === 'fsync returns 0' ? [i] : []));
  const cleaned = steps.findIndex(({ label }) => label === 'clear dirty, set writeback');
  const written = steps.findLastIndex(({ label, task }) => task === 'adapter' && label.startsWith('write sector'));
  assert.ok(cleaned < first! && cleaned < written && written < second!, `${cleaned} ${first} ${written} ${second}`);
  assert.is(verdict(explored('rdma-and-fsync', { era: '6.12' }), 'H2a'), 'Never', 'there the pin is refused');
});

test.run();
