import { benchSampling } from 'pinlab/bench/sampling-bench';
import { namedScenario } from 'pinlab/scenarios/index';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const among = ['direct-read-and-fsync', 'direct-read-and-flusher', 'late-redirty-and-crash', 'mirror-and-munmap'].map(
  namedScenario,
);

test('does the bench count the runs to each harm, the same each time, by every way?', () => {
  const told: string[] = [];
  const [figures, again] = [0, 1].map(() =>
    benchSampling({ seeds: 3, mostRuns: 300, among, onProgress: (_, __, what) => told.push(what) }),
  );
  assert.equal(figures!.harms, again!.harms);
  assert.is(told.length, 2 * figures!.harms.length * figures!.ways.length);
  assert.is(figures!.ways.length, 4);
  const late = figures!.harms.find(({ scenario, harm }) => scenario === 'late-redirty-and-crash' && harm === 'H2')!;
  assert.equal([late.shortest, late.states], [45, 22_831]);
  const [walk, pct] = late.firstRun;
  assert.is(walk, null);
  assert.ok(pct! > 0 && pct! <= 300);
  assert.ok(figures!.runsPerSecond.every((rate) => rate > 0));
});

test.run();
