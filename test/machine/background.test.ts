// Background writeback: by age, by number, and whom it holds back.
import type { Machine } from 'pinlab/devices/machine';
import { explore, kernelFunction, sec, simulate, type Task } from 'pinlab/engine/index';
import { backgroundWriteback } from 'pinlab/filesystems/background';
import { store } from 'pinlab/filesystems/store';
import type { DirtyLimits } from 'pinlab/pages/dirty-limits';
import { namedScenario } from 'pinlab/scenarios/index';
import { machineScenario } from 'pinlab/scenarios/machine-scenario';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const stores = kernelFunction('stores', function* (k: Machine, pages: number) {
  yield* store(k, k.ptes[0]!, 0, 1);
  if (pages > 1) yield* store(k, k.ptes[1]!, 0, 1);
  yield* k.sleep(sec(60), { label: 'do something else for a minute', owner: 'user' });
});
const flusher: Task<Machine> = { name: 'flusher', run: (k) => backgroundWriteback(k, k.inodes[0]!), daemon: true };

const scenario = (dirtyLimits: DirtyLimits, pages: number) =>
  machineScenario({
    name: 'background',
    about: 'for a test',
    pages: 2,
    dirtyLimits,
    tasks: () => [{ name: 'writer', run: (k) => stores(k, pages) }, flusher],
  });

/** When the flusher cleaned its first page, in seconds of simulated time. */
function firstCleaned(dirtyLimits: DirtyLimits, pages: number): number {
  const { trace } = simulate(scenario(dirtyLimits, pages).build(), { record: true });
  return trace!.steps.find(({ label }) => label === 'clear dirty, set writeback')!.timeNs / sec(1);
}

test('is a page written 30 s after it became dirty, or at once where more are dirty than the threshold?', () => {
  const late = firstCleaned({ background: 1, limit: 4 }, 1);
  assert.ok(late >= 30 && late < 30.1, `${late}`);
  assert.ok(firstCleaned({ background: 1, limit: 4 }, 2) < 0.1);
  assert.ok(firstCleaned({ background: 0, limit: 4 }, 1) < 0.1);
});

test('does the flusher gather pages that follow each other in one request?', () => {
  const { trace } = simulate(namedScenario('stores-and-background-writeback').build(), { record: true });
  const bios = trace!.steps.flatMap(({ changes }) => changes).filter(({ field }) => field === 'pages');
  assert.equal(
    bios.map(({ after }) => after),
    [1, 2, 0],
  );
});

test('may it run at any moment, and does nothing come of it?', () => {
  const answer = explore(namedScenario('stores-and-background-writeback').build());
  assert.ok(answer.complete);
  assert.ok(answer.harms.every(({ verdict }) => verdict === 'Never'));
  assert.is(answer.deadlock.verdict, 'Never');
});

test('is a task that dirties too much held back until enough is written, half-way between threshold and limit?', () => {
  const waits = (limits: DirtyLimits) =>
    simulate(scenario(limits, 2).build(), { record: true }).trace!.blocked.some(
      ({ reason }) => reason === 'the dirty limit',
    );
  assert.ok(waits({ background: 0, limit: 2 }));
  assert.not(waits({ background: 0, limit: 4 }));
});

test('has the scenario as many states as it had?', () => {
  assert.is(explore(namedScenario('stores-and-background-writeback').build()).states, 2121);
});

test.run();
