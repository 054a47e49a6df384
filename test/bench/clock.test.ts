import { benchClock, meanTimeInSystem } from 'pinlab/bench/clock-bench';
import { resourceModel } from 'pinlab/bench/clock-models';
import { median } from 'pinlab/bench/cpu-time';
import { simulate } from 'pinlab/engine/index';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

test('do customers of the queue spend the time that theory says?', () => {
  const mean = meanTimeInSystem(400_000, 1);
  assert.ok(Math.abs(mean - 5) < 0.25, `${mean}`);
});

test('is a run of the queue the same for the same seed, and another for another?', () => {
  assert.is(meanTimeInSystem(2000, 7), meanTimeInSystem(2000, 7));
  assert.is.not(meanTimeInSystem(2000, 7), meanTimeInSystem(2000, 8));
});

test('do the tasks of the resource take turns, as SimPy’s do?', () => {
  const run = simulate(resourceModel(10, 1, 3, 1), { record: true });
  const order = run.trace!.steps.filter((step) => step.label === 'request').map((step) => Number(step.task.slice(6)));
  const once = Array.from({ length: 10 }, (_, i) => i);
  assert.equal(order, [...once, ...once, ...once]);
  assert.is(run.endNs, 30);
});

test('what does the bench report without SimPy?', () => {
  const path = process.env.PATH;
  process.env.PATH = '';
  const figures = benchClock({ runs: 1, scale: 0.01 });
  process.env.PATH = path;
  assert.equal(
    figures.models.map(({ name, unit, events, simpy, theory }) => ({ name, unit, events, simpy, theory })),
    [
      { name: 'ping', unit: 'timeouts', events: 20_000, simpy: undefined, theory: undefined },
      { name: 'resource', unit: 'holds', events: 10_000, simpy: undefined, theory: undefined },
      { name: 'mm1', unit: 'customers', events: 10_000, simpy: undefined, theory: 5 },
    ],
  );
  assert.equal(
    figures.lock.map(({ waiters }) => waiters),
    [10, 100, 1000],
  );
  assert.is(figures.lock[0]!.ratio, 1);
  for (const { eventsPerSecond } of [...figures.models, ...figures.lock]) assert.ok(eventsPerSecond > 0);
});

test('is the median the middle one?', () => {
  assert.is(median([3, 1, 2]), 2);
  assert.is(median([4, 1, 3, 2]), 2.5);
});

test.run();
