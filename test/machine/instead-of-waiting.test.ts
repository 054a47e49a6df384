// What else one can do with a pinned page than wait: write a copy (d), answer EBUSY to fsync (e) or to
// truncation (f). What does each cure, and what does it cost?
import { directRead, readCompletion, redirtyWorker } from 'pinlab/devices/direct-read';
import type { Machine } from 'pinlab/devices/machine';
import { explore, kernelFunction } from 'pinlab/engine/index';
import { fsync } from 'pinlab/filesystems/fsync';
import { writeCachePages } from 'pinlab/filesystems/writeback';
import { eras } from 'pinlab/rules/eras';
import type { Choices } from 'pinlab/rules/setting';
import { machineScenario } from 'pinlab/scenarios/machine-scenario';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { explored } from './explored.js';

/** The harms that can happen, and what else is wrong. */
function met(name: string, choices: Choices): string[] {
  const { deadlock, harms, hostage } = explored(name, choices);
  return [
    ...harms.filter((harm) => harm.verdict !== 'Never').map(({ id }) => id),
    ...(deadlock.verdict === 'Never' ? [] : ['deadlock']),
    ...(hostage.length === 0 ? [] : ['hostage']),
  ];
}

const d = { rules: ['d'] };
const e = { rules: ['e'] };
const f = { rules: ['f'] };

test('d: does a copy keep every harm of cleaning under a pin away, without a wait?', () => {
  const harmed = ['direct-read-and-fsync', 'direct-read-and-flusher', 'late-redirty-and-crash', 'rdma-and-fsync'];
  for (const name of [...harmed, 'direct-read-btrfs-checksum', 'kernel-write-and-flusher']) {
    assert.ok(met(name, {}).length > 0, name);
    assert.equal(met(name, d), [], name);
  }
});

test('d: does it leave what is no matter of cleaning: orphans, shared blocks, blocks that a punch takes away?', () => {
  assert.ok(met('direct-read-and-truncate', d).includes('H4'));
  assert.equal(met('reflink-under-pin', d), ['H6']);
  assert.ok(met('direct-read-and-partial-punch', d).includes('H3'), 'half of a large folio');
});

test('d: is it as good as its test for pins, and the moment of it?', () => {
  assert.ok(met('late-redirty-and-crash', { ...d, era: '6.1' }).includes('H2'), 'plain references are not seen');
  assert.equal(met('late-redirty-and-crash', { ...d, era: '6.12' }), []);
  assert.equal(met('direct-read-and-fsync', { ...d, set: { pinTestWhen: 'before-write-protect' } }), ['H1']);
});

test('d: is what every fsync of a page costs that is pinned and idle that it is written again?', () => {
  assert.equal(met('fsync-beside-an-idle-pin', {}), []);
  assert.equal(met('fsync-beside-an-idle-pin', d), ['rewritten']);
});

test('d and b′: does a registration beyond the dirty limit never end where pinned pages stay dirty?', () => {
  const name = 'register-beyond-the-dirty-limit';
  assert.is(explored(name).deadlock.verdict, 'Never');
  for (const rules of [['d'], ['b2']]) assert.is(explored(name, { rules }).deadlock.verdict, 'Always', rules[0]);
});

test('e: is fsync’s share of those harms gone, the flusher’s not, and data not durable while a pin lasts?', () => {
  for (const name of ['direct-read-and-fsync', 'late-redirty-and-crash', 'rdma-and-fsync', 'reflink-under-pin'])
    assert.equal(met(name, e), [], name);
  assert.ok(met('direct-read-and-flusher', e).includes('H3'));
  const onXfs = { set: { filesystem: 'xfs' } };
  assert.equal([met('direct-read-and-punch', onXfs), met('direct-read-and-punch', { ...e, ...onXfs })], [['H4'], []]);
  assert.equal(met('fsync-beside-an-idle-pin', e), ['refused']);
  assert.equal(met('fsync-beside-an-idle-pin', { rules: ['b'] }), ['hostage']);
  assert.equal(met('fsync-beside-an-idle-pin', { rules: ['b', 'e'] }), ['refused'], 'who answers does not wait');
});

const readThenFsync = kernelFunction('read_then_fsync', function* (k: Machine) {
  yield* directRead(k, k.directReads[0]!, 0, 1, 1, 0, 2);
  yield* fsync(k, k.inodes[0]!, 0);
});

const besideFlusher = machineScenario({
  name: 'read-then-fsync-beside-flusher',
  about: 'An O_DIRECT read through iomap and then an fsync, while background writeback cleans the page once.',
  choices: { set: { filesystem: 'xfs' } },
  pages: 1,
  directReads: 1,
  tasks: () => [
    { name: 'reader', run: (k) => readThenFsync(k) },
    { name: 'completion', run: (k) => readCompletion(k, k.directReads[0]!, 0, 2), daemon: true },
    { name: 'worker', run: (k) => redirtyWorker(k, k.directReads[0]!, 0), daemon: true },
    { name: 'flusher', run: (k) => writeCachePages(k, k.inodes[0]!, false, 0, null) },
  ],
});

test('e: does fsync return 0 over a page that background writeback has cleaned under its pin, unless that skips it or copies?', () => {
  const lost = (rules: readonly string[]) => {
    const { complete, harms } = explore(besideFlusher.build({ rules }));
    assert.ok(complete);
    return harms.find(({ id }) => id === 'H2a')!.verdict;
  };
  assert.equal([['b'], ['e'], ['e', 'b2'], ['d']].map(lost), ['Sometimes', 'Sometimes', 'Never', 'Never']);
});

test('f: does it keep orphans away, on the page cache and on DAX, where it would wait, too, and refuse the shortest pin?', () => {
  const others = ['direct-read-and-partial-punch', 'vmsplice-and-truncate-dax'];
  for (const name of ['direct-read-and-truncate', 'direct-read-and-punch', ...others])
    assert.equal(met(name, f), [], name);
  assert.ok(met('vmsplice-and-truncate-dax', {}).includes('hostage'));
  assert.equal(met('truncate-beside-a-pin', {}), ['H4']);
  assert.equal(met('truncate-beside-a-pin', f), ['refused']);
  assert.equal(met('truncate-beside-a-pin', { ...f, set: { holder: 'idle' } }), ['refused']);
});

test('f: is one look without the page locks too early, for a fault that was let in before may still end?', () => {
  assert.equal(met('direct-read-and-truncate', { ...f, set: { pinTestWhen: 'before-write-protect' } }), ['H4']);
});

test('f: does a truncation that is refused leave the file as long as it was, in every era?', () => {
  for (const { version } of eras) {
    const { outcomes } = explored('truncate-beside-a-pin', { ...f, era: version });
    for (const { observation } of outcomes!)
      assert.is(/EBUSY/.test(observation), !/^size 0/.test(observation), `${version}: ${observation}`);
  }
});

test('are d, e and f off in every era?', () => {
  for (const { switches, version } of eras)
    assert.equal(
      [switches.pinnedWriteback, switches.pinnedSync, switches.pinnedTruncate],
      ['in-place', 'cleaned', 'removed'],
      version,
    );
});

test.run();
