// A write fails: who is told, how often, and what becomes of the data.
import type { Machine } from 'pinlab/devices/machine';
import { type Exploration, explore, kernelFunction, search, simulate } from 'pinlab/engine/index';
import { fsync } from 'pinlab/filesystems/fsync';
import { store } from 'pinlab/filesystems/store';
import type { Choices } from 'pinlab/rules/setting';
import { namedScenario } from 'pinlab/scenarios/index';
import { machineScenario } from 'pinlab/scenarios/machine-scenario';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const name = 'write-error-and-fsync';

function explored(choices: Choices = {}): Exploration {
  const answer = explore(namedScenario(name).build(choices), { outcomes: true });
  assert.ok(answer.complete);
  return answer;
}

const verdict = (answer: Exploration, harm: string) => answer.harms.find(({ id }) => id === harm)!.verdict;

const storeAndSync = kernelFunction('store_and_sync', function* (k: Machine, times: number) {
  yield* store(k, k.ptes[0]!, 0, 1);
  const first: number | string = yield* fsync(k, k.inodes[0]!, 0);
  if (times === 1) return `${first}`;
  const second: number | string = yield* fsync(k, k.inodes[0]!, 0);
  return `${first} ${second}`;
});

/** A store and fsync by one open file: the harms, and what the calls returned in runs on the clock. */
function synced(times: number): { answer: Exploration; returned: string[] } {
  const built = machineScenario({
    name: 'store-and-sync',
    about: 'for a test',
    choices: { set: { writeErrors: 'on' } },
    pages: 1,
    tasks: () => [{ name: 'writer', run: (k) => storeAndSync(k, times) }],
  }).build();
  const returned = Array.from({ length: 20 }, (_, seed) => simulate(built, { seed }))
    .flatMap(({ operations }) => operations.filter((each) => each.name === 'store_and_sync'))
    .map(({ status }) => String(status));
  return { answer: explore(built), returned: [...new Set(returned)].sort() };
}

test('is a write error told once, and is there no harm in an fsync that tells it?', () => {
  const once = synced(1);
  assert.equal(once.returned, ['0', 'EIO']);
  assert.is(verdict(once.answer, 'H2a'), 'Never', 'who was told was promised nothing');
  assert.is(verdict(once.answer, 'H2b'), 'Sometimes', 'the page is clean, and nobody writes it again');
});

test('H2a: does the second fsync return 0 though the data is not on the disk?', () => {
  const twice = synced(2);
  assert.equal(twice.returned, ['0 0', 'EIO 0']);
  assert.is(
    verdict(twice.answer, 'H2a'),
    'Sometimes',
    'it returned 0, and the store was complete before it was called',
  );
  for (const filesystem of ['ext4', 'xfs', 'btrfs'])
    assert.is(verdict(explored({ set: { filesystem } }), 'H2a'), 'Sometimes', filesystem);
  assert.is(verdict(explored({ set: { writeErrors: 'off' } }), 'H2'), 'Never');
});

test('is each open file told for itself?', () => {
  const found = search(namedScenario(name).build());
  const both = new Set<string>();
  for (let state = 0; state < found.store.count; state++) {
    const k = found.kernelAt(state) as unknown as Machine;
    both.add(k.openFiles.map((file) => file.owesError).join());
  }
  assert.equal([...both].sort(), ['false,false', 'false,true', 'true,false', 'true,true']);
});

test('is no block on its way any more once its write has failed?', () => {
  const found = search(namedScenario(name).build({ set: { filesystem: 'btrfs' } }));
  for (let state = 0; state < found.store.count; state++) {
    const k = found.kernelAt(state) as unknown as Machine;
    if (k.bios.every((bio) => bio.state === 'free')) assert.is(k.fileBlocks[0]!.arriving, null);
  }
});

test('has the scenario as many states as it had?', () => {
  assert.equal([explored().states, explored({ set: { filesystem: 'btrfs' } }).states], [3861, 3846]);
});

test.run();
