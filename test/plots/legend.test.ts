// Does the legend of the lanes explain every look that a box has, and nothing else?
import { counterexample } from 'pinlab/exports/counterexample';
import { swimLanes } from 'pinlab/plots/swim-lanes';
import { namedScenario } from 'pinlab/scenarios/index';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

function legendOf(name: string, schedule: string, set: Record<string, string> = {}): string[] {
  const { run, harms } = counterexample(namedScenario(name).build({ set }), schedule);
  const { data, layout } = swimLanes(run.trace, { harms });
  assert.ok(layout.showlegend);
  return data.filter((series) => series.showlegend !== false).map((series) => series.name!);
}

test('are the kernel, devices, the harm and waits told apart by name?', () => {
  assert.equal(legendOf('direct-read-and-fsync', '14a11ba5c'), [
    'a program (kernel)',
    'a device',
    'fsync (kernel)',
    'the disk',
    'a harm comes true',
    'ends a wait',
  ]);
  assert.equal(legendOf('two-page-readv-and-fsync', '20a7b12a', { syncWaitsForPins: 'as-worded' }), [
    'a program (kernel)',
    'fsync (kernel)',
    'a device',
    'waits: pin',
  ]);
});

test('is every step in one series, and no series without a step?', () => {
  const { run, harms } = counterexample(namedScenario('direct-read-and-fsync').build(), '14a11ba5c');
  const bars = swimLanes(run.trace, { harms }).data.filter(({ type }) => type === 'bar');
  assert.is(
    bars.reduce((sum, series) => sum + series.x.length, 0),
    run.trace.steps.length,
  );
  for (const series of bars) assert.ok(series.x.length > 0);
});

test.run();
