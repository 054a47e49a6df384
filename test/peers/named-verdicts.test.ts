// Every named scenario, under no rule and under all of them: the same verdicts from the whole graph,
// from classes of states, and on two threads. Too many searches for every run of the tests.
import { decide, decideOnCores, explore } from 'pinlab/engine/index';
import { namedScenario, scenarios } from 'pinlab/scenarios/index';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const module = import.meta.resolve('pinlab/cli/loaded');
const ruleSets = [[], ['a', 'b2', 'c']] as const;

/** What must not depend on how it was found. */
function verdicts(harms: readonly { id: string; verdict: string; shortest: number | null }[]): string {
  return harms
    .map(({ id, verdict, shortest }) => `${id} ${verdict === 'Always' ? 'Sometimes' : verdict} ${shortest}`)
    .join(', ');
}

for (const { name } of scenarios)
  for (const rules of ruleSets)
    test(`does ${name} get the same verdicts however it is searched, with the rules [${rules.join(', ')}]?`, async () => {
      const scenario = namedScenario(name).build({ rules });
      const whole = verdicts(explore(scenario).harms);
      for (const symmetry of [true, false]) {
        const options = { wholeStates: 1, symmetry };
        const one = decide(scenario, options);
        assert.is(verdicts(one.harms), whole, `symmetry ${symmetry}`);
        const recipe = { module, name: 'builtScenario', args: [name, { rules }] };
        const two = await decideOnCores(recipe, { ...options, workers: 2, aloneStates: 0, together: true });
        assert.equal({ ...two, workers: 0 }, one, `symmetry ${symmetry}, on two threads`);
      }
    });

test.run();
