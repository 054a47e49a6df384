// A direct read that fails: what has landed stays, the pages are re-dirtied and released all the
// same, and nothing is claimed of what did not arrive.
import { directRead, readCompletion, redirtyWorker } from 'pinlab/devices/direct-read';
import type { Machine } from 'pinlab/devices/machine';
import { explore, kernelFunction, replay, search } from 'pinlab/engine/index';
import { fsync } from 'pinlab/filesystems/fsync';
import { namedScenario } from 'pinlab/scenarios/index';
import { machineScenario } from 'pinlab/scenarios/machine-scenario';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const readThenFsync = kernelFunction('read_then_fsync', function* (k: Machine) {
  const status = yield* directRead(k, k.directReads[0]!, 0, 1, 1, 0, 2);
  yield* fsync(k, k.inodes[0]!, 0);
  yield* k.step('note what read() returned', () => {
    k.pages[0]!.extraRefs = status === 'EIO' ? 1 : 2;
  });
});

/** Ends with the page's content, the disk's, and what read() returned. */
const failing = (directReadSwitch: string) =>
  machineScenario({
    name: 'failing-read',
    about: 'A direct read that may fail, and an fsync after it.',
    choices: { set: { readErrors: 'on', directRead: directReadSwitch } },
    pages: 1,
    directReads: 1,
    tasks: (setting) => [
      { name: 'reader', run: (k) => readThenFsync(k) },
      ...(setting.switches.directRead === 'classic'
        ? []
        : [
            { name: 'completion', run: (k: Machine) => readCompletion(k, k.directReads[0]!, 0, 2), daemon: true },
            { name: 'worker', run: (k: Machine) => redirtyWorker(k, k.directReads[0]!, 0), daemon: true },
          ]),
    ],
    outcome: ({ pages: [page], blocks: [block] }) =>
      `${page!.extraRefs === 1 ? 'EIO' : 'ok'}: page ${page!.data0}${page!.data1}, disk ${block!.medium0}${block!.medium1}, ${page!.pins} pins`,
  });

test('does what has landed stay, in memory and then on the disk, and is no page left pinned?', () => {
  for (const way of ['classic', 'iomap', 'iomap-checks-first']) {
    const answer = explore(failing(way).build(), { outcomes: true });
    const outcomes = answer.outcomes!.map(({ observation }) => observation).filter((each) => each.endsWith(' 0 pins'));
    assert.equal(
      outcomes.sort(),
      ['EIO: page 00, disk 00, 0 pins', 'EIO: page 20, disk 20, 0 pins', 'ok: page 22, disk 22, 0 pins'],
      way,
    );
    assert.is(answer.deadlock.verdict, 'Never');
    assert.is(answer.harms.find(({ id }) => id === 'H2')!.verdict, 'Never');
  }
});

test('H4: is an orphan of a read that fails none, for nobody was told that it succeeded?', () => {
  const scenario = namedScenario('direct-read-and-truncate').build({ set: { readErrors: 'on' } });
  const ends = (rest: string, more: string) => {
    const { harms, standing, trace } = replay(scenario, `18a12b${rest}${more}`);
    assert.ok(
      trace.steps.some(({ label, index }) => label === 'DMA into sector 0' && index === 30),
      'after the removal',
    );
    assert.is(standing[0]!.next, null, 'read() has returned');
    return harms.has('H4');
  };
  assert.is(ends('2a', '7a'), true);
  assert.is(ends("aa'1", 'aaaaaa'), false);
});

test('H4: of reads without end, does each answer for its own transfer, when it returns and not before?', () => {
  for (const name of ['direct-reads-and-punch', 'direct-reads-and-truncate'])
    for (const readErrors of ['off', 'on']) {
      const graph = search(namedScenario(name).build({ set: { readErrors } }));
      const h4 = graph.scenario.harms.findIndex(({ id }) => id === 'H4');
      const isFound = (state: number) => ((graph.found[state]! >>> h4) & 1) === 1;
      const makes = new Set<string>();
      for (let state = 1; state < graph.store.count; state++) {
        const [from, action] = [graph.store.parent[state]!, graph.store.action[state]!];
        if (isFound(state) && !isFound(from))
          makes.add(graph.node(from, action >> 8).alternatives[action & 255]!.label);
      }
      assert.equal([...makes], ['read() returns'], `${name}, read errors ${readErrors}`);
    }
});

test('without the switch, does no read fail?', () => {
  const { harms, states } = explore(namedScenario('direct-read-and-truncate').build());
  assert.equal([states, harms.find(({ id }) => id === 'H4')!.shortest], [457, 37]);
});

test.run();
