// Is every switch good for something? Every two of its values in each other's place: minutes, too many for every run.
import { Explorations } from 'pinlab/matrix/explorations';
import { mutation, valuePairs, whyAlike } from 'pinlab/matrix/mutations';
import type { Switches } from 'pinlab/pages/switches';
import { switchValues } from 'pinlab/rules/proposals';
import { scenarios } from 'pinlab/scenarios/index';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const explorations = new Explorations({ maxStates: 400_000 });

for (const pair of valuePairs(Object.keys(switchValues) as (keyof Switches)[]))
  test(`does a verdict tell ${pair.switch}=${pair.value} from ${pair.instead}, or a reason why none does?`, async () => {
    const { toldBy } = await mutation(pair, scenarios, explorations);
    assert.is(toldBy === 'verdicts', whyAlike(pair) === null, `told by ${toldBy}`);
  });

test('was no search cut?', () => {
  assert.is(explorations.cut, 0);
});

test.run();
